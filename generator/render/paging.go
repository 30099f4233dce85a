package render

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/apigen-go/apigen/generator/plan"
)

// pageType is page.Page[Order, OrderList].
func (f *goFile) pageType(m *plan.Method) *jen.Statement {
	return f.sub("page", "Page").Types(f.typ(m.Paging.Item), f.typ(m.Result.Type))
}

// iterator prints the method that walks over all pages.
func (f *goFile) iterator(s *plan.Service, m *plan.Method) {
	args := []jen.Code{jen.Id("ctx")}
	for _, arg := range m.Path {
		args = append(args, jen.Id(arg.Name))
	}
	if m.Body != nil {
		args = append(args, jen.Id(m.Body.Name))
	}
	if m.Params != nil {
		args = append(args, jen.Id("params"))
	}
	first := jen.Func().Params().Params(jen.Op("*").Add(f.pageType(m)), jen.Error()).Add(
		line(jen.Return(jen.Id("s").Dot(m.Name).Call(append(args, jen.Id("opts").Op("..."))...))))
	doc := wrap(m.Paging.All + " returns an iterator over the items of every page of [" + s.Name + "." + m.Name + "].")
	f.add(append(doc, deprecation(m.Doc)...),
		f.signature(s, m.Paging.All, m).Qual("iter", "Seq2").Types(f.typ(m.Paging.Item), jen.Error()).Block(
			jen.Return(f.sub("page", "All").Call(jen.Id("ctx"), first))))
}

// line is a body of one statement on one line, which go/format keeps while it is short.
func line(statement jen.Code) *jen.Statement {
	return jen.Custom(jen.Options{Open: "{", Close: "}"}, statement)
}

// deprecation is the paragraph of a comment that marks a method as deprecated.
func deprecation(doc plan.Comment) plan.Comment {
	for i, line := range doc {
		if !strings.HasPrefix(line, "Deprecated:") || i > 0 && doc[i-1] != "" {
			continue
		}
		rest := doc[i:]
		for n, line := range rest {
			if line == "" {
				return append(plan.Comment{""}, rest[:n]...)
			}
		}
		return append(plan.Comment{""}, rest...)
	}
	return nil
}

// pageReader is the function that takes a page apart:
//
//	func(b *OrderList) ([]Order, page.Next) {
//		if b.Meta == nil {
//			return b.Data, page.Last()
//		}
//		return b.Data, page.Cursor("cursor", b.Meta.Next, b.HasMore)
//	}
func (f *goFile) pageReader(m *plan.Method) *jen.Statement {
	p, last := m.Paging, f.sub("page", "Last").Call()
	r := &reader{f: f, reached: map[string]*jen.Statement{}}
	items := r.items(p, last)
	next := f.cursor(r, p, items, last)
	if len(p.More) > 0 {
		more := r.reach("b", p.More, items, next())
		r.code = append(r.code, jen.Return(items, next(more)))
	} else {
		r.code = append(r.code, jen.Return(items, next()))
	}
	return jen.Func().Params(jen.Id("b").Op("*").Add(f.typ(m.Result.Type))).
		Params(jen.Index().Add(f.typ(p.Item)), f.sub("page", "Next")).Block(r.code...)
}

// cursor returns what makes the page.Next, with or without the document's word on whether there is more.
func (f *goFile) cursor(r *reader, p *plan.Paging, items, last *jen.Statement) func(more ...jen.Code) *jen.Statement {
	name, args := "Cursor", []jen.Code{jen.Lit(p.Param)}
	if p.Style == "lastID" {
		name, args = "LastID", append(args, items, f.itemID(p))
	} else {
		args = append(args, r.reach("b", p.Next, items, last))
	}
	return func(more ...jen.Code) *jen.Statement {
		return f.sub("page", name).Call(append(args[:len(args):len(args)], more...)...)
	}
}

// itemID is the function that reads the id of an item.
func (f *goFile) itemID(p *plan.Paging) *jen.Statement {
	r := &reader{f: f, reached: map[string]*jen.Statement{}}
	id := r.reach("item", p.ID, jen.Nil())
	return jen.Func().Params(jen.Id("item").Add(f.typ(p.Item))).Any().Block(append(r.code, jen.Return(id))...)
}

// reader walks along chains of fields and guards each optional step once.
type reader struct {
	f       *goFile
	code    []jen.Code
	reached map[string]*jen.Statement // guarded steps by path: "b.Meta"
	inner   int                       // variables made so far
}

// items reaches the items of a page; the body itself if there is no step.
func (r *reader) items(p *plan.Paging, last *jen.Statement) *jen.Statement {
	if len(p.Items) == 0 {
		return jen.Op("*").Id("b")
	}
	items := r.reach("b", p.Items, jen.Nil(), last)
	switch end := p.Items[len(p.Items)-1]; {
	case end.Nullable:
		r.code = append(r.code, jen.Id("items").Op(":=").Add(items).Dot("Or").Call(jen.Nil()))
		return jen.Id("items")
	case end.Pointer:
		return jen.Op("*").Add(r.guard(items, "items", end, []jen.Code{jen.Nil(), last}))
	}
	return items
}

// reach returns the expression at the end of a chain. A step on the way that is not there returns otherwise.
func (r *reader) reach(root string, chain plan.Access, otherwise ...jen.Code) *jen.Statement {
	at, path := jen.Id(root), root
	for i, step := range chain {
		r.f.id(step.Field)
		at, path = at.Clone().Dot(step.Field), path+"."+step.Field
		if i < len(chain)-1 {
			at = r.guard(at, path, step, otherwise)
		}
	}
	return at
}

// guard makes sure that a step is there before it is walked over.
func (r *reader) guard(at *jen.Statement, path string, step plan.Step, otherwise []jen.Code) *jen.Statement {
	if known, ok := r.reached[path]; ok {
		return known
	}
	switch {
	case step.Nullable:
		r.inner++
		name := fmt.Sprintf("inner%d", r.inner)
		r.code = append(r.code,
			jen.List(jen.Id(name), jen.Id("ok")).Op(":=").Add(at).Dot("Get").Call(),
			jen.If(jen.Op("!").Id("ok")).Block(jen.Return(otherwise...)))
		at = jen.Id(name)
	case step.Pointer:
		r.code = append(r.code, jen.If(at.Clone().Op("==").Nil()).Block(jen.Return(otherwise...)))
	}
	r.reached[path] = at
	return at
}
