package spec

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
)

// fact is one thing that a response says of its page.
type fact struct {
	path   string // "meta.next_cursor"
	word   string // normalised last name
	under  string // normalised name of the object that it stands in; "": the body
	schema *api.Schema
	said   string // description, in lower case
	null   bool   // it may be null or absent
	pos    diag.Pos
	depth  int
}

// collectFacts lists the members of the body, and of the objects in it that hold facts about the page or the items.
func (p *pager) collectFacts(object *api.Schema, prefix, under string, depth int) []fact {
	if object.Kind != api.Object || depth > 3 {
		return nil
	}
	var out []fact
	for _, m := range object.Properties {
		s, word := p.api.Schemas[m.Schema.ID], normalised(m.Name)
		path := prefix + m.Name
		switch {
		case s.Kind == api.Object && (isContainer(word) || strings.HasPrefix(p.list.path, path+".")):
			out = append(out, p.collectFacts(s, path+".", word, depth+1)...)
		case s.Kind != api.Object && s.Kind != api.Array:
			out = append(out, fact{path: path, word: strings.TrimLeft(word, "@"), under: under, schema: s,
				said: strings.ToLower(m.Description + " " + s.Description), null: !m.Required || m.Schema.Nullable || s.Nullable, pos: m.Pos, depth: depth})
		}
	}
	slices.SortStableFunc(out, func(a, b fact) int { return cmp.Or(cmp.Compare(a.depth, b.depth), cmp.Compare(a.path, b.path)) })
	return out
}

// isContainer tells names of objects that hold facts about the page.
func isContainer(word string) bool {
	if strings.Contains(word, "pag") || strings.Contains(word, "cursor") || strings.HasSuffix(word, "meta") || strings.HasSuffix(word, "metadata") {
		return true
	}
	return slices.Contains([]string{
		"links", "link", "next", "nextlink", "info", "resultinfo", "resultset", "summary", "range", "header", "listinfo", "queryinfo", "searchinfo", "resultmeta",
		"count", "counts", "total", "stats", "resultsinfo", "additionaldata",
	}, word)
}

// evidence is the fact as a piece of evidence.
func (f fact) evidence(what string) api.Evidence {
	return api.Evidence{What: fmt.Sprintf("%s in %q", what, f.path), Pos: f.pos}
}

// isValue tells what may be a cursor.
func (f fact) isValue() bool {
	if f.schema.Kind == api.Union {
		return len(f.schema.Enum) == 0
	}
	return isOpaque(f.schema) || isNumeric(f.schema)
}

// namesNext tells words for the next of something.
func (f fact) namesNext() bool {
	return strings.Contains(f.word, "next") && !leadsBack(f.word)
}

// strip leaves of a word what is not about paging.
var strip = strings.NewReplacer("next", "", "pages", "", "page", "", "results", "", "odata", "", "url", "", "link", "", "uri", "", "href", "", "set", "", "batch", "", "items", "", "records", "")

var urlWords = regexp.MustCompile(`\b(url|uri|link|hyperlink|href|https?:)`)

// isURL tells what leads to the next page as a URL. A plain "next" needs more than its name.
func (f fact) isURL(withPrevious bool) bool {
	inLinks := f.schema.Kind == api.Union && f.under == "links" // of JSON:API: a string or an object
	if f.schema.Kind != api.String && !inLinks || len(f.schema.Enum) > 0 || leadsBack(f.word) {
		return false
	}
	address := slices.Contains([]string{"href", "url", "uri", "link"}, f.word)
	switch {
	case address && (f.under == "next" || f.under == "nextlink" || f.under == "nextpage"):
		return true
	case !f.namesNext() || strip.Replace(f.word) != "":
		return false
	case strings.Contains(f.word, "url"), strings.Contains(f.word, "link"), strings.Contains(f.word, "uri"), strings.Contains(f.word, "href"):
		return true
	}
	return f.under == "links" || f.under == "link" || f.under == "pagelinks" || slices.Contains([]string{"uri", "url", "uri-reference", "iri"}, f.schema.Format) ||
		urlWords.MatchString(f.said) || withPrevious
}

// fact finds the first of several words, whose kind fits. Those that stand nearest to the body go first.
func (p *pager) fact(kind func(fact) bool, words ...string) (fact, bool) {
	for _, word := range words {
		for _, f := range p.facts {
			if f.word == word && kind(f) {
				return f, true
			}
		}
	}
	return fact{}, false
}

