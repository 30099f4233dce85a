package same_test

import (
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/same"
)

func TestDifferencesOfMeaningAreFound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, sent, back string
		loose            []string
		want             string // "": they mean the same
	}{
		{name: "the order of members means nothing", sent: `{"a":1,"b":[true,null]}`, back: `{"b":[true,null],"a":1}`},
		{name: "the spelling of a number means nothing", sent: `[1.50, 1e2, 0, 9007199254740993]`, back: `[1.5, 100, 0.0, 9007199254740993]`},
		{name: "the last digit of a great integer counts", sent: `9007199254740993`, back: `9007199254740992`, want: "the value: changed: 9007199254740993 became 9007199254740992"},
		{name: "the last digit of a decimal counts", sent: `{"a":0.12345678901234567891}`, back: `{"a":0.1234567890123457}`, want: "/a: changed"},
		{name: "a number is no text", sent: `1`, back: `"1"`, want: "changed"},
		{name: "instants in another zone are the same", sent: `"2026-01-02T03:04:05.5+05:00"`, back: `"2026-01-01T22:04:05.500Z"`},
		{name: "other instants are not", sent: `"2026-01-02T03:04:05Z"`, back: `"2026-01-02T03:04:05.000000001Z"`, want: "changed"},
		{name: "texts that are no instants are compared as they are", sent: `"2026-01-02"`, back: `"2026-01-02T00:00:00Z"`, want: "changed"},
		{name: "a null that comes back as nothing is dropped", sent: `{"a":null}`, back: `{}`, want: "/a: dropped: null"},
		{name: "a member more is added", sent: `{"a":{}}`, back: `{"a":{"b/c":null}}`, want: "/a/b~1c: added: null"},
		{name: "an empty list is not null", sent: `{"a":[]}`, back: `{"a":null}`, want: "/a: changed: [] became null"},
		{name: "the order of items counts", sent: `[1,2]`, back: `[2,1]`, want: "/0: changed"},
		{name: "an item less", sent: `[1,2]`, back: `[1]`, want: "2 items became 1"},
		{name: "a loose member may be missing", sent: `{"a":[{"x":1,"y":2}]}`, back: `{"a":[{"y":2}]}`, loose: []string{"/a/0/x"}},
		{name: "a loose member may not change", sent: `{"x":1}`, back: `{"x":2}`, loose: []string{"/x"}, want: "/x: changed"},
		{name: "another member of the name is not loose", sent: `{"x":1,"a":{"x":1}}`, back: `{"x":1,"a":{}}`, loose: []string{"/x"}, want: "/a/x: dropped"},
		{name: "an exponent that would take all memory is compared as text", sent: `1e999999999`, back: `1e999999998`, want: "changed"},
		{name: "a name in another case is another name", sent: `{"id":1}`, back: `{"Id":1}`, loose: []string{"/id"}, want: "/id: in another case: it became Id"},
		{name: "null stays null", sent: `null`, back: `null`},
		{name: "false is not null", sent: `false`, back: `null`, want: "changed"},
		{name: "what is no JSON", sent: `{}`, back: `{`, want: "no JSON"},
		{name: "nothing at all", sent: `{}`, back: ``, want: "no JSON"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := same.Difference([]byte(test.sent), []byte(test.back), test.loose)
			if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
