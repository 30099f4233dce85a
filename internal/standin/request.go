package standin

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Fault is something in a request that the document does not allow.
type Fault struct {
	Operation string // "GET /orders"; "": none was found
	Place     string // "query \"limit\""
	Message   string // what was found and what is expected
}

// String is the fault in one line.
func (f Fault) String() string { return fmt.Sprintf("%s: %s: %s", f.Operation, f.Place, f.Message) }

// Exchange is one request and what was understood of it.
type Exchange struct {
	Operation *Operation     // nil: there is none for the request
	Values    map[string]any // JSON values of the parameters that were there, by place: "query limit"
	Body      any            // JSON value of a body that has one
	Raw       []byte         // the body as it came
	Faults    []Fault
	URI       string // as it was asked for

	Answer Answer
}

// Judge finds the operation of a request and tells all that is wrong with it.
//
// Of operations whose paths differ in the names of placeholders alone, it is the one that is meant, if that is known.
func (d *Document) Judge(r *http.Request, body []byte, meant *Operation) *Exchange {
	var best *Exchange
	for _, op := range d.operations {
		match := op.pattern.FindStringSubmatch(r.URL.EscapedPath())
		if op.Method != r.Method || match == nil || meant != nil && op != meant && anonymous(op.Path) == anonymous(meant.Path) {
			continue
		}
		x := d.judgeAs(op, match[1:], r, body)
		if best == nil || len(x.Faults) < len(best.Faults) {
			best = x
		}
		if len(best.Faults) == 0 {
			break
		}
	}
	return cmp.Or(best, &Exchange{Raw: body, URI: r.URL.RequestURI(), Faults: []Fault{{Place: "path", Message: "no operation is at " + r.Method + " " + r.URL.EscapedPath()}}})
}

// judgeAs judges a request for one operation.
func (d *Document) judgeAs(op *Operation, path []string, r *http.Request, body []byte) *Exchange {
	x := &Exchange{Operation: op, Values: map[string]any{}, Raw: body, URI: r.URL.RequestURI()}
	in, err := receive(r, body)
	if err != nil {
		x.Faults = append(x.Faults, Fault{Place: "query", Message: err.Error()})
		in = &received{request: r, body: body}
	}
	in.path = map[string]string{}
	for i, name := range op.names {
		in.path[name] = path[i]
		if plain, err := url.PathUnescape(path[i]); err == nil {
			x.Values["path "+name] = plain // unless a parameter of the name says what it means
		}
	}
	x.Faults = append(x.Faults, d.authorize(op, in)...)
	d.judgeTemplate(op, in, x)
	for greed := range 3 { // parameters that take whatever is left come last
		for _, p := range op.Params {
			if d.greed(p) == greed {
				d.judgeParam(op, p, in, x)
			}
		}
	}
	for place, pairs := range map[string][]pair{"query": in.query, "cookie": in.cookies} {
		for _, p := range pairs {
			if !p.used && !(place == "cookie" && op.declares("header", "Cookie")) {
				x.Faults = append(x.Faults, Fault{Place: fmt.Sprintf("%s %q", place, p.name), Message: "is not declared"})
			}
		}
	}
	x.Faults = append(x.Faults, d.judgeBody(op, in, x)...)
	for i := range x.Faults {
		x.Faults[i].Operation = op.Method + " " + op.Path
	}
	slices.SortFunc(x.Faults, func(a, b Fault) int { return cmp.Compare(a.Place, b.Place) })
	return x
}

// judgeTemplate looks for the query that the template itself has.
func (d *Document) judgeTemplate(op *Operation, in *received, x *Exchange) {
	for one := range strings.SplitSeq(op.query, "&") {
		if one == "" {
			continue
		}
		want, err := newPair(one, url.QueryUnescape)
		i := slices.IndexFunc(in.query, func(p pair) bool { return p.name == want.name && !p.used })
		if err == nil && strings.Contains(want.value, "{") && i >= 0 {
			in.path[strings.Trim(want.value, "{}")] = in.query[i].rawValue
		} else if err != nil || i < 0 || in.query[i].value != want.value {
			x.Faults = append(x.Faults, Fault{Place: "query", Message: "the path itself has " + one})
		}
		if i >= 0 {
			in.query[i].used = true
		}
	}
}

// greed tells objects that are spread over the query, 1, and those whose members can have any name, 2.
func (d *Document) greed(p *Param) int {
	s := d.shapeOf(one(p.Schema))
	switch {
	case p.MediaType != "" || p.Style != "form" || !p.Explode || !s.holds("object"):
		return 0
	case len(s.properties) > 0 && !s.open:
		return 1
	}
	return 2
}

// judgeParam reads a parameter and checks it.
func (d *Document) judgeParam(op *Operation, p *Param, in *received, x *Exchange) {
	fail := func(format string, args ...any) {
		x.Faults = append(x.Faults, Fault{Place: fmt.Sprintf("%s %q", p.In, p.Name), Message: fmt.Sprintf(format, args...)})
	}
	readings, err := d.locate(op, p, in)
	switch {
	case err != nil:
		fail("%v", err)
		return
	case len(readings) == 0 && p.Required:
		fail("is required")
		return
	case len(readings) == 0:
		return
	}
	var wrong error
	for _, v := range readings {
		err := d.checks.check(p.Schema, v, sent)
		if err == nil {
			x.Values[p.In+" "+p.Name] = v
			return
		}
		wrong = cmp.Or(wrong, err)
	}
	fail("%v", wrong)
}
