package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/internal/same"
	"github.com/apigen-go/apigen/internal/standin"
)

// judge tells what went wrong with a call, and why if that is the document's fault.
func (c *call) judge(document *standin.Document, b back, heard []*standin.Exchange) (stage, what, reason string) {
	if len(heard) == 0 {
		return "calling", "nothing was sent: " + b.Error, ""
	}
	if len(heard) > 1 {
		return "calling", fmt.Sprintf("%d requests were sent", len(heard)), ""
	}
	x := heard[0]
	if c.loose {
		reason = "the document requires a member that it does not describe"
	}
	if len(x.Faults) > 0 {
		return "request", x.Faults[0].Place + ": " + x.Faults[0].Message, reason
	}
	if what := c.compareRequest(x); what != "" {
		return "request", what, reason
	}
	if x.Answer.Missed != nil {
		return "response", x.Answer.Missed.Error(), "the document allows no value for the answer"
	}
	if b.Error != "" && !(b.Reported && c.mayFail(x.Answer.Items)) {
		return "calling", b.Error, ""
	}
	if what := compareHeaders(x.Answer.Headers, b.Headers); what != "" {
		return "response", what, ""
	}
	return "response", c.compareResponse(document, b, x), ""
}

// compareHeaders tells where the struct for headers has something else than was sent. What it has no field for is not for it.
func compareHeaders(sent map[string]any, got map[string]json.RawMessage) string {
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		for field, text := range got {
			if !strings.EqualFold(field, name) {
				continue
			}
			if what := compareTexts(sent[name], decode(text)); what != "" {
				return "header " + name + ": " + what
			}
		}
	}
	return ""
}

// compareRequest tells where the stand-in heard something else than was meant.
func (c *call) compareRequest(x *standin.Exchange) string {
	if x.Operation != c.op {
		return "the request is one for " + x.Operation.Method + " " + x.Operation.Path
	}
	for _, place := range slices.Sorted(maps.Keys(c.want)) {
		heard, ok := x.Values[place]
		if !ok {
			return place + ": was not sent"
		}
		if s := c.method.Switch; s != nil && place == "query "+s.Query {
			continue // the method's own
		}
		if what := compareTexts(c.want[place], heard); what != "" {
			return place + ": " + what
		}
	}
	switch {
	case c.Bytes != nil && !bytes.Equal(c.Bytes, x.Raw):
		return "body: other bytes were sent"
	case !c.sends && len(x.Raw) > 0 && c.method.Op.KeyField == "" && c.method.Switch == nil:
		return "body: was sent, and should not have been"
	case c.body == nil:
		return ""
	case c.method.Body.Kind == plan.JSONBody:
		return prefixed("body: ", same.Values(c.expected(x.Body), x.Body, nil))
	}
	return prefixed("body: ", compareTexts(c.expected(x.Body), x.Body))
}

// expected is the body that was given, with what methods add of their own: a key, and whether the answer is to be a stream.
func (c *call) expected(heard any) any {
	want := c.withKey(c.body, heard)
	a, isObject := want.(map[string]any)
	b, also := heard.(map[string]any)
	s := c.method.Switch
	if s == nil || s.Query != "" || !isObject || !also {
		return want
	}
	a = maps.Clone(a)
	delete(a, s.Name)
	if value, sent := b[s.Name]; sent && s.Literal != "" {
		a[s.Name] = value
	}
	return a
}

// withKey has the idempotency key that the runtime made up.
func (c *call) withKey(want, heard any) any {
	key := c.method.Op.KeyField
	a, isObject := want.(map[string]any)
	b, also := heard.(map[string]any)
	given := a[key] != nil && a[key] != "" // an empty key is none
	if key == "" || !isObject || !also || given || b[key] == nil {
		return want
	}
	a = maps.Clone(a)
	a[key] = b[key]
	return a
}

func prefixed(prefix, what string) string {
	if what == "" {
		return ""
	}
	return prefix + what
}

// compareTexts compares values that travel as text: nothing tells 5 from "5" there.
func compareTexts(want, heard any) string { return same.Values(texts(want), texts(heard), nil) }

// texts makes texts of all numbers and booleans that are not in the way of comparing them.
func texts(v any) any {
	switch v := v.(type) {
	case []any:
		if len(v) == 1 {
			return texts(v[0]) // a name that stands once is a value as well as a list
		}
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = texts(item)
		}
		return list
	case map[string]any:
		object := map[string]any{}
		for name, member := range v {
			object[name] = texts(member)
		}
		return object
	case nil:
		return ""
	case string:
		d := json.NewDecoder(strings.NewReader(v))
		d.UseNumber()
		var n json.Number
		if d.Decode(&n) == nil && n.String() == v {
			return n
		}
		if v == "true" || v == "false" {
			return v == "true"
		}
	}
	return v
}

// compareResponse tells where the method returned something else than the stand-in sent.
func (c *call) compareResponse(document *standin.Document, b back, x *standin.Exchange) string {
	switch c.method.Result.Kind {
	case plan.NoResult:
		return ""
	case plan.StreamResult:
		if !bytes.Equal(b.Bytes, x.Answer.Body) {
			return fmt.Sprintf("%d other bytes than the %d that were sent", len(b.Bytes), len(x.Answer.Body))
		}
		return ""
	case plan.ItemsResult:
		return c.compareItems(document, b, x.Answer.Items)
	case plan.TextResult:
		return same.Difference(encode(string(x.Answer.Body)), b.Value, nil)
	}
	if x.Answer.Type == "" {
		return ""
	}
	if b.Value == nil {
		return "nothing was returned"
	}
	if c.method.Result.XML && x.Answer.Value != nil {
		return compareTexts(x.Answer.Value, standin.Written(document.Shown(x.Answer, decode(b.Value))))
	}
	return same.Values(decode(x.Answer.Body), document.Shown(x.Answer, decode(b.Value)), x.Answer.Loose)
}
