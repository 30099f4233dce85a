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
	text("Statuses", op.Statuses)
	text("Server", op.Server)
	text("KeyHeader", op.KeyHeader)
	text("KeyField", op.KeyField)
	table("Security", op.Security)
	table("Errors", op.Errors)
	out = append(out, f.callFacts(op)...)
	if op.Resumable {
		out = append(out, pair("Resumable", jen.True()))
	}
	if op.Redirects {
		out = append(out, pair("Redirects", jen.True()))
	}
	if op.Deprecated {
		out = append(out, pair("Deprecated", jen.True()))
	}
	return out
}

// callFacts are the fields that say what may go wrong, what must not be shown, and what may be repeated.
func (f *goFile) callFacts(op plan.Operation) []jen.Code {
	var out []jen.Code
	if op.Partial != nil {
		out = append(out, pair("Partial", f.partial(op.Partial)))
	}
	if len(op.Redact) > 0 {
		out = append(out, pair("Redact", literals(jen.Index().String(), op.Redact)))
	}
	if op.Retry != nil {
		out = append(out, pair("Retry", literals(jen.Index().Int(), op.Retry)))
	}
	if op.Safe {
		out = append(out, pair("Safe", jen.True()))
	}
	return out
}

// literals is a list of constants: []int{409, 503}.
func literals[T any](list *jen.Statement, values []T) *jen.Statement {
	return list.ValuesFunc(func(g *jen.Group) {
		for _, v := range values {
			g.Lit(v)
		}
	})
}

// partial is where a success reports failure: runtime.PartialCase{Flag: "ok", Body: (*runtime.Partial[Failure])(nil)}.
func (f *goFile) partial(p *plan.Partial) *jen.Statement {
	var facts []jen.Code
	if p.Flag != "" {
		facts = append(facts, pair("Flag", jen.Lit(p.Flag)))
	}
	if p.Errors != "" {
		facts = append(facts, pair("Errors", jen.Lit(p.Errors)))
	}
	if p.Body != nil {
		facts = append(facts, pair("Body", jen.Parens(jen.Op("*").Add(f.rt("Partial").Types(f.typ(*p.Body)))).Call(jen.Nil())))
	}
	return f.rt("PartialCase").Values(facts...)
}
