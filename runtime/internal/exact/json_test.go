package exact

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
		{"data may not follow", `{} {}`, nil, ErrTrailing},
		{"a closing brace may not follow", `{}}`, nil, ErrTrailing},
		{"it may not end early", `{"a":`, nil, io.ErrUnexpectedEOF},
		{"nothing is no value", ``, nil, io.ErrUnexpectedEOF},
		{"nesting has a limit", strings.Repeat("[", 100_000), nil, ErrNesting},
		{"brackets in strings do not nest", `"` + strings.Repeat("[", 2000) + `"`, strings.Repeat("[", 2000), nil},
		{"brackets side by side do not nest", "[" + strings.Repeat("[],", 1500) + "1]", nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got any
			err := Decode([]byte(test.text), &got)
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

func TestTypesDecodeAsTheDecoderDoes(t *testing.T) {
	t.Parallel()
	type plain struct {
		A int64  `json:"a"`
		B []bool `json:"b"`
	}
	type open struct {
		A any              `json:"a"`
		B map[string][]any `json:"b"`
	}
	type recursive struct {
		A int64      `json:"a"`
		B *recursive `json:"b"`
	}
	var types Types
	for _, text := range []string{`{"a":9007199254740993}`, `{"a":1,"b":null} `, `{"a":1}}`, `{"a":`, ``, `{"a":{}}`, `{"b":{"a":[1e400]}}`, `[`, strings.Repeat("[", 2000)} {
		for _, make := range []func() any{func() any { return new(plain) }, func() any { return new(open) }, func() any { return new(recursive) }, func() any { return new(string) }, func() any { return new(any) }} {
			for range 2 { // the second time the type is known
				want, got := make(), make()
				err, gotErr := Decode([]byte(text), want), types.Decode([]byte(text), got)
				if diff := cmp.Diff(want, got); diff != "" || (err == nil) != (gotErr == nil) || err != nil && err.Error() != gotErr.Error() {
					t.Errorf("%T of %.30s: want %v, got %v %s", want, text, err, gotErr, diff)
				}
			}
		}
	}
}

func TestScalarsAreReadWholeToo(t *testing.T) {
	t.Parallel()
	var s string
	if err := Decode([]byte(` "a" `), &s); err != nil || s != "a" {
		t.Errorf("got %q (%v)", s, err)
	}
	for _, text := range []string{`"a" "b"`, `"a`, ``, `"a"]`} {
		if err := Decode([]byte(text), &s); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}

func TestJSONIsWrittenPlainly(t *testing.T) {
	t.Parallel()
	if got, err := Encode("<a&b>\u2028"); err != nil || string(got) != `"<a&b>\u2028"` {
		t.Errorf("got %s (%v)", got, err)
	}
}
