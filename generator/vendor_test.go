package generator_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
)

// user is code outside of a client that uses what a client's runtime offers. CLIENT and RUNTIME are import paths.
const user = `package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	orders "CLIENT"
	"RUNTIME"
	"RUNTIME/auth"
	"RUNTIME/page"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	server := httptest.NewServer(http.HandlerFunc(serve))
	defer server.Close()
	var meta runtime.Meta
	client, err := orders.New(
		runtime.WithBaseURL(server.URL), orders.WithBearerToken("t"), runtime.WithHTTPClient(server.Client()),
		runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1, Jitter: runtime.JitterFixed}),
		runtime.WithTimeouts(runtime.Timeouts{Idle: time.Second}), runtime.WithLogger(slog.New(slog.DiscardHandler)),
		runtime.WithCredential("other", auth.TokenSource(func(context.Context) (string, error) { return "t", nil })),
	)
	if err != nil {
		return err
	}
	order, err := client.Orders.Get(ctx, "o1", runtime.WithResponse(&meta))
	if err != nil || order.ID != "o1" || meta.StatusCode != 200 {
		return fmt.Errorf("get: %+v %+v %w", order, meta, err)
	}
	_, err = client.Orders.Get(ctx, "none")
	var typed *runtime.Error[orders.Problem]
	var apiErr *runtime.APIError
	if !errors.Is(err, runtime.ErrNotFound) || !errors.As(err, &typed) || !errors.As(err, &apiErr) || typed.Body.Title != "gone" {
		return fmt.Errorf("missing order: %w", err)
	}
	var first *page.Page[orders.Order, orders.OrderList]
	if first, err = client.Orders.List(ctx, nil); err != nil || len(first.Items) != 1 || first.HasMore() {
		return fmt.Errorf("list: %+v %w", first, err)
	}
	items, more, err := page.Collect(client.Orders.All(ctx, nil), 5)
	if err != nil || more || len(items) != 1 {
		return fmt.Errorf("all: %v %w", items, err)
	}
	if _, err = first.Next(ctx); !errors.Is(err, page.ErrNoMore) {
		return fmt.Errorf("next: %w", err)
	}
	nothing, text := runtime.Null[string](), runtime.Value("x")
	var both runtime.Nullable[string] = text
	if !nothing.IsNull() || both.Or("") != "x" || runtime.OrZero[int](nil) != 0 {
		return errors.New("nullable")
	}
	return nil
}

func serve(w http.ResponseWriter, r *http.Request) {
	const order = "{\"id\": \"o1\", \"status\": \"paid\"}"
	w.Header().Set("Content-Type", "application/json")
	switch r.URL.Path {
	case "/orders/o1":
		_, _ = io.WriteString(w, order)
	case "/orders":
		_, _ = io.WriteString(w, "{\"data\": [" + order + "], \"has_more\": false}")
	default:
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "{\"title\": \"gone\"}")
	}
}
`

// The same program runs against either kind of runtime: only its import paths differ.
func TestAClientBringsItsRuntimeAlong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		module, out, client, runtime string
		mode                         generator.Runtime
	}{
		"imported": {
			"example.com/shop", "orders", "example.com/shop/orders", "github.com/apigen-go/apigen/runtime", generator.ImportRuntime,
		},
		"vendored deep in a module": {
			"example.com/shop/v2", "internal/clients/orders", "example.com/shop/v2/internal/clients/orders",
			"example.com/shop/v2/internal/clients/orders/runtime", generator.VendorRuntime,
		},
		"vendored at the root of a module": {
			"example.com/orders", ".", "example.com/orders", "example.com/orders/runtime", generator.VendorRuntime,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, tree{"go.mod": "module " + c.module + "\n\ngo 1.26\n"})
			config := generator.Config{
				Spec: "../specs/orders.yaml", Out: filepath.Join(dir, c.out), Package: "orders", Runtime: c.mode,
			}
			once(t, config)
			main := strings.NewReplacer("CLIENT", c.client, "RUNTIME", c.runtime).Replace(user)
			put(t, dir, tree{"cmd/": "", "cmd/shop/": "", "cmd/shop/main.go": main})
			want := c.module + "\n"
			if c.mode == generator.ImportRuntime {
				here, err := filepath.Abs("..")
				if err != nil {
					t.Fatal(err)
				}
				run(t, dir, "mod", "edit", "-require=github.com/apigen-go/apigen@v0.0.0", "-replace=github.com/apigen-go/apigen="+here)
				want = ""
			}
			run(t, dir, "build", "./...")
			run(t, dir, "vet", "./...")
			run(t, dir, "run", "./cmd/shop")
			if got := run(t, dir, "list", "-m", "all"); want != "" && got != want {
				t.Errorf("modules %q, want %q alone", got, want)
			}
		})
	}
}

func TestChangingTheRuntimeLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, tree{"go.mod": "module example.com/shop\n\ngo 1.26\n"})
	config := generator.Config{Spec: "../specs/orders.yaml", Out: filepath.Join(dir, "orders")}
	once(t, config)
	imported := read(t, dir)
	config.Runtime = generator.VendorRuntime
	once(t, config)
	copied := read(t, dir)
	for name, content := range copied {
		if strings.Contains(content, `"github.com/apigen-go/apigen`) {
			t.Errorf("%s imports apigen", name)
		}
		if strings.HasSuffix(name, ".go") && !strings.HasPrefix(content, mark) {
			t.Errorf("%s is not marked as generated", name)
		}
		if strings.HasSuffix(name, "_test.go") {
			t.Errorf("%s is a test", name)
		}
	}
	if readme := copied["orders/README.md"]; !strings.Contains(readme, `import "example.com/shop/orders/runtime"`) {
		t.Errorf("the README does not say what to import:\n%s", readme)
	}
	if change := once(t, config); len(change.Written)+len(change.Removed) > 0 {
		t.Errorf("the second run changed %v", change)
	}
	config.Runtime = generator.ImportRuntime
	once(t, config)
	if diff := cmp.Diff(imported, read(t, dir)); diff != "" {
		t.Errorf("the directory after going back (-first +now):\n%s", diff)
	}
}

func TestWhatAClientWithItsOwnRuntimeNeeds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		gomod, out, at string
		want           string // import path of the runtime, or a part of the error
	}{
		"a module":               {"module example.com/a\ngo 1.26", "x/y", "", "example.com/a/x/y/internal/runtime"},
		"a block and quotation":  {"// a\nmodule ( // b\n\t\"example.com/a\" // c\n)\ngo 1.27.1\n", "x", "", "example.com/a/x/internal/runtime"},
		"other blocks":           {"require (\n\tmodule v1.0.0\n)\nmodule example.com/a\ngo 1.26\n", "x", "", "example.com/a/x/internal/runtime"},
		"a name in place of one": {"", "x", "example.com/b", "example.com/b/internal/runtime"},
		"no module":              {"", "x", "", "is in no Go module: run go mod init"},
		"no name of a module":    {"go 1.26", "x", "", "go.mod names no module"},
		"a Go that is too old":   {"module example.com/a\ngo 1.22", "x", "", "run go mod edit -go=1.26"},
		"a module without a Go":  {"module example.com/a", "x", "", "says go 1.16"},
		"a directory with space": {"module example.com/a\ngo 1.26", "my client", "", `because of "my client"`},
		"a name with a space":    {"", "x", "example.com/ b", `because of " b"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if c.gomod != "" {
				put(t, dir, tree{"go.mod": c.gomod})
			}
			config := generator.Config{
				Spec: "../specs/orders.yaml", Out: filepath.Join(dir, c.out), Package: "x", Import: c.at, Runtime: generator.VendorRuntime,
			}
			result, err := generator.Generate(t.Context(), config)
			if err != nil || config.Check() != nil {
				checkError(t, err, c.want)
				checkError(t, config.Check(), c.want)
				return
			}
			if diff := cmp.Diff(c.want, result.Plan.Runtime); diff != "" {
				t.Errorf("runtime (-want +got):\n%s", diff)
			}
		})
	}
}

// once generates and writes a client.
func once(t *testing.T, config generator.Config) generator.Change {
	t.Helper()
	result, err := generator.Generate(t.Context(), config)
	if err != nil || result.Failed() {
		t.Fatalf("%v %v", err, result.Diagnostics)
	}
	return write(t, config.Out, result.Files)
}

func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), "go", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOPROXY=off")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
