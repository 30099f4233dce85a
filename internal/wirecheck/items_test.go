package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/internal/standin"
)

func TestItemsOfAStreamAreCountedAndCompared(t *testing.T) {
	t.Parallel()
	item := func(text string) standin.Item { return standin.Item{Data: json.RawMessage(text)} }
	whole := standin.Item{Data: json.RawMessage(`{"n":1}`), Event: json.RawMessage(`{"event":"a","data":{"n":1}}`), Loose: []string{"/m"}}
	failure := standin.Item{Data: json.RawMessage(`{"error":"x"}`), Failure: true}
	for name, tc := range map[string]struct {
		stream plan.Stream
		sent   []standin.Item
		got    []string
		want   string
	}{
		"the same":                           {plan.Stream{}, []standin.Item{item(`{"n":1}`), item(`2`)}, []string{`{"n":1.0}`, `2`}, ""},
		"one less":                           {plan.Stream{}, []standin.Item{item(`1`), item(`2`)}, []string{`1`}, "1 items of a stream of 2"},
		"one more":                           {plan.Stream{}, []standin.Item{item(`1`)}, []string{`1`, `1`}, "2 items of a stream of 1"},
		"another":                            {plan.Stream{}, []standin.Item{item(`1`), item(`{"a":2}`)}, []string{`1`, `{"a":3}`}, "item 1 of the stream: /a: changed"},
		"a text":                             {plan.Stream{Text: true}, []standin.Item{item(`{"n":1}`), item(`"x"`)}, []string{`"{\"n\":1}"`, `"x"`}, ""},
		"a whole event":                      {plan.Stream{Envelope: true}, []standin.Item{whole}, []string{`{"event":"a","data":{"n":1}}`}, ""},
		"a whole event of another name":      {plan.Stream{Envelope: true}, []standin.Item{whole}, []string{`{"event":"b","data":{"n":1}}`}, "/event: changed"},
		"a whole event where there is none":  {plan.Stream{Envelope: true}, []standin.Item{item(`1`)}, []string{`1`}, "the document describes the data alone"},
		"what is behind an error":            {plan.Stream{}, []standin.Item{item(`1`), failure, item(`2`)}, []string{`1`}, ""},
		"an error that items may have":       {plan.Stream{OwnError: true}, []standin.Item{failure}, []string{`{"error":"x"}`}, ""},
		"an error that is taken for an item": {plan.Stream{}, []standin.Item{failure}, []string{`{"error":"x"}`}, "1 items of a stream of 0"},
	} {
		c := &call{method: plan.Method{Stream: &tc.stream}}
		var b back
		for _, text := range tc.got {
			b.Items = append(b.Items, json.RawMessage(text))
		}
		if got := c.compareItems(new(standin.Document), b, tc.sent); (got == "") != (tc.want == "") || !strings.Contains(got, tc.want) {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}
