package spec

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag/near"
)

// place at which types may be: a header, a field, or both.
type typePlace struct{ header, field part }

func (p typePlace) parts() int {
	count := 0
	for _, at := range []part{p.header, p.field} {
		if at != (part{}) {
			count++
		}
	}
	return count
}

// found are the types of a hook at a place, and the place less what the hook does not have.
func (p typePlace) found(h *hook) (values []string, at typePlace, certain bool) {
	header, hasHeader := h.mark(p.header)
	hasHeader = hasHeader && !header.strange
	field, hasField := h.mark(p.field)
	switch {
	case hasHeader && hasField:
		for _, a := range header.values {
			for _, b := range field.values {
				values = append(values, a+"."+b)
			}
		}
		return values, p, header.certain
	case hasHeader:
		return header.values, typePlace{header: p.header}, header.certain
	case hasField && p.header == part{}:
		return field.values, p, true
	}
	return nil, typePlace{}, false
}

// tell finds what tells the hooks of one scope apart.
func (d *eventReader) tell(scope []*hook) {
	if d.rule.Header+d.rule.Field != "" {
		d.tellAsConfigured(scope)
		return
	}
	best := verdict{}
	for _, p := range candidates(scope) {
		if v := judgePlace(p, scope); len(v.told) > 0 && v.compare(best) > 0 {
			best = v
		}
	}
	for _, h := range scope {
		if best.told[h] {
			h.tellBy(best.place)
			continue
		}
		d.tellByRule(h, best.place)
	}
}

// tellBy says that the types of a hook are at a place.
func (h *hook) tellBy(p typePlace) {
	values, at, certain := p.found(h)
	h.Types, h.Header, h.Field = values, at.header.header, at.field.field
	h.Why = describePlace(at) + at.verb() + "always " + quoteAll(values)
	if !certain {
		h.Why = describePlace(at) + at.verb() + quoteAll(values) + ", as the example of the header shows"
	}
}

// tellByRule tells a hook by what the configuration says of its types, if anything.
func (d *eventReader) tellByRule(h *hook, p typePlace) {
	if h.rule != nil && p != (typePlace{}) {
		h.Types, h.Header, h.Field = h.rule, p.header.header, p.field.field
		h.Why = "the configuration says that " + describePlace(p) + p.verb() + quoteAll(h.rule)
		return
	}
	d.untell(&h.Event, d.missing(h, p), p)
}

// tellAsConfigured tells hooks by the place that the configuration names. Where the document has no constant there, the type
// is what the configuration says, else the key of the event. A callback that knows neither keeps its URL.
func (d *eventReader) tellAsConfigured(scope []*hook) {
	p := placeOf(api.Event{Header: d.rule.Header, Field: d.rule.Field})
	for _, h := range scope {
		values, _, _ := p.found(h)
		switch {
		case h.rule != nil:
			d.tellByRule(h, p)
		case values != nil:
			h.tellBy(p)
		case h.Within != "":
			d.untell(&h.Event, d.missing(h, p), p)
		default:
			h.Types, h.Header, h.Field = []string{h.Key}, p.header.header, p.field.field
			h.Why = "the configuration says where its type is; the type is taken to be the name " + quoteAll(h.Types)
		}
	}
}

// applyTypes hands out what the configuration says of types, and reports what it says of events that are not there.
func (d *eventReader) applyTypes(hooks []*hook) {
	var keys []string
	for _, h := range hooks {
		keys = append(keys, h.Key)
		h.rule = d.rule.Types[h.Key]
	}
	for _, key := range slices.Sorted(maps.Keys(d.rule.Types)) {
		if slices.Contains(keys, key) {
			continue
		}
		hint := "keys are the names of webhooks and callbacks, and the types of a union"
		if meant := near.Word(key, keys); meant != "" {
			hint = fmt.Sprintf("did you mean %q?", meant)
		}
		d.report("unused-webhook", fmt.Sprintf("the configuration says what tells the event %q, which there is none of", key), hint)
	}
}

// missing says what would tell a hook, where the others are told by a place.
func (d *eventReader) missing(h *hook, p typePlace) string {
	header := h.marks[p.header]
	switch {
	case len(h.Body) == 0:
		return "the document does not describe its body"
	case p.header != part{} && header.strange:
		return fmt.Sprintf("the example of the header %s is %q, which does not fit the name", p.header.header, header.values[0])
	case d.jsonBody(h.Body) == nil:
		return "its body is not JSON, and no header of it is constant"
	}
	return "no header and no member of its body always has a value that is its own"
}

