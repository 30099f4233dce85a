package change_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/generator/change"
)

var update = flag.Bool("update", false, "record the reports in testdata again")

// written is a report of two documents in a format.
func written(t *testing.T, was, is generator.Config, f change.Format) string {
	t.Helper()
	report, err := generator.Diff(t.Context(), was, is)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := report.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func shops() (was, is generator.Config) {
	return generator.Config{Spec: "testdata/old.yaml", Out: "shop"}, generator.Config{Spec: "testdata/new.yaml", Out: "shop"}
}

func TestReportsReadAsRecorded(t *testing.T) {
	t.Parallel()
	for f, ext := range map[change.Format]string{change.Text: "txt", change.Markdown: "md", change.JSON: "json", change.HTML: "html"} {
		t.Run(string(f), func(t *testing.T) {
			t.Parallel()
			was, is := shops()
			got, path := written(t, was, is, f), filepath.Join("testdata", "report."+ext)
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got; go test ./generator/change -update records it again):\n%s", path, diff)
			}
		})
	}
}

func TestNoFormatButTheKnownOnes(t *testing.T) {
	t.Parallel()
	if err := new(change.Report).Write(&bytes.Buffer{}, "pdf"); err == nil {
		t.Error("there is a format pdf, want an error")
	}
}

func TestTheJSONFormSaysEverything(t *testing.T) {
	t.Parallel()
	was, is := shops()
	var got struct {
		Format  int
		Verdict string
		Semver  string
		Counts  map[string]int
		Changes []change.Change
		GoAPI   []change.Symbol
	}
	if err := json.Unmarshal([]byte(written(t, was, is, change.JSON)), &got); err != nil {
		t.Fatal(err)
	}
	if got.Format != 1 || got.Verdict != "breaking" || got.Semver != "major" || got.Counts["breaking"] == 0 || len(got.GoAPI) == 0 {
		t.Errorf("format %d, verdict %q, semver %q, counts %v, %d names in Go", got.Format, got.Verdict, got.Semver, got.Counts, len(got.GoAPI))
	}
	seen := map[string]bool{}
	for _, c := range got.Changes {
		if c.ID == "" || seen[c.ID] {
			t.Errorf("the id %q of %s is none, or not the only one", c.ID, c.Subject)
		}
		seen[c.ID] = true
	}
	if empty := written(t, was, was, change.JSON); !strings.Contains(empty, `"changes": [],`) || !strings.Contains(empty, `"verdict": "unchanged"`) {
		t.Errorf("a report of nothing has no empty list:\n%s", empty)
	}
}

// nasty is what a document may hold, to get code or markup into a report or commands into a terminal.
const nasty = "</script></style><script>document.title='owned'</script><img src=x onerror=document.title='owned'>`**b** [x](javascript:owned) @all #1 | \\e[31m\\u202E{{.}}"

func hostile(t *testing.T) (was, is generator.Config) {
	t.Helper()
	quoted := `"` + nasty + `"`
	return configs(t, edit{
		"title: Shop", "title: " + quoted, `version: "1.0"`, "version: " + quoted, "Sells things.", "Bad things.",
		"Lists orders.", strings.ReplaceAll(nasty, `\`, ""),
		"[open, paid, closed]", "[open, paid, " + quoted + "]", "default: 20", "default: 30",
		"description: What the customer said.", "description: " + quoted,
		"        note: {", "        " + quoted + ": {type: string}\n        note: {",
		"{name: state,", "{name: " + quoted + ",", "tags: [customers]", "tags: [" + quoted + "]",
		"operationId: deleteOrder", "operationId: deleteOrder\n      deprecated: true\n      x-deprecated-reason: " + quoted,
		"    Problem:", "    " + `"Problem<b>"` + ":", "schemas/Problem", "schemas/Problem<b>",
	})
}

func TestADocumentCannotGetMarkupIntoAReport(t *testing.T) {
	t.Parallel()
	was, is := hostile(t)
	page := written(t, was, is, change.HTML)
	if !strings.Contains(page, "owned") {
		t.Fatal("the report does not show what the document says, so that this test is of no use")
	}
	lower := strings.ToLower(page)
	for part, want := range map[string]int{"<script": 1, "</script": 1, "<style": 1, "</style": 1, "<img": 0, "<b>document": 0, "javascript:owned)\"": 0, "\x1b": 0, "\u202e": 0} {
		if got := strings.Count(lower, part); got != want {
			t.Errorf("the page has %d times %q, want %d", got, part, want)
		}
	}
	for _, f := range []change.Format{change.Text, change.Markdown} {
		if text := written(t, was, is, f); strings.ContainsAny(text, "\x1b\u202e") {
			t.Errorf("%s has control characters", f)
		}
	}
	for _, line := range strings.Split(written(t, was, is, change.Markdown), "\n") {
		inCode := false
		for part := range strings.SplitSeq(strings.ReplaceAll(line, "\\`", ""), "`") { // odd parts stand in code spans, which take nothing for markup
			if !inCode && (strings.Contains(part, "<script") || strings.Contains(part, "<img") || strings.Contains(part, "@all") || strings.Contains(part, "[x](")) {
				t.Errorf("Markdown takes a part of this line for markup: %s", line)
			}
			inCode = !inCode
		}
	}
}
