package agents_test

import (
	"errors"
	"flag"
	"testing"

	client "github.com/apigen-go/apigen/generated/agents"
	"github.com/apigen-go/apigen/generated/internal/server/agents"
	"github.com/apigen-go/apigen/generated/internal/tape"
	"github.com/apigen-go/apigen/runtime"
)

var record = flag.Bool("record", false, "record the cassettes anew")

// recorded returns a client of the cassette, or of a server of its own if it is to be recorded.
func recorded(t *testing.T, name string) *client.Client {
	t.Helper()
	return connect(t, runtime.WithHTTPClient(tape.Client(t, name, *record, agents.New(key))), client.WithAPIKey(key))
}

func TestCassetteOfAPagedList(t *testing.T) {
	t.Parallel()
	c := recorded(t, "paged-list")
	n := 0
	for _, err := range c.Agents.All(t.Context(), &client.AgentsListParams{PageSize: new(int32(3))}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 5 {
		t.Errorf("%d agents", n)
	}
}

func TestCassetteOfARun(t *testing.T) {
	t.Parallel()
	c := recorded(t, "run")
	run := must[*client.Run](t)(c.Runs.Create(t.Context(), "agt_1", client.RunRequest{Task: "read"}, nil))
	for range 2 {
		run = must[*client.Run](t)(c.Runs.Get(t.Context(), run.ID))
	}
	if run.Status != client.RunStatusSucceeded {
		t.Errorf("run %+v", run)
	}
	if err := c.Runs.Cancel(t.Context(), run.ID); !errors.Is(err, runtime.ErrConflict) {
		t.Errorf("error %v", err)
	}
}