func (p *pager) more() (fact, bool) {
	return p.fact(func(f fact) bool { return f.schema.Kind == api.Boolean },
		"hasmore", "hasnextpage", "hasnext", "more", "hasmoreitems", "hasmoreresults", "hasmorepages", "hasmorerecords", "moreresults", "moreavailable", "istruncated",
		"truncated", "moreitems", "morepages", "nextpageexists", "moreitemsincollection", "hasmoredata", "morerecords", "moredata", "hasadditionalpages")
}

// done is the opposite of more.
func (p *pager) done() (fact, bool) {
	return p.fact(func(f fact) bool { return f.schema.Kind == api.Boolean }, "done", "islast", "islastpage", "lastpage", "last", "endofresults", "endoflist")
}

var notTotal = regexp.MustCompile(`(in|on|of) (this|the|the current|current|each) (page|response|batch)|per page`)

func isCount(f fact) bool {
	return isNumeric(f.schema) || f.schema.Kind == api.String && f.schema.Format == "int64"
}

func (p *pager) total() (fact, bool) {
	isTotal := func(f fact) bool {
		return isCount(f) && (!notTotal.MatchString(f.said) || strings.Contains(f.said, "total"))
	}
	if f, ok := p.fact(isTotal, "total", "totalcount", "totalitems", "totalresults", "totalrecords", "totalelements", "totalsize", "totalhits", "odatacount", "totalrows",
		"totalentries", "counttotal", "totalnumber", "totalitemcount", "totalrecordcount", "totalresultcount", "totalobjects", "recordstotal", "itemstotal",
		"resulttotal", "resultstotal", "totalnumberofitems", "totalnumberofresults", "totalnumberofrecords", "totalitemscount", "totalresultscount", "totalmatches",
		"countall", "numtotal", "overallcount", "fullcount", "nbhits", "itemcount", "rowcount", "recordcount", "maxcount"); ok {
		return f, true
	}
	said := func(f fact) bool {
		return isCount(f) && strings.Contains(f.said, "total") && !strings.Contains(f.said, "page")
	}
	return p.fact(said, "count", "size", "numfound", "numresults", "resultcount", "found", "matches", "items", "results", "hits")
}

func (p *pager) pages() (fact, bool) {
	return p.fact(isCount, "totalpages", "pagestotal", "totalpage", "pagecount", "pages", "lastpage", "numpages", "numberofpages", "totalpagecount", "pagetotal",
		"maxpage", "totalnumberofpages", "nbpages", "lastpagenumber", "pagescount", "countpages", "totalpagesnum")
}

func (p *pager) limit() (fact, bool) {
	return p.fact(isCount, "limit", "perpage", "pagesize", "itemsperpage", "maxresults", "resultsperpage", "pagelimit", "size", "maxitems", "recordsperpage", "hitsperpage")
}

var pageCountWords = regexp.MustCompile(`\b(number|count|amount|total) of (all |the )?(available |result )?pages|total (number )?(of )?pages|next page|per page|page size`)

// stated finds the number of the page, or the offset of its first item, that the response says it has.
func (p *pager) stated(k knob) (fact, bool) {
	isNumber := func(f fact) bool {
		return isCount(f) && !pageCountWords.MatchString(f.said) && (f.word != "number" && f.word != "current" || f.under != "" || p.isSpring())
	}
	if k.isOffset() {
		return p.fact(isNumber, k.whole, k.word, "offset", "skip", "startindex", "startat", "start", "from", "currentoffset")
	}
	return p.fact(isNumber, k.whole, "currentpage", "page", "pagenumber", "pageno", "pagenum", "pageindex", "currentpagenumber", "thispage", "number", "current", "index")
}

// current tells responses that say which page they are.
func (p *pager) current() (fact, bool) {
	return p.fact(isCount, "page", "currentpage", "pagenumber", "pageno", "pageindex", "pagenum", "number", "offset", "skip", "start", "startindex", "startat", "from", "currentoffset")
}

// isSpring tells pages as Spring makes them, whose numbers begin at 0.
func (p *pager) isSpring() bool {
	_, elements := p.fact(isCount, "totalelements")
	_, pages := p.fact(isCount, "totalpages")
	_, number := p.fact(isCount, "number", "numberofelements")
	return elements && pages && number
}
