package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/apigen-go/apigen/generator"
)

const module = "github.com/apigen-go/apigen"

// bench is a module of its own that clients and the programs that use their types are compiled in.
type bench struct {
	dir      string
	free     func()
	generate func(context.Context, generator.Config) (generator.Result, error)
}

// newBench makes the module. It sees a copy of the runtime, so that whoever edits the runtime meanwhile changes no
// result.
func newBench(ctx context.Context) (bench, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return bench{}, err
	}
	dir, err := os.MkdirTemp("", "apigen-roundtrip-")
	if err != nil {
		return bench{}, err
	}
	b := bench{dir: dir, free: func() { _ = os.RemoveAll(dir) }, generate: generator.Generate}
	if err := b.furnish(filepath.Dir(strings.TrimSpace(string(out)))); err != nil {
		b.free()
		return bench{}, err
	}
	return b, nil
}

func (b bench) furnish(root string) error {
	var wrong []error
	copied := filepath.Join(b.dir, "apigen")
	wrong = append(wrong, os.CopyFS(filepath.Join(copied, "runtime"), os.DirFS(filepath.Join(root, "runtime"))))
	for from, to := range map[string]string{"go.mod": "apigen/go.mod", "go.sum": "go.sum"} {
		content, err := os.ReadFile(filepath.Join(root, from))
		wrong = append(wrong, err, os.WriteFile(filepath.Join(b.dir, to), content, 0o644))
	}
	text := fmt.Sprintf("module bench\n\ngo 1.26\n\nrequire %s v0.0.0\n\nreplace %s => %q\n", module, module, copied)
	return errors.Join(append(wrong, os.WriteFile(filepath.Join(b.dir, "go.mod"), []byte(text), 0o644))...)
}

// build compiles a client with the program that is to use its types, and returns where the program is. The
// client is gone afterwards.
func (b bench) build(ctx context.Context, files []generator.File, program []byte) (string, error) {
	client := filepath.Join(b.dir, "client")
	defer os.RemoveAll(client)
	if _, err := generator.Write(ctx, client, files); err != nil {
		return "", err
	}
	here := filepath.Join(b.dir, "roundtrip")
	if err := errors.Join(os.MkdirAll(here, 0o755), os.WriteFile(filepath.Join(here, "main.go"), program, 0o644)); err != nil {
		return "", err
	}
	binary := filepath.Join(b.dir, "program")
	c := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w", "-o", binary, "./roundtrip")
	c.Dir = b.dir
	c.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("compiling: %w\n%s", err, firstLines(string(out), 10))
	}
	return binary, nil
}

func firstLines(s string, n int) string {
	lines := strings.SplitN(strings.TrimSpace(s), "\n", n+1)
	return strings.Join(lines[:min(n, len(lines))], "\n")
}
