package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const module = "github.com/apigen-go/apigen"

// bench is a module of its own that clients are compiled in.
type bench struct {
	dir string
}

// newBench makes the module. It sees a copy of the runtime by a replace directive, so that whoever edits the runtime
// meanwhile does not fail the documents.
func newBench() (bench, error) {
	gomod, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return bench{}, err
	}
	root := filepath.Dir(strings.TrimSpace(string(gomod)))
	if _, err := os.Stat(filepath.Join(root, "runtime")); err != nil {
		return bench{}, fmt.Errorf("the clients need the runtime of this repository: run the command inside it: %w", err)
	}
	dir, err := os.MkdirTemp("", "apigen-corpus-")
	if err != nil {
		return bench{}, err
	}
	b := bench{dir: dir}
	if err = b.furnish(root); err == nil {
		// The runtime is compiled beforehand, so that the first document does not pay for it.
		_, err = b.command(context.Background(), "build", "-trimpath", module+"/runtime/...")
	}
	if err != nil {
		b.close()
	}
	return b, err
}

// furnish writes the module's files. The rules of staticcheck are the repository's.
func (b bench) furnish(root string) error {
	var wrong []error
	copied := filepath.Join(b.dir, "apigen")
	wrong = append(wrong, os.CopyFS(filepath.Join(copied, "runtime"), os.DirFS(filepath.Join(root, "runtime"))))
	for from, to := range map[string]string{"go.mod": "apigen/go.mod", "go.sum": "go.sum", "staticcheck.conf": "staticcheck.conf"} {
		content, err := os.ReadFile(filepath.Join(root, from))
		wrong = append(wrong, err, os.WriteFile(filepath.Join(b.dir, to), content, 0o644))
	}
	text := fmt.Sprintf("module bench\n\ngo 1.26\n\nrequire %s v0.0.0\n\nreplace %s => %q\n", module, module, copied)
	wrong = append(wrong, os.WriteFile(filepath.Join(b.dir, "go.mod"), []byte(text), 0o644))
	return errors.Join(wrong...)
}

func (b bench) close() { _ = os.RemoveAll(b.dir) }

// command runs the go command in the module and returns what it printed.
func (b bench) command(ctx context.Context, args ...string) (string, error) {
	c := exec.CommandContext(ctx, "go", args...)
	c.Dir = b.dir
	c.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	out, err := c.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("go %s: %w\n%s", args[0], err, strings.TrimSpace(string(out)))
	}
	return string(out), err
}

// compile builds or vets packages in one go, which is cheaper than one by one, and returns what each of them cost: the
// go command's record of its own actions tells.
func (b bench) compile(ctx context.Context, verb string, patterns []string) (map[string]cost, string, error) {
	record := filepath.Join(b.dir, "actions.json")
	out, err := b.command(ctx, append([]string{verb, "-trimpath", "-debug-actiongraph=" + record}, patterns...)...)
	costs := map[string]cost{}
	var actions []struct {
		Package                  string
		CmdReal, CmdUser, CmdSys time.Duration
	}
	// A go command that keeps no such record leaves the costs unknown, and nothing else.
	if content, unread := os.ReadFile(record); unread == nil && json.Unmarshal(content, &actions) == nil {
		for _, a := range actions {
			costs[a.Package] = costs[a.Package].plus(cost{a.CmdReal, a.CmdUser + a.CmdSys})
		}
	}
	return costs, out, err
}
