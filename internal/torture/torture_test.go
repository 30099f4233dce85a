package torture_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/runtime/runtimetest"
	"github.com/apigen-go/apigen/runtime/runtimetest/ours"
)

var into = flag.String("into", "", "the file that the table of all clients is written to; without it only ours are run")

// peer is a column of the table.
type peer struct {
	runtimetest.Subject
	module string // whose version is told; "": ours
	how    string // it is configured, for the footnote
}

func peers() []peer {
	return []peer{
		{ours.Runtime{}, "", "the runtime with its defaults, `runtime.NewRequest` and `runtime.Do`"},
		{generated{}, "", "the client in `generated/orders`, which the generator wrote from `specs/orders.yaml`; what that document has no operation for is not asked of it"},
		{retryable{}, "github.com/hashicorp/go-retryablehttp", "`NewClient`, `PassthroughErrorHandler`, `HTTPClient.Timeout` of 30 s; response bodies are read by its user"},
		{restful{}, "github.com/go-resty/resty/v2", "`SetRetryCount`, a retry condition for errors, 408, 429, 500, 502, 503 and 504 as its documentation shows it, `SetTimeout` of 30 s, `SetAuthToken`"},
		{azure{}, "github.com/Azure/azure-sdk-for-go/sdk/azcore", "`runtime.NewPipeline` with the default `RetryOptions`, `BearerTokenPolicy` and `KeyCredentialPolicy`; `TryTimeout` only where a case sets a timeout"},
		{failsafe{}, "github.com/failsafe-go/failsafe-go", "`failsafehttp.NewRoundTripper` with its retry policy, back-off, a jitter factor (B8 needs it, B1 suffers from it), a retry budget, `ReturnLastFailure`, a timeout policy of 30 s per attempt, and in the cases about one a circuit breaker for errors and statuses from 500; response bodies are read by its user"},
		{stainless{}, "github.com/openai/openai-go/v3", "`option.WithMaxRetries`, requests by `Client.Execute`; the retry core that Stainless gives to the SDKs that it makes"},
	}
}

// TestTorture runs the cases for our clients, which have to pass, and for those of others too if the table is to be written.
func TestTorture(t *testing.T) {
	columns := peers()
	if *into == "" {
		columns = columns[:2] // ours
	}
	subjects := make([]runtimetest.Subject, len(columns))
	for i, p := range columns {
		subjects[i] = p
	}
	report := runtimetest.Measure(t, subjects...)
	for _, p := range columns[:2] {
		for id, err := range report.Failed(p.Name()) {
			t.Errorf("%s, %s: %v", p.Name(), id, err)
		}
	}
	if *into == "" {
		return
	}
	var table bytes.Buffer
	if err := write(&table, columns, report); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(*into, table.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}

// write writes docs/torture.md.
func write(b *bytes.Buffer, columns []peer, report *runtimetest.Report) error {
	b.WriteString(`# Torture

What clients make of what servers and networks do to them: the cases of [runtime/runtimetest](../runtime/runtimetest), one
run, side by side. Written by ` + "`make torture`" + `; not to be changed by hand. A dash is a case that makes no sense for a client,
because it does not offer what the case is about. Another client joins with an adapter of some fifty lines.

How each client is configured:

`)
	for _, p := range columns {
		v, err := version(p.module)
		if err != nil {
			return err
		}
		fmt.Fprintf(b, "- **%s** %s: %s.\n", p.Name(), v, p.how)
	}
	b.WriteString("\n")
	if err := report.WriteTable(b); err != nil {
		return err
	}
	b.WriteString("\n## What was seen\n\nWhere a client fails, what the case found. Times are rounded.\n\n")
	if err := report.WriteFailures(b); err != nil {
		return err
	}
	b.WriteString("\n")
	return nil
}

// version is that of a module in go.mod: test binaries do not tell.
func version(module string) (string, error) {
	if module == "" {
		return "(this commit)", nil
	}
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		return "", err
	}
	_, rest, found := strings.Cut(string(mod), "\t"+module+" ")
	if !found {
		return "", fmt.Errorf("go.mod does not require %s", module)
	}
	version, _, _ := strings.Cut(rest, "\n")
	return version, nil
}
