package spec

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
)

// knob is one thing that a request can say: a parameter, or a member of its JSON body.
type knob struct {
	name   string // "page[number]"; of a member its path: "page.cursor"
	in     string // query, header, body
	word   string // normalised, without what a container of that kind adds: "number"
	whole  string // normalised: "pagenumber"
	inPage bool   // it stands in a container for pages
	echoed bool   // the response has a number by its name, beside where the list ends
	schema *api.Schema
	def    string // default; "": none
	said   string // description, in lower case
	pos    diag.Pos
}

// knobsOf lists what a request can say, in an order of its own.
func knobsOf(a *api.API, op *api.Operation) []knob {
	var out []knob
	for _, p := range op.Params {
		if p.In != "query" && p.In != "header" {
			continue
		}
		s := a.Schemas[p.Schema.ID]
		if p.In == "query" && p.Style == "deepObject" && s.Kind == api.Object {
			for _, m := range s.Properties {
				out = append(out, newKnob(p.Name+"["+m.Name+"]", "query", a.Schemas[m.Schema.ID], m.Default, m.Description, m.Pos))
			}
			continue
		}
		out = append(out, newKnob(p.Name, p.In, s, nil, p.Description, p.Pos))
	}
	if op.Body != nil && op.Method != "GET" {
		out = append(out, bodyKnobs(a, jsonSchema(a, op.Body.Content), "", 0)...)
	}
	slices.SortStableFunc(out, func(x, y knob) int { return strings.Compare(x.name, y.name) })
	return out
}

func bodyKnobs(a *api.API, object *api.Schema, prefix string, depth int) []knob {
	if object == nil || object.Kind != api.Object {
		return nil
	}
	var out []knob
	for _, m := range object.Properties {
		s := a.Schemas[m.Schema.ID]
		switch word := normalised(m.Name); {
		case strings.Contains(m.Name, "."):
		case s.Kind != api.Object:
			out = append(out, newKnob(prefix+m.Name, "body", s, m.Default, m.Description, m.Pos))
		case depth == 0 && (strings.Contains(word, "pag") || slices.Contains([]string{"query", "options", "cursor", "meta", "params", "request", "search"}, word)):
			out = append(out, bodyKnobs(a, s, m.Name+".", 1)...)
		}
	}
	return out
}

func newKnob(name, in string, s *api.Schema, def *api.Value, said string, pos diag.Pos) knob {
	k := knob{name: name, in: in, whole: normalised(name), schema: s, said: strings.ToLower(said + " " + s.Description), pos: pos}
	k.word = k.whole
	if at := strings.LastIndexAny(strings.TrimSuffix(name, "]"), ".["); at > 0 {
		if container := normalised(name[:at]); strings.HasPrefix(container, "pag") || in == "body" {
			k.word = normalised(name[at:])
			k.inPage = strings.HasPrefix(container, "pag")
		}
	}
	if def == nil {
		def = s.Default
	}
	if def != nil {
		k.def = strings.Trim(string(*def), `"`)
	}
	return k
}

// evidence is the knob as a piece of evidence.
func (k knob) evidence() api.Evidence {
	kind := map[string]string{"query": "query parameter", "header": "header", "body": "member of the body"}[k.in]
	return api.Evidence{What: fmt.Sprintf("%s %q", kind, k.name), Pos: k.pos}
}

func (k knob) isPosition() bool {
	return k.isCursor() || k.isNumber() || k.isOffset() || k.isLastID() || k.saysCursor()
}

// isCursor tells names of cursors. Those that lead back are none.
func (k knob) isCursor() bool {
	if leadsBack(k.whole) || k.word == "endcursor" || !isOpaque(k.schema) && !(strings.Contains(k.whole, "cursor") && isNumeric(k.schema)) {
		return false
	}
	return isCursorName(k.whole) || k.inPage && isCursorName(k.word)
}

