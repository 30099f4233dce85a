package node_test

import (
	"testing"

	"github.com/apigen-go/apigen/generator/spec/node"
)

func TestParseYAML(t *testing.T) {
	t.Parallel()
	run(t, node.ParseYAML, []parseCase{
		{
			name: "keeps the order of keys and positions in bytes",
			text: "b:\n  - é: {ü: x, z: y}\n  - |\n    text\na: ~\n",
			values: []string{
				"1:1 object", "/b 2:3 array", "/b/0 2:5 object", "/b/0/é 2:9 object", `/b/0/é/ü 2:14 string "x"`,
				`/b/0/é/z 2:20 string "y"`, `/b/1 3:5 string "text\n"`, "/a 5:4 null",
			},
		},
		{
			name: "resolves scalars by the core schema of YAML 1.2",
			text: "[on, Off, yes, 2020-01-02, 12:30:45, 'null', \"1\", True, NULL, !!str 1, !!int '7', !x y, 1.2.3, 0b1, <<]",
			values: []string{
				"1:1 array", `/0 1:2 string "on"`, `/1 1:6 string "Off"`, `/2 1:11 string "yes"`, `/3 1:16 string "2020-01-02"`,
				`/4 1:28 string "12:30:45"`, `/5 1:38 string "null"`, `/6 1:46 string "1"`, `/7 1:51 boolean "true"`,
				"/8 1:57 null", `/9 1:63 string "1"`, `/10 1:72 number "7"`, `/11 1:83 string "y"`,
				`/12 1:89 string "1.2.3"`, `/13 1:96 string "0b1"`, `/14 1:101 string "<<"`,
			},
		},
		{
			name: "spells numbers as JSON",
			text: "- 9007199254740993\n- +1\n- -007\n- .5\n- 5.\n- 0xfF\n- 0o17\n- 1_000\n- 1.50\n- 1e3\n- -.0e-1\n- 0xFFFFFFFFFFFFFFFFFF\n- 1.0\n",
			values: []string{
				"1:1 array", `/0 1:3 number "9007199254740993"`, `/1 2:3 number "1"`, `/2 3:3 number "-7"`,
				`/3 4:3 number "0.5"`, `/4 5:3 number "5.0"`, `/5 6:3 number "255"`, `/6 7:3 number "15"`, `/7 8:3 number "1000"`,
				`/8 9:3 number "1.50"`, `/9 10:3 number "1e3"`, `/10 11:3 number "-0.0e-1"`,
				`/11 12:3 number "4722366482869645213695"`, `/12 13:3 number "1.0"`,
			},
		},
		{
			name:   "keeps what only begins like a number",
			text:   "[-, +, ., 1e, 0x, 0xg, --1, +-1, 1-2, _1, 1.e, e1]",
			values: []string{"1:1 array", `/0 1:2 string "-"`, `/1 1:5 string "+"`, `/2 1:8 string "."`, `/3 1:11 string "1e"`, `/4 1:15 string "0x"`, `/5 1:19 string "0xg"`, `/6 1:24 string "--1"`, `/7 1:29 string "+-1"`, `/8 1:34 string "1-2"`, `/9 1:39 string "_1"`, `/10 1:43 string "1.e"`, `/11 1:48 string "e1"`},
		},
		{
			name:   "reads infinities as strings",
			text:   "- .inf\n- -.INF\n- '.nan'\n- .NaN\n",
			values: []string{"1:1 array", `/0 1:3 string ".inf"`, `/1 2:3 string "-.INF"`, `/2 3:3 string ".nan"`, `/3 4:3 string ".NaN"`},
			diags: []string{
				"f:1:3: warning: JSON has no number .inf; it is read as a string (yaml-number)",
				"f:2:3: warning: JSON has no number -.INF; it is read as a string (yaml-number)",
				"f:4:3: warning: JSON has no number .NaN; it is read as a string (yaml-number)",
			},
		},
		{
			name:   "spells keys as they are written",
			text:   "200: a\ntrue: b\nnull: c\n1.0: d\n0x10: e\n2020-01-02: f\n~: g\n",
			values: []string{"1:1 object", `/200 1:6 string "a"`, `/true 2:7 string "b"`, `/null 3:7 string "c"`, `/1.0 4:6 string "d"`, `/0x10 5:7 string "e"`, `/2020-01-02 6:13 string "f"`, `/~0 7:4 string "g"`},
		},
		{
			name:   "resolves aliases to what they name",
			text:   "a: &x {k: &v 1}\nb: *x\nc: [*v]\n",
			values: []string{"1:1 object", "/a 1:4 object", `/a/k 1:11 number "1"`, "/b 1:4 object", `/b/k 1:11 number "1"`, "/c 3:4 array", `/c/0 1:11 number "1"`},
		},
		{
			name:   "merges where the merge key stands; own keys win, then earlier ones",
			text:   "a: &x {k: 1, l: 2}\nb: &y {l: 3, m: 4}\nc:\n  m: 5\n  <<: [*x, *y]\n  n: 6\n",
			values: []string{"1:1 object", "/a 1:4 object", `/a/k 1:11 number "1"`, `/a/l 1:17 number "2"`, "/b 2:4 object", `/b/l 2:11 number "3"`, `/b/m 2:17 number "4"`, "/c 4:3 object", `/c/m 4:6 number "5"`, `/c/k 1:11 number "1"`, `/c/l 1:17 number "2"`, `/c/n 6:6 number "6"`},
		},
		{
			name:   "takes << in quotes as a key",
			text:   "'<<': 1\n",
			values: []string{"1:1 object", `/<< 1:7 number "1"`},
		},
		{
			name:   "takes the last of duplicate keys",
			text:   "a: 1\nb: 2\n'a': 3\n",
			values: []string{"1:1 object", `/a 3:6 number "3"`, `/b 2:4 number "2"`},
			diags:  []string{`f:3:1: warning: the key "a" stands twice in one object; the value before this one (f:1:4) is ignored (duplicate-key)`},
		},
		{
			name:   "a stream may begin with empty documents, and with a directive of any version",
			text:   "%YAML 1.2\n---\n# nothing\n---\na: 1\n",
			values: []string{"5:1 object", `/a 5:4 number "1"`},
		},
		{
			name:  "finds the alias that has no anchor",
			text:  "a: 1\nb: {x: \"*n\", c: *n}\n",
			diags: []string{"f:2:17: error: this is no valid YAML: unknown anchor 'n' referenced (syntax)\n\thint: a plain scalar that begins with '*' must be quoted"},
		},
		{
			name:   "reads the first of several documents",
			text:   "a\n---\nb\n",
			values: []string{`1:1 string "a"`},
			diags:  []string{"f:3:1: warning: only the first document of this stream is read, another begins here (several-documents)"},
		},
		{
			name:   "replaces bytes that are no UTF-8",
			text:   "a: \xff\n",
			values: []string{"1:1 object", `/a 1:4 string "�"`},
			diags:  []string{"f:1:4: warning: byte 0xff is no UTF-8 and is replaced (invalid-utf8)"},
		},
		failing("an empty text", "# nothing\n", "f:1:1: error: the document is empty (empty-document)"),
		failing("a tab in the indentation", "a:\n  b: 1\n\tc: 2\n", "f:3:1: error: this is no valid YAML: found a tab character that violates indentation (syntax)\n\thint: indent with spaces: YAML allows no tabs there"),
		failing("a colon in a plain scalar", "a: 1\nb: c: d\n", "f:2: error: this is no valid YAML: mapping values are not allowed in this context (syntax)"),
		failing("a control character", "a: 1\nb: \x01\n", "f:2:4: error: the control character U+0001 is not allowed in YAML (syntax)"),
		failing("an unknown anchor", "a: *x\n", "f:1:4: error: this is no valid YAML: unknown anchor 'x' referenced (syntax)\n\thint: a plain scalar that begins with '*' must be quoted"),
		failing("an alias within its anchor", "a: &x\n  b: *x\n", "f:2:6: error: the alias *x stands inside the value that it refers to (alias-cycle)"),
		failing("an object as a key", "a: 1\n{b: 2}: 3\n", "f:2:1: error: expected a string as the key, found a mapping (a plain scalar that begins with '{' must be quoted) (yaml-key)"),
		failing("a merge of a number", "<<: 1\n", "f:1:5: error: expected an object or a list of objects to merge, found a number (yaml-key)"),
	})
}

func TestNumbersKeepTheirSpelling(t *testing.T) {
	t.Parallel()
	n := mustParse(t, "[007, 0x1F, 1.10, '08', 12]")
	want := []string{"007", "0x1F", "1.10", "08", "12"}
	for i, item := range n.List() {
		if got := item.Spelled(); got != want[i] {
			t.Errorf("item %d is spelled %q, want %q", i, got, want[i])
		}
	}
}
