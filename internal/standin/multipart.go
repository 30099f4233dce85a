package standin

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"path"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// readMultipart reads the parts of a body as the members of an object. Files are texts.
func (d *Document) readMultipart(m Media, kind, boundary string, body []byte) (any, error) {
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	root := &tree{}
	s := d.shapeOf(one(m.Schema))
	for {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		name := part.FormName()
		if name == "" && kind != "multipart/form-data" {
			name = d.partOf(part.Header.Get("Content-ID"), s, m.encoding)
		}
		if err := d.putPart(root, part, name, s, m.encoding); err != nil {
			return nil, fmt.Errorf("part %q: %w", name, err)
		}
	}
	return d.object(root, s)
}

func (d *Document) putPart(root *tree, part *multipart.Part, name string, s *shape, encodings *node.Node) error {
	content, err := io.ReadAll(part)
	if err != nil {
		return err
	}
	if name == "" {
		return errors.New("the part has no name")
	}
	keys := brackets(name)
	if _, whole := s.properties[name]; whole {
		keys = []string{name}
	}
	encoding := d.follow(encodings.Get(keys[0]))
	if err := d.judgePartHeaders(part, encoding); err != nil {
		return err
	}
	kind := part.Header.Get("Content-Type")
	schemas := s.member(keys[0])
	member := d.shapeOf(schemas)
	link := member.binary && part.FileName() == "" && // in place of a file
		(member.text || isJSON(kind) && member.holds("object"))
	if err := judgePartType(kind, encoding.Get("contentType").Str()); err != nil && !link {
		return err
	}
	binary := len(keys) == 1 && (member.binary || d.shapeOf(member.items).binary)
	switch {
	case binary && part.FileName() == "" && !link:
		return errors.New("a file should have a name")
	case binary && !(link && isJSON(kind)):
		root.put(keys, known{string(content)})
	case isJSON(kind):
		v, err := parse(content)
		if err != nil {
			return err
		}
		root.put(keys, known{v})
	case isJoined(encoding):
		readings, err := d.flat(strings.Split(string(content), plainSeparator(encoding)), string(content), false, schemas, untouched)
		if err != nil {
			return err
		}
		root.put(keys, known{readings[0]})
	default:
		root.put(keys, string(content))
	}
	return nil
}

// isJoined tells whether an encoding has lists in one value.
func isJoined(encoding *node.Node) bool {
	style := cmp.Or(encoding.Get("style").Str(), "form")
	if explode := encoding.Get("explode"); explode.Is(node.Bool) {
		return !explode.True() && style != "deepObject"
	}
	return style != "form" && style != "deepObject"
}

// plainSeparator is what stands between items where nothing is percent-encoded.
func plainSeparator(encoding *node.Node) string {
	return cmp.Or(map[string]string{"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}[encoding.Get("style").Str()], ",")
}

// judgePartType checks the type of a part by those that its encoding lists.
func judgePartType(kind, declared string) error {
	if declared == "" || kind == "" && strings.HasPrefix(declared, "text/plain") {
		return nil
	}
	sent, _, err := mime.ParseMediaType(kind)
	if err != nil {
		return fmt.Errorf("the Content-Type %q should be %s", kind, declared)
	}
	for _, want := range strings.Split(declared, ",") {
		want, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(want)), ";")
		if match, _ := path.Match(want, sent); match || want == sent {
			return nil
		}
	}
	return fmt.Errorf("the Content-Type %s should be %s", sent, declared)
}

// partOf is the property that a Content-ID names: <photo>, <photo-2> for a further one, or what the document has for it.
func (d *Document) partOf(id string, s *shape, encodings *node.Node) string {
	for name := range s.properties {
		own := d.partHeaders(encodings.Get(name))["Content-Id"]
		for _, key := range []string{"const", "default"} {
			if own.Get(key).Str() == id && id != "" {
				return name
			}
		}
	}
	name, err := url.PathUnescape(strings.TrimSuffix(strings.TrimPrefix(id, "<"), ">"))
	if err != nil {
		return ""
	}
	if at := strings.LastIndexByte(name, '-'); at > 0 && s.properties[name] == nil && strings.Trim(name[at+1:], "0123456789") == "" {
		return name[:at]
	}
	return name
}

// partHeaders are the schemas of the headers that an encoding declares, by canonical name.
func (d *Document) partHeaders(encoding *node.Node) map[string]*node.Node {
	out := map[string]*node.Node{}
	for name, h := range d.get(encoding, "headers").All() {
		out[textproto.CanonicalMIMEHeaderKey(name)] = d.get(d.follow(h), "schema")
	}
	delete(out, "Content-Type")
	return out
}

// judgePartHeaders checks the headers of a part, of which those with one value must be there.
func (d *Document) judgePartHeaders(part *multipart.Part, encoding *node.Node) error {
	for name, schema := range d.partHeaders(encoding) {
		text := part.Header.Get(name)
		fixed := schema.Has("const") || schema.Has("default") || schema.Get("enum").Len() == 1
		switch {
		case text == "" && fixed:
			return fmt.Errorf("has no header %s", name)
		case text == "":
			continue
		}
		if err := d.checks.check(schema, d.read(text, one(schema)), sent); err != nil {
			return fmt.Errorf("header %s: %w", name, err)
		}
	}
	return nil
}
