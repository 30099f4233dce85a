package same_test

import (
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/same"
)

func TestDifferencesAreFoundAndOnlyThose(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, sent, back, loose, want string }{
		{"the same in another order", `{"a":1,"b":[2]}`, `{"b":[2],"a":1}`, "", ""},
		{"one number spelled in two ways", `1.50`, `15e-1`, "", ""},
		{"integers that a float64 does not tell apart", `9007199254740993`, `9007199254740992`, "", "changed"},
		{"one instant in two zones", `"2026-01-01T01:00:00+01:00"`, `"2026-01-01T00:00:00Z"`, "", ""},
		{"two instants", `"2026-01-01T01:00:00Z"`, `"2026-01-01T00:00:00Z"`, "", "changed"},
		{"a member that is gone", `{"a":{"b":1}}`, `{"a":{}}`, "", "/a/b: dropped"},
		{"a member that may go", `{"a":{"b":1}}`, `{"a":{}}`, "/a/b", ""},
		{"a member more", `{}`, `{"a":null}`, "", "/a: added"},
		{"a shorter list", `[1,2]`, `[1]`, "", "2 items"},
		{"null is not nothing", `{"a":null}`, `{}`, "", "dropped"},
		{"no JSON", `{}`, `{`, "", "no JSON"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := same.Difference([]byte(c.sent), []byte(c.back), []string{c.loose})
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("told %q, want %q in it", got, c.want)
			}
		})
	}
}