// candidates are the places that may tell, each only where some hook has a constant.
func candidates(scope []*hook) []typePlace {
	parts := map[part]bool{}
	for _, h := range scope {
		for p, m := range h.marks {
			parts[p] = parts[p] || !m.strange
		}
		for p := range h.body {
			parts[p] = true
		}
	}
	var headers, fields []part
	for p, usable := range parts {
		switch {
		case !usable:
		case p.header != "":
			headers = append(headers, p)
		default:
			fields = append(fields, p)
		}
	}
	headers, fields = fewer(headers, fields, maxJudged/len(scope))
	var out []typePlace
	for _, f := range fields {
		out = append(out, typePlace{field: f})
	}
	for _, h := range headers {
		out = append(out, typePlace{header: h})
		for _, f := range fields {
			out = append(out, typePlace{header: h, field: f})
		}
	}
	slices.SortFunc(out, func(a, b typePlace) int {
		return cmp.Or(cmp.Compare(strings.Count(a.field.field, "."), strings.Count(b.field.field, ".")),
			cmp.Compare(a.header.header, b.header.header), cmp.Compare(a.field.field, b.field.field))
	})
	return out
}

// maxJudged is how often a hook is looked at for a place.
const maxJudged = 4_000_000

// fewer leaves out what is not called a type, where there is more than can be judged.
func fewer(headers, fields []part, limit int) (fewerHeaders, fewerFields []part) {
	count := func() int { return (len(headers) + 1) * (len(fields) + 1) }
	for _, list := range []*[]part{&headers, &fields} {
		if count() > limit {
			*list = slices.DeleteFunc(*list, func(p part) bool { return !isTypeWord(p.header + p.field) })
		}
	}
	if count() > limit {
		return nil, nil // nobody wrote this by hand
	}
	return headers, fields
}

// verdict is how well a place tells hooks apart.
type verdict struct {
	place typePlace
	told  map[*hook]bool
	score [6]int
}

// compare prefers what tells more hooks, then the simpler place, then what looks more like a type.
func (v verdict) compare(o verdict) int { return slices.Compare(v.score[:], o.score[:]) }

// judgePlace tells which hooks a place tells. Where it does not tell all, a value has to look like the type of its hook:
// a constant that only one of them has may be anything.
func judgePlace(p typePlace, scope []*hook) verdict {
	v := verdict{place: p, told: map[*hook]bool{}}
	owner := map[string]*hook{}
	clash := map[*hook]bool{}
	having := 0
	for _, h := range scope {
		values, _, _ := p.found(h)
		if values != nil {
			having++
		}
		for _, value := range values {
			if o := owner[value]; o != nil && o != h {
				clash[o], clash[h] = true, true
			}
			owner[value] = h
		}
	}
	all := having == len(scope) && len(scope) > 1 && len(clash) == 0
	for _, h := range scope {
		values, at, certain := p.found(h)
		looks := len(values) == 1 && (fits(values[0], h.Key) || isTypeWord(p.field.field) || h.forced || !certain)
		if values == nil || clash[h] || !all && !looks {
			continue
		}
		v.told[h] = true
		v.score[0]++
		v.count(h, at, values[0], certain)
	}
	v.score[1] = -p.parts()
	return v
}

// count adds what a hook says for the place.
func (v *verdict) count(h *hook, at typePlace, value string, certain bool) {
	if fits(value, h.Key) {
		v.score[2]++
	}
	if isTypeWord(at.field.field) || isTypeWord(at.header.header) {
		v.score[3]++
	}
	if certain {
		v.score[4]++
	}
	field, _ := h.mark(at.field)
	if header, _ := h.mark(at.header); field.required || header.required {
		v.score[5]++
	}
}

// verb goes between a place and its types.
func (p typePlace) verb() string {
	if p.parts() > 1 {
		return " are "
	}
	return " is "
}

func describePlace(p typePlace) string {
	var texts []string
	if p.header != (part{}) {
		texts = append(texts, "the header "+p.header.header)
	}
	if p.field != (part{}) {
		texts = append(texts, "the member "+p.field.field)
	}
	return strings.Join(texts, " and ")
}

func quoteAll(values []string) string {
	var out []string
	for _, v := range values {
		out = append(out, fmt.Sprintf("%q", v))
	}
	return strings.Join(out, " or ")
}
