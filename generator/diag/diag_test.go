package diag_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/diag"
)

func TestText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 500)
	for name, c := range map[string]struct {
		text      string // of the file
		line, col int
		message   string
		hint      string
		want      []string // the lines after the first
	}{
		"a caret stands under the place": {text: "a: 1\nkey: value\n", line: 2, col: 6, want: []string{"\tkey: value", "\t     ^"}},
		"the last line needs no end":     {text: "key: value", line: 1, col: 1, want: []string{"\tkey: value", "\t^"}},
		"indentation is left out":        {text: "\t\t  key: value", line: 1, col: 10, want: []string{"\tkey: value", "\t     ^"}},
		"a tab takes one column":         {text: "a:\t\tb", line: 1, col: 5, want: []string{"\ta:  b", "\t    ^"}},
		"wide characters take two":       {text: "名前: b", line: 1, col: 9, want: []string{"\t名前: b", "\t      ^"}},
		"marks on a letter take none":    {text: "e\u0301: b", line: 1, col: 6, want: []string{"\te\u0301: b", "\t   ^"}},
		"a place behind the end":         {text: "key:\n", line: 1, col: 5, want: []string{"\tkey:", "\t    ^"}},
		"a place far behind the end":     {text: "key:\n", line: 1, col: 50, want: []string{"\tkey:"}},
		"no column, no caret":            {text: "key:\n", line: 1, want: []string{"\tkey:"}},
		"no line, no quotation":          {text: "key:\n", want: nil},
		"a line that is not there":       {text: "key:\n", line: 7, col: 1, want: nil},
		"an empty line":                  {text: "\n\n", line: 2, col: 1, want: nil},
		"line ends of Windows":           {text: "a: 1\r\nb: 2\r\n", line: 2, col: 4, want: []string{"\tb: 2", "\t   ^"}},
		"a byte order mark":              {text: "\ufeffa: 1", line: 1, col: 4, want: []string{"\ta: 1", "\t   ^"}},
		"the beginning of a long line": {
			text: "{" + long + "}", line: 1, col: 2, want: []string{"\t{" + long[:159] + "…", "\t ^"},
		},
		"the middle of a long line": {
			text: long + "HERE" + long, line: 1, col: 501,
			want: []string{"\t…" + long[:79] + "HERE" + long[:77] + "…", "\t" + strings.Repeat(" ", 80) + "^"},
		},
		"the end of a long line": {
			text: long + "HERE", line: 1, col: 501, want: []string{"\t…" + long[:156] + "HERE", "\t" + strings.Repeat(" ", 157) + "^"},
		},
		"a long line is not cut within a character": {
			text: "a" + strings.Repeat("é", 200), line: 1, col: 202,
			want: []string{"\t…" + strings.Repeat("é", 81) + "…", "\t" + strings.Repeat(" ", 41) + "^"},
		},
		"a document cannot send commands to the terminal": {
			text: "a: \x1b[2J\u202eb\u009b", line: 1, col: 11, message: "the key \x1b]0;x\a is odd", hint: "did you mean \x1b[1m?",
			want: []string{"\ta: \\x1b[2J\\u202eb\\u009b", "\t" + strings.Repeat(" ", 16) + "^", "\thint: did you mean \\x1b[1m?"},
		},
		"a document cannot break a line": {text: "a", message: "the key a\nb.yaml:1:1: error: x is odd", want: nil},
		"bytes that are no text":         {text: "a: \xff", line: 1, col: 4, want: []string{`	a: \xff`, "\t   ^"}},
		"the lines of a hint stay apart": {text: "a", hint: "set names:\n  a: B", want: []string{"\thint: set names:", "\t  a: B"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var list diag.List
			list.Add(diag.Diagnostic{Severity: diag.Error, Pos: diag.Pos{File: "a.yaml", Line: c.line, Col: c.col}, Code: "x",
				Message: "is odd" + c.message, Hint: c.hint})
			list.Quote("a.yaml", c.text)
			got := strings.Split(list.Sorted()[0].Text(), "\n")
			if diff := cmp.Diff(append([]string{}, c.want...), append([]string{}, got[1:]...)); diff != "" {
				t.Errorf("lines after %q (-want +got):\n%s", got[0], diff)
			}
			if strings.ContainsAny(got[0], "\x1b\a") {
				t.Errorf("first line %q, want no control characters", got[0])
			}
		})
	}
}

