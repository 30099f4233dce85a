package exact_test

import (
	"testing"

	"github.com/apigen-go/apigen/runtime/internal/exact"
)

func TestLostMembersAreCountedAtAnyDepth(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, sent, back string
		want             int
	}{
		{"nothing", `{"a":1,"b":[{"c":2}]}`, `{"b":[{"c":3}],"a":0}`, 0},
		{"a member that was made up", `{"a":1}`, `{"a":1,"more":null}`, 1},
		{"a member with all that is in it", `{"a":{"b":1,"c":[{"d":1}]}}`, `{}`, 5},
		{"a member", `{"a":1,"b":2}`, `{"b":2}`, 1},
		{"a member of an item", `[{"a":1},{"a":1,"b":2}]`, `[{"a":1},{"a":1}]`, 1},
		{"an item", `[1,2]`, `[1]`, 1},
		{"all of an object", `{"a":1,"b":2}`, `[]`, 2},
		{"a null that became something", `{"a":null,"b":[null]}`, `{"a":{},"b":[null]}`, 1},
		{"other scalars have none", `1`, `"x"`, 0},
		{"names with escapes are the same", `{"\u0061":1}`, `{"a":1}`, 0},
	} {
		if got := exact.Lost([]byte(test.sent), []byte(test.back)); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}
