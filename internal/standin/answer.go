package standin

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/internal/synth"
)

// Answer is what the stand-in sends back.
type Answer struct {
	Status   int
	Declared string // the status as the document has it: "2XX"
	Type     string // Content-Type; "": no content
	Header   map[string]string
	Headers  map[string]any // what they say, by the same names
	Body     []byte
	Value    any      // what the body says, if it is XML
	Loose    []string // JSON pointers of members that nobody promises to keep
	Items    []Item   // of a stream
	Missed   error    // why no value could be made

	schema *node.Node
}

// Wish says which answer to give. The zero value asks for the first success with the plainest content.
type Wish struct {
	Status string // as the document has it: "404", "4XX", "default"; "": the first success that has content
	Recipe synth.Recipe
	Meant  *Operation // that the client called; nil: unknown
	End    string     // data of an event that ends a stream; "": the end of the body does
}

// Answer makes an answer of an operation for a client that accepts some media types.
func (d *Document) Answer(op *Operation, w Wish, accept string) Answer {
	r, ok := op.response(w.Status)
	a := Answer{Status: code(r.Status), Declared: r.Status}
	a.Header, a.Headers = d.headers(r)
	if r.broken {
		a.Missed = errors.New("a reference of the response leads nowhere")
	}
	if !ok {
		a.Status = 204
		if w.Status != "" {
			a.Missed = fmt.Errorf("the operation declares no status %s", w.Status)
		}
		return a
	}
	m, ok := choose(r.Content, accept)
	if !ok || op.Method == "HEAD" || a.Status == 204 || a.Status == 205 { // HTTP has no body there
		return a
	}
	d.fill(&a, m, r.Content, w)
	return a
}

// Success is the status that is answered with unless another one is wished for, "" if none is declared.
func (op *Operation) Success() string {
	r, _ := op.response("")
	return r.Status
}

// response finds the response of a status, or the first success with content, or the first success.
func (op *Operation) response(status string) (Response, bool) {
	find := func(good func(Response) bool) (Response, bool) {
		i := slices.IndexFunc(op.Responses, good)
		if i < 0 {
			return Response{}, false
		}
		return op.Responses[i], true
	}
	success := func(r Response) bool { return strings.HasPrefix(r.Status, "2") }
	tries := []func(Response) bool{
		func(r Response) bool { return success(r) && len(r.Content) > 0 },
		success,
		func(r Response) bool { return strings.HasPrefix(r.Status, "3") },
		func(r Response) bool { return r.Status == "default" },
	}
	if status != "" {
		tries = []func(Response) bool{func(r Response) bool { return strings.EqualFold(r.Status, status) }}
	}
	for _, good := range tries {
		if r, ok := find(good); ok {
			return r, true
		}
	}
	return Response{}, false
}

// code is a status that a declared one stands for.
func code(declared string) int {
	if n, err := strconv.Atoi(declared); err == nil {
		return n
	}
	if declared != "" && declared[0] >= '1' && declared[0] <= '5' {
		return int(declared[0]-'0') * 100
	}
	return 200
}

// choose takes the first representation that a client accepts.
func choose(content []Media, accept string) (Media, bool) {
	for _, want := range strings.Split(accept, ",") {
		want, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(want)), ";")
		if m, ok := mediaFor(content, want); ok && want != "" {
			if strings.Contains(m.Type, "*") || shortNames()[m.Type] != "" {
				m.Type = want
			}
			return m, true
		}
	}
	if len(content) == 0 {
		return Media{}, false
	}
	return content[0], true
}

// fill writes the content, one of several.
func (d *Document) fill(a *Answer, m Media, all []Media, w Wish) {
	w.Recipe.Direction = synth.Response
	r := w.Recipe
	a.Type = m.Type
	kind, _, _ := strings.Cut(strings.ToLower(m.Type), ";")
	s := d.shapeOf(one(m.Schema))
	switch {
	case isXML(kind):
		d.fillXML(a, m.Schema, r)
	case strings.HasSuffix(kind, "json-seq"):
		d.fillLines(a, cmp.Or(m.Items, d.itemsOf(m.Schema)), w, "\x1e")
	case isLines(kind), kind == "application/stream+json":
		d.fillLines(a, cmp.Or(m.Items, d.itemsOf(m.Schema)), w, "")
	case isJSON(kind), strings.Contains(kind, "*") && m.Schema != nil && !s.binary:
		if strings.Contains(kind, "*") {
			a.Type = "application/json"
		}
		d.fillJSON(a, cmp.Or(m.Schema, m.Items), r)
	case kind == "text/event-stream":
		schema := cmp.Or(m.Items, d.itemsOf(m.Schema))
		d.fillEvents(a, schema, d.sameAsJSON(all, schema), w)
	case strings.HasPrefix(kind, "text/"):
		a.Body = []byte("Grüße, ein Text\n")
	default:
		a.Body = []byte("\x00\x01bytes\xff\xfe\r\n")
		if strings.Contains(a.Type, "*") {
			a.Type = "application/octet-stream"
		}
	}
}

func (d *Document) fillJSON(a *Answer, schema *node.Node, r synth.Recipe) {
	if schema == nil {
		a.Body = []byte(`{"any":["Grüße",9007199254740993,null]}`)
		return
	}
	a.schema = schema
	v, err := d.values.Value(schema, r)
	a.Body, a.Loose, a.Missed = v.JSON, v.Loose, err
	if err != nil {
		a.Body = []byte("null")
	}
}

func (d *Document) fillXML(a *Answer, schema *node.Node, r synth.Recipe) {
	root := markup{name: cmp.Or(d.RootName(schema), "answer")}
	if schema == nil {
		a.Body = []byte("<" + root.name + "/>")
		return
	}
	d.fillJSON(a, schema, r)
	a.Value, _ = parse(a.Body) // what was made is JSON
	a.Value = Written(a.Value)
	var b strings.Builder
	d.toXML(&b, root, a.Value, one(schema))
	a.Body = []byte(b.String())
}

// headers makes values for the headers of a response.
func (d *Document) headers(r Response) (texts map[string]string, values map[string]any) {
	texts, values = map[string]string{}, map[string]any{}
	for name, h := range r.headers.All() {
		h = d.follow(h)
		schema := h.Get("schema")
		if schema == nil || slices.Contains(transport(), strings.ToLower(name)) {
			continue
		}
		v, err := d.values.Value(schema, synth.Recipe{Direction: synth.Response})
		if err != nil {
			continue
		}
		if parsed, err := parse(v.JSON); err == nil {
			texts[name], values[name] = headerText(parsed), parsed
		}
	}
	return texts, values
}

// transport are headers that are not for answers to make up.
func transport() []string {
	return []string{"content-type", "content-length", "content-encoding", "transfer-encoding", "connection", "trailer", "retry-after"}
}

func headerText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case []any:
		texts := []string{}
		for _, item := range v {
			texts = append(texts, headerText(item))
		}
		return strings.Join(texts, ",")
	case map[string]any:
		texts := []string{}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			texts = append(texts, name, headerText(v[name]))
		}
		return strings.Join(texts, ",")
	}
	return ""
}
