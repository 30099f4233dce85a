package standin

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// expression matches what templates of RFC 6570 have for parameters of the query: {?cursor,limit}.
var expression = regexp.MustCompile(`\{[?&][^{}]*\}`)

// anonymous is a template without the names of its placeholders. What its query asks for is told apart, wherever it stands:
// clients have "/orders#?shop" for the key "/orders?shop={shop}".
func anonymous(path string) string {
	path = expression.ReplaceAllString(path, "")
	path, mark, _ := strings.Cut(path, "#")
	path, query, _ := strings.Cut(path, "?")
	if asked, ok := strings.CutPrefix(mark, "?"); ok {
		query += "&" + asked
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(path, "{")
		b.WriteString(before)
		_, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return strings.TrimPrefix(b.String(), "/") + asks(query)
		}
		b.WriteString("{}")
		path = after
	}
}

// asks are the names and fixed values of a query, sorted.
func asks(query string) string {
	var list []string
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		switch {
		case pair == "":
			continue
		case isPlaceholder(value):
			pair = name
		}
		list = append(list, pair)
	}
	if list == nil {
		return ""
	}
	slices.Sort(list)
	return "?" + strings.Join(list, "&")
}

func isPlaceholder(value string) bool {
	return len(value) > 2 && strings.HasPrefix(value, "{") && strings.HasSuffix(value, "}")
}

// readExpressions makes parameters of {?cursor,limit}, and returns the template without it.
func (op *Operation) readExpressions(template string) string {
	return expression.ReplaceAllStringFunc(template, func(found string) string {
		for name := range strings.SplitSeq(found[2:len(found)-1], ",") {
			name = strings.TrimRight(strings.TrimSpace(name), "*")
			before := len(op.Params)
			if op.askFor(name, name); len(op.Params) > before {
				op.Params[before].Required = false
			}
		}
		return ""
	})
}

// readQuery makes parameters of the placeholders in the query of a template, and returns what is left of the query.
func (op *Operation) readQuery(query string) string {
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		switch {
		case isPlaceholder(value):
			op.askFor(name, value[1:len(value)-1])
		case !op.declares("query", name) && pair != "":
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

// askFor makes sure that a parameter sends what the template calls inner.
func (op *Operation) askFor(name, inner string) {
	if op.declares("query", name) {
		return
	}
	find := func(in string) int {
		return slices.IndexFunc(op.Params, func(p *Param) bool { return p.In == in && p.Name == inner })
	}
	i := find("query")
	if i < 0 {
		i = find("path")
	}
	if i < 0 {
		op.Params = append(op.Params, &Param{Name: name, In: "query", Required: true, Style: "form", Explode: true})
		return
	}
	p := op.Params[i]
	p.Explode = p.Explode || p.In == "path"
	p.Name, p.In, p.Style = cmp.Or(name, p.Name), "query", "form"
}
