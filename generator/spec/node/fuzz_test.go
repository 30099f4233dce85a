package node_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
)

var seeds = []string{
	"", "{}", "[1, 2.5e-3, true, null]", `{"a": {"b": ["\ud83d\ude00\n"]}, "a": 1}`, "\"\xff\"", "[01]", "[1,]", `{"a":1}x`,
	"a: &x [*x]", "a: &x {b: 1}\nc:\n  <<: *x\n  d: [*x, 0x1F, .5]", "- |\n  text\n- >-\n  folded\n", "? {a: b}\n: c", "a:\n\tb",
	"%YAML 1.1\n---\na: !!binary aGk=\n...\n---\nb", "{a: [b, {c: d}]}", "'it''s': \"\\u00e9\\x41\"", "- - - a\n    - b", "&a *a", "!!map {}", "*",
}

// FuzzParseJSON compares with encoding/json, which is the judge of what is valid and what it means.
func FuzzParseJSON(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, []byte("\ufeff")) || bytes.Count(data, []byte("[")) > 900 || bytes.Count(data, []byte("{")) > 900 {
			t.Skip("a byte order mark and the limit of depth are ours")
		}
		var diags diag.List
		n := node.ParseJSON(&node.File{Name: "f"}, data, &diags)
		if (n != nil) != json.Valid(data) || (n != nil) == diags.Has(diag.Error) {
			t.Fatalf("accepted: %v, encoding/json accepts: %v, diagnostics: %v", n != nil, json.Valid(data), diags.Sorted())
		}
		if n == nil {
			return
		}
		if want, got := decode(t, data), decode(t, n.AppendJSON(nil)); !reflect.DeepEqual(want, got) {
			t.Errorf("values differ: want %#v, got %#v", want, got)
		}
	})
}

func decode(t *testing.T, data []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// FuzzParseYAML holds that nothing panics or hangs, and that whatever is accepted is JSON with positions.
func FuzzParseYAML(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var diags diag.List
		start := time.Now()
		n := node.ParseYAML(&node.File{Name: "f"}, data, &diags)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("took %v", took)
		}
		if (n != nil) == diags.Has(diag.Error) {
			t.Fatalf("accepted: %v, diagnostics: %v", n != nil, diags.Sorted())
		}
		if n == nil {
			return
		}
		if text := n.AppendJSON(nil); !json.Valid(text) {
			t.Errorf("no JSON: %s", text)
		}
		if n.Line < 1 || n.Col < 1 {
			t.Errorf("no position: %v", n.Pos())
		}
	})
}