// isCursorName tells words for a cursor.
func isCursorName(word string) bool {
	if strings.Contains(word, "cursor") || strings.Contains(word, "continuation") || strings.Contains(word, "pagetoken") {
		return true
	}
	return slices.Contains([]string{
		"nexttoken", "continue", "paginationtoken", "pagingtoken", "marker", "nextmarker", "after", "pageafter", "pagekey", "nextpagekey", "nextkey",
		"startkey", "bookmark", "scrollid", "pageid", "nextpage", "nextpageid", "exclusivestartkey", "startingtoken", "starttoken", "listtoken",
		"searchafter", "pagestart", "pagemarker", "pageafterid", "resumptiontoken", "nextbatch", "next", "paginationkey", "xcontinuation", "startpage", "iterator",
	}, word)
}

func leadsBack(word string) bool {
	return strings.Contains(word, "before") || strings.Contains(word, "prev") || strings.Contains(word, "ending")
}

var cursorWords = regexp.MustCompile(`\bcursor\b|\b(pag(e|ing|ination)|continuation|next)[ -]token|token (for|of|to) (the )?(next|page|pagination)|(retrieve|get|fetch|for|of) the next (page|set|batch)|next[_a-z]* (field|value|property|token|cursor)? ?(returned|from|in) (by |in |from )?(the |a )?(previous|last|response)`)

// waits tells tokens that wait for something new, and never come to an end.
func (k knob) waits() bool {
	return strings.HasPrefix(k.whole, "wait") || strings.Contains(k.whole, "poll")
}

// isCredential tells tokens that are not of pages.
var isCredential = regexp.MustCompile(`access|refresh|auth|secret|session|device|poll|csrf|idtoken|apitoken`)

// saysCursor tells strings whose description calls them a cursor, whatever their name is.
func (k knob) saysCursor() bool {
	return isOpaque(k.schema) && !leadsBack(k.whole) && !isCredential.MatchString(k.whole) && cursorWords.MatchString(k.said)
}

// isOpaque tells schemas of strings that may be a cursor: no time, link or choice.
func isOpaque(s *api.Schema) bool {
	return s.Kind == api.String && len(s.Enum) == 0 && !slices.Contains([]string{"date", "date-time", "uri", "url", "binary"}, s.Format)
}

func isNumeric(s *api.Schema) bool { return s.Kind == api.Integer || s.Kind == api.Number }

var digits = regexp.MustCompile(`^\d+$`)

// countable tells what holds a number, also such as a string.
func (k knob) countable() bool {
	return isNumeric(k.schema) || k.schema.Kind == api.String && len(k.schema.Enum) == 0 && (digits.MatchString(k.def) || strings.Contains(k.said, "number"))
}

func (k knob) isNumber() bool {
	if !k.countable() && !k.echoed || k.in == "header" {
		return false
	}
	return slices.Contains([]string{
		"page", "pagenumber", "pagenum", "pageno", "pagenr", "pageindex", "pageidx", "currentpage", "pg", "startpage", "resultpage", "resultspage",
		"pagetoreturn", "whichpage", "numpage", "nopage",
	}, k.whole) || k.inPage && slices.Contains([]string{"number", "index", "page", "num", "no"}, k.word) || k.in == "body" && k.word == "page"
}

func (k knob) isOffset() bool {
	if !k.countable() || k.in == "header" {
		return false
	}
	word := k.whole
	if k.inPage || k.in == "body" {
		word = k.word
	}
	return slices.Contains([]string{
		"offset", "skip", "start", "startindex", "startat", "from", "startfrom", "startposition", "firstresult", "startrow", "startrecord", "startoffset",
		"recordoffset", "resultoffset", "pageoffset", "firstindex", "startitem", "offsetstart", "skipcount", "toskip", "numskip", "pagingoffset",
	}, word)
}

// isPlainOffset tells offsets that cannot be anything else, such as the start of a time.
func (k knob) isPlainOffset() bool {
	return strings.Contains(k.whole, "offset") || strings.Contains(k.whole, "skip")
}

var timeWords = regexp.MustCompile(`\b(time|timestamp|date|epoch|unix|seconds|milliseconds|utc|byte|bytes|timezone|day|days|hour|block|height|ledger|price|amount|year)\b`)

// isRange tells starts of ranges, and offsets in time or in a file.
func (k knob) isRange(all []knob) bool {
	if !k.isOffset() {
		return false
	}
	if timeWords.MatchString(k.said) && !regexp.MustCompile(`\b(pag|skip|record|item|result|entr|row|element)`).MatchString(k.said) {
		return true
	}
	return !k.isPlainOffset() && !pageWords.MatchString(k.said) && slices.ContainsFunc(all, func(other knob) bool {
		return slices.Contains([]string{"to", "end", "until", "endat", "stop", "endindex", "endtime", "enddate", "till", "endrow"}, other.word)
	})
}

