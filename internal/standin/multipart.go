package standin

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"path"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// readMultipart reads the parts of a body as the members of an object. Files are texts.
func (d *Document) readMultipart(m Media, boundary string, body []byte) (any, error) {
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
		if err := d.putPart(root, part, s, m.encoding); err != nil {
			return nil, fmt.Errorf("part %q: %w", part.FormName(), err)
		}
	}
	return d.object(root, s)
}

func (d *Document) putPart(root *tree, part *multipart.Part, s *shape, encodings *node.Node) error {
	content, err := io.ReadAll(part)
	if err != nil {
		return err
	}
	name := part.FormName()
	if name == "" {
		return errors.New("the part has no name")
	}
	keys := brackets(name)
	if _, whole := s.properties[name]; whole {
		keys = []string{name}
	}
	encoding := d.follow(encodings.Get(keys[0]))
	kind := part.Header.Get("Content-Type")
	schemas := s.member(keys[0])
	member := d.shapeOf(schemas)
	link := member.binary && member.text && part.FileName() == "" // in place of a file
	if err := judgePartType(kind, encoding.Get("contentType").Str()); err != nil && !link {
		return err
	}
	binary := len(keys) == 1 && (member.binary || d.shapeOf(member.items).binary)
	switch {
	case binary && part.FileName() == "" && !link:
		return errors.New("a file should have a name")
	case binary:
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
