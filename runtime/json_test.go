package runtime

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestJSONIsReadWhole(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		want       any
		err        error
	}{
		{"numbers keep their digits", `{"a":9007199254740993,"b":1.50}`, map[string]any{"a": json.Number("9007199254740993"), "b": json.Number("1.50")}, nil},
		{"white space may follow", "[] \r\n\t", []any{}, nil},
		{"data may not follow", `{} {}`, nil, errTrailingData},
		{"a closing brace may not follow", `{}}`, nil, errTrailingData},
		{"it may not end early", `{"a":`, nil, io.ErrUnexpectedEOF},
		{"nothing is no value", ``, nil, io.ErrUnexpectedEOF},
		{"nesting has a limit", strings.Repeat("[", 100_000), nil, errNesting},
		{"brackets in strings do not nest", `"` + strings.Repeat("[", 2000) + `"`, strings.Repeat("[", 2000), nil},
		{"brackets side by side do not nest", "[" + strings.Repeat("[],", 1500) + "1]", nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got any
			err := decodeJSON([]byte(test.text), &got)
			if !errors.Is(err, test.err) {
				t.Errorf("want %v, got %v", test.err, err)
			}
			if test.want == nil {
				return
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestScalarsAreReadWholeToo(t *testing.T) {
	t.Parallel()
	var s string
	if err := decodeJSON([]byte(` "a" `), &s); err != nil || s != "a" {
		t.Errorf("got %q (%v)", s, err)
	}
	for _, text := range []string{`"a" "b"`, `"a`, ``, `"a"]`} {
		if err := decodeJSON([]byte(text), &s); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}

func TestJSONIsWrittenPlainly(t *testing.T) {
	t.Parallel()
	if got, err := encodeJSON("<a&b>\u2028"); err != nil || string(got) != `"<a&b>\u2028"` {
		t.Errorf("got %s (%v)", got, err)
	}
}
