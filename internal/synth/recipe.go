package synth

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// Recipe says what kind of value to make. The zero value makes the smallest plain one.
type Recipe struct {
	Optional       bool      // optional members too, as deep as is sensible; else required ones alone
	Edge           Edge      // how far numbers, texts and lists go
	Foreign        bool      // texts are not ASCII, with characters that need care in JSON and HTML
	Nulls          bool      // null wherever it is allowed below the top
	UnknownMembers bool      // members that the document does not name, wherever it does not forbid them
	UnknownEnums   bool      // values that an enum of several does not list: what a newer server sends
	Direction      Direction // whose members to leave out: those that are only read, or only written
}

// Edge says how far values go.
type Edge int

// Edges of what is allowed.
const (
	Middle Edge = iota // values as one sees them; integers beyond what a float64 holds
	Low                // least numbers, shortest texts, fewest items
	High               // greatest numbers, long texts, more items
	Zero               // the zero values of Go's types: 0, false, "", nothing in lists, the first instant of the calendar
)

// Direction says which way a value travels.
type Direction int

// Directions of values.
const (
	Both     Direction = iota // all members
	Request                   // without those that are read only
	Response                  // without those that are write only
)

// Value is one synthesised value.
type Value struct {
	JSON  []byte
	Kind  string   // what it tries: "all", "required", "choice"
	Loose []string // JSON pointers of members that nobody promises to keep, see [Kinds]
	Alien bool     // the document does not list all of its values: it is one of a newer server
}

// Kinds names the recipes that [Document.Values] goes through, in order, before it goes through all choices.
//
// Members are loose if the document says nothing of additional ones in their object (a closed struct drops them); if
// they are only read and hold the zero value of their type (clients leave such out, as they do in requests); or if they
// are optional, hold null, and the document says nothing at all of them.
func Kinds() []Kind {
	return []Kind{
		{"all", Recipe{Optional: true}},
		{"required", Recipe{}},
		{"low", Recipe{Optional: true, Edge: Low}},
		{"high", Recipe{Optional: true, Edge: High}},
		{"zero", Recipe{Optional: true, Edge: Zero}},
		{"foreign", Recipe{Optional: true, Foreign: true}},
		{"null", Recipe{Optional: true, Nulls: true}},
		{"unknown member", Recipe{Optional: true, UnknownMembers: true}},
		{"unknown enum", Recipe{Optional: true, UnknownEnums: true}},
	}
}

// Kind is a recipe with a name.
type Kind struct {
	Name   string
	Recipe Recipe
}

// Missed is a value that was not made.
type Missed struct {
	Kind   string
	Reason string
}

// maxPasses bounds the values that go through enums and alternatives.
const maxPasses = 400

// Values makes values of all kinds for a schema, then as many as it takes to have each enum value, each alternative and
// each type once, with optional members and without. Equal values are not repeated. What could not be made is told with the reason.
func (d *Document) Values(schema *node.Node) ([]Value, []Missed) {
	c := collector{doc: d, schema: schema}
	for _, k := range Kinds() {
		c.try(k.Name, newMaker(d, k.Recipe))
	}
	if d.flatten([]*node.Node{schema}).allowsNull() {
		c.add(Value{JSON: []byte("null"), Kind: "null"}, nil)
	}
	for _, optional := range []bool{true, false} {
		m := newMaker(d, Recipe{Optional: optional})
		m.covering = true
		for pass := range maxPasses {
			m.shallow = pass%2 == 0
			c.try("choice", m)
			if m.covered() {
				break
			}
		}
	}
	return c.values, c.missed
}

// Value makes one value for a schema.
func (d *Document) Value(schema *node.Node, r Recipe) (Value, error) {
	v, loose, err := newMaker(d, r).top(schema)
	if err != nil {
		return Value{}, err
	}
	v, err = d.judge.mend(schema, v, r.UnknownEnums)
	if err != nil {
		return Value{}, err
	}
	return Value{JSON: encode(v), Loose: loose, Alien: r.UnknownEnums}, nil
}

// collector gathers different values.
type collector struct {
	doc    *Document
	schema *node.Node
	values []Value
	missed []Missed
}

func (c *collector) try(kind string, m *maker) {
	v, loose, err := m.top(c.schema)
	if err == nil {
		v, err = c.doc.judge.mend(c.schema, v, m.recipe.UnknownEnums)
	}
	c.add(Value{JSON: encode(v), Kind: kind, Loose: loose, Alien: m.recipe.UnknownEnums}, err)
}

func (c *collector) add(v Value, err error) {
	switch {
	case err != nil:
		c.miss(Missed{v.Kind, err.Error()})
	case !slices.ContainsFunc(c.values, func(w Value) bool { return bytes.Equal(v.JSON, w.JSON) }):
		c.values = append(c.values, v)
	}
}

// miss notes a reason once for a kind.
func (c *collector) miss(m Missed) {
	if !slices.Contains(c.missed, m) {
		c.missed = append(c.missed, m)
	}
}

// encode writes a value. Members are sorted, so that the same value has the same bytes.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("unreachable: a value that is no JSON: " + err.Error())
	}
	return bytes.TrimSpace(b.Bytes())
}
