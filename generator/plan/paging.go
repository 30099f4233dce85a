package plan

import (
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// paging plans the pages of a list: how its items and the way on are read from the body. A list that the Go types do
// not bear out stays an ordinary method.
func (b *builder) paging(op *operation, r Result) *Paging {
	p := op.Paging
	if p == nil {
		return nil
	}
	out, why := b.planPaging(op, r)
	if why != "" {
		b.diags.Notef(op.Pos, "no-paging", "%s looks like a list in pages (%s), but %s; it has no iterator", op.key, p.Why, why)
		op.NoPaging = why
		return nil
	}
	return out
}

// planPaging reads the verdict in the words of Go, or says why that cannot be.
func (b *builder) planPaging(op *operation, r Result) (out *Paging, why string) {
	p, use := op.Paging, b.jsonUse(op)
	switch {
	case r.XML || r.Kind != PointerResult && r.Kind != ValueResult:
		return nil, "its answers are of several kinds"
	case p.In == "body" && (op.body == nil || op.body.form > jsonSuffixMedia):
		return nil, "its body is not sent in JSON"
	}
	out = &Paging{All: b.allName(op), Style: string(p.Style), Param: p.Param, In: p.In, First: p.First, Unknown: p.Unknown, SizeParam: p.SizeParam, Header: p.Header}
	list, ok := b.access(use, p.Items, &out.Items)
	if !ok || b.form(list) != sliceForm || b.schema(list).Items == nil {
		return nil, "its types do not say where the items are"
	}
	out.Item = b.elementType(b.schema(list).Items)
	if !b.wayOn(p, use, b.schema(list).Items.ID, out) {
		return nil, "its types do not say where the next page is"
	}
	b.pageEnds(p, use, out)
	if (p.Style == api.PageByNumber || p.Style == api.PageByOffset) && p.Next == "" {
		out.Doc = "Its pages are counted: what comes or goes meanwhile may shift items, which are then missed or come twice."
	}
	return out, ""
}

// wayOn finds what leads to the next page.
func (b *builder) wayOn(p *api.Paging, body, item api.ID, out *Paging) bool {
	if p.Style == api.PageByLastID {
		if p.ID == "" { // the items are their own ids
			return b.form(item) == scalarForm
		}
		_, ok := b.access(item, p.ID, &out.ID)
		return ok && out.Item.Kind == Named
	}
	if p.Next == "" {
		return p.Header != "" || p.Style != api.PageByCursor && p.Style != api.PageByURL
	}
	_, ok := b.access(body, p.Next, &out.Next)
	return ok
}

// pageEnds finds what the response says of the end. What the types do not have is left out.
func (b *builder) pageEnds(p *api.Paging, body api.ID, out *Paging) {
	for _, end := range []struct {
		path string
		to   *Access
	}{{p.More, &out.More}, {p.Done, &out.Done}, {p.Total, &out.Total}, {p.Pages, &out.Pages}, {p.Limit, &out.Limit}, {p.Number, &out.Number}} {
		if _, ok := b.access(body, end.path, end.to); !ok {
			*end.to = nil
		}
	}
	if n := len(out.Done); n > 0 && (out.Done[n-1].Pointer || out.Done[n-1].Nullable) { // nothing can be said of its opposite
		out.Done = nil
	}
}

func (b *builder) jsonUse(op *operation) api.ID {
	for _, o := range b.known(op) {
		if o.isJSON() && o.use() != nil {
			return o.use().ID
		}
	}
	return ""
}

// access follows a path of properties through structs, and tells which schema it leads to.
func (b *builder) access(from api.ID, path string, out *Access) (api.ID, bool) {
	for path != "" {
		name, f, ok := b.property(from, path)
		if !ok {
			return "", false
		}
		*out = append(*out, Step{Field: f.Name, Pointer: f.pointer, Nullable: f.nullable})
		from = f.prop.Schema.ID
		path = strings.TrimPrefix(strings.TrimPrefix(path, name), ".")
	}
	return from, true
}

// property finds the property that a path begins with. Names may have dots of their own; the longest one counts.
func (b *builder) property(of api.ID, path string) (string, fieldPlan, bool) {
	for name := path; name != ""; {
		for _, f := range b.fields[of] {
			if f.prop.Name == name {
				return name, f, true
			}
		}
		at := strings.LastIndex(name, ".")
		if at < 0 {
			break
		}
		name = name[:at]
	}
	return "", fieldPlan{}, false
}

// allName is what the iterator is called: List -> All, ListRefunds -> AllRefunds, Search -> SearchAll.
func (b *builder) allName(op *operation) string {
	return b.memory.further(op, "all", newAllName(op))
}

func newAllName(op *operation) string {
	name := op.name + "All"
	if rest, ok := strings.CutPrefix(op.name, "List"); ok && (rest == "" || strings.ToUpper(rest[:1]) == rest[:1]) {
		name = "All" + rest
	}
	for _, other := range op.service.ops {
		if other.name == name {
			return op.name + "Items"
		}
	}
	return name
}
