package callall_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/internal/callall"
)

const toy = `package client

import (
	"context"
	"iter"

	"github.com/apigen-go/apigen/runtime"
)

type Client struct{ Orders *OrdersService }

func New(opts ...runtime.Option) (*Client, error) { return nil, nil }

type OrdersService struct{ client *runtime.Client }

func (s *OrdersService) Get(ctx context.Context, id string, opts ...runtime.Option) (*Order, error) { return nil, nil }

func (s *OrdersService) All(ctx context.Context) iter.Seq2[Order, error] { return nil }

type Order struct {
	ID     string
	Status Status
	Labels Labels
	hidden int
}

type Labels map[string]string

type Status string

const (
	StatusOpen Status = "open"
	StatusPaid Status = "paid"
)

const BaseURL = "https://api.example.com"

type Money = runtime.Decimal
`

func files(source string) []generator.File {
	return []generator.File{{Name: "client.go", Content: []byte(source)}, {Name: "README.md", Content: []byte("# no Go")}}
}

func newChecker(t *testing.T) *callall.Checker {
	t.Helper()
	exports, err := callall.List(t.Context(), ".")
	if err != nil {
		t.Fatal(err)
	}
	return callall.NewChecker(exports)
}

func client(t *testing.T, c *callall.Checker, source string) *callall.Client {
	t.Helper()
	checked, err := c.Client(files(source))
	if err != nil {
		t.Fatal(err)
	}
	return checked
}

// changes are edits of the toy, and what code that uses all of it has to say.
func changes() map[string]struct{ old, new, subject string } {
	return map[string]struct{ old, new, subject string }{
		"a field is added":              {"hidden int", "hidden, New int", ""},
		"a constant is added":           {"\tStatusPaid", "\tStatusGone Status = \"gone\"\n\tStatusPaid", ""},
		"an unexported field changes":   {"hidden int", "hidden string", ""},
		"a field has another type":      {"ID     string", "ID     *string", "Order.ID"},
		"a field is gone":               {"ID     string", "", "Order.ID"},
		"a field's defined type is not": {"Labels Labels", "Labels map[string]int", "Order.Labels"},
		"a map has other values":        {"type Labels map[string]string", "type Labels map[string]int", "Labels"},
		"a type is gone":                {"type Money = runtime.Decimal", "", "Money"},
		"an alias is of something else": {"type Money = runtime.Decimal", "type Money = runtime.UUID", "Money"},
		"an enum has another base":      {"type Status string\n\nconst (\n\tStatusOpen Status = \"open\"\n\tStatusPaid Status = \"paid\"", "type Status int\n\nconst (\n\tStatusOpen Status = 1\n\tStatusPaid Status = 2", "Status"},
		"a constant is gone":            {"\tStatusPaid Status = \"paid\"\n", "", "StatusPaid"},
		"two constants become one":      {`= "paid"`, `= "open"`, "StatusPaid"},
		"a constant is a variable":      {"const BaseURL", "var BaseURL", "BaseURL"},
		"a parameter is added":          {"id string,", "id string, more int,", "OrdersService.Get"},
		"a parameter has another type":  {"id string,", "id int,", "OrdersService.Get"},
		"a result has another type":     {"(*Order, error)", "(*Client, error)", "OrdersService.Get"},
		"an iterator yields something":  {"iter.Seq2[Order, error] {", "iter.Seq2[*Order, error] {", "OrdersService.All"},
		"a method is gone":              {"func (s *OrdersService) All(", "func (s *OrdersService) Every(", "OrdersService.All"},
		"a function takes more":         {"New(opts ", "New(url string, opts ", "New"},
		"a method takes more options":   {"All(ctx context.Context)", "All(ctx context.Context, opts ...runtime.Option)", "OrdersService.All"},
	}
}

func TestTheProgramNoticesWhateverBreaksItsUsersAndNothingElse(t *testing.T) {
	t.Parallel()
	c := newChecker(t)
	program := client(t, c, toy).Program()
	for name, change := range changes() { // one after the other: they share the checker
		next := strings.Replace(toy, change.old, change.new, 1)
		if next == toy {
			t.Errorf("%s: the toy has no %q", name, change.old)
		}
		broken := c.Check(program, client(t, c, next))
		if change.subject == "" && len(broken) > 0 {
			t.Errorf("%s: %v, want nothing", name, broken[0])
		}
		if change.subject != "" && !mentions(broken, change.subject) {
			t.Errorf("%s: %v, want something of %s", name, broken, change.subject)
		}
	}
}

func mentions(broken []callall.Break, subject string) bool {
	for _, b := range broken {
		for _, s := range b.Subjects {
			if s == subject {
				return true
			}
		}
	}
	return false
}

// TestTheCompilerAgrees builds programs for real, one that compiles and one that does not.
func TestTheCompilerAgrees(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("compiles")
	}
	c := newChecker(t)
	program := client(t, c, toy).Program()
	for name, change := range changes() {
		if name != "a field is added" && name != "a parameter is added" {
			continue
		}
		err := build(t, program.Source, strings.Replace(toy, change.old, change.new, 1))
		if (err == nil) != (change.subject == "") {
			t.Errorf("%s: the compiler says %v", name, err)
		}
	}
}

// build compiles a program and its client inside this module, in a directory that the go command otherwise ignores.
func build(t *testing.T, program []byte, source string) error {
	t.Helper()
	dir, err := os.MkdirTemp(".", "_build")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	at := "github.com/apigen-go/apigen/internal/callall/" + filepath.Base(dir) + "/client"
	main := strings.Replace(string(program), callall.Path, at, 1)
	for name, content := range map[string]string{"main.go": main, "client/client.go": source} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", os.DevNull, "./"+dir).CombinedOutput()
	t.Logf("%s", out)
	return err
}
