package generator

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUnified(t *testing.T) {
	t.Parallel()
	long := "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n"
	for name, c := range map[string]struct{ old, text, want string }{
		"the same":                 {"a\nb\n", "a\nb\n", ""},
		"a line in the middle":     {"a\nb\nc\n", "a\nx\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c"},
		"from nothing":             {"", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b"},
		"to nothing":               {"a\n", "", "@@ -1 +0,0 @@\n-a"},
		"two hunks":                {long, strings.Replace(strings.Replace(long, "2\n", "two\n", 1), "19\n", "nineteen\n", 1), "@@ -1,5 +1,5 @@\n 1\n-2\n+two\n 3\n 4\n 5\n@@ -16,5 +16,5 @@\n 16\n 17\n 18\n-19\n+nineteen\n 20"},
		"control characters":       {"a\x1b[31m\n", "", `@@ -1 +0,0 @@` + "\n" + `-a\u001b[31m`},
		"a line added at the end":  {"a\nb\nc\nd\n", "a\nb\nc\nd\ne\n", "@@ -2,3 +2,4 @@\n b\n c\n d\n+e"},
		"a line added at the head": {"a\nb\n", "x\na\nb\n", "@@ -1,2 +1,3 @@\n+x\n a\n b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, unified(c.old, c.text, 100)); diff != "" {
				t.Errorf("the diff is (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEditsLeadFromOneTextToTheOther(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		a, b := randomLines(random), randomLines(random)
		var old, text []string
		for _, e := range editsOf(a, b) {
			if e.op != '+' {
				old = append(old, e.line)
			}
			if e.op != '-' {
				text = append(text, e.line)
			}
		}
		if strings.Join(old, "") != strings.Join(a, "") || strings.Join(text, "") != strings.Join(b, "") {
			t.Fatalf("the edits of %v and %v are %v", a, b, editsOf(a, b))
		}
	}
}

func randomLines(random *rand.Rand) []string {
	out := make([]string, random.IntN(12))
	for i := range out {
		out[i] = string(rune('a' + random.IntN(4)))
	}
	return out
}
