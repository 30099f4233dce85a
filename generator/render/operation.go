package render

import (
	"github.com/dave/jennifer/jen"

	"github.com/apigen-go/apigen/generator/plan"
)

// operations prints the facts of all operations, one line each: a block would be aligned, and then a longer name would
// change the lines of all its neighbours.
func (f *goFile) operations(methods []plan.Method) {
	for _, m := range methods {
		f.Add(jen.Var().Add(f.id(m.Op.Var)).Op("=").Add(f.rt("Operation")).Values(f.facts(m.Op)...))
	}
}

// facts are the fields of a runtime.Operation; what is empty is left out.
func (f *goFile) facts(op plan.Operation) []jen.Code {
	var out []jen.Code
	text := func(key, value string) {
		if value != "" {
			out = append(out, pair(key, jen.Lit(value)))
		}
	}
	table := func(key, name string) {
		if name != "" {
			out = append(out, pair(key, f.id(name)))
		}
	}
	text("ID", op.ID)
	text("Method", op.Method)
	text("Path", op.Path)
	text("Accept", op.Accept)
	text("Server", op.Server)
	text("KeyHeader", op.KeyHeader)
	text("KeyField", op.KeyField)
	table("Security", op.Security)
	table("Errors", op.Errors)
	if op.Redirects {
		out = append(out, pair("Redirects", jen.True()))
	}
	if op.Deprecated {
		out = append(out, pair("Deprecated", jen.True()))
	}
	return out
}
