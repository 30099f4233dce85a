package spec

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
)

// byCursor pairs something in the request with what the response says it should be next time; of several pairs the one whose
// names fit best.
func (p *pager) byCursor() *api.Paging {
	var best struct {
		k     knob
		f     fact
		score int
	}
	for _, k := range p.knobs {
		if p.op.Method == "POST" && k.in != "body" && !p.searches() || p.isSwitched(k) || k.needsStart() {
			continue
		}
		for _, f := range p.facts {
			if score := p.fits(k, f); score > best.score {
				best.k, best.f, best.score = k, f, score
			}
		}
	}
	if best.score == 0 {
		return nil
	}
	out := &api.Paging{Style: api.PageByCursor, Param: best.k.name, In: best.k.in, Items: p.list.path, Next: best.f.path}
	return p.prove(out, best.k.evidence(), best.f.evidence("the next cursor"), p.withMore(out))
}

// withMore notes a boolean that says whether there is more.
func (p *pager) withMore(out *api.Paging) api.Evidence {
	if f, ok := p.more(); ok {
		out.More = f.path
		return f.evidence("whether there is more")
	}
	if f, ok := p.done(); ok {
		out.Done = f.path
		return f.evidence("whether there is no more")
	}
	return api.Evidence{}
}

// fits tells how well names say that the fact is the next value of the knob; 0: they do not.
func (p *pager) fits(k knob, f fact) int {
	if !f.isValue() || k.waits() || leadsBack(f.word) || f.isURL(p.hasPrevious() && !k.isCursor()) {
		return 0
	}
	if isNumberedCursor(k, f) || p.names(k, f) {
		return 72
	}
	opaque := isOpaque(k.schema) || k.isCursor() || k.schema.Kind == api.Union
	if !opaque || k.isNumber() && isNumeric(f.schema) || k.isSize() {
		return 0
	}
	inNext := strings.HasPrefix(f.under, "next") || f.under == "cursors" || f.under == "cursor"
	switch named := k.isCursor(); {
	case f.word == "next"+k.word, f.word == "next"+k.whole, f.word+f.under == "next"+k.word, k.in == "body" && f.word == "nextpage"+k.word:
		return 100
	case f.word == k.word && meansCursor(k.word) && (named || k.saysCursor()):
		return 90
	case named && isNextCursor(f.word):
		return 80
	case inNext && f.word == k.word:
		return 75
	case named && inNext && slices.Contains([]string{"after", "cursor", "token", "next", "key", "value", "id", "startingafter"}, f.word):
		return 74
	case k.word == "after" && f.word == "after" && f.under != "", k.word == "continue" && f.word == "continue":
		return 70
	case named && (f.word == "next" || f.word == "nextpage" || f.word == "nextid"):
		return 65
	case named && meansCursor(k.word) && meansCursor(f.word):
		return 60
	case k.saysCursor() && (isNextCursor(f.word) || f.word == "next" || f.word == "nextpage"):
		return 50
	case (k.word == "from" || k.word == "since") && f.word == "nextbatch":
		return 50
	case k.saysCursor() && f.namesNext(), k.saysCursor() && nextWords.MatchString(f.said) && isOpaque(f.schema):
		return 45
	case named && f.word == "lastid" && p.saysMore():
		return 40
	}
	return 0
}

// isNumberedCursor tells a cursor that is a number: {cursor: {after: 7}} for "after". It may be left out at the end.
func isNumberedCursor(k knob, f fact) bool {
	return isNumeric(k.schema) && isNumeric(f.schema) && f.null && (f.under == "cursor" || f.under == "cursors") && f.word == k.word &&
		(k.isLastID() || k.isCursor())
}

// names tells a number that the response names as the next value of the knob, beside that of this page, unless it is the last:
// {from: 9, next: 7}. It may be the id of an item as well as an offset; 0 is then one of them, and no end.
func (p *pager) names(k knob, f fact) bool {
	return isNumeric(k.schema) && k.isOffset() && !k.isPlainOffset() && f.word == "next" && isNumeric(f.schema) && f.null &&
		slices.ContainsFunc(p.facts, func(at fact) bool {
			return isNumeric(at.schema) && at.path == strings.TrimSuffix(f.path, "next")+k.name
		})
}

// isSwitched tells a cursor that counts only if a boolean beside it says so, which is false unless it is set: use_cursor=true.
func (p *pager) isSwitched(k knob) bool {
	return slices.ContainsFunc(p.knobs, func(other knob) bool {
		name, use := strings.CutPrefix(other.whole, "use")
		return use && other.schema.Kind == api.Boolean && other.def != "true" && k.isCursor() && strings.Contains(name, k.word)
	})
}

