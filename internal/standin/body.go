package standin

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"mime"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/apigen-go/apigen/generator/spec/node"
)

const formType = "application/x-www-form-urlencoded"

func one(n *node.Node) []*node.Node {
	if n == nil {
		return nil
	}
	return []*node.Node{n}
}

// judgeBody finds the declared media type of a body and checks the body by it.
func (d *Document) judgeBody(op *Operation, in *received, x *Exchange) []Fault {
	fault := func(format string, args ...any) []Fault {
		return []Fault{{Place: "body", Message: fmt.Sprintf(format, args...)}}
	}
	sentType := in.request.Header.Get("Content-Type")
	switch {
	case op.Body == nil && len(in.body) > 0:
		return fault("none is declared, %d bytes came", len(in.body))
	case op.Body == nil:
		return nil
	case len(in.body) == 0 && sentType == "":
		if op.Body.Required {
			return fault("is required")
		}
		return nil
	}
	kind, params, err := mime.ParseMediaType(sentType)
	if err != nil {
		return fault("the Content-Type %q: %v", sentType, err)
	}
	media, ok := op.Body.Media(kind)
	if !ok {
		return fault("the Content-Type %s is not declared", kind)
	}
	if x.Body, err = d.readBody(media, kind, params, in.body); err != nil {
		return fault("%v", err)
	}
	return nil
}

// Media finds the representation that a type belongs to: the type itself before ranges.
func (b *Body) Media(kind string) (Media, bool) { return mediaFor(b.Content, kind) }

func mediaFor(content []Media, kind string) (Media, bool) {
	kind, _, _ = strings.Cut(kind, ";")
	for _, exact := range []bool{true, false} {
		for _, m := range content {
			declared, _, _ := strings.Cut(strings.ToLower(m.Type), ";")
			declared = strings.TrimSpace(declared)
			if short := shortNames()[declared]; short != "" {
				declared = short
			}
			if match, _ := path.Match(declared, kind); declared == kind || match && !exact {
				return m, true
			}
		}
	}
	return Media{}, false
}

// shortNames are names of formats that documents have in place of media types.
func shortNames() map[string]string {
	return map[string]string{"*": "*/*", "json": "application/json", "xml": "application/xml", "text": "text/plain", "form": formType}
}

func isJSON(kind string) bool {
	kind, _, _ = strings.Cut(strings.ToLower(kind), ";")
	kind = strings.TrimSpace(kind)
	return kind == "application/json" || kind == "text/json" || kind == "text/x-json" || strings.HasSuffix(kind, "+json")
}

func isXML(kind string) bool {
	return kind == "application/xml" || kind == "text/xml" || strings.HasSuffix(kind, "+xml")
}

func isLines(kind string) bool {
	return kind == "application/x-ndjson" || kind == "application/ndjson" || kind == "application/jsonl" || kind == "application/x-jsonlines"
}

// readBody reads a body by its type and checks it.
func (d *Document) readBody(m Media, kind string, params map[string]string, body []byte) (v any, err error) {
	switch {
	case isJSON(kind):
		v, err = parse(body)
	case isLines(kind):
		return d.readLines(m, body)
	case kind == formType:
		v, err = d.readForm(m, body)
	case strings.HasPrefix(kind, "multipart/"):
		v, err = d.readMultipart(m, kind, params["boundary"], body)
	case isXML(kind):
		v, err = d.readXML(m, body)
	case strings.HasPrefix(kind, "text/"):
		if !utf8.Valid(body) {
			return nil, errors.New("the text is no UTF-8")
		}
		return string(body), nil
	default:
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return v, d.checks.check(m.Schema, v, sent)
}

func (d *Document) readLines(m Media, body []byte) (any, error) {
	schema := cmp.Or(m.Items, m.Schema)
	var list []any
	for line := range bytes.Lines(body) {
		v, err := parse(line)
		if err == nil {
			err = d.checks.check(schema, v, sent)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", len(list)+1, err)
		}
		list = append(list, v)
	}
	return list, nil
}

// readForm reads a=b&c[d]=e.
func (d *Document) readForm(m Media, body []byte) (any, error) {
	in := &received{}
	for text := range strings.SplitSeq(string(body), "&") {
		if text == "" {
			continue
		}
		p, err := newPair(text, url.QueryUnescape)
		if err != nil {
			return nil, err
		}
		in.query = append(in.query, p)
	}
	root := &tree{}
	s := d.shapeOf(one(m.Schema))
	for _, p := range in.query {
		keys := brackets(p.name)
		if _, whole := s.properties[p.name]; whole {
			keys = []string{p.name}
		}
		if err := d.putField(root, keys, p, s.member(keys[0]), d.follow(m.encoding.Get(keys[0]))); err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return d.object(root, s)
}

// putField adds one pair of a form, as its encoding says.
func (d *Document) putField(root *tree, keys []string, p pair, schemas []*node.Node, encoding *node.Node) error {
	style := cmp.Or(encoding.Get("style").Str(), "form")
	switch {
	case isJSON(encoding.Get("contentType").Str()):
		v, err := parse([]byte(p.value))
		if err != nil {
			return err
		}
		root.put(keys, known{v})
	case len(keys) == 1 && isJoined(encoding):
		readings, err := d.flat(split(p.rawValue, style), p.rawValue, false, schemas, url.QueryUnescape)
		if err != nil || len(readings) == 0 {
			return cmp.Or(err, errors.New("cannot be read"))
		}
		root.put(keys, known{readings[0]})
	default:
		root.put(keys, p.value)
	}
	return nil
}

// readXML reads a body of XML, whose root is what the schema says, if it does.
func (d *Document) readXML(m Media, body []byte) (any, error) {
	root, err := readElement(body)
	if err != nil {
		return nil, err
	}
	if want := d.RootName(m.Schema); want != "" && root.name != want {
		return nil, fmt.Errorf("the root of the XML is %q, it should be %q", root.name, want)
	}
	if m.Schema == nil {
		return nil, nil
	}
	return d.fromXML(root, one(m.Schema)), nil
}

// RootName is what the schema says of the name of its element, "" if it says nothing.
func (d *Document) RootName(schema *node.Node) string {
	return cmp.Or(schema.Get("xml").Get("name").Str(), d.follow(schema).Get("xml").Get("name").Str())
}
