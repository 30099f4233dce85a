package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator"
)

// A batch is compiled at once. It is ended by either measure, so that lines of the table come while one waits.
const (
	batchLines   = 50_000
	batchClients = 25
)

// batch is clients that are compiled together. What proves that they compile:
//
//   - with an imported runtime, go build compiles every client, and go vet checks it;
//   - with a runtime of its own, go vet checks every client and its copy, one after the other in the same place. The go
//     command compiles the copy before it checks who imports it; copies of the same files are the same packages there, so
//     that each set of files is compiled once. The client's own code, which differs from the first by the paths of its
//     imports alone, is not compiled to machine code again.
type batch struct {
	bench bench
	rows  []row
	own   map[int][]generator.File // clients with a runtime of their own, by row
	lines int
}

// ownDir is where clients with a runtime of their own have their turn. "vendor" would mean something else to Go.
const ownDir = "own/client"

// out is the directory of the next client: "import/d7", "own/client".
func (b *batch) out(runtime generator.Runtime) string {
	if runtime == generator.VendorRuntime {
		return filepath.Join(b.bench.dir, filepath.FromSlash(ownDir))
	}
	return filepath.Join(b.bench.dir, fmt.Sprintf("import/d%d", len(b.rows)))
}

func (b *batch) full() bool { return b.lines >= batchLines || len(b.rows) >= batchClients }

// add takes a document's clients.
func (b *batch) add(ctx context.Context, c client) {
	if files, ok := c.files[generator.ImportRuntime]; ok && c.row.err == nil && b.bench != (bench{}) {
		_, c.row.err = generator.Write(ctx, b.out(generator.ImportRuntime), files)
	}
	if files, ok := c.files[generator.VendorRuntime]; ok {
		if b.own == nil {
			b.own = map[int][]generator.File{}
		}
		b.own[len(b.rows)] = files
	}
	b.rows = append(b.rows, c.row)
	b.lines += c.row.size.lines
}

// compile builds and vets all clients that could be generated, and takes them away. Without a bench, it does not.
func (b *batch) compile(ctx context.Context) {
	if b.bench == (bench{}) {
		return
	}
	if patterns := b.patterns(); len(patterns) > 0 {
		b.judge(b.bench.compile(ctx, "build", patterns))
		b.judge(b.bench.compile(ctx, "vet", patterns))
	}
	_ = os.RemoveAll(filepath.Join(b.bench.dir, "import"))
	for i := range b.rows {
		if files, ok := b.own[i]; ok && b.rows[i].err == nil {
			b.rows[i].err = b.compileOwn(ctx, i, files)
		}
	}
}

// patterns are the packages of the clients with an imported runtime that nothing is wrong with yet.
func (b *batch) patterns() []string {
	var patterns []string
	for i, r := range b.rows {
		if _, err := os.Stat(filepath.Join(b.bench.dir, fmt.Sprintf("import/d%d", i))); err == nil && r.err == nil {
			patterns = append(patterns, fmt.Sprintf("./import/d%d/...", i))
		}
	}
	return patterns
}

// compileOwn vets a client with a runtime of its own.
func (b *batch) compileOwn(ctx context.Context, i int, files []generator.File) error {
	dir := filepath.Join(b.bench.dir, filepath.FromSlash(ownDir))
	defer os.RemoveAll(dir)
	if _, err := generator.Write(ctx, dir, files); err != nil {
		return err
	}
	costs, _, err := b.bench.compile(ctx, "vet", []string{"./" + ownDir + "/..."})
	for _, c := range costs {
		b.rows[i].compile = b.rows[i].compile.plus(c)
	}
	return err
}

// clientName finds a client in a path or a message of the go command.
var clientName = regexp.MustCompile(`\bimport/d(\d+)\b`)

// judge gives each client what it cost and what was found wrong with it. What nobody can be blamed for fails them all.
func (b *batch) judge(costs map[string]cost, out string, err error) {
	for path, c := range costs {
		if i := b.index(path); i >= 0 {
			b.rows[i].compile = b.rows[i].compile.plus(c)
		}
	}
	if err == nil {
		return
	}
	faults := make([][]string, len(b.rows))
	blamed := false
	for line := range strings.Lines(out) {
		if i := b.index(line); i >= 0 && !strings.HasPrefix(line, "#") {
			faults[i] = append(faults[i], strings.TrimSpace(line))
			blamed = true
		}
	}
	for i := range b.rows {
		switch {
		case len(faults[i]) > 0 && b.rows[i].err == nil:
			b.rows[i].err = errors.New(strings.Join(faults[i][:min(3, len(faults[i]))], "\n"))
		case !blamed:
			b.rows[i].err = errors.Join(b.rows[i].err, err)
		}
	}
}

// index is the number of the client that a text mentions; -1: none.
func (b *batch) index(text string) int {
	match := clientName.FindStringSubmatch(text)
	if match == nil {
		return -1
	}
	i, err := strconv.Atoi(match[1])
	if err != nil || i >= len(b.rows) {
		return -1
	}
	return i
}