var nextWords = regexp.MustCompile(`(retrieve|get|fetch|for|of|to|request) the next (page|set|batch|results)|next page|pagination (token|cursor)`)

func (p *pager) saysMore() bool {
	_, more := p.more()
	_, done := p.done()
	return more || done
}

// hasPrevious tells responses that have a "previous" beside a "next", and count their items: both are URLs then.
func (p *pager) hasPrevious() bool {
	_, before := p.fact(func(f fact) bool { return f.schema.Kind == api.String }, "previous", "prev", "previouspage", "prevpage")
	_, counts := p.fact(isCount, "count", "total", "offset", "limit")
	return before && counts
}

// meansCursor tells words that mean nothing but a cursor.
func meansCursor(word string) bool {
	return strings.Contains(word, "cursor") && word != "cursorcount" || strings.Contains(word, "continuation") || strings.Contains(word, "token") ||
		slices.Contains([]string{"marker", "nextmarker", "bookmark", "scrollid", "pagekey", "nextkey", "nextpagekey", "nextpage", "paginationkey", "iterator"}, word)
}

// isNextCursor tells words for the next cursor.
func isNextCursor(word string) bool {
	if slices.Contains([]string{"continuationtoken", "continuation", "endcursor", "aftercursor", "bookmark", "scrollid", "paginationtoken", "lastevaluatedkey"}, word) {
		return true
	}
	if !strings.Contains(word, "next") {
		return false
	}
	for _, part := range []string{"cursor", "token", "marker", "key", "pageid", "continuation", "bookmark", "offset", "start", "after", "batch", "scroll"} {
		if strings.Contains(word, part) && !strings.Contains(word, "sync") {
			return true
		}
	}
	return false
}

// byURL finds the next page's URL in the body. Only a read is asked by the URL of another.
func (p *pager) byURL() *api.Paging {
	if p.op.Method != "GET" {
		return nil
	}
	for _, f := range p.facts {
		if f.isURL(p.hasPrevious()) {
			out := &api.Paging{Style: api.PageByURL, Items: p.list.path, Next: f.path}
			return p.prove(out, f.evidence("the URL of the next page"), p.withMore(out))
		}
	}
	return nil
}

var linkWords = regexp.MustCompile(`link[\x60'"*]* (response )?header|header[s]?[: ]+[\x60'"*]*link\b|rel=[\\"']*next`)

// byLink finds out that the Link header leads on: it is declared, or the description says so.
func (p *pager) byLink() *api.Paging {
	if p.op.Method != "GET" {
		return nil
	}
	moves := slices.ContainsFunc(p.knobs, func(k knob) bool { return k.isPosition() || k.isSize() })
	for _, h := range p.success.Headers {
		said := strings.ToLower(h.Description)
		if strings.EqualFold(h.Name, "Link") && (moves || strings.Contains(said, "next") || strings.Contains(said, "pag")) {
			return p.linked(fmt.Sprintf("response header %q", h.Name), h.Pos)
		}
	}
	said := strings.ToLower(p.op.Description + " " + p.success.Description)
	for _, k := range p.knobs {
		if k.isPosition() || k.isSize() {
			said += " " + k.said
		}
	}
	if linkWords.MatchString(said) {
		return p.linked("the description speaks of the Link header", p.op.Pos)
	}
	if moves && linkWords.MatchString(strings.ToLower(p.api.Description)) && p.list.path == "" {
		return p.linked("the description of the API speaks of the Link header", diag.Pos{})
	}
	return nil
}

func (p *pager) linked(why string, pos diag.Pos) *api.Paging {
	return p.prove(&api.Paging{Style: api.PageByLink, Items: p.list.path}, api.Evidence{What: why, Pos: pos})
}

// byHeader finds a response header that holds the next cursor or the number of the next page.
func (p *pager) byHeader() *api.Paging {
	for _, h := range p.success.Headers {
		word := normalised(h.Name)
		next := strings.Contains(word, "next") && !leadsBack(word)
		for _, k := range p.knobs {
			fits := next && (k.isCursor() && (meansCursor(word) || strings.HasSuffix(word, "nextpage")) || strings.HasSuffix(word, "next"+k.word) && k.isPosition() ||
				k.word == "page" && strings.HasSuffix(word, "nextpage")) || k.isCursor() && strings.Contains(word, "continuation") && strings.Contains(k.word, "continuation")
			if fits && k.in == "query" {
				out := &api.Paging{Style: api.PageByCursor, Param: k.name, In: k.in, Items: p.list.path, Header: h.Name}
				return p.prove(out, k.evidence(), api.Evidence{What: fmt.Sprintf("the next one in the response header %q", h.Name), Pos: h.Pos})
			}
		}
	}
	return nil
}

