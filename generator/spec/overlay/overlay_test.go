package overlay_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/overlay"
)

func parse(t *testing.T, name, text string) *node.Node {
	t.Helper()
	var found diag.List
	root := node.Parse(&node.File{Name: name}, []byte(text), &found)
	if root == nil {
		t.Fatal(found.Sorted())
	}
	return root
}

// run applies overlays, whose first lines are left out, to a document.
func run(t *testing.T, document string, overlays ...string) (*node.Node, diag.List) {
	t.Helper()
	var found diag.List
	var documents []*overlay.Document
	for i, text := range overlays {
		root := parse(t, fmt.Sprintf("%d.yaml", i+1), "overlay: 1.1.0\ninfo: {title: Changes, version: '1'}\nactions:\n"+text)
		documents = append(documents, overlay.Parse(root, &found))
	}
	after, _ := overlay.Apply(parse(t, "doc.yaml", document), documents, &found)
	return after, found
}

func TestApply(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		document string
		overlays []string
		want     string // JSON
	}{
		"members are added behind those that are there": {
			"{b: 1, a: {x: 1}}", []string{"- {target: $, update: {c: 2, a: {z: 1, y: 2}}}"},
			`{"b":1,"a":{"x":1,"z":1,"y":2},"c":2}`,
		},
		"primitives are replaced in their place": {
			"{a: 1, b: two, c: null}", []string{"- {target: $, update: {b: false, a: null}}"},
			`{"a":null,"b":false,"c":null}`,
		},
		"numbers stay exact": {
			"{a: 1}", []string{"- {target: $, update: {a: 9007199254740993, b: 1.10}}"},
			`{"a":9007199254740993,"b":1.10}`,
		},
		"lists are joined": {
			"{a: [1]}", []string{"- {target: $, update: {a: [2, 3]}}\n- {target: $.a, update: [4]}"},
			`{"a":[1,2,3,4]}`,
		},
		"a value is appended to a list": {
			"{a: [1]}", []string{"- {target: $.a, update: {b: 1}}\n- {target: $.a, update: two}"},
			`{"a":[1,{"b":1},"two"]}`,
		},
		"a selected primitive is replaced": {
			"{a: {b: x, c: [1, 2]}}", []string{"- {target: $.a.b, update: y}\n- {target: '$.a.c[?@ > 1]', update: 3}"},
			`{"a":{"b":"y","c":[1,3]}}`,
		},
		"a null gives way to any value": {
			"{a: null, b: {c: }}", []string{"- {target: $, update: {a: [1]}}\n- {target: $.b.c, update: {d: 1}}"},
			`{"a":[1],"b":{"c":{"d":1}}}`,
		},
		"all that is selected is changed": {
			"{a: {x: {}}, b: {x: {y: 1}}}", []string{"- {target: $..x, update: {z: [1]}}\n- {target: $.a.x.z, update: 2}"},
			`{"a":{"x":{"z":[1,2]}},"b":{"x":{"y":1,"z":[1]}}}`,
		},
		"what is selected twice is changed once": {
			"{a: [1]}", []string{"- {target: '$[\"a\", \"a\"]', update: 2}"}, `{"a":[1,2]}`,
		},
		"members and items are removed": {
			"{a: 1, b: [0, 1, 2, 3], c: {d: 1}}", []string{"- {target: '$.b[0, 2]', remove: true}\n- {target: \"$['a', 'c']\", remove: true}"},
			`{"b":[1,3]}`,
		},
		"what contains a removed value is removed with it": {
			"{a: {b: {b: {c: 1}}}}", []string{"- {target: $..b, remove: true}"}, `{"a":{}}`,
		},
		"remove: false does nothing": {
			"{a: 1}", []string{"- {target: $.a, remove: false}"}, `{"a":1}`,
		},
		"later actions see what earlier ones did, in other overlays, too": {
			"{a: {}}", []string{"- {target: $, update: {b: {x: 1}}}", "- {target: $.b, update: {y: 2}}\n- {target: $.a, remove: true}"},
			`{"b":{"x":1,"y":2}}`,
		},
		"something is moved": {
			"{old: {x: {y: 1}}}", []string{"- {target: $, update: {new: {}}}\n- {target: $.new, copy: $.old}\n- {target: $.old, remove: true}"},
			`{"new":{"x":{"y":1}}}`,
		},
		"a copy leads a life of its own": {
			"{a: {x: {}}, b: {}}", []string{"- {target: $.b, copy: $.a}\n- {target: $.a.x, update: {y: 1}}\n- {target: $.b.x, update: {z: 1}}"},
			`{"a":{"x":{"y":1}},"b":{"x":{"z":1}}}`,
		},
		"a value is copied into itself as it was": {
			"{a: {b: {c: 1}}}", []string{"- {target: $.a.b, copy: $.a}"}, `{"a":{"b":{"c":1,"b":{"c":1}}}}`,
		},
		"a YAML alias is changed in one place": {
			"{a: &x {y: 1}, b: *x}", []string{"- {target: $.b, update: {y: 2}}"}, `{"a":{"y":1},"b":{"y":2}}`,
		},
		"an alias of the overlay is changed in one place": {
			"{}", []string{"- {target: $, update: {a: &x {y: 1}, b: *x}}\n- {target: $.b, update: {y: 2}}"}, `{"a":{"y":1},"b":{"y":2}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, found := run(t, c.document, c.overlays...)
			for _, d := range found.Sorted() {
				t.Errorf("unexpected: %v", d)
			}
			if diff := cmp.Diff(c.want, string(got.AppendJSON(nil))); diff != "" {
				t.Errorf("document (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatAnOverlayAddsKeepsItsPlace(t *testing.T) {
	t.Parallel()
	root, _ := run(t, "{a: {b: 1}}", "- target: $.a\n  update:\n    c: {d: 2}\n    b: 3\n")
	for pointer, want := range map[string]string{
		"/a": "doc.yaml:1:5", "/a/c": "1.yaml:6:8", "/a/c/d": "1.yaml:6:12", "/a/b": "1.yaml:7:8",
	} {
		if got := root.At(pointer).Pos().String(); got != want {
			t.Errorf("%s stands at %s, want %s", pointer, got, want)
		}
	}
}

func TestTheExampleOfTheDocumentationIsAnOverlay(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(content), "```yaml\noverlay:")
	text, _, _ = strings.Cut(text, "```")
	var found diag.List
	d := overlay.Parse(parse(t, "example.yaml", "overlay:"+text), &found)
	if d == nil || len(d.Actions) < 3 || len(found.Sorted()) > 0 {
		t.Errorf("diagnostics %v, overlay %v; want one with some actions", found.Sorted(), d)
	}
}

func TestTheGivenTreeStaysAsItIs(t *testing.T) {
	t.Parallel()
	root := parse(t, "doc.yaml", "{a: {b: [1, {c: 2}]}, d: 1}")
	before := string(root.AppendJSON(nil))
	var found diag.List
	d := overlay.Parse(parse(t, "o.yaml", `
overlay: 1.1.0
info: {title: Changes, version: '1'}
actions:
  - {target: '$.a.b[1]', update: {c: 3}}
  - {target: $.a.b, copy: $.d}
  - {target: $.d, remove: true}
`), &found)
	after, _ := overlay.Apply(root, []*overlay.Document{d}, &found)
	if diff := cmp.Diff(before, string(root.AppendJSON(nil))); diff != "" {
		t.Errorf("the tree was changed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(`{"a":{"b":[1,{"c":3},1]}}`, string(after.AppendJSON(nil))); diff != "" {
		t.Errorf("new tree (-want +got):\n%s", diff)
	}
}

func TestHostileOverlaysEnd(t *testing.T) {
	t.Parallel()
	var doubling, deep strings.Builder
	for i := range 60 {
		fmt.Fprintf(&doubling, "- {target: $, update: {a%d: {}}}\n- {target: $.a%d, copy: $}\n", i, i)
		deep.WriteString("- {target: '$..x[?count(@.*) == 0]', copy: $.x}\n")
	}
	for name, c := range map[string]struct{ document, overlay, code string }{
		"copies of copies":        {"{}", doubling.String(), "overlay-too-large"},
		"a tower of copies":       {"{x: {x: {}}}", deep.String(), ""},
		"searches in searches":    {"{a: " + strings.Repeat("[", 500) + strings.Repeat("]", 500) + "}", "- {target: '$" + strings.Repeat("..*", 100) + "', remove: true}\n", "overlay-too-large"},
		"a large value, often":    {"[" + strings.Repeat("{},", 20_000) + "{}]", "- {target: '$[*]', update: {" + members(1000) + "}}\n", "overlay-too-large"},
		"a search that is needed": {"[" + strings.Repeat("{a: {b: {}}},", 1000) + "{}]", "- {target: $..b, update: {c: 1}}\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, found := run(t, c.document, c.overlay) // without bounds it takes hours, and all memory
			if c.code == "" {
				return
			}
			if got := found.Sorted(); len(got) == 0 || got[0].Code != c.code {
				t.Errorf("diagnostics %v, want %s", got, c.code)
			}
		})
	}
}

func members(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "k%d: 1, ", i)
	}
	return strings.TrimSuffix(b.String(), ", ")
}

