package runtime_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
)

type openOrder struct {
	ID                   string         `json:"id"`
	Note                 *string        `json:"note,omitzero"`
	Child                *openOrder     `json:"child,omitzero"`
	AdditionalProperties map[string]any `json:"-"`
}

func (o openOrder) MarshalJSON() ([]byte, error) {
	type plain openOrder
	return runtime.EncodeObject(plain(o), o.AdditionalProperties)
}

func (o *openOrder) UnmarshalJSON(data []byte) error {
	type plain openOrder
	return runtime.DecodeObject(data, (*plain)(o), &o.AdditionalProperties)
}

func TestOpenObjectsKeepWhatTheyDoNotKnow(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		want       openOrder
	}{
		{"nothing else", `{"id":"1"}`, openOrder{ID: "1"}},
		{"other members", `{"id":"1","a":null,"b":[1.50,{"c":9007199254740993}]}`, openOrder{ID: "1", AdditionalProperties: map[string]any{"a": nil, "b": []any{json.Number("1.50"), map[string]any{"c": json.Number("9007199254740993")}}}}},
		{"members that differ in case only", `{"id":"1","ID":"2","Note":true}`, openOrder{ID: "1", AdditionalProperties: map[string]any{"ID": "2", "Note": true}}},
		{"an object inside", `{"id":"1","child":{"id":"2","x":"y"}}`, openOrder{ID: "1", Child: &openOrder{ID: "2", AdditionalProperties: map[string]any{"x": "y"}}}},
		{"names with escapes", `{"id":"1","a\"\n<é":1}`, openOrder{ID: "1", AdditionalProperties: map[string]any{"a\"\n<é": json.Number("1")}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := openOrder{AdditionalProperties: map[string]any{"left": "over"}}
			if err := json.Unmarshal([]byte(test.text), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			data, err := got.MarshalJSON()
			if err != nil || string(data) != test.text {
				t.Errorf("sent as %s (%v)\nwant    %s", data, err, test.text)
			}
		})
	}
}

func TestAKnownMemberWinsOverAnAdditionalOne(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(openOrder{ID: "1", AdditionalProperties: map[string]any{"id": "2", "note": "x", "z": 1, "a": 2}})
	if want := `{"id":"1","a":2,"z":1}`; err != nil || string(data) != want {
		t.Errorf("want %s, got %s (%v)", want, data, err)
	}
}

func TestAdditionalMembersHaveTheirType(t *testing.T) {
	t.Parallel()
	var plain struct {
		ID string `json:"id"`
	}
	var extra map[string]runtime.Date
	if err := runtime.DecodeObject([]byte(`{"x":"2026-01-02","id":"1"}`), &plain, &extra); err != nil || extra["x"].Day != 2 || len(extra) != 1 {
		t.Errorf("got %v (%v)", extra, err)
	}
	err := runtime.DecodeObject([]byte(`{"x":"never"}`), &plain, &extra)
	if err == nil || !strings.Contains(err.Error(), `member "x"`) {
		t.Errorf("got %v", err)
	}
}

func TestInvalidObjectsAreErrors(t *testing.T) {
	t.Parallel()
	for _, text := range []string{``, `{`, `{"x"`, `{"x":`, `{"ID":1`, `{"id":"1"}x`, `[]`, `"x"`, `{"id":1}`} {
		if err := new(openOrder).UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
	o := openOrder{ID: "1"}
	if err := json.Unmarshal([]byte(`null`), &o); err != nil || o.ID != "1" {
		t.Errorf("null: %+v (%v)", o, err)
	}
}

func TestDeepRecursionIsAnErrorAndNoCrash(t *testing.T) {
	t.Parallel()
	const deep = 9000
	text := strings.Repeat(`{"child":`, deep) + `{}` + strings.Repeat(`}`, deep)
	if err := new(openOrder).UnmarshalJSON([]byte(text)); err == nil {
		t.Error("no error")
	}
	child := openOrder{ID: "1"}
	for range 300 {
		child = openOrder{Child: new(child)}
	}
	data, err := json.Marshal(child)
	if err != nil {
		t.Fatal(err)
	}
	var back openOrder
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(child, back); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func BenchmarkDecodeOpenObject(b *testing.B) {
	data := []byte(`{"id":"1","note":"n","child":{"id":"2"},"x":"y"}`)
	b.ReportAllocs()
	for b.Loop() {
		var o openOrder
		if err := o.UnmarshalJSON(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodePlainObject(b *testing.B) {
	type plain struct {
		ID    string  `json:"id"`
		Note  *string `json:"note,omitzero"`
		Child *struct {
			ID string `json:"id"`
		} `json:"child"`
	}
	data := []byte(`{"id":"1","note":"n","child":{"id":"2"},"x":"y"}`)
	b.ReportAllocs()
	for b.Loop() {
		var o plain
		if err := json.Unmarshal(data, &o); err != nil {
			b.Fatal(err)
		}
	}
}
