package render

import (
	"fmt"
	"slices"
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
	doc := wrap(strings.TrimSpace(m.Paging.All + " returns an iterator over the items of every page of [" + s.Name + "." + m.Name + "]. " + m.Paging.Doc))
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
	next, facts := f.nextPage(r, p, items, last), f.plainEnds(p)
	for _, end := range f.ends(p) {
		fact := r.reach("b", end.at, items, next(facts...))
		facts = append(facts, end.say(fact))
	}
	r.code = append(r.code, jen.Return(items, next(facts...)))
	return jen.Func().Params(jen.Id("b").Op("*").Add(f.typ(m.Result.Type))).
		Params(jen.Index().Add(f.typ(p.Item)), f.sub("page", "Next")).Block(r.code...)
}

// nextPage returns what makes the page.Next, with as much as has been read of the end.
func (f *goFile) nextPage(r *reader, p *plan.Paging, items, last *jen.Statement) func(ends ...jen.Code) *jen.Statement {
	var name string
	args := []jen.Code{jen.Lit(p.Param)}
	switch {
	case p.Style == "link":
		name, args = "Link", nil
	case p.Style == "url":
		name, args = "URL", []jen.Code{r.reach("b", p.Next, items, last)}
	case p.Style == "lastID":
		name, args = "LastID", append(args, items, f.itemID(p))
	case p.Header != "":
		name, args = "HeaderCursor", append(args, jen.Lit(p.Header))
	case len(p.Next) > 0:
		name, args = cursorIn(p.In), append(args, r.reach("b", p.Next, items, last))
		if p.Style != "cursor" {
			name = counted("NextNumber", p.In)
		}
	case p.Style == "number":
		name, args = counted("Number", p.In), append(args, f.firstNumber(p))
	default:
		name = counted("Offset", p.In)
	}
	return func(ends ...jen.Code) *jen.Statement {
		return f.sub("page", name).Call(append(args[:len(args):len(args)], ends...)...)
	}
}

// firstNumber is that of the first page or item: 0, 1, or page.Unknown.
func (f *goFile) firstNumber(p *plan.Paging) jen.Code {
	if p.Unknown {
		return f.sub("page", "Unknown")
	}
	return jen.Lit(int(p.First))
}

// cursorIn is the function for a cursor in a place of the request.
func cursorIn(place string) string {
	return map[string]string{"body": "Body", "header": "RequestHeader"}[place] + "Cursor"
}

func counted(name, in string) string { return map[string]string{"body": "Body"}[in] + name }

// end is something that the body says of the end of the list, and how it is passed on.
type end struct {
	at  plan.Access
	say func(fact jen.Code) jen.Code
}

// ends are those of a list. Lists that are counted take them as facts by name, others only whether there is more.
func (f *goFile) ends(p *plan.Paging) []end {
	if p.Style == "link" || p.Header != "" {
		return nil
	}
	as := func(name string) func(jen.Code) jen.Code {
		return func(fact jen.Code) jen.Code { return f.sub("page", name).Call(fact) }
	}
	more := as("More")
	isCounted := isCounted(p)
	if !isCounted {
		more = func(fact jen.Code) jen.Code { return fact }
	}
	list := []end{{p.More, more}, {p.Done, func(fact jen.Code) jen.Code { return more(jen.Op("!").Add(fact)) }}}
	if isCounted {
		list = append(list, end{p.Pages, as("TotalPages")}, end{p.Total, as("Total")}, end{p.Limit, as("Limit")}, end{p.Number, as("Current")})
	}
	return slices.DeleteFunc(list, func(e end) bool { return len(e.at) == 0 })
}

// plainEnds are facts that no body has to be read for.
func (f *goFile) plainEnds(p *plan.Paging) []jen.Code {
	var facts []jen.Code
	if p.Style == "offset" && isCounted(p) && (p.First != 0 || p.Unknown && len(p.Number) > 0) {
		facts = append(facts, f.sub("page", "From").Call(f.firstNumber(p)))
	}
	if isCounted(p) && p.SizeParam != "" && len(p.Limit) > 0 {
		facts = append(facts, f.sub("page", "SizeParam").Call(jen.Lit(p.SizeParam)))
	}
	return facts
}

// isCounted tells lists whose positions are counted, and not named by the response.
func isCounted(p *plan.Paging) bool {
	return (p.Style == "number" || p.Style == "offset") && len(p.Next) == 0
}

// itemID is the function that reads the id of an item.
func (f *goFile) itemID(p *plan.Paging) *jen.Statement {
	r := &reader{f: f, reached: map[string]*jen.Statement{}}
	if len(p.ID) == 0 {
		return jen.Func().Params(jen.Id("item").Add(f.typ(p.Item))).Any().Block(jen.Return(jen.Id("item")))
	}
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
