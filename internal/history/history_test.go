package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/generator/change"
	"github.com/apigen-go/apigen/internal/callall"
)

// toy is a document with room for one more operation and one property.
const toy = `
openapi: 3.0.3
info: {title: Toys, version: '%s'}
servers: [{url: https://api.example.com}]
paths:
  /toys/{id}:
    get:
      operationId: getToy
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/%s'}}}}}
components:
  schemas:
    %s:
      type: object
      required: [id]
      properties: {id: {type: %s}, name: {type: string}%s}
`

// write makes a history of some versions.
func write(t *testing.T, versions ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i, content := range versions {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("v%d.yaml", i)), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestAHistoryIsReplayed(t *testing.T) {
	t.Parallel()
	dir := write(t,
		fmt.Sprintf(toy, "1", "Toy", "Toy", "string", ""),
		fmt.Sprintf(toy, "2", "Toy", "Toy", "string", ", colour: {type: string}"),
		fmt.Sprintf(toy, "3", "Toy", "Toy", "integer", ", colour: {type: string}"),
		fmt.Sprintf(toy, "4", "Plaything", "Plaything", "integer", ", colour: {type: string}"))
	var out bytes.Buffer
	if err := run(t.Context(), &out, []string{dir}); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
	lines := strings.Split(out.String(), "\n")
	if len(lines) < 5 || !regexp.MustCompile(`^v1.yaml +1 +1 +1 +0 +0 +0 +0 +0 +0 +0 +0 `).MatchString(lines[2]) {
		t.Errorf("the second version adds one name and breaks nothing; the table is\n%s", out.String())
	}
	if len(lines) < 5 || !regexp.MustCompile(`^v2.yaml +1 +1 +0 +0 +0 +[1-9]\d* +[1-9]\d* +0 +0 +0 +0 `).MatchString(lines[3]) {
		t.Errorf("the third version breaks something, which is announced; the table is\n%s", out.String())
	}
}

func TestWhatIsAnnouncedOfATypeMayBreakItsMembersOnly(t *testing.T) {
	t.Parallel()
	for name, test := range map[string][2]string{
		"an object becomes a map":            {"{type: object, properties: {a: {type: string}}}", "{type: object, additionalProperties: true}"},
		"a string becomes one of two types":  {"{type: string}", "{oneOf: [{type: string}, {type: number}]}"},
		"a list of bytes becomes their text": {"{type: array, items: {type: integer, format: uint8}}", "{type: string, format: byte}"},
		"there are no operations":            {"{type: string}", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var versions []string
			for i, schema := range test {
				document := fmt.Sprintf(toy, fmt.Sprint(i), "Toy", "Toy", "string", ", more: {$ref: '#/components/schemas/More'}") + "    More: " + schema + "\n"
				if schema == "" {
					document = "openapi: 3.0.3\ninfo: {title: Toys, version: '2'}\npaths: {}\n"
				}
				versions = append(versions, document)
			}
			var out bytes.Buffer
			if err := run(t.Context(), &out, []string{write(t, versions...)}); err != nil {
				t.Errorf("%v\n%s", err, out.String())
			}
		})
	}
}

// inTests is how many versions of a real history a test replays, the first ones.
const inTests = 4

func TestRealHistoriesBreakNothingUnannounced(t *testing.T) {
	t.Parallel()
	root := os.Getenv("APIGEN_HISTORY")
	if root == "" {
		t.Skip("APIGEN_HISTORY is not set")
	}
	if testing.Short() {
		t.Skip("makes many clients")
	}
	histories, err := find([]string{root})
	if err != nil {
		t.Fatal(err)
	}
	for _, versions := range histories {
		var out bytes.Buffer
		if err := replay(t.Context(), printer{out: &out, most: 5}, versions[:min(inTests, len(versions))]); err != nil {
			t.Errorf("%v\n%s", err, out.String())
		}
	}
}

func TestWhatIsNotAnnouncedOrDoesNotBreakIsFound(t *testing.T) {
	t.Parallel()
	broken := []callall.Break{
		{Subjects: []string{"Toy.ID"}}, {Subjects: []string{"Gone", "ToysService.Get"}}, {Subjects: []string{"Secret.Field"}},
	}
	report := &generator.Report{
		GoAPI: []change.Symbol{{Name: "Toy.ID", Breaking: true}, {Name: "Gone", Breaking: true}, {Name: "Fine", Breaking: true}, {Name: "New"}},
		Changes: []change.Change{
			{Compile: change.Effect{Kind: change.Breaking}, Subject: "toys.Odd", What: "changed"},
			{Compile: change.Effect{Kind: change.Compatible}, Symbols: []string{"Secret.Field"}},
		},
	}
	s := &step{broken: broken}
	s.announce(report)
	if got := strings.Join(s.unannounced, ","); !strings.Contains(got, "Secret.Field") || strings.Contains(got, "Toy") || strings.Contains(got, "Gone") {
		t.Errorf("unannounced: %s, want only Secret.Field", got)
	}
	if got := strings.Join(s.alarms, ","); got != "Fine,toys.Odd: changed" {
		t.Errorf("false alarms: %s", got)
	}
}

func TestARenameThatNobodyToldIsFound(t *testing.T) {
	t.Parallel()
	var n names
	n.rename("#/x", "Orders.List", "Orders.All", []string{"client.Orders.List renamed to All", "other"})
	n.rename("#/y", "Toy", "Plaything", []string{"Toy changed"})
	if len(n.renamed) != 2 || len(n.untold) != 1 || !strings.Contains(n.untold[0], "Plaything") {
		t.Errorf("renamed %v, untold %v", n.renamed, n.untold)
	}
}

func TestWordsAreNoPartOfAStructure(t *testing.T) {
	t.Parallel()
	dir := write(t,
		"definitions: {A: {properties: {title: {type: string, description: x}}, title: One}}",
		"definitions: {A: {properties: {title: {type: string}}}, B: {properties: {title: {type: integer}}}, C: {type: string}}")
	one, err := components(filepath.Join(dir, "v0.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	two, err := components(filepath.Join(dir, "v1.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if a := "#/definitions/A"; one[a] == "" || one[a] != two[a] || two[a] == two["#/definitions/B"] || len(two) != 2 {
		t.Errorf("structures are %v and %v", one, two)
	}
}

func TestDirectoriesOfHistoriesAreFound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := find([]string{dir}); err == nil {
		t.Error("an empty directory is a history")
	}
	for _, name := range []string{"a/1.yaml", "a/2.json", "b/1.yml"} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("{}"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	histories, err := find([]string{dir})
	if err != nil || len(histories) != 1 || len(histories[0]) != 2 {
		t.Errorf("found %v, error %v", histories, err)
	}
}
