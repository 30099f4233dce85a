package lexical_test

import (
	"encoding/json"
	"math/big"
	"reflect"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/lexical"
)

func TestTextsBecomeTheJSONOfTheirType(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		typ  reflect.Type
		want string
	}{
		{" 12 ", reflect.TypeFor[int](), `12`},
		{"9007199254740993", reflect.TypeFor[int64](), `9007199254740993`},
		{"+5", reflect.TypeFor[int](), `5`},
		{"-007", reflect.TypeFor[int](), `-7`},
		{"1.50", reflect.TypeFor[json.Number](), `1.50`},
		{".5", reflect.TypeFor[float64](), `0.5`},
		{"1e400", reflect.TypeFor[json.Number](), `1e400`},
		{"INF", reflect.TypeFor[float64](), `"INF"`},
		{"+", reflect.TypeFor[int](), `"+"`},
		{"-", reflect.TypeFor[float64](), `"-"`},
		{"", reflect.TypeFor[int](), `null`},
		{"ten", reflect.TypeFor[int](), `"ten"`},
		{" TRUE", reflect.TypeFor[bool](), `true`},
		{"0", reflect.TypeFor[bool](), `false`},
		{"yes", reflect.TypeFor[bool](), `"yes"`},
		{" a\n", reflect.TypeFor[string](), `" a\n"`},
		{"", reflect.TypeFor[string](), `""`},
		{" 2026-01-02 ", reflect.TypeFor[time.Time](), `"2026-01-02"`},
		{"", reflect.TypeFor[time.Time](), `null`},
		{"AP-_ \n", reflect.TypeFor[[]byte](), `"AP+/"`},
		{"AA", reflect.TypeFor[[]byte](), `"AA=="`},
		{"?", reflect.TypeFor[[]byte](), `"?"`},
		{"1267650600228229401496703205376", reflect.TypeFor[big.Int](), `1267650600228229401496703205376`},
		{"x", reflect.TypeFor[big.Int](), `"x"`},
	} {
		if got := string(lexical.Append(nil, test.text, test.typ)); got != test.want {
			t.Errorf("%q as %s: want %s, got %s", test.text, test.typ, test.want, got)
		}
	}
}

func FuzzAppendIsJSON(f *testing.F) {
	for _, s := range []string{"", "+", "-", "1", "01", "1.", ".", "e", "true", "=", "\xff", "0x10", "1_0", "NaN"} {
		f.Add(s)
	}
	types := []reflect.Type{
		reflect.TypeFor[int](), reflect.TypeFor[float32](), reflect.TypeFor[bool](), reflect.TypeFor[string](), reflect.TypeFor[[]byte](),
		reflect.TypeFor[time.Time](), reflect.TypeFor[big.Int](), reflect.TypeFor[json.Number](), reflect.TypeFor[[]int](), reflect.TypeFor[map[string]bool](),
	}
	simple := lexical.Types(func(reflect.Type) bool { return false })
	f.Fuzz(func(t *testing.T, text string) {
		for _, typ := range types {
			if got := simple.Simple(text, typ); !json.Valid(got) {
				t.Errorf("%q as %s: %s", text, typ, got)
			}
		}
	})
}
