package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/internal/callall"
)

// version is one version of a document with its client.
type version struct {
	path    string
	config  generator.Config // with the lock of the version before
	result  generator.Result
	client  *callall.Client
	program *callall.Program
}

// replay makes the clients one after the other. The error tells how many findings there are that must not be.
func replay(ctx context.Context, p printer, paths []string) error {
	exports, err := callall.List(ctx, ".")
	if err != nil {
		return err
	}
	checker := callall.NewChecker(exports)
	p.head()
	bad := 0
	var before *version
	for _, path := range paths {
		start := time.Now()
		after, err := next(ctx, checker, before, path)
		if err != nil {
			return err
		}
		if before == nil {
			p.first(after, time.Since(start))
			before = after
			continue
		}
		s, err := compare(ctx, checker, before, after)
		if err != nil {
			return err
		}
		s.took = time.Since(start)
		p.step(s)
		bad += s.bad()
		before = after
	}
	if bad > 0 {
		return fmt.Errorf("%s: %d findings", filepath.Dir(paths[0]), bad)
	}
	return nil
}

// next makes the client of a version.
func next(ctx context.Context, checker *callall.Checker, before *version, path string) (*version, error) {
	v := &version{path: path, config: generator.Config{Spec: path, Out: "client", Package: "client"}}
	if before != nil {
		v.config.Lock = before.result.Lock
	}
	var err error
	if v.result, err = generator.Generate(ctx, v.config); err != nil {
		return nil, err
	}
	if v.result.Failed() {
		return nil, fmt.Errorf("%s is refused: %s", path, v.result.Diagnostics[0].String())
	}
	if v.client, err = checker.Client(v.result.Files); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	v.program = v.client.Program()
	if broken := checker.Check(v.program, v.client); len(broken) > 0 {
		return nil, fmt.Errorf("%s: the program does not compile against its own client: %w", path, broken[0])
	}
	return v, nil
}

// compare puts what breaks beside what is announced.
func compare(ctx context.Context, checker *callall.Checker, before, after *version) (*step, error) {
	s := &step{before: before, after: after, broken: checker.Check(before.program, after.client)}
	report, err := generator.Diff(ctx, before.config, after.config)
	if err != nil {
		return nil, fmt.Errorf("comparing %s with %s: %w", before.path, after.path, err)
	}
	s.announce(report)
	if s.again, err = again(ctx, after); err != nil {
		return nil, err
	}
	if err := s.trace(report); err != nil {
		return nil, err
	}
	return s, nil
}

// again lists the files that are not the same when the client is made once more, with its own lock.
func again(ctx context.Context, v *version) ([]string, error) {
	config := v.config
	config.Lock = v.result.Lock
	second, err := generator.Generate(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("generating %s once more: %w", v.path, err)
	}
	content := map[string][]byte{}
	for _, f := range v.result.Files {
		content[f.Name] = f.Content
	}
	var others []string
	for _, f := range second.Files {
		if !bytes.Equal(content[f.Name], f.Content) {
			others = append(others, f.Name)
		}
		delete(content, f.Name)
	}
	return append(others, slices.Sorted(maps.Keys(content))...), nil
}
