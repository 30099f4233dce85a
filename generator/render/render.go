// Package render answers: what are the bytes of the files?
//
// It prints a plan and decides nothing: Go files through jennifer and one pass of go/format each, README.md and api.md
// through the templates. The same plan gives the same bytes, whatever the number of processors.
package render

import (
	"cmp"
	"fmt"
	"go/build"
	"io"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/apigen-go/apigen/generator/plan"
)

// File is one file of a client.
type File struct {
	Name    string // "orders.go": a plain name in the client's directory
	Content []byte
}

// job makes one file; jobs share nothing but the plan, which they only read.
type job struct {
	name  string
	print func() ([]byte, error)
}

// Render prints every file of a client, sorted by name. An error means that the plan cannot be expressed, which is a
// mistake of the planner and never the user's.
func Render(p *plan.Package) ([]File, error) {
	jobs := slices.Concat(goJobs(p), proseJobs(p))
	slices.SortFunc(jobs, func(a, b job) int { return cmp.Compare(a.name, b.name) })
	if err := checkNames(jobs); err != nil {
		return nil, err
	}
	return runAll(jobs)
}

// fileName holds what a file of a client may be called: nothing that leaves the directory or hides in it.
var fileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_]*\.(go|md)$`)

// checkNames refuses names that are no plain file names, and those that two files share.
func checkNames(jobs []job) error {
	for i, j := range jobs {
		if !fileName.MatchString(j.name) {
			return fmt.Errorf("rendering %q: not a file name", j.name)
		}
		if !builtEverywhere(j.name) {
			return fmt.Errorf("rendering %s: the go command builds this name on some systems only", j.name)
		}
		if i > 0 && jobs[i-1].name == j.name {
			return fmt.Errorf("rendering %s: two files have this name", j.name)
		}
	}
	return nil
}

// builtEverywhere reports whether a name is free of endings like _windows and _test, by asking for a system that is none.
func builtEverywhere(name string) bool {
	anySystem := build.Context{GOOS: "any", GOARCH: "any", Compiler: "gc", OpenFile: func(string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("package x")), nil
	}}
	match, err := anySystem.MatchFile("", name)
	return path.Ext(name) != ".go" || err == nil && match && !strings.HasSuffix(name, "_test.go")
}

// runAll runs the jobs on all processors. The first error in the order of names wins, so that it is always the same.
func runAll(jobs []job) ([]File, error) {
	files, errs := make([]File, len(jobs)), make([]error, len(jobs))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(jobs); i = int(next.Add(1)) - 1 {
				content, err := jobs[i].print()
				files[i], errs[i] = File{Name: jobs[i].name, Content: content}, err
			}
		})
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("rendering %s: %w", jobs[i].name, err)
		}
	}
	return files, nil
}

// goJobs lists the Go files; those without content are left out.
func goJobs(p *plan.Package) []job {
	jobs := []job{goJob(p, "doc.go", func(f *goFile) { f.packageDoc(p.Doc) })}
	if len(p.Client.Services) > 0 {
		jobs = append(jobs, goJob(p, "client.go", func(f *goFile) { f.client(p) }))
	}
	if len(p.Tables) > 0 {
		jobs = append(jobs, goJob(p, "facts.go", func(f *goFile) { f.tables(p.Tables) }))
	}
	if p.Webhooks != nil {
		jobs = append(jobs, goJob(p, "webhooks.go", func(f *goFile) { f.webhooks(p.Webhooks) }))
	}
	for _, file := range p.Files {
		jobs = append(jobs, goJob(p, file.Name, func(f *goFile) { f.file(file) }))
	}
	return jobs
}

// goJob is a job that fills one Go file and formats it.
func goJob(p *plan.Package, name string, fill func(*goFile)) job {
	return job{name: name, print: func() ([]byte, error) {
		f := newGoFile(p)
		fill(f)
		return f.bytes()
	}}
}
