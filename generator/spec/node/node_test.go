package node_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
)

func mustParse(t *testing.T, text string) *node.Node {
	t.Helper()
	var diags diag.List
	n := node.Parse(&node.File{Name: "f"}, []byte(text), &diags)
	if n == nil {
		t.Fatal(diags.Sorted())
	}
	return n
}

func TestAt(t *testing.T) {
	t.Parallel()
	root := mustParse(t, `{"": 0, "a/b": {"m~n": 1}, "100%": 2, "x y": [3, 4], "#é?": 5, "~1": 6, "a%20b": 7}`)
	cases := []struct{ pointer, want string }{
		{"", string(root.AppendJSON(nil))},
		{"#", string(root.AppendJSON(nil))},
		{"/", "0"},
		{"/a~1b/m~0n", "1"},
		{"#/a~1b/m~0n", "1"},
		{"#/a%7E1b/m%7e0n", "1"},
		{"/100%", "2"},
		{"#/100%25", "2"},
		{"#/100%", "2"},
		{"/x y/1", "4"},
		{"#/x%20y/0", "3"},
		{"/#é?", "5"},
		{"#/%23%C3%A9%3F", "5"},
		{"/~01", "6"},
		{"/a%20b", "7"},
		{"/x y/01", "null"},
		{"/x y/-1", "null"},
		{"/x y/2", "null"},
		{"/a~1b/m~0n/o", "null"},
	}
	for _, c := range cases {
		t.Run("the pointer "+c.pointer, func(t *testing.T) {
			t.Parallel()
			if got := string(root.At(c.pointer).AppendJSON(nil)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestPointerEscapeIsUndone(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"", "a", "/", "~", "~1", "~01", "/a~b/"} {
		if got := node.PointerUnescape(node.PointerEscape(key)); got != key {
			t.Errorf("%q came back as %q", key, got)
		}
	}
}

func TestAppendJSON(t *testing.T) {
	t.Parallel()
	n := mustParse(t, `{"b": "\u0001\t\n\r\"\\ é\u2028", "a": [1.50, {"b": null}], "c": {}}`)
	if want, got := `{"b":"\u0001\t\n\r\"\\ é`+"\u2028"+`","a":[1.50,{"b":null}],"c":{}}`, string(n.AppendJSON(nil)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if want, got := `x{"a":[1.50,{"b":null}]}`, string(n.AppendJSONWithout([]byte("x"), "b", "c")); got != want {
		t.Errorf("without b and c: got %s, want %s", got, want)
	}
}

func TestEditingKeepsLookupsRight(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 15, 16, 17, 40} {
		t.Run(fmt.Sprintf("an object of %d members", size), func(t *testing.T) {
			t.Parallel()
			n := node.NewObject(nil)
			for i := range size {
				n.Set(fmt.Sprint("k", i), node.NewString(nil, fmt.Sprint(i)))
			}
			old := n.Clone()
			n.Set("k0", node.NewBool(nil, true))
			n.Set("new", node.NewBool(nil, false))
			n.Delete("k1")
			n.Set("k2", nil)
			n.Delete("absent")
			for i := range size {
				want := fmt.Sprint(i)
				switch i {
				case 1, 2:
					want = ""
				case 0:
					want = "true"
				}
				if got := n.Get(fmt.Sprint("k", i)); got != nil && got.Text != want || got == nil && want != "" {
					t.Errorf("k%d is %+v, want %q", i, got, want)
				}
			}
			if !n.Get("new").Is(node.Bool) || n.Has("absent") {
				t.Error("new is missing or absent is there")
			}
			if old.Len() != size || old.Has("new") {
				t.Error("the clone has changed")
			}
		})
	}
}

func TestLookupSurvivesChangesBehindItsBack(t *testing.T) {
	t.Parallel()
	n := mustParse(t, `{"x": 1}`)
	for i := range 20 {
		n.Set(fmt.Sprint(i), n.Get("x"))
	}
	n.Entries = append(n.Entries, node.Entry{Key: "late", Value: n.Get("x")})
	if n.Get("late") == nil || n.Get("7") == nil {
		t.Error("a member is not found")
	}
	n.Entries[3].Key = "renamed"
	n.Entries = n.Entries[:len(n.Entries)-1]
	if n.Get("2") != nil {
		t.Error("a member is found by its old name")
	}
}

func TestAbsentNodesAnswer(t *testing.T) {
	t.Parallel()
	var n *node.Node
	for range n.All() {
		t.Error("an absent node has members")
	}
	got := []any{n.Get("a"), n.At("/a"), n.Has("a"), n.Len(), n.List(), n.Str(), n.True(), n.Pos(), n.Copy(), n.Clone(), string(n.AppendJSON(nil))}
	want := []any{n, n, false, 0, []*node.Node(nil), "", false, diag.Pos{}, n, n, "null"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func BenchmarkParseJSON(b *testing.B) {
	text := []byte("[" + strings.TrimSuffix(strings.Repeat(`{"type": "object", "properties": {"a": {"type": "string", "maximum": 12}}},`, 20_000), ",") + "]")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		var diags diag.List
		if node.ParseJSON(&node.File{}, text, &diags) == nil {
			b.Fatal(diags.Sorted())
		}
	}
}
