package shuffle_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/apigen-go/apigen/internal/shuffle"
)

const inJSON = `{"a": 9007199254740993, "b": [1, "x\"]}", {"k": null, "l": {}}], "c" : 1.50, "d":[],
 "properties": {"z": {"k": 1, "l": 2, "m": 3}, "y": 1, "x": 1, "w": "properties", "v": 1}, "e\\": true}`

const inYAML = `a: &anchor {k: 1, l: 2}
b: *anchor
c: 0x10
d: [1, "two", {<<: *anchor, m: 3}]
properties: {z: {k: 1, l: 2}, y: 1, x: 1, w: 1, v: 1}
e: "on" # a comment
f: >-
  A list:

    - of one. Two
    - and more

  The end.
g: |
  k: 1

    l: 2
`

func TestKeysMoveAndPropertiesStay(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{"JSON": inJSON, "YAML": inYAML} {
		moved := false
		for seed := range uint64(5) {
			got := string(shuffle.Document([]byte(document), rand.New(rand.NewPCG(seed, 1))))
			moved = moved || !strings.HasPrefix(strings.TrimLeft(got, "{"), strings.TrimLeft(document, "{")[:3])
			last := -1
			for _, key := range []string{"y", "x", "w", "v"} {
				at := strings.Index(strings.ReplaceAll(got, `"`, ""), key+":")
				if at < last || at < 0 {
					t.Errorf("%s: properties were shuffled:\n%s", name, got)
				}
				last = at
			}
			if diff := cmp.Diff(decoded(t, []byte(document)), decoded(t, []byte(got))); diff != "" {
				t.Errorf("%s: another document (-want +got):\n%s", name, diff)
			}
		}
		if !moved {
			t.Errorf("%s: nothing was shuffled", name)
		}
	}
}

func TestNumbersStayAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	got := string(shuffle.Document([]byte(inJSON), rand.New(rand.NewPCG(1, 1))))
	for _, number := range []string{"9007199254740993", "1.50"} {
		if !strings.Contains(got, number) {
			t.Errorf("%s is gone:\n%s", number, got)
		}
	}
	if !json.Valid([]byte(got)) {
		t.Errorf("JSON became something else:\n%s", got)
	}
}

func TestFilesOfATreeKeepTheirNames(t *testing.T) {
	t.Parallel()
	from, to := t.TempDir(), t.TempDir()
	for name, content := range map[string]string{"api.json": `{"a":1}`, "parts/b.yaml": "a: 1\n", "notes.txt": "b: [", "bad.yml": "b: ["} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(from, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(from, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := shuffle.Tree(to, from, rand.New(rand.NewPCG(1, 1))); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"api.json": `{"a":1}`, "parts/b.yaml": "a: 1\n", "notes.txt": "b: [", "bad.yml": "b: ["} {
		got, err := os.ReadFile(filepath.Join(to, name))
		if err != nil || string(got) != want {
			t.Errorf("%s holds %q, error %v; want %q", name, got, err, want)
		}
	}
}

func decoded(t *testing.T, content []byte) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal(content, &v); err != nil {
		t.Fatalf("%v:\n%s", err, content)
	}
	return v
}
