package render

import (
	"cmp"
	"strings"

	"github.com/apigen-go/apigen/generator/plan"
)

// group is one service.
type group struct {
	Field, Summary string
	Calls          []call
}

// call is one method.
type call struct {
	Service    string // "Orders"
	Name       string // "Get"
	Args       string // "ctx, orderID string"
	Names      string // "ctx, orderID"
	Example    string // "client.Orders.Get(ctx, orderID)"
	Result     string // "*Order"; "" for an error alone
	HTTP       string // "GET /orders/{order_id}"
	All        string // of a list: "All"
	Item       string // of a list: "Order"
	Security   string // name of its table
	Deprecated bool
}

// newGroup describes a service as the client's field does, which has the vendor's words, else as its type does.
func newGroup(p *plan.Package, s *plan.Service) group {
	g := group{Field: s.Field, Summary: summary(s.Doc)}
	for _, ref := range p.Client.Services {
		if ref.Field == s.Field && len(ref.Doc) > 0 {
			g.Summary = summary(ref.Doc)
		}
	}
	for i := range s.Methods {
		c := newCall(s, &s.Methods[i])
		g.Calls = append(append(g.Calls, c), waitCalls(c, &s.Methods[i])...)
	}
	return g
}

func newCall(s *plan.Service, m *plan.Method) call {
	c := call{
		Service: s.Field, Name: m.Name, Result: resultText(m),
		HTTP: m.Op.Method + " " + m.Op.Path, Security: m.Op.Security, Deprecated: m.Op.Deprecated,
	}
	args, names := []string{"ctx"}, []string{"ctx"}
	arg := func(name, typ, example string) { args, names = append(args, name+" "+typ), append(names, example) }
	for i, a := range m.Path {
		if sharesType(m.Path, i) {
			args, names = append(args, a.Name), append(names, a.Name)
			continue
		}
		arg(a.Name, typeText(a.Type), a.Name)
	}
	if m.Body != nil {
		arg(m.Body.Name, typeText(m.Body.Type), m.Body.Name)
	}
	switch {
	case m.Params != nil && m.Params.Required:
		arg("params", m.Params.Type, "params")
	case m.Params != nil:
		arg("params", "*"+m.Params.Type, "nil")
	}
	c.Args, c.Names = strings.Join(args, ", "), strings.Join(names, ", ")
	c.Example = cmp.Or(m.Example, "client."+s.Field+"."+m.Name+"("+c.Names+")")
	if m.Paging != nil {
		c.All, c.Item = m.Paging.All, typeText(m.Paging.Item)
	}
	return c
}

// resultText is what a method returns beside the error.
func resultText(m *plan.Method) string {
	if m.Paging != nil {
		return "*page.Page[" + typeText(m.Paging.Item) + ", " + typeText(m.Result.Type) + "]"
	}
	switch m.Result.Kind {
	case plan.NoResult:
		return ""
	case plan.ValueResult:
		return typeText(m.Result.Type)
	case plan.TextResult:
		return "string"
	case plan.StreamResult:
		return "io.ReadCloser"
	case plan.ItemsResult:
		return "*stream.Stream[" + typeText(m.Result.Type) + "]"
	}
	return "*" + typeText(m.Result.Type)
}

// firstCalls picks the calls for the README: the simplest that reads something, and a list. Ties go to the first by
// name, so that the choice does not depend on the order of the document.
func firstCalls(p *plan.Package) (first, list *call) {
	best := 0
	for _, f := range p.Files {
		if f.Service == nil {
			continue
		}
		for i := range f.Service.Methods {
			m := &f.Service.Methods[i]
			if m.Op.Deprecated {
				continue
			}
			c := newCall(f.Service, m)
			if cost := exampleCost(m); first == nil || cost < best {
				first, best = &c, cost
			}
			if m.Paging != nil && list == nil {
				list = &c
			}
		}
	}
	return first, list
}

// exampleCost orders methods by how well they show a first call.
func exampleCost(m *plan.Method) int {
	cost := 2 * len(m.Path)
	if m.Op.Method != "GET" {
		cost += 20
	}
	if m.Result.Kind != plan.PointerResult || m.Paging != nil {
		cost += 6
	}
	if m.Params != nil {
		cost += 2
	}
	if len(m.Path) == 1 { // Get(ctx, id) says more than a health check
		cost -= 3
	}
	return cost
}
