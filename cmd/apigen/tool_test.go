package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A module of a user runs the command in every way that Go offers, and compiles what it writes.
func TestTheCommandWorksInAnotherModule(t *testing.T) {
	t.Parallel()
	here, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	const tool = "github.com/apigen-go/apigen/cmd/apigen"
	put(t, dir, map[string]string{
		"go.mod":      content(t, filepath.Join(here, "go.mod")),
		"go.sum":      content(t, filepath.Join(here, "go.sum")),
		"orders.yaml": orders,
		"apigen.yaml": "spec: orders.yaml\nout: orders\n",
		"shop.go": `package shop

import (
	"context"

	"example.com/shop/orders"
)

//go:generate go tool apigen generate

// Find is what a user's code looks like.
func Find(ctx context.Context, client *orders.Client) (*orders.Order, error) {
	return client.Orders.Get(ctx, "o1")
}
`,
	})
	goes := func(args ...string) {
		t.Helper()
		c := exec.CommandContext(t.Context(), "go", args...)
		c.Dir = dir
		c.Env = append(os.Environ(), "GOFLAGS=-mod=readonly", "GOWORK=off", "GOBIN="+filepath.Join(dir, "bin"))
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	// What go get -tool leaves in a user's go.mod, with this repository in place of a release.
	goes("mod", "edit", "-module=example.com/shop", "-tool="+tool, "-require=github.com/apigen-go/apigen@v0.0.0",
		"-replace=github.com/apigen-go/apigen="+here)
	goes("generate", "./...")
	goes("build", "./...")
	goes("vet", "./...")
	goes("run", tool, "generate", "--spec", "orders.yaml", "--out", "again")
	goes("install", tool)
	installed := exec.CommandContext(t.Context(), filepath.Join(dir, "bin", "apigen"), "generate", "--spec", "orders.yaml", "--out", "third")
	installed.Dir = dir
	if out, err := installed.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("the installed command: %v\n%s", err, out)
	}
	goes("tool", "apigen", "init", "orders.yaml", "--out", "fourth")
	goes("tool", "apigen", "check", "--config", "fourth/apigen.yaml")
	goes("generate", "./fourth")
	goes("tool", "apigen", "check", "--config", "fourth/apigen.yaml")
	goes("build", "./orders", "./again", "./third", "./fourth")
}

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
