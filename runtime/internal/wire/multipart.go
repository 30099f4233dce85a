package wire

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/body"
	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/header"
)

// A multipart body is a list of parts that are prepared once, and a boundary. Each attempt reads the parts anew, one after
// the other: a file is never held in memory.

// File is a file in a multipart body, as in the runtime.
type File struct {
	Name        string
	ContentType string
	Content     io.Reader
}

// Multipart returns a body with the properties of a value, nil if there is none. The function finds the files in a property;
// ok is false if it is not of a type for files.
func (of Values) Multipart(value any, fields []Field, files func(any) (found []File, ok bool)) (*body.Body, error) {
	entries, present, err := of.entries(value)
	if err != nil || !present {
		return nil, err
	}
	m := multipartBody{boundary: rand.Text(), values: of, files: files}
	for _, e := range entries {
		if err := m.add(e, e.field(fields)); err != nil {
			return nil, fmt.Errorf("%s: %w", e.name, err)
		}
	}
	return m.body(), nil
}

// multipartBody collects the parts of a body.
type multipartBody struct {
	boundary string
	values   Values
	files    func(any) ([]File, bool)
	parts    []part
}

// part is one part: its header, and its content from memory or from a file.
type part struct {
	header string
	text   string
	file   *body.Body // nil: text
}

// add appends the parts of one property.
func (m *multipartBody) add(e entry, f Field) error {
	if files, ok := m.files(e.value); ok {
		for _, file := range files {
			if err := m.addFile(e.name, file, f.ContentType); err != nil {
				return err
			}
		}
		return nil
	}
	if f.Layout.json || header.IsJSON(f.ContentType) {
		return m.addJSON(e, cmp.Or(f.ContentType, "application/json"))
	}
	n, err := m.values.inspect(e.value)
	if err != nil {
		return err
	}
	if f.Styled {
		return m.addStyled(e.name, n, f.Layout, f.ContentType)
	}
	return m.addNode(e, n, f.ContentType)
}

func (m *multipartBody) addNode(e entry, n node, contentType string) error {
	switch {
	case n.kind == objectNode:
		return m.addJSON(e, "application/json")
	case n.kind == listNode && !n.isFlat():
		data, err := exact.Encode(e.value)
		if err != nil {
			return err
		}
		for item := range exact.Items(data) {
			if err := m.addText(e.name, string(item), "application/json"); err != nil {
				return err
			}
		}
		return nil
	}
	return m.addStyled(e.name, n, LayoutOf[string](Form), contentType)
}

// addStyled appends a part for each pair that the layout makes of the value.
func (m *multipartBody) addStyled(name string, n node, l Layout, contentType string) error {
	pairs, err := l.pairs(nil, name, n, keepAll, keepAll)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if err := m.addText(p.Name, p.Value, contentType); err != nil {
			return err
		}
	}
	return nil
}

func (m *multipartBody) addJSON(e entry, contentType string) error {
	text, present, err := m.values.jsonText(e.value)
	if err != nil || !present {
		return err
	}
	return m.addText(e.name, text, contentType)
}

func (m *multipartBody) addText(name, text, contentType string) error {
	header, err := m.header(name, "", contentType)
	m.parts = append(m.parts, part{header: header, text: text})
	return err
}

func (m *multipartBody) addFile(name string, f File, contentType string) error {
	contentType = cmp.Or(f.ContentType, contentType, "application/octet-stream")
	header, err := m.header(name, cmp.Or(f.Name, name), contentType)
	p := part{header: header}
	if !body.IsNil(f.Content) {
		p.file = body.FromReader(contentType, f.Content)
	}
	m.parts = append(m.parts, p)
	return err
}

// header returns the delimiter and the header of the next part.
func (m *multipartBody) header(name, filename, contentType string) (string, error) {
	if header.HasControl(contentType) {
		return "", errors.New("the content type " + errControl.Error())
	}
	var b strings.Builder
	if len(m.parts) > 0 {
		b.WriteString("\r\n")
	}
	b.WriteString("--" + m.boundary + "\r\nContent-Disposition: form-data; name=" + quoted(name))
	if filename != "" {
		b.WriteString("; filename=" + quoted(filename))
	}
	if contentType != "" {
		b.WriteString("\r\nContent-Type: " + contentType)
	}
	b.WriteString("\r\n\r\n")
	return b.String(), nil
}

// quoted returns s as a quoted string. Control characters, line ends above all, are percent-encoded, as browsers do.
func quoted(s string) string {
	b := []byte{'"'}
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c == 0x7f:
			b = appendEscaped(b, s[i:i+1], keepUnreserved)
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		default:
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}

// body returns the whole.
func (m *multipartBody) body() *body.Body {
	end := "\r\n--" + m.boundary + "--\r\n"
	if len(m.parts) == 0 {
		end = end[len("\r\n"):]
	}
	b := &body.Body{MediaType: "multipart/form-data; boundary=" + m.boundary, Length: int64(len(end)), Replay: true}
	for _, p := range m.parts {
		size := int64(len(p.text))
		if p.file != nil {
			size, b.Replay = p.file.Length, b.Replay && p.file.Replay
		}
		if size < 0 || b.Length < 0 {
			b.Length = -1
			continue
		}
		b.Length += int64(len(p.header)) + size
	}
	b.Open = func() (io.ReadCloser, error) { return m.reader(end), nil }
	return b
}
