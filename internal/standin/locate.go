package standin

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// locate finds what a request has for a parameter, and reads it in all the ways that its style and schema allow, the
// structured ones first. Nothing is found if there are no readings.
func (d *Document) locate(op *Operation, p *Param, in *received) (readings []any, err error) {
	schemas := []*node.Node{p.Schema}
	if p.Schema == nil {
		schemas = nil
	}
	switch p.In {
	case "path":
		raw, ok := in.path[p.Name]
		if !ok {
			return nil, nil
		}
		return d.locatePath(p, raw, schemas)
	case "header":
		values, ok := in.request.Header[http.CanonicalHeaderKey(p.Name)]
		if !ok {
			return nil, nil
		}
		raw := strings.Join(values, ",")
		if p.MediaType != "" {
			return d.readContent(p, raw)
		}
		return d.flat(strings.Split(raw, ","), raw, p.Explode, schemas, asIs)
	case "querystring":
		return d.locateWhole(p, in, schemas)
	}
	return d.locatePairs(op, p, in, schemas)
}

// locatePath reads a placeholder by its style.
func (d *Document) locatePath(p *Param, raw string, schemas []*node.Node) ([]any, error) {
	if p.MediaType != "" {
		text, err := url.PathUnescape(raw)
		if err != nil {
			return nil, err
		}
		return d.readContent(p, text)
	}
	separator := ","
	switch p.Style {
	case "label":
		if !strings.HasPrefix(raw, ".") {
			return nil, fmt.Errorf("a label begins with a dot: %s", raw)
		}
		raw = raw[1:]
		if p.Explode {
			separator = "."
		}
	case "matrix":
		return d.matrix(p, raw, schemas)
	}
	return d.flat(strings.Split(raw, separator), raw, p.Explode, schemas, url.PathUnescape)
}

func (d *Document) matrix(p *Param, raw string, schemas []*node.Node) ([]any, error) {
	if !strings.HasPrefix(raw, ";") {
		return nil, fmt.Errorf("a matrix begins with a semicolon: %s", raw)
	}
	parts := strings.Split(raw[1:], ";")
	s := d.shapeOf(schemas)
	if p.Explode && s.holds("object") && !strings.HasPrefix(raw[1:], p.Name+"=") {
		return d.flat(parts, "", true, schemas, url.PathUnescape)
	}
	for i, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		if name != p.Name {
			return nil, fmt.Errorf("the matrix names %q", name)
		}
		parts[i] = value
	}
	if !p.Explode && len(parts) == 1 {
		return d.flat(strings.Split(parts[0], ","), parts[0], false, schemas, url.PathUnescape)
	}
	return d.flat(parts, parts[0], p.Explode, schemas, url.PathUnescape)
}

// flat reads a text whose parts may be items or members.
func (d *Document) flat(parts []string, whole string, explode bool, schemas []*node.Node, unescape func(string) (string, error)) (readings []any, err error) {
	s := d.shapeOf(schemas)
	if s.holds("object") {
		if v, ok := d.flatObject(parts, explode, s, unescape); ok {
			readings = append(readings, v)
		}
	}
	if s.holds("array") {
		texts, err := unescapeAll(parts, unescape)
		if err != nil {
			return nil, err
		}
		var list []any
		for i, text := range texts {
			list = append(list, d.read(text, s.item(i)))
		}
		if whole == "" {
			list = []any{}
		}
		readings = append(readings, list)
	}
	text, err := unescape(whole)
	if err != nil {
		return nil, err
	}
	if s.holds("string") || len(readings) == 0 || len(s.kinds) > 1 {
		readings = append(readings, d.read(text, schemas))
	}
	return readings, nil
}

// flatObject reads k,v,k,v or k=v,k=v.
func (d *Document) flatObject(parts []string, explode bool, s *shape, unescape func(string) (string, error)) (any, bool) {
	var flat []string
	for _, part := range parts {
		if !explode {
			flat = append(flat, part)
			continue
		}
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			return nil, false
		}
		flat = append(flat, name, value)
	}
	texts, err := unescapeAll(flat, unescape)
	if err != nil || len(texts)%2 != 0 {
		return nil, false
	}
	out := object{}
	for i := 0; i < len(texts); i += 2 {
		out[texts[i]] = d.read(texts[i+1], s.member(texts[i]))
	}
	return out, true
}

// readContent reads a parameter that is the text of a media type.
func (d *Document) readContent(p *Param, text string) ([]any, error) {
	if !isJSON(p.MediaType) {
		return []any{text}, nil
	}
	v, err := parse([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("is no JSON: %w", err)
	}
	return []any{v}, nil
}

// locateWhole reads a parameter that is the whole query.
func (d *Document) locateWhole(p *Param, in *received, schemas []*node.Node) ([]any, error) {
	if in.request.URL.RawQuery == "" {
		return nil, nil
	}
	for i := range in.query {
		in.query[i].used = true
	}
	if strings.HasPrefix(p.MediaType, formType) {
		root := &tree{}
		for _, q := range in.query {
			root.put(brackets(q.name), q.value)
		}
		v, err := d.value(root, schemas)
		return []any{v}, err
	}
	text, err := url.QueryUnescape(in.request.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	return d.readContent(p, text)
}