func FuzzApply(f *testing.F) {
	f.Add("{a: [1, {b: x}]}", "$..b", "y", "$.a")
	f.Add("{a: {b: {}}}", "$.a.b", "{c: [1]}", "$.a")
	f.Add("{a: &x {y: 1}, b: *x}", "$.*", "null", "$.a")
	f.Fuzz(func(t *testing.T, document, target, update, from string) {
		var found diag.List
		doc := node.Parse(&node.File{Name: "doc.yaml"}, []byte(document), &found)
		value := node.Parse(&node.File{Name: "value.yaml"}, []byte(update), &found)
		if doc == nil || value == nil || len(document) > 2000 || strings.Contains(target+from, "..") && len(target)+len(from) > 100 {
			return
		}
		before := string(doc.AppendJSON(nil))
		action := func(entries ...node.Entry) *node.Node {
			return node.NewObject(doc, append(entries, node.Entry{Key: "target", Value: node.NewString(doc, target)})...)
		}
		root := node.NewObject(doc,
			node.Entry{Key: "overlay", Value: node.NewString(doc, "1.1.0")},
			node.Entry{Key: "info", Value: node.NewObject(doc, node.Entry{Key: "title", Value: value}, node.Entry{Key: "version", Value: value})},
			node.Entry{Key: "actions", Value: node.NewArray(doc,
				action(node.Entry{Key: "update", Value: value}), action(node.Entry{Key: "copy", Value: node.NewString(doc, from)}),
				action(node.Entry{Key: "update", Value: value}), action(node.Entry{Key: "remove", Value: node.NewBool(doc, true)}))})
		if d := overlay.Parse(root, &found); d != nil {
			changed, _ := overlay.Apply(doc, []*overlay.Document{d}, &found)
			changed.AppendJSON(nil)
		}
		if after := string(doc.AppendJSON(nil)); after != before {
			t.Fatalf("the given tree was changed from\n%s\nto\n%s", before, after)
		}
	})
}