var startWords = regexp.MustCompile(`["'\x60>=](initial|init|\*)["'\x60<]|=\*`)

// needsStart tells cursors that a request has to set for the response to name the next one: cursor=*.
func (k knob) needsStart() bool { return k.isCursor() && startWords.MatchString(k.said) }

var keyWords = regexp.MustCompile(`\b(greater|higher|larger|bigger|less|lower|smaller) than (the|this|that|a given) (offset|value|number|id)\b`)

// isKey tells positions that are compared with something of the items: "those with a number greater than the offset".
func (k knob) isKey() bool { return keyWords.MatchString(k.said) }

func (k knob) isLastID() bool {
	if leadsBack(k.whole) || !isOpaque(k.schema) && !isNumeric(k.schema) || k.in == "header" {
		return false
	}
	return slices.Contains([]string{
		"startingafter", "afterid", "startafter", "startafterid", "lastid", "lastseenid", "lastitemid", "idafter", "after", "sinceid", "startafterkey", "pageafter",
	}, k.whole)
}

// isAboutPages tells what a request can say of pages.
func (k knob) isAboutPages() bool { return k.isPosition() || k.isSize() }

func (k knob) isSize() bool {
	word := k.whole
	if k.inPage || k.in == "body" {
		word = k.word
	}
	return (isNumeric(k.schema) || k.schema.Kind == api.String) && slices.Contains([]string{
		"limit", "perpage", "pagesize", "pagelimit", "size", "count", "maxresults", "maxitems", "max", "top", "take", "rows", "first", "n", "num", "length",
		"itemsperpage", "resultsperpage", "maxpagesize", "maxcount", "maxrecords", "pagelength", "maxkeys", "numresults", "hitsperpage", "recordsperpage",
		"entriesperpage", "batchsize", "numitems", "pagecount", "maxperpage", "pagingsize", "pagingcount", "limitperpage", "pageitems", "results",
		"psize", "entries", "maxentries", "numrows", "numberofresults", "resultcount", "resultlimit", "maxitemcount", "pagesizelimit",
	}, word)
}

// sizeFor is what asks for the size of pages beside the knob, in the same place; the plainest of several.
func (p *pager) sizeFor(k knob) (knob, bool) {
	i := slices.IndexFunc(p.knobs, func(other knob) bool { return other.in == k.in && other.name != k.name && other.isSize() })
	if i < 0 {
		return knob{}, false
	}
	return p.knobs[i], true
}

// fromZero and fromOne tell what people write of the first page or item.
var (
	fromZero = firstWords("zero|0")
	fromOne  = firstWords("one|1")
)

func firstWords(n string) *regexp.Regexp {
	return regexp.MustCompile(strings.ReplaceAll(`\b(N)[- ]?(based|indexed|index)|`+
		`(start|begin)(s|ing|ning)?( \w+)? (at|from|with|is) (index |page |item |number |position |offset )?[\x60'"]?(N)\b|`+
		`(count|number|index)(s|ed|ing) (up )?from (index |page |item )?[\x60'"]?(N)\b|`+
		`first (page|item|result|record|element|row|entry)('s)?( \w+)? (is|has|=|:|at)[^.]{0,20}\b(N)\b|`+
		`\b(N) (is|being|for|=|means|returns) the first|`+
		`default(s|ed)?( value)?( is| to|:|=)* ?(page )?[\x60'"(]?(N)\b|`+
		`\((N)\.\.`, "N", n))
}

// first is the number of the first page or item; known is false if nothing says so.
func (k knob) first() (first int64, known bool) {
	c := k.schema.Constraints
	switch {
	case k.def == "0":
		return 0, true
	case k.def == "1":
		return 1, true
	case fromZero.MatchString(k.said):
		return 0, true
	case fromOne.MatchString(k.said):
		return 1, true
	case c.Minimum == "0" && !c.ExclusiveMinimum:
		return 0, true
	case c.Minimum == "1", c.Minimum == "0":
		return 1, true
	}
	return 0, false
}
