// Package golden_test answers: does the generator still write what was read and found good?
//
// Each directory here is a sentence about the generator. It holds a document (spec.yaml or spec.json, and whatever that
// refers to), apigen.yaml if it is about the configuration, and the Go files made from it, which go build ./... compiles with everything else. Beside them may stand
// README.md and api.md, the stages api.json and plan.json, each compared only where it is recorded, and warnings.txt.
// The directories below errors hold a document and want.txt: what the command prints about it, and its exit code.
//
// After a change of the generator, record them again and read the diff as a colleague's code:
//
//	go test ./golden -update
package golden_test

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
)

var update = flag.Bool("update", false, "record the golden files again")

const howToUpdate = "if the change is meant: go test ./golden -update, and read the diff"

func TestTheGeneratorWritesWhatIsRecorded(t *testing.T) {
	t.Parallel()
	for _, name := range cases(t, ".") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := generate(t, config(t, name))
			if *update {
				record(t, name, got)
			}
			want := recorded(t, name)
			keepRecorded(got, want)
			if diff := cmp.Diff(lines(want), lines(got)); diff != "" {
				t.Errorf("files (-want +got); %s\n%s", howToUpdate, diff)
			}
		})
	}
}

func TestTheSameDocumentGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, name := range cases(t, ".") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(lines(generate(t, config(t, name))), lines(generate(t, config(t, name)))); diff != "" {
				t.Errorf("the second run differs (-first +second):\n%s", diff)
			}
		})
	}
}

// cases lists the directories of a directory that hold a document.
func cases(t *testing.T, dir string) []string {
	t.Helper()
	specs, err := filepath.Glob(filepath.Join(dir, "*", "spec.*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(specs) < 10 {
		t.Fatalf("%d cases in %s, want a directory of cases", len(specs), dir)
	}
	var names []string
	for _, spec := range specs {
		names = append(names, filepath.Base(filepath.Dir(spec)))
	}
	return names
}

// config is how the client of a case is generated. Paths have slashes on every system, as they stand in messages.
func config(t *testing.T, dir string) generator.Config {
	t.Helper()
	var c generator.Config
	if path := filepath.ToSlash(filepath.Join(dir, generator.ConfigName)); isThere(path) {
		read, found := generator.ReadConfig(path)
		for _, d := range found.Sorted() {
			t.Fatal(d)
		}
		c = read
	}
	c.Spec, c.Out, c.Package = document(t, dir), dir, "client"
	return c
}

// document is the one of a case.
func document(t *testing.T, dir string) string {
	t.Helper()
	specs, err := filepath.Glob(filepath.Join(dir, "spec.*"))
	if err != nil || len(specs) != 1 {
		t.Fatalf("%s holds the documents %v, error %v; want one", dir, specs, err)
	}
	return filepath.ToSlash(specs[0])
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// generate returns all that a case could record, by file name.
func generate(t *testing.T, c generator.Config) map[string]string {
	t.Helper()
	result, err := generator.Generate(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	var warnings strings.Builder
	for _, d := range result.Diagnostics {
		if d.Severity != generator.Note {
			warnings.WriteString(d.String() + "\n")
		}
	}
	if warnings.Len() > 0 {
		files["warnings.txt"] = warnings.String()
	}
	if result.Failed() {
		t.Fatalf("the document does not generate:\n%s", &warnings)
	}
	for _, f := range result.Files {
		files[f.Name] = string(f.Content)
	}
	for _, stage := range []string{generator.StageAPI, generator.StagePlan} {
		content, _, err := generator.Dump(t.Context(), c, stage)
		if err != nil {
			t.Fatal(err)
		}
		files[stage+".json"] = string(content)
	}
	return files
}

// optional tells whether a file is compared only where it is recorded.
func optional(name string) bool {
	return slices.Contains([]string{"README.md", "api.md", "api.json", "plan.json"}, name)
}

func keepRecorded(got, want map[string]string) {
	maps.DeleteFunc(got, func(name, _ string) bool {
		_, there := want[name]
		return optional(name) && !there
	})
}

// lines splits files, so that a difference is shown by lines.
func lines(files map[string]string) map[string][]string {
	split := make(map[string][]string, len(files))
	for name, content := range files {
		split[name] = strings.Split(content, "\n")
	}
	return split
}

// recorded reads the files of a case, the documents left out.
func recorded(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, pattern := range []string{"*.go", "*.md", "*.txt", "api.json", "plan.json"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files[filepath.Base(path)] = string(content)
		}
	}
	return files
}

func record(t *testing.T, dir string, got map[string]string) {
	t.Helper()
	old := recorded(t, dir)
	for name := range old {
		if _, still := got[name]; !still {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, content := range got {
		if _, there := old[name]; optional(name) && !there {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
