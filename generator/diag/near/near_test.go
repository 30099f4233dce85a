package near_test

import (
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator/diag/near"
)

func TestWord(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		wrong string
		known []string
		want  string
	}{
		"one letter is missing":         {"ordrs", []string{"items", "orders"}, "orders"},
		"two letters are swapped":       {"/odrers", []string{"/orders"}, "/orders"},
		"only the case differs":         {"Orders", []string{"orders"}, "orders"},
		"the first of two counts":       {"aba", []string{"abb", "abc"}, "abb"},
		"the nearest counts":            {"orderrs", []string{"borders", "orders"}, "orders"},
		"another word is not meant":     {"orders", []string{"payments"}, ""},
		"a short word is not any other": {"a", []string{"b", "c"}, ""},
		"nothing is known":              {"orders", nil, ""},
		"long words are not compared":   {strings.Repeat("a", 300), []string{strings.Repeat("a", 299)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := near.Word(c.wrong, c.known); got != c.want {
				t.Errorf("near.Word(%q, %q) = %q, want %q", c.wrong, c.known, got, c.want)
			}
		})
	}
}