func TestSortedPutsFirstWhatCostsMost(t *testing.T) {
	t.Parallel()
	var list, other diag.List
	at := func(line int) diag.Pos { return diag.Pos{File: "a.yaml", Line: line} }
	list.Notef(at(1), "mixed-enum", "a note")
	list.Warnf(at(2), "duplicate-key", "a key twice")
	list.Warnf(at(3), "name-clash", "a name twice")
	list.Warnf(at(4), "bad-status", "a guess")
	list.Warnf(at(5), "bad-type", "a type lost")
	other.Warnf(at(7), "operation-skipped", "an operation lost")
	other.Warnf(at(6), "operation-skipped", "an operation lost")
	other.Warnf(at(6), "operation-skipped", "an operation lost")
	other.Errorf(at(8), "too-large", "an error")
	other.Errorf(at(9), "syntax", "what nothing can be read after")
	list.Append(other)
	var got []int
	for _, d := range list.Sorted() {
		got = append(got, d.Pos.Line)
	}
	if diff := cmp.Diff([]int{9, 8, 6, 7, 5, 4, 3, 2, 1}, got); diff != "" {
		t.Errorf("lines in order (-want +got):\n%s", diff)
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		severity diag.Severity
		messages []string
		want     []string // message, and +n for those that were folded into it
	}{
		"one cause in several places": {
			diag.Error, []string{`"Pett" names nothing`, `"Pett" names nothing`, `"Pett" names nothing`}, []string{`"Pett" names nothing +2`},
		},
		"errors with causes of their own all show": {
			diag.Error, []string{`"A" is no type`, `"B" is no type`, `"C" is no type`, `"D" is no type`, `"E" is no type`},
			[]string{`"A" is no type`, `"B" is no type`, `"C" is no type`, `"D" is no type`, `"E" is no type`},
		},
		"three samples of warnings that are alike": {
			diag.Warning, []string{`"A" is no type`, `"B b" is no type`, `"C" is no type`, `"D" is no type`, `"D" is no type`, `"A" is no type`},
			[]string{`"A" is no type +1`, `"B b" is no type`, `"C" is no type +2`},
		},
		"names of operations make no difference": {
			diag.Warning, []string{"GET /a is skipped", "PUT /b/{id} is skipped", "GET /c is skipped", "POST /d is skipped"},
			[]string{"GET /a is skipped", "PUT /b/{id} is skipped", "GET /c is skipped +1"},
		},
		"reasons do": {
			diag.Warning, []string{"GET /a is skipped: no body", "GET /b is skipped: no path", "GET /c is skipped: it is odd", "GET /d is skipped: cold"},
			[]string{"GET /a is skipped: no body", "GET /b is skipped: no path", "GET /c is skipped: it is odd", "GET /d is skipped: cold"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var found []diag.Diagnostic
			for i, m := range c.messages {
				found = append(found, diag.Diagnostic{Severity: c.severity, Pos: diag.Pos{File: "a", Line: i + 1}, Code: "x", Message: m})
			}
			var got []string
			total := 0
			for _, d := range diag.Fold(found) {
				text := d.Message
				if d.More > 0 {
					text += " +" + string(rune('0'+d.More))
				}
				got = append(got, text)
				total += 1 + d.More
			}
			if diff := cmp.Diff(c.want, got); diff != "" || total != len(c.messages) {
				t.Errorf("%d of %d told or counted; folded (-want +got):\n%s", total, len(c.messages), diff)
			}
		})
	}
}

func TestTheCountOfFoldedOnesIsPrinted(t *testing.T) {
	t.Parallel()
	d := diag.Diagnostic{Severity: diag.Warning, Code: "x", Message: "m", Hint: "h", More: 49}
	want := "warning: m (x)\n\thint: h\n\tand 49 more like it; --verbose lists them"
	if diff := cmp.Diff(want, d.Text()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}
