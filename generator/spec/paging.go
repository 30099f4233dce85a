package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// A list is taken for one in pages only on evidence from both sides: something in the request that moves the position, and
// something in the response that bears it out. A wrong iterator loses items or never ends, so doubt means none.
//
//	GET /orders?cursor=            {data: [...], next_cursor: ...}              cursor
//	GET /orders?starting_after=    {data: [{id: ...}], has_more: ...}           lastID
//	GET /orders                    {items: [...], links: {next: <URL>}}         url
//	GET /orders?page=              [...]     Link: <...>; rel="next"            link
//	GET /orders?page=&per_page=    {orders: [...], meta: {total_pages: ...}}    number
//	GET /orders?offset=&limit=     {orders: [...], total: ...}                  offset
//
// What the server says of the next page goes before what can be counted. What the vendor says in an extension goes before
// everything else, see [pagingHint].

// detectPaging finds out how lists go on, and why what looks like a list does not.
func (l *lowerer) detectPaging() {
	for i := range l.out.Operations {
		op := &l.out.Operations[i]
		p := newPager(l.out, op)
		hint := l.pageHints[op.Method+" "+op.Path]
		op.Paging, op.NoPaging = p.judge(hint)
		op.Whole = op.NoPaging != "" && (hint == nil || hint.none) && !slices.ContainsFunc(p.knobs, knob.isAboutPages)
	}
}

// pager looks at one operation.
type pager struct {
	api     *api.API
	op      *api.Operation
	success *api.Response // nil: none with a list in JSON
	body    *api.Schema   // of success
	list    listing       // where its items are
	facts   []fact        // what it says of pages
	knobs   []knob        // what a request can say
}

func newPager(a *api.API, op *api.Operation) *pager {
	p := &pager{api: a, op: op}
	p.success, p.body = jsonSuccess(a, op)
	p.knobs = knobsOf(a, op)
	if p.body != nil {
		p.list = p.findItems()
		p.facts = p.collectFacts(p.body, "", "", 0)
		p.noteEchoes()
	}
	return p
}

// noteEchoes finds texts of the request that are numbers in the response.
func (p *pager) noteEchoes() {
	if !p.hasEnd() {
		return
	}
	for i := range p.knobs {
		k := &p.knobs[i]
		_, echo := p.fact(func(f fact) bool { return isNumeric(f.schema) }, k.whole)
		k.echoed = echo && isOpaque(k.schema)
	}
}

// judge returns the verdict, or why there is none.
func (p *pager) judge(hint *pagingHint) (verdict *api.Paging, refusal string) {
	if p.body == nil {
		return nil, ""
	}
	lead := ""
	if hint != nil {
		if verdict, refusal = p.byHint(hint); verdict != nil || hint.none {
			return verdict, refusal
		}
		lead = refusal + "; "
	}
	if verdict, refusal = p.detect(); verdict != nil {
		return verdict, ""
	}
	return nil, strings.TrimSuffix(lead+refusal, "; ")
}

// detect asks for one style after the other.
func (p *pager) detect() (*api.Paging, string) {
	moves := slices.ContainsFunc(p.knobs, knob.isPosition)
	switch {
	case !p.reads(), p.list.why != "" && !moves:
		return nil, ""
	case p.list.why != "":
		return nil, p.list.why
	}
	for _, style := range []func() *api.Paging{p.byCursor, p.byURL, p.byLink, p.byHeader, p.byNamedNumber, p.byLastID, p.byNumber, p.byOffset} {
		if verdict := style(); verdict != nil {
			return verdict, ""
		}
	}
	return nil, p.refusal()
}

// reads tells operations that may be asked again for more: reads, and searches by POST.
func (p *pager) reads() bool {
	switch p.op.Method {
	case "GET", "QUERY":
		return true
	case "POST":
		return slices.ContainsFunc(p.knobs, knob.isPosition) || p.searches() && p.byCursor() != nil
	}
	return false
}

// refusal says why a list is not taken for one in pages.
func (p *pager) refusal() string {
	items := "its items are " + p.itemsWords()
	for _, k := range p.knobs {
		if k.isPosition() {
			return fmt.Sprintf("%s, and %s may move the position, but %s", items, k.evidence().What, p.doubt(k))
		}
	}
	for _, k := range p.knobs {
		if k.isSize() {
			return fmt.Sprintf("%s, and %s bounds how many come, but nothing in the request moves the position", items, k.evidence().What)
		}
	}
	return items + ", but nothing in the request moves the position, and the response names no next page"
}

// doubt is what speaks against the one thing that might move the position.
func (p *pager) doubt(k knob) string {
	switch {
	case p.op.Method == "POST" && k.in != "body" && !p.searches():
		return "a POST is asked again only if it is a search"
	case p.isSwitched(k):
		return "it counts only if something else in the request says so"
	case k.needsStart():
		return "it has to be set from the beginning"
	case k.isKey():
		return "it is compared with something of the items"
	case k.isRange(p.knobs):
		return "it seems to be a time or the start of a range"
	case k.isLastID() && p.saysMore() && idOf(p.list.element) == "":
		return "the items have no id in common that it could be"
	case k.isNumber() && p.goesByToken(k):
		return "a token beside it does as well, and the response says nothing of numbers"
	case k.isCursor():
		return "nothing in the response names the next one"
	}
	return "nothing in the response bears it out"
}

// itemsWords is where the items are, for people.
func (p *pager) itemsWords() string {
	if p.list.path == "" {
		return "the response body"
	}
	return fmt.Sprintf("in %q", p.list.path)
}

// prove notes what a verdict rests on.
func (p *pager) prove(out *api.Paging, pieces ...api.Evidence) *api.Paging {
	for _, piece := range append([]api.Evidence{{What: "items are " + p.itemsWords(), Pos: p.list.pos}}, pieces...) {
		if piece.What != "" {
			out.Evidence = append(out.Evidence, piece)
		}
	}
	var words []string
	for _, piece := range out.Evidence {
		words = append(words, piece.What)
	}
	out.Why = strings.Join(words, "; ")
	return out
}

// jsonSuccess is the first success with a body in JSON, and that body.
func jsonSuccess(a *api.API, op *api.Operation) (*api.Response, *api.Schema) {
	for _, r := range successes(op) {
		if s := jsonSchema(a, r.Content); s != nil {
			return &r, s
		}
	}
	return nil, nil
}

// named finds a property by its normalised name. A name with a dot cannot be part of a path.
func named(object *api.Schema, name string) (api.Property, bool) {
	var best api.Property
	for _, p := range object.Properties {
		if normalised(p.Name) == name && !strings.Contains(p.Name, ".") && (best.Name == "" || p.Name < best.Name) {
			best = p
		}
	}
	return best, best.Name != ""
}

func isBoolean(s *api.Schema) bool { return s.Kind == api.Boolean }
