package render

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/apigen-go/apigen/generator/plan"
)

// streamType is stream.Stream[ChatCompletionChunk].
func (f *goFile) streamType(m *plan.Method) *jen.Statement {
	return f.sub("stream", "Stream").Types(f.typ(m.Result.Type))
}

// doStream is the line that opens a stream:
//
//	return stream.Events[Chunk](ctx, s.client, req, opts, stream.Format{End: "[DONE]"})
func (f *goFile) doStream(m *plan.Method, args []jen.Code) []jen.Code {
	name := "Events"
	if m.Stream.Lines {
		name = "Lines"
	}
	args = append(args, f.streamFormat(m.Stream))
	return []jen.Code{jen.Return(f.sub("stream", name).Types(f.typ(m.Result.Type)).Call(args...))}
}

// streamFormat are the facts of a stream; what is empty is left out. Types stand on lines of their own.
func (f *goFile) streamFormat(s *plan.Stream) *jen.Statement {
	var facts []jen.Code
	flag := func(name string, set bool) {
		if set {
			facts = append(facts, pair(name, jen.True()))
		}
	}
	flag("Sequence", s.Sequence)
	flag("Text", s.Text)
	flag("Envelope", s.Envelope)
	if len(s.TextEvents) > 0 {
		facts = append(facts, pair("TextEvents", jen.Index().String().ValuesFunc(func(g *jen.Group) {
			for _, name := range s.TextEvents {
				g.Lit(name)
			}
		})))
	}
	if s.End != "" {
		facts = append(facts, pair("End", jen.Lit(s.End)))
	}
	flag("OwnError", s.OwnError)
	lines := len(facts) > 0 && (s.Failure != nil || s.Whole != nil) || s.Failure != nil && s.Whole != nil
	if s.Failure != nil {
		facts = append(facts, pair("Failure", typedNil(f.rt("Error"), f.typ(*s.Failure))))
	}
	if s.Whole != nil {
		facts = append(facts, pair("Whole", typedNil(f.sub("stream", "WholeError"), f.typ(*s.Whole))))
	}
	if lines {
		for i := range facts {
			facts[i] = jen.Line().Add(facts[i])
		}
		facts = append(facts, jen.Line())
	}
	return f.sub("stream", "Format").Values(facts...)
}

// typedNil is (*runtime.Error[Problem])(nil).
func typedNil(generic *jen.Statement, of *jen.Statement) *jen.Statement {
	return jen.Parens(jen.Op("*").Add(generic.Types(of))).Call(jen.Nil())
}

// firstStream picks the stream for the README: the first by name.
func firstStream(p *plan.Package) *call {
	for _, file := range p.Files {
		if file.Service == nil {
			continue
		}
		for i := range file.Service.Methods {
			if m := &file.Service.Methods[i]; m.Stream != nil && !m.Op.Deprecated {
				c := newCall(file.Service, m)
				return &c
			}
		}
	}
	return nil
}

// sendSwitch are the lines by which a request asks for a stream, or for none. The caller's body is left as it is.
func (f *goFile) sendSwitch(s *plan.Switch) []jen.Code {
	if s == nil {
		return nil
	}
	if s.Query != "" {
		return []jen.Code{jen.Id("req").Op("=").Id("req").Dot("With").Call(jen.Lit(s.Query), literalOf(s.Literal))}
	}
	body := jen.Id(s.Body)
	set := body.Clone().Dot(s.Field).Op("=").Add(f.switchValue(s))
	switch {
	case !s.Optional:
		return []jen.Code{set}
	case s.Literal == "" || s.Literal == "false": // no body asks for no stream
		return []jen.Code{jen.If(body.Clone().Op("!=").Nil()).Block(body.Clone().Op("=").New(jen.Op("*").Add(body.Clone())), set)}
	}
	return []jen.Code{body.Clone().Op("=").New(f.rt("OrZero").Call(body.Clone())), set}
}

// switchValue is what the field is set to, in its type.
func (f *goFile) switchValue(s *plan.Switch) *jen.Statement {
	value := literalOf(s.Literal)
	switch {
	case s.Literal == "" && s.Pointer:
		return jen.Nil()
	case s.Literal == "" && s.Nullable:
		return f.typ(s.Type).Values()
	case s.Literal == "":
		return jen.False()
	case s.Pointer:
		return jen.New(f.converted(*s.Type.Elem, value))
	case s.Nullable:
		return f.rt("Value").Call(f.converted(s.Type.Args[0], value))
	}
	return value
}

// converted gives a literal the type that it would not have by itself.
func (f *goFile) converted(t plan.Type, value *jen.Statement) *jen.Statement {
	if t.Kind == plan.Named && t.Ident.Path == "" && (t.Ident.Name == "bool" || t.Ident.Name == "string") {
		return value
	}
	return f.typ(t).Call(value)
}

// literalOf is the Go literal of a JSON boolean or string.
func literalOf(text string) *jen.Statement {
	if quoted, ok := strings.CutPrefix(text, `"`); ok {
		return jen.Lit(strings.TrimSuffix(quoted, `"`))
	}
	return jen.Lit(text == "true")
}
