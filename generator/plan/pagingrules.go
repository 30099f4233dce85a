package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/diag/near"
)

// PagingRule is what the user says of the pages of a list.
type PagingRule struct {
	None  bool       // it has none
	Says  api.Paging // what is empty is as the document has it, if that has the same style
	First *int64     // number, offset: that of the first page; nil: as the document has it
	Pos   diag.Pos   // where it is written

	pattern bool // written for many operations: some are no lists
}

// misfit is what an operation lacks for a rule.
type misfit struct {
	problem string
	hint    string
}

// readPagingRule lays what the user says of a list over what the document says.
func (b *builder) readPagingRule(op *operation) {
	rule := op.pagingRule
	switch {
	case rule == nil:
		return
	case rule.None:
		op.Paging, op.NoPaging = nil, "the configuration says that it has no pages"
		return
	}
	merged := rule.over(op.Paging)
	if wrong := b.misfit(op, &merged); wrong != nil {
		severity := diag.Warning
		if rule.pattern {
			severity = diag.Note
		}
		b.diags.Add(diag.Diagnostic{Severity: severity, Pos: rule.Pos, Code: "paging-rule", Hint: wrong.hint,
			Message: fmt.Sprintf("the configuration says how %s pages, but %s", op.key, wrong.problem)})
		return
	}
	merged.Why = "the configuration says how it pages"
	merged.Evidence = []api.Evidence{{What: merged.Why, Pos: rule.Pos}}
	op.Paging, op.NoPaging = &merged, ""
}

// over fills what the rule leaves out from the verdict on the document.
func (r *PagingRule) over(found *api.Paging) api.Paging {
	out := r.Says
	if found == nil {
		found = &api.Paging{}
	}
	out.Style = cmp.Or(out.Style, found.Style)
	out.Items = cmp.Or(out.Items, found.Items)
	if out.Style == found.Style {
		out.Param, out.In, out.SizeParam = cmp.Or(out.Param, found.Param), cmp.Or(out.In, found.In), cmp.Or(out.SizeParam, found.SizeParam)
		out.Next, out.Header, out.ID = cmp.Or(out.Next, found.Next), cmp.Or(out.Header, found.Header), cmp.Or(out.ID, found.ID)
		out.More, out.Done, out.Total = cmp.Or(out.More, found.More), cmp.Or(out.Done, found.Done), cmp.Or(out.Total, found.Total)
		out.Pages, out.Limit, out.Number = cmp.Or(out.Pages, found.Pages), cmp.Or(out.Limit, found.Limit), found.Number
		out.First, out.Unknown = found.First, found.Unknown
	} else {
		out.Unknown = out.Style == api.PageByNumber
	}
	if r.First != nil {
		out.First, out.Unknown, out.Number = *r.First, false, ""
	}
	if out.In == "" && out.Style != api.PageByURL && out.Style != api.PageByLink {
		out.In = "query"
	}
	return out
}

// misfit says what of a rule the operation does not have.
func (b *builder) misfit(op *operation, p *api.Paging) *misfit {
	body := b.jsonUse(op)
	switch {
	case p.Style == "":
		return &misfit{"not in which style", "add style: cursor, lastID, number, offset, url or link"}
	case body == "":
		return &misfit{"it does not answer in JSON", "leave it out"}
	case p.Style == api.PageByURL && p.Next == "", p.Style == api.PageByCursor && p.Next == "" && p.Header == "":
		return &misfit{"not where the next page is named", "add next: the path of a member of the response"}
	}
	if list, wrong := b.memberAt(body, "items", p.Items); wrong != nil {
		return wrong
	} else if s := b.schema(list); s.Kind != api.Array {
		return &misfit{fmt.Sprintf("items: %q is no list", p.Items), "lists of the response are " + quotedNames(b.membersOf(body, isList))}
	}
	if p.Style != api.PageByURL && p.Style != api.PageByLink {
		if wrong := b.lacksParam(op, p); wrong != nil {
			return wrong
		}
	}
	for _, m := range []struct{ key, path string }{
		{"next", p.Next}, {"more", p.More}, {"done", p.Done}, {"total", p.Total}, {"pages", p.Pages}, {"limit", p.Limit},
	} {
		if _, wrong := b.memberAt(body, m.key, m.path); wrong != nil {
			return wrong
		}
	}
	return nil
}

func isList(s *api.Schema) bool { return s.Kind == api.Array }

// lacksParam looks for what moves the position.
func (b *builder) lacksParam(op *operation, p *api.Paging) *misfit {
	if p.Param == "" {
		return &misfit{"not which parameter moves the position", "add param: its name"}
	}
	if p.In == "body" {
		if op.Body == nil || len(op.Body.Content) == 0 || op.Body.Content[0].Schema == nil {
			return &misfit{"it has no body", "say in: query or header"}
		}
		_, wrong := b.memberAt(op.Body.Content[0].Schema.ID, "param", p.Param)
		return wrong
	}
	var names []string
	for _, param := range op.Params {
		if param.In == p.In {
			if param.Name == p.Param || strings.HasPrefix(p.Param, param.Name+"[") {
				return nil
			}
			names = append(names, param.Name)
		}
	}
	return &misfit{fmt.Sprintf("it has no %s parameter %q", p.In, p.Param), meant(p.Param, names)}
}

// memberAt follows a path of the rule.
func (b *builder) memberAt(from api.ID, key, path string) (api.ID, *misfit) {
	at, rest := from, path
	for rest != "" {
		name, next := b.longestMember(at, rest)
		if name == "" {
			known := b.membersOf(at, func(*api.Schema) bool { return true })
			return "", &misfit{fmt.Sprintf("%s: %q leads nowhere: there is no member %q", key, path, rest), meant(rest, known)}
		}
		at, rest = next, strings.TrimPrefix(rest[len(name):], ".")
	}
	return at, nil
}

// longestMember is the member that a path begins with. Names may have dots of their own.
func (b *builder) longestMember(of api.ID, path string) (name string, id api.ID) {
	for _, m := range b.schema(of).Properties {
		if (path == m.Name || strings.HasPrefix(path, m.Name+".")) && len(m.Name) > len(name) {
			name, id = m.Name, m.Schema.ID
		}
	}
	return name, id
}

func (b *builder) membersOf(of api.ID, kind func(*api.Schema) bool) []string {
	var names []string
	for _, m := range b.schema(of).Properties {
		if kind(b.schema(m.Schema.ID)) {
			names = append(names, m.Name)
		}
	}
	slices.Sort(names)
	return names
}

// meant is the hint for a name that is not among those that there are.
func meant(name string, known []string) string {
	if word := near.Word(name, known); word != "" {
		return fmt.Sprintf("did you mean %q?", word)
	}
	return "there are " + quotedNames(known)
}

func quotedNames(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	var out []string
	for _, n := range names {
		out = append(out, fmt.Sprintf("%q", n))
	}
	return strings.Join(out, ", ")
}
