package node_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
)

func TestHostileInputIsRefusedQuickly(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, text, code string }{
		{"JSON arrays nested 100,000 deep", strings.Repeat("[", 100_000), "too-deep"},
		{"JSON objects nested 100,000 deep", strings.Repeat(`{"a":`, 100_000), "too-deep"},
		{"YAML flow nested 100,000 deep", "a: " + strings.Repeat("[", 100_000), "syntax"},
		{"YAML sequences nested 100,000 deep", strings.Repeat("- ", 100_000), "syntax"},
		{"YAML nested 2,000 deep", "a: " + strings.Repeat("[", 2000) + strings.Repeat("]", 2000), "too-deep"},
		{"aliases that expand to 10^9 values", laughs(9, 10), "alias-limit"},
		{"aliases of aliases that nest 2,000 deep", chain(2000), "too-deep"},
		{"merge keys that expand to 10^9 members", merges(3000), "alias-limit"},
		{"an alias of a long text, many times", "a: &a " + strings.Repeat("x", 1<<20) + "\nb: [" + strings.Repeat("*a,", 1000) + "]", "alias-limit"},
		{"a directive on each line", strings.Repeat("%TAG !a! tag:x\n", 70_000) + "---\na: 1", "syntax"},
		{"many open brackets and quotes", strings.Repeat("{\"", 100_000), "syntax"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var diags diag.List
			start := time.Now()
			if n := node.Parse(&node.File{Name: "f"}, []byte(c.text), &diags); n != nil {
				t.Fatal("the document was accepted")
			}
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			sorted := diags.Sorted()
			if len(sorted) == 0 || sorted[0].Code != c.code || sorted[0].Pos.Line == 0 {
				t.Errorf("diagnostics: %.300v, want one at a line with the code %s", sorted, c.code)
			}
		})
	}
}

// laughs defines levels of lists, each of which names the one before width times.
func laughs(levels, width int) string {
	var b strings.Builder
	b.WriteString("a0: &a0 x\n")
	for i := range levels {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), width), ", "))
	}
	return b.String()
}

// chain defines lists of one item, each of which names the one before.
func chain(n int) string {
	var b strings.Builder
	b.WriteString("a0: &a0 x\n")
	for i := range n {
		fmt.Fprintf(&b, "a%d: &a%d [*a%d]\n", i+1, i+1, i)
	}
	return b.String()
}

// merges merges an object of n members n times.
func merges(n int) string {
	var b strings.Builder
	b.WriteString("a: &a\n")
	for i := range n {
		fmt.Fprintf(&b, "  k%d: 1\n", i)
	}
	b.WriteString("b:\n")
	for range n {
		b.WriteString("  - <<: *a\n")
	}
	return b.String()
}

func TestWarningsAreBounded(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"{" + strings.Repeat(`"a":1,`, 10_000) + `"a":1}`, "[\"" + strings.Repeat("\xff", 10_000) + "\"]",
		strings.Repeat("a: 1\n", 10_000), "[" + strings.Repeat(".inf,", 10_000) + "]",
	} {
		var diags diag.List
		if node.Parse(&node.File{Name: "f"}, []byte(text), &diags) == nil {
			t.Error(diags.Sorted())
		}
		if n := len(diags.Sorted()); n != 101 {
			t.Errorf("%.20q has %d warnings, want 100 and one that says so", text, n)
		}
	}
}

func TestAcceptedAliasesStayCheap(t *testing.T) {
	t.Parallel()
	var diags diag.List
	n := node.ParseYAML(&node.File{Name: "f"}, []byte(laughs(4, 10)), &diags)
	if n == nil {
		t.Fatal(diags.Sorted())
	}
	if got := strings.Count(string(n.AppendJSON(nil)), "x"); got != 11_111 {
		t.Errorf("the values expand to %d scalars, want 11111", got)
	}
}
