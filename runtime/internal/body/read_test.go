package body_test

import (
	"strings"
	"testing"

	"github.com/apigen-go/apigen/runtime/internal/body"
)

func TestReadKeepsToItsLimit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name             string
		text             string
		announced, limit int64
		want             string
		more             bool
	}{
		{"all of it", "abc", 3, 10, "abc", false},
		{"exactly the limit", "abc", -1, 3, "abc", false},
		{"more than the limit", "abcd", -1, 3, "abc", true},
		{"no limit", strings.Repeat("x", 5000), -1, -1, strings.Repeat("x", 5000), false},
		{"a length that is a lie", "abc", 1 << 60, -1, "abc", false},
		{"nothing", "", 0, 0, "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			data, more, err := body.Read(strings.NewReader(test.text), test.announced, test.limit)
			if string(data) != test.want || more != test.more || err != nil {
				t.Errorf("%d bytes, more %v, %v", len(data), more, err)
			}
		})
	}
}
