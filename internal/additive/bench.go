package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/internal/callall"
)

// bench makes clients of trees and compares each with the one before. It is for one goroutine.
type bench struct {
	checker *callall.Checker
	dir     string // where documents are written
}

func newBench(exports *callall.Exports) (*bench, error) {
	dir, err := os.MkdirTemp("", "additive-")
	return &bench{checker: callall.NewChecker(exports), dir: dir}, err
}

func (b *bench) free() { os.RemoveAll(b.dir) }

// version is a document with its client.
type version struct {
	tree    tree
	json    bool
	lock    generator.Lock
	client  *callall.Client
	program *callall.Program
}

// exported are the names that the package declares.
func (v version) exported() []string {
	return slices.DeleteFunc(v.client.Types.Scope().Names(), func(name string) bool { return name[0] < 'A' || name[0] > 'Z' })
}

// version makes a client of a tree, with the lock of the one before.
func (b *bench) version(ctx context.Context, t tree, asJSON bool, lock generator.Lock) (version, error) {
	name := "api.yaml"
	if asJSON {
		name = "api.json"
	}
	spec := filepath.Join(b.dir, name)
	if err := os.WriteFile(spec, print(t, asJSON), 0o644); err != nil {
		return version{}, err
	}
	result, err := generator.Generate(ctx, generator.Config{Spec: spec, Out: filepath.Join(b.dir, "client"), Lock: lock})
	if err != nil {
		return version{}, err
	}
	if result.Failed() {
		return version{}, errors.New("the document is refused: " + strings.ReplaceAll(result.Diagnostics[0].String(), b.dir+"/", ""))
	}
	client, err := b.checker.Client(result.Files)
	if err != nil {
		return version{}, err
	}
	return version{tree: t, json: asJSON, lock: result.Lock, client: client}, nil
}

// next makes the version after one, and tells what of the code that used the earlier ones is broken. Each message begins with
// its sort, so that messages of one cause are alike.
func (b *bench) next(ctx context.Context, before version, earlier []*callall.Program, t tree) (version, []string, error) {
	after, err := b.version(ctx, t, before.json, before.lock)
	if ctx.Err() != nil {
		return version{}, nil, ctx.Err()
	}
	if err != nil {
		return version{}, []string{err.Error()}, nil
	}
	var broken []string
	for _, p := range earlier {
		for _, problem := range b.checker.Check(p, after.client) {
			broken = append(broken, "an old call does not compile: "+problem.Error())
		}
	}
	return after, append(broken, moved(before.lock.Record.Names, after.lock.Record.Names)...), nil
}

// moved lists the names that are not what they were. A key may change, if the name is still there.
func moved(before, after map[string]string) []string {
	there := map[string]bool{}
	for _, name := range after {
		there[name] = true
	}
	var found []string
	for _, key := range slices.Sorted(maps.Keys(before)) {
		switch now, ok := after[key]; {
		case ok && now != before[key]:
			found = append(found, fmt.Sprintf("a name moved: %s was %s and is %s", key, before[key], now))
		case !ok && !there[before[key]]:
			found = append(found, fmt.Sprintf("a name is gone: %s was %s", key, before[key]))
		}
	}
	return found
}