// byNamedNumber finds the number of the next page, or the next offset, where the response may leave it out at the end.
func (p *pager) byNamedNumber() *api.Paging {
	if p.hasEnd() {
		return nil
	}
	for _, k := range p.knobs {
		f, ok := p.fact(func(f fact) bool { return isNumeric(f.schema) && f.null }, "next"+k.word, "next"+k.whole)
		if !ok || !k.isNumber() && !k.isOffset() || !p.mayMove() {
			continue
		}
		out := &api.Paging{Style: api.PageByNumber, Param: k.name, In: k.in, Items: p.list.path, Next: f.path}
		if k.isOffset() {
			out.Style = api.PageByOffset
		}
		return p.prove(out, k.evidence(), f.evidence("the next one"), p.withMore(out))
	}
	return nil
}

var lastWords = regexp.MustCompile(`\b(last|final) (item|object|element|record|entry|result|one|\w+ (id|in|of))\b|object id|identifier of the last|id of the last|after (this|the given|the specified|a given) (\w+ )?id`)

// byLastID finds a keyset: the id of the last item leads on. The end must be said, or that it is the last one's id. An "after"
// for which the response has no value can only be that.
func (p *pager) byLastID() *api.Paging {
	id := idOf(p.list.element)
	if id == "" {
		return nil
	}
	for _, k := range p.knobs {
		if !k.isLastID() || k.in != "query" && k.in != "body" || k.in == "query" && p.op.Method == "POST" {
			continue
		}
		said := lastWords.MatchString(k.said)
		if !said && (!p.saysMore() || k.word == "sinceid") || k.in == "body" {
			continue
		}
		out := &api.Paging{Style: api.PageByLastID, Param: k.name, In: k.in, Items: p.list.path, ID: id}
		return p.prove(out, k.evidence(), api.Evidence{What: fmt.Sprintf("each item has the member %q", id), Pos: p.list.element.Pos}, p.withMore(out))
	}
	return nil
}

// idOf is the property that identifies an item.
func idOf(element *api.Schema) string {
	if element == nil || element.Kind != api.Object {
		return ""
	}
	for _, word := range []string{"id", "uuid", "uid"} {
		for _, m := range element.Properties {
			if normalised(m.Name) == word && !strings.Contains(m.Name, ".") {
				return m.Name
			}
		}
	}
	return ""
}

// byNumber finds pages that are counted.
func (p *pager) byNumber() *api.Paging {
	for _, k := range p.knobs {
		if !k.isNumber() || !p.mayMove() && !p.skips(k) || !p.bearsOut(k) || p.goesByToken(k) {
			continue
		}
		out := &api.Paging{Style: api.PageByNumber, Param: k.name, In: k.in, Items: p.list.path}
		pieces := append([]api.Evidence{k.evidence()}, p.ends(out, k)...)
		return p.prove(out, append(pieces, p.begin(out, k))...)
	}
	return nil
}

// begin notes the number of the first page, or of the first item.
func (p *pager) begin(out *api.Paging, k knob) api.Evidence {
	what, first := "page", p.firstPage
	if out.Style == api.PageByOffset {
		what, first = "item", p.firstItem
	}
	number, known := first(k)
	out.First, out.Unknown = number, !known
	switch f, stated := p.stated(k); {
	case known && what == "item" && number == 0:
		return api.Evidence{}
	case known:
		return api.Evidence{What: fmt.Sprintf("the first %s is %d", what, number), Pos: k.pos}
	case stated:
		out.Number = f.path
		return f.evidence("the number of the first " + what)
	}
	return api.Evidence{What: fmt.Sprintf("nothing says whether the first %s is 0 or 1", what), Pos: k.pos}
}

var pagesFromZero = regexp.MustCompile(`\bpage\b[^.\n]{0,80}\b(from|at|with) (index )?[\x60"']?(0|zero)\b|(zero|0)[- ](based|indexed) pag`)

