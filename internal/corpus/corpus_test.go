package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
)

// testSize bounds what one run of the tests takes; make corpus tries the rest too.
const testSize = 64 << 10

func TestDocumentsOfTheCorpusCompile(t *testing.T) {
	t.Parallel()
	root, documents := subset(t)
	b, err := newBench()
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	c := corpus{root, runtimes("import")}
	if err := c.try(t.Context(), logger{t}, documents, b); err != nil {
		t.Error(err)
	}
}

func TestClientsWithARuntimeOfTheirOwnCompile(t *testing.T) {
	t.Parallel()
	root, documents := subset(t)
	b, err := newBench()
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	c := corpus{root, runtimes("vendor")}
	if err := c.try(t.Context(), logger{t}, documents[:5], b); err != nil {
		t.Error(err)
	}
}

func TestShuffledDocumentsOfTheCorpusGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	root, documents := subset(t)
	c := corpus{root, runtimes("import")}
	if err := c.compareShuffled(t.Context(), logger{t}, documents); err != nil {
		t.Error(err)
	}
}

// logger is a writer to the log of a test.
type logger struct{ t *testing.T }

func (l logger) Write(p []byte) (int, error) {
	l.t.Log(strings.TrimSuffix(string(p), "\n"))
	return len(p), nil
}

// subset is the smaller documents, and of these every second one.
func subset(t *testing.T) (root string, documents []string) {
	t.Helper()
	if os.Getenv("APIGEN_CORPUS") == "" {
		t.Skip("APIGEN_CORPUS is not set")
	}
	root, err := corpusRoot()
	if err != nil {
		t.Fatal(err)
	}
	found, err := choose(root, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, document := range found {
		info, err := os.Stat(filepath.Join(root, document))
		if err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 && info.Size() < testSize {
			documents = append(documents, document)
		}
	}
	if len(documents) < 20 {
		t.Fatalf("%d documents, want a corpus", len(documents))
	}
	return root, documents
}

func TestWhatIsWrongWithOneClientFailsThatOneAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		out  string
		want []bool // which of three clients fail
	}{
		"one is named":        {"# bench/import/d1\nimport/d1/a.go:3:2: undefined: x\n", []bool{false, true, false}},
		"two are named":       {"import/d0/a.go:3:2: x\nvet: import/d2/b.go:1:1: y\n", []bool{true, false, true}},
		"nobody is named":     {"go: cannot find the main module\n", []bool{true, true, true}},
		"only a head is left": {"# bench/import/d1\n", []bool{true, true, true}},
	} {
		b := batch{rows: make([]row, 3)}
		b.judge(map[string]cost{"bench/import/d2": {cpu: time.Second}, "std": {cpu: time.Second}}, c.out, io.ErrUnexpectedEOF)
		var failed []bool
		for _, r := range b.rows {
			failed = append(failed, r.err != nil)
		}
		if diff := cmp.Diff(c.want, failed); diff != "" {
			t.Errorf("%s: failed (-want +got):\n%s", name, diff)
		}
		if b.rows[2].compile.cpu != time.Second || b.rows[0].compile.cpu != 0 {
			t.Errorf("%s: costs of %v and %v", name, b.rows[0].compile, b.rows[2].compile)
		}
	}
}

func TestWhatIsSlowIsJudgedByTheProcessor(t *testing.T) {
	t.Parallel()
	if !(cost{wall: time.Second, cpu: 2 * patience}).slow() {
		t.Error("twice as much of the processor as one has patience for is not slow")
	}
	if (cost{wall: time.Second, cpu: patience}).slow() {
		t.Error("what one has patience for is slow")
	}
	var sink int
	busy := measure(func() {
		for end := time.Now().Add(20 * time.Millisecond); time.Now().Before(end); sink++ {
		}
	})
	if busy.wall < 20*time.Millisecond {
		t.Errorf("20 ms took %s", busy)
	}
}

func TestMarksThatAreMissedAreAFailure(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		row  row
		took cost
		want string // part of the message, "" if all hold
	}{
		"all hold":            {row{operations: 100, client: tally{methods: 99, bodies: 100, raw: 2}}, cost{cpu: mostTime}, ""},
		"nothing is there":    {row{}, cost{}, ""},
		"methods are few":     {row{operations: 100, client: tally{methods: 98}}, cost{}, "98.00% of the operations"},
		"bodies are raw":      {row{client: tally{bodies: 100, raw: 3}}, cost{}, "3.00% of the bodies"},
		"silent do not count": {row{client: tally{bodies: 100, raw: 2, silent: 50}}, cost{}, ""},
		"it takes too long":   {row{}, cost{cpu: mostTime + time.Second}, "of the processor"},
	} {
		err := c.row.marks(c.took)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsMissingNeedsAReasonWithAPosition(t *testing.T) {
	t.Parallel()
	skipped := generator.Diagnostic{Code: "operation-skipped", Message: "GET /a is skipped"}
	skipped.Pos.Line = 3
	nowhere := skipped
	nowhere.Pos.Line = 0
	twice := skipped
	twice.More = 1
	for name, c := range map[string]struct {
		found []generator.Diagnostic
		ok    bool
	}{
		"one of two has a reason": {[]generator.Diagnostic{skipped}, false},
		"both have one":           {[]generator.Diagnostic{skipped, skipped}, true},
		"both have it, folded":    {[]generator.Diagnostic{twice}, true},
		"one has no position":     {[]generator.Diagnostic{skipped, nowhere}, false},
		"others do not count":     {[]generator.Diagnostic{skipped, {Code: "dangling-ref"}}, false},
	} {
		r := row{operations: 100, client: tally{methods: 98}}
		for _, d := range c.found {
			r.note(d)
		}
		if err := r.complete(); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAFailedDocumentFailsTheTable(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	table := newTable(&out)
	table.add(row{document: "good.json", operations: 2, client: tally{methods: 2, bodies: 1}})
	table.add(row{document: "bad.json", err: io.ErrUnexpectedEOF})
	err := table.close(cost{})
	if err == nil || !strings.Contains(err.Error(), "1 of 2 documents failed") || !strings.Contains(err.Error(), "bad.json") {
		t.Errorf("error %v", err)
	}
	if !strings.Contains(out.String(), "1 of 2 documents generate and compile; 100.00% of the operations") {
		t.Errorf("the table says:\n%s", &out)
	}
}

func TestTheFirstDifferenceIsShown(t *testing.T) {
	t.Parallel()
	one := []generator.File{{Name: "a.go", Content: []byte("x\ny\n")}}
	for name, c := range map[string]struct {
		got  []generator.File
		want string
	}{
		"the same":     {[]generator.File{{Name: "a.go", Content: []byte("x\ny\n")}}, ""},
		"another line": {[]generator.File{{Name: "a.go", Content: []byte("x\nz\n")}}, "a.go differs: line 2\n-y\n+z"},
		"another file": {append(one, generator.File{Name: "b.go"}), "b.go is new"},
		"none":         {nil, "a.go is missing"},
	} {
		got := ""
		if err := difference(one, c.got); err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestDocumentsOfADirectoryWithoutAListAreFound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"b/api.json": `{"openapi": "3.1.0"}`, "a.yml": "swagger: '2.0'\n", "parts/c.yaml": "type: object\n", "readme.md": "openapi",
	})
	got, err := choose(dir, nil)
	if diff := cmp.Diff([]string{"a.yml", "b/api.json"}, got); diff != "" || err != nil {
		t.Errorf("error %v, documents (-want +got):\n%s", err, diff)
	}
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
