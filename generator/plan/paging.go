package plan

import (
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// paging plans the pages of a list: how its items and the way on are read from the body. A list that the Go types do
// not bear out stays an ordinary method.
func (b *builder) paging(op *operation, r Result) *Paging {
	p := op.Paging
	if p == nil || r.XML || r.Kind != PointerResult && r.Kind != ValueResult {
		return nil
	}
	use := b.jsonUse(op)
	out := &Paging{All: allName(op), Style: p.Style, Param: p.Param}
	list, ok := b.access(use, p.Items, &out.Items)
	item := api.ID("")
	if ok {
		ok = b.form(list) == sliceForm && b.schema(list).Items != nil
	}
	if ok {
		out.Item = b.elementType(b.schema(list).Items)
		item = b.schema(list).Items.ID
	}
	if p.Style == "cursor" {
		_, found := b.access(use, p.Next, &out.Next)
		ok = ok && found && p.Next != ""
	} else {
		_, found := b.access(item, p.ID, &out.ID)
		ok = ok && found && p.ID != "" && out.Item.Kind == Named
	}
	if p.More != "" {
		if _, found := b.access(use, p.More, &out.More); !found {
			out.More = nil
		}
	}
	if !ok {
		b.diags.Notef(op.Pos, "no-paging", "%s looks like a list in pages (%s), but its types do not say where the items are; it has no iterator", op.key, p.Why)
		return nil
	}
	return out
}

func (b *builder) jsonUse(op *operation) api.ID {
	for _, o := range op.success {
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
func allName(op *operation) string {
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
