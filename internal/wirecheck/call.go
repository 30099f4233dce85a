package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/internal/standin"
	"github.com/apigen-go/apigen/internal/synth"
)

// call is what the program is told to do, and what the stand-in should then hear.
type call struct {
	ID              int
	Service, Method string
	Path            []json.RawMessage
	HasBody         bool
	Body            json.RawMessage `json:",omitempty"`
	Bytes           []byte          `json:",omitempty"`
	HasParams       bool
	Params          map[string]json.RawMessage
	Result, Field   string
	Paged           bool

	kind   kind
	method plan.Method
	op     *standin.Operation
	want   map[string]any // by place, as the stand-in tells values
	body   any            // a JSON value; nil: see Bytes
	sends  bool           // a body
	loose  bool           // the body has members that are required and that nothing describes
}

// maker makes calls of one document.
type maker struct {
	document *standin.Document
}

// unmakeable is why the document leaves no way to call an operation.
type unmakeable struct{ what string }

func (u unmakeable) Error() string { return u.what }

// make makes the call of a method in one way.
func (m maker) make(service string, method plan.Method, op *standin.Operation, k kind) (*call, error) {
	c := &call{Service: service, Method: method.Name, Result: string(method.Result.Kind), Paged: method.Paging != nil,
		kind: k, method: method, op: op, want: map[string]any{}, Params: map[string]json.RawMessage{}}
	for _, s := range method.Result.Cases {
		if s.Status == op.Success() {
			c.Field = s.Field
		}
	}
	for _, arg := range method.Path {
		p := param(op, "path", arg.Wire)
		v, err := m.argument(op, p, k, arg.Wire)
		if err != nil {
			return nil, err
		}
		c.want["path "+arg.Wire] = v
		c.Path = append(c.Path, encode(v))
	}
	if err := m.params(c); err != nil {
		return nil, err
	}
	return c, m.body(c)
}

func param(op *standin.Operation, in, name string) *standin.Param {
	for _, p := range op.Params {
		if p.In == in && (p.Name == name || in == "header" && strings.EqualFold(p.Name, name)) {
			return p
		}
	}
	return nil
}

// params makes the values of the parameters outside of the path.
func (m maker) params(c *call) error {
	if c.method.Params == nil {
		return nil
	}
	c.HasParams = true
	spread := map[string]bool{}
	for _, field := range c.method.Params.Fields {
		p := param(c.op, field.In, field.Wire)
		if p == nil {
			return fmt.Errorf("the stand-in knows no %s parameter %q", field.In, field.Wire)
		}
		if !p.Required && !c.kind.optional {
			continue
		}
		v, err := m.argument(c.op, p, c.kind, field.Wire)
		var impossible unmakeable
		switch {
		case errors.As(err, &impossible) && !p.Required:
			continue
		case err != nil:
			return err
		}
		if !p.Required && overlaps(p, v, spread) {
			continue
		}
		c.want[p.In+" "+p.Name] = v
		c.Params[field.Field] = encode(v)
	}
	return nil
}

// overlaps tells objects whose members go by their own names, and have one in common with such an object before them: no
// server could tell whose it is.
func overlaps(p *standin.Param, v any, spread map[string]bool) bool {
	object, ok := v.(map[string]any)
	if !ok || p.Style != "form" || !p.Explode || p.MediaType != "" {
		return false
	}
	for name := range object {
		if spread[name] {
			return true
		}
	}
	for name := range object {
		spread[name] = true
	}
	return false
}

// argument makes the value of a parameter. What its place cannot hold is replaced by something plainer.
func (m maker) argument(op *standin.Operation, p *standin.Param, k kind, name string) (any, error) {
	if p == nil || p.Schema == nil {
		if k.awkward {
			return awkwardText, nil
		}
		return "text", nil
	}
	place := placeOf(op, p)
	var wrong error
	for _, v := range m.candidates(p, k) {
		v = place.suit(v)
		if wrong = place.objection(v); wrong == nil {
			wrong = m.document.Check(p.Schema, v)
		}
		if wrong == nil {
			return v, nil
		}
	}
	if wrong == nil {
		wrong = errors.New("there is none")
	}
	return nil, unmakeable{fmt.Sprintf("no value of the %s parameter %q can be sent: %v", p.In, name, wrong)}
}

const awkwardText = `ü ä/b%2F%?#&=+;:@$!*'()[]{}|\"<>~ 漢字🎉`

// candidates are values to try, the best first.
func (m maker) candidates(p *standin.Param, k kind) []any {
	var list []any
	if k.awkward && m.document.IsPlain(p.Schema) {
		list = append(list, awkwardText, `a b/c%20`)
	}
	if k.name == "least" && p.In != "path" && m.document.IsPlain(p.Schema) {
		list = append(list, "")
	}
	for _, r := range []synth.Recipe{k.request, {Optional: true}, {}} {
		r.Direction = synth.Request
		if v, err := m.document.Values().Value(p.Schema, r); err == nil {
			list = append(list, decode(v.JSON))
		}
	}
	return append(list, "text")
}

func encode(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic("unreachable: a value that is no JSON: " + err.Error())
	}
	return text
}

func decode(text []byte) any {
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		panic("unreachable: made values are JSON: " + err.Error())
	}
	return v
}
