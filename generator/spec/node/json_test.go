package node_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// dump writes one line per value: "pointer line:col kind text".
func dump(n *node.Node, pointer string, out *[]string) {
	line := fmt.Sprintf("%s %d:%d %s", pointer, n.Line, n.Col, n.Kind)
	if n.Text != "" {
		line += " " + strconv.Quote(n.Text)
	}
	*out = append(*out, strings.TrimSpace(line))
	for key, value := range n.All() {
		dump(value, pointer+"/"+node.PointerEscape(key), out)
	}
	for i, item := range n.List() {
		dump(item, pointer+"/"+strconv.Itoa(i), out)
	}
}

type parser func(*node.File, []byte, *diag.List) *node.Node

// parse returns the dump, nil after a syntax error, and the diagnostics.
func parse(p parser, text string) (values, diags []string) {
	var list diag.List
	if n := p(&node.File{Name: "f"}, []byte(text), &list); n != nil {
		dump(n, "", &values)
	}
	for _, d := range list.Sorted() {
		diags = append(diags, d.String())
	}
	return values, diags
}

type parseCase struct {
	name, text    string
	values, diags []string
}

func run(t *testing.T, p parser, cases []parseCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			values, diags := parse(p, c.text)
			if diff := cmp.Diff(c.values, values); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.diags, diags); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseJSON(t *testing.T) {
	t.Parallel()
	run(t, node.ParseJSON, []parseCase{
		{
			name: "keeps the order of keys, positions and the text of numbers",
			text: "{\n  \"b\": [1.0, -0, 9007199254740993, 1E+2],\n\t\"a\": {\"x\": null, \"y\": true}\r\n}\n",
			values: []string{
				"1:1 object", "/b 2:8 array", `/b/0 2:9 number "1.0"`, `/b/1 2:14 number "-0"`,
				`/b/2 2:18 number "9007199254740993"`, `/b/3 2:36 number "1E+2"`,
				"/a 3:7 object", "/a/x 3:13 null", `/a/y 3:24 boolean "true"`,
			},
		},
		{name: "skips a byte order mark", text: "\ufeff1", values: []string{`1:4 number "1"`}},
		{
			name:   "decodes escapes, surrogate pairs and halves of them",
			text:   `["\"\\\/\b\f\n\r\t", "\u00e9\ud83d\ude00", "\ud83dx", "é"]`,
			values: []string{"1:1 array", `/0 1:2 string "\"\\/\b\f\n\r\t"`, `/1 1:22 string "é😀"`, `/2 1:44 string "�x"`, `/3 1:55 string "é"`},
		},
		{
			name:   "replaces bytes that are no UTF-8",
			text:   "\"a\xffb\xc3\"",
			values: []string{`1:1 string "a�b�"`},
			diags: []string{
				"f:1:3: warning: byte 0xff is no UTF-8 and is replaced (invalid-utf8)",
				"f:1:5: warning: byte 0xc3 is no UTF-8 and is replaced (invalid-utf8)",
			},
		},
		{
			name:   "takes the last of duplicate keys",
			text:   "{\"a\": 1,\n \"b\": 2,\n \"a\": 3}",
			values: []string{"1:1 object", `/a 3:7 number "3"`, `/b 2:7 number "2"`},
			diags:  []string{`f:3:2: warning: the key "a" stands twice in one object; the value before this one (f:1:7) is ignored (duplicate-key)`},
		},
		failing("an empty text", "", "f:1:1: error: expected a value, found the end of the file (syntax)"),
		failing("a comma before a brace", "{\"a\": 1,\n}", "f:1:8: error: JSON allows no comma before '}' (syntax)"),
		failing("a comma before a bracket", "[1,\n]", "f:1:3: error: JSON allows no comma before ']' (syntax)"),
		failing("a comment", "[1, // one\n2]", "f:1:5: error: expected a value, found '/' (syntax)\n\thint: JSON has no comments: remove it, or name the file .yaml and write YAML"),
		failing("a missing comma", "{\"a\": 1\n \"b\": 2}", "f:2:2: error: expected ',' or '}' after the member, found '\"' (syntax)"),
		failing("a missing colon", "{\"a\" 1}", "f:1:6: error: expected ':' after the key \"a\", found '1' (syntax)"),
		failing("a key without quotes", "{a: 1}", "f:1:2: error: expected a key in double quotes, found 'a' (syntax)"),
		failing("a line break in a string", "[\"a\nb\"]", `f:1:4: error: expected the closing '"' of the string, found '\n'; control characters must be escaped (syntax)`),
		failing("an open string", "[\"a", `f:1:2: error: the string that begins here has no closing '"' (syntax)`),
		failing("an unknown escape", `["\x"]`, `f:1:3: error: "\\x" is no escape sequence of JSON (syntax)`),
		failing("a number without digits", "[-]", "f:1:3: error: expected a digit in the number, found ']' (syntax)"),
		failing("a leading zero", "[01]", "f:1:3: error: expected ',' or ']' after the item, found '1' (syntax)"),
		failing("text after the document", "{}\n{}", "f:2:1: error: expected the end of the file after the document, found '{' (syntax)"),
		failing("a word", "[nul]", "f:1:2: error: expected a value, found 'n' (syntax)"),
		failing("an open object", "{\"a\":", "f:1:6: error: expected a value, found the end of the file (syntax)"),
	})
}

func failing(name, text string, diags ...string) parseCase {
	return parseCase{name: name + " is an error", text: text, diags: diags}
}

func TestParse(t *testing.T) {
	t.Parallel()
	run(t, node.Parse, []parseCase{
		{name: "reads JSON", text: ` {"a": 1e2}`, values: []string{"1:2 object", `/a 1:8 number "1e2"`}},
		{name: "reads YAML in braces", text: "{a: 1, # one\n}", values: []string{"1:1 object", `/a 1:5 number "1"`}},
		{name: "reads YAML", text: "a: on", values: []string{"1:1 object", `/a 1:4 string "on"`}},
		{name: "reads UTF-16", text: "\xff\xfe{\x00}\x00", values: []string{"1:1 object"}},
		failing("of what is neither, the JSON", "{\"a\": 1,\n\t]", "f:2:2: error: expected a key in double quotes, found ']' (syntax)"),
	})
}
