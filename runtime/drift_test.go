package runtime_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
)

type color string

func (c color) IsKnown() bool { return c == "red" || c == "green" }

type square struct {
	Kind string `json:"kind"`
	Side int    `json:"side"`
}

type shape struct {
	Square  *square
	Unknown json.RawMessage
}

func (s shape) Value() any {
	if s.Square != nil {
		return s.Square
	}
	return s.Unknown
}

func (s *shape) UnmarshalJSON(data []byte) error {
	return runtime.DecodeUnion(&unionShape, data, []any{&s.Square}, &s.Unknown)
}

var unionShape = runtime.Union{Name: "shape", Discriminator: "kind", Variants: []runtime.Variant{
	{Values: []string{"square"}, JSON: "object", Required: []string{"kind"}, Known: []string{"kind", "side"}},
}}

type open struct {
	Name                 string         `json:"name"`
	AdditionalProperties map[string]any `json:"-"`
}

type drawing struct {
	ID     string                  `json:"id"`
	Color  color                   `json:"color"`
	Back   *color                  `json:"back,omitempty"`
	Frame  runtime.Nullable[color] `json:"frame,omitzero"`
	Shapes []shape                 `json:"shapes"`
	Layers map[string]square       `json:"layers"`
	Open   open                    `json:"open"`
	Any    any                     `json:"any"`
	Next   *drawing                `json:"next"`
}

func TestWhatIsNewInAResponseIsTold(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body, mediaType string
		status          int
		want            []string
	}{
		"nothing": {body: `{"id":"1","color":"red","back":null,"frame":null,"shapes":[{"kind":"square","side":1}],"open":{"name":"n","more":1},"any":{"x":1}}`},
		"members, wherever they are, once": {
			body: `{"new":1,"new 2":{},"shapes":[{"kind":"square","new":1},{"kind":"square","new":2}],"layers":{"a":{"kind":"k","deep":1}},"next":{"id":"2","new":3}}`,
			want: []string{
				"field $.new runtime_test.drawing ", "field $['new 2'] runtime_test.drawing ", "field $.shapes[*].new runtime_test.square ",
				"field $.layers.*.deep runtime_test.square ", "field $.next.new runtime_test.drawing ",
			},
		},
		"values of enums": {
			body: `{"color":"blue","back":"pink","frame":"gold"}`,
			want: []string{"enum $.color runtime_test.color blue", "enum $.back runtime_test.color pink", "enum $.frame runtime_test.color gold"},
		},
		"variants of unions":                     {body: `{"shapes":[{"kind":"circle","radius":2}]}`, want: []string{"variant $.shapes[*] runtime_test.shape "}},
		"a status":                               {body: `{}`, status: 418, want: []string{"status   418"}},
		"a declared range":                       {body: `{}`, status: 503},
		"a media type":                           {body: `{}`, mediaType: "text/plain", want: []string{"media_type   text/plain"}},
		"parameters of a media type are not new": {body: `{}`, mediaType: "application/json; charset=utf-8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			_, c := reach(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				if test.mediaType != "" {
					w.Header().Set("Content-Type", test.mediaType)
				}
				if test.status != 0 {
					w.WriteHeader(test.status)
				}
				io.WriteString(w, test.body)
			}, runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1}), runtime.WithDriftObserver(func(_ context.Context, d runtime.Drift) {
				if d.Operation != "draw" || d.Path != "/draw" {
					t.Error(d)
				}
				got = append(got, string(d.Kind)+" "+d.At+" "+d.Type+" "+d.Value)
			}, 1))
			op := runtime.Operation{ID: "draw", Method: "GET", Path: "/draw", Accept: "application/json", Statuses: "200 5XX"}
			runtime.Do[drawing](t.Context(), c, runtime.NewRequest(&op), nil)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNoShareOfTheResponsesIsNoObserver(t *testing.T) {
	t.Parallel()
	_, c := reach(t, func(_ int, w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"new":1}`) },
		runtime.WithDriftObserver(func(context.Context, runtime.Drift) { t.Error("told") }, 0))
	if _, err := runtime.Do[drawing](t.Context(), c, runtime.NewRequest(&opCreate), nil); err != nil {
		t.Error(err)
	}
	if _, err := runtime.New("https://api.example.com", runtime.WithDriftObserver(nil, 1)); err == nil {
		t.Error("an observer that is nil")
	}
}