// firstPage is the number of the first page; known is false if the document does not say it. What the response says by itself
// is left to the walk, which sees its numbers.
func (p *pager) firstPage(k knob) (first int64, known bool) {
	if first, known = k.first(); known {
		return first, true
	}
	return 0, p.isSpring() || pagesFromZero.MatchString(strings.ToLower(p.op.Description))
}

// goesByToken tells lists that take a token beside a number, and whose responses say nothing of numbers: the token moves them.
func (p *pager) goesByToken(number knob) bool {
	_, says := p.current()
	return !says && !p.hasEnd() && slices.ContainsFunc(p.knobs, func(k knob) bool { return k.in == number.in && k.isCursor() && meansCursor(k.word) })
}

// byOffset finds items that are counted.
func (p *pager) byOffset() *api.Paging {
	for _, k := range p.knobs {
		if !k.isOffset() || k.isKey() || k.isRange(p.knobs) || !p.mayMove() && !p.skips(k) || !p.bearsOut(k) {
			continue
		}
		_, sized := p.sizeFor(k)
		if !k.isPlainOffset() && !sized && !p.hasEnd() {
			continue
		}
		out := &api.Paging{Style: api.PageByOffset, Param: k.name, In: k.in, Items: p.list.path}
		pieces := append([]api.Evidence{k.evidence()}, p.ends(out, k)...)
		return p.prove(out, append(pieces, p.begin(out, k))...)
	}
	return nil
}

// firstItem is the number of the first item. What is called an offset, or what is to be skipped, is 0 there; the list may be one of
// SCIM (RFC 7644), where it is 1.
func (p *pager) firstItem(k knob) (first int64, known bool) {
	if _, scim := p.fact(isCount, "totalresults"); scim && k.word == "startindex" && k.def != "0" {
		return 1, true
	}
	if first, known = k.first(); known {
		return first, true
	}
	return 0, k.isPlainOffset()
}

// mayMove tells what may move a list: a POST is one only if it is a search whose response bears it out. Others send what they
// make, with facts about pages that mean nothing there.
func (p *pager) mayMove() bool {
	return p.op.Method != "POST" || p.hasEnd() && p.searches()
}

// skips tells what moves a search by POST although its response says nothing of an end: an offset, or the number of a page,
// beside a size in the body, and items that are objects.
func (p *pager) skips(k knob) bool {
	_, sized := p.sizeFor(k)
	return k.in == "body" && sized && (k.isPlainOffset() || k.isNumber()) && p.searches() && p.list.element != nil && p.list.element.Kind == api.Object
}

var searchWords = regexp.MustCompile(`(?i)search|query|list|find|filter|lookup|getall|browse|scroll`)

// searches tells operations that read although they are POSTs.
func (p *pager) searches() bool {
	return searchWords.MatchString(p.op.Path) || searchWords.MatchString(p.op.OperationID)
}

var pageWords = regexp.MustCompile(`\bpage (number|index|no\b|of|to)|pagina|paging|number of (the )?page|results? page|which page|skip|offset|current page`)

// bearsOut tells whether the request or the response has more about pages than the knob's name.
func (p *pager) bearsOut(k knob) bool {
	if _, sized := p.sizeFor(k); sized {
		return true
	}
	if _, says := p.current(); says || p.hasEnd() {
		return true
	}
	return pageWords.MatchString(k.said) || k.isNumber() && (p.list.path == "" || strings.Contains(k.said, "page"))
}

// hasEnd tells responses that say where the list ends.
func (p *pager) hasEnd() bool {
	_, total := p.total()
	_, pages := p.pages()
	return total || pages || p.saysMore()
}

// ends notes what is known of the end.
func (p *pager) ends(out *api.Paging, k knob) []api.Evidence {
	var said []api.Evidence
	note := func(to *string, f fact, ok bool, what string) {
		if ok {
			*to = f.path
			said = append(said, f.evidence(what))
		}
	}
	if piece := p.withMore(out); piece.What != "" {
		said = append(said, piece)
	}
	f, ok := p.pages()
	note(&out.Pages, f, ok, "the number of pages")
	f, ok = p.total()
	note(&out.Total, f, ok, "the number of items")
	f, ok = p.limit()
	note(&out.Limit, f, ok && (out.Total == "" || f.depth <= strings.Count(out.Total, ".")+1), "the size of the page")
	if size, ok := p.sizeFor(k); ok {
		out.SizeParam = size.name
		said = append(said, size.evidence())
	}
	if out.More+out.Done+out.Pages+out.Total == "" {
		said = append(said, api.Evidence{What: "it ends with an empty page"})
	}
	return said
}
