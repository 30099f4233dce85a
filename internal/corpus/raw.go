package main

import (
	"strings"

	"github.com/apigen-go/apigen/generator/plan"
)

// tally counts what is in a client.
type tally struct {
	methods int
	types   int
	bodies  int // bodies in JSON that the document declares, sent or received, and says something of
	silent  int // those that it says nothing of, so that no type could be better than any
	raw     int // of bodies: those that have no type of their own in the client: any, []any for items that are described...
}

func (t *tally) plus(u tally) {
	t.methods += u.methods
	t.types += u.types
	t.bodies += u.bodies
	t.silent += u.silent
	t.raw += u.raw
}

// count counts what the client has of the operations that the document declares.
func count(client *plan.Package, r reader, root place, declared []operation) (t tally, raw []string) {
	in := typesOf(client)
	methods := map[string]plan.Method{}
	for _, f := range client.Files {
		t.types += len(f.Decls)
		if f.Service == nil {
			continue
		}
		for _, m := range f.Service.Methods {
			// Siblings call the same operation with other representations; the main one is what bodies are judged by.
			if key := m.Op.Method + " " + m.Op.Path; methods[key].Name == "" || len(m.Name) < len(methods[key].Name) {
				methods[key] = m
			}
		}
	}
	t.methods = len(methods)
	for _, o := range declared {
		m, ok := methods[o.key()]
		if !ok {
			continue
		}
		for _, b := range r.bodies(root, o) {
			switch {
			case !b.says:
				t.silent++
				continue
			case in.untyped(m, b, o):
				t.raw++
				raw = append(raw, strings.TrimSpace(o.key()+" "+b.status))
			}
			t.bodies++
		}
	}
	return t, raw
}

// types are the declarations of a client that bodies are looked up in.
type types struct {
	defined map[string]plan.Type
	structs map[string]*plan.Struct
	errors  map[string][]plan.ErrorCase
}

func typesOf(client *plan.Package) types {
	in := types{map[string]plan.Type{}, map[string]*plan.Struct{}, map[string][]plan.ErrorCase{}}
	for _, t := range client.Tables {
		in.errors[t.Name] = t.Errors
	}
	for _, f := range client.Files {
		for _, d := range f.Decls {
			switch {
			case d.Defined != nil:
				in.defined[d.Defined.Name] = d.Defined.Type
			case d.Struct != nil:
				in.structs[d.Struct.Name] = d.Struct
			}
		}
	}
	return in
}

// untyped tells whether a method gives a body no type, or less of one than the document does.
func (in types) untyped(m plan.Method, b body, o operation) bool {
	switch {
	case b.status == "":
		return m.Body == nil || m.Body.Kind == plan.ReaderBody || m.Body.Kind == plan.JSONBody && in.isRaw(m.Body.Type, b)
	case isSuccess(b.status, o):
		t, ok := in.result(m.Result, b.status)
		return !ok || in.isRaw(t, b)
	case strings.HasPrefix(b.status, "1"), strings.HasPrefix(b.status, "3"):
		return false // no caller gets to see them
	}
	t, ok := lookUp(in.errors[m.Op.Errors], b.status)
	return !ok || in.isRaw(t, b)
}

// result is the type for a status; false if what is returned is not decoded from JSON.
func (in types) result(r plan.Result, status string) (plan.Type, bool) {
	if r.Kind == plan.PointerResult || r.Kind == plan.ValueResult {
		return r.Type, true
	}
	decl := in.structs[r.Type.Ident.Name]
	for _, c := range r.Cases {
		for _, f := range decl.Fields {
			if c.Status == status && f.Name == c.Field {
				return f.Type, true
			}
		}
	}
	return plan.Type{}, false
}

// isRaw tells whether a type says nothing, or nothing of parts that the document describes.
func (in types) isRaw(t plan.Type, b body) bool {
	switch t = in.underlying(t); t.Kind {
	case plan.Slice:
		return b.items && in.isAny(*t.Elem)
	case plan.Map:
		return b.members && in.isAny(*t.Elem)
	}
	return in.isAny(t)
}

// underlying is what stands behind pointers and names; structs, unions and enums stand for themselves.
func (in types) underlying(t plan.Type) plan.Type {
	for {
		other, ok := in.defined[t.Ident.Name]
		switch {
		case t.Kind == plan.Pointer:
			t = *t.Elem
		case t.Kind == plan.Named && t.Ident.Path == "" && ok:
			t = other
		default:
			return t
		}
	}
}

func (in types) isAny(t plan.Type) bool {
	t = in.underlying(t)
	return t.Kind == plan.Named && (t.Ident == plan.Ident{Name: "any"} || t.Ident == plan.Ident{Path: "encoding/json", Name: "RawMessage"})
}

// isSuccess tells whether a status is a success. Where a document names none, its default is.
func isSuccess(status string, o operation) bool {
	if status != "default" {
		return strings.HasPrefix(status, "2")
	}
	for other := range o.itself.at("responses").object() {
		if strings.HasPrefix(other, "2") || strings.HasPrefix(other, "3") {
			return false
		}
	}
	return true
}

// lookUp finds the body of a status as the runtime does: the exact one, its range, the default.
func lookUp(cases []plan.ErrorCase, status string) (plan.Type, bool) {
	for _, want := range []string{status, status[:1] + "XX", "default"} {
		for _, c := range cases {
			if strings.EqualFold(c.Status, want) {
				return c.Body, true
			}
		}
	}
	return plan.Type{}, false
}
