package runtime

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A multipart body is a list of parts that are prepared once, and a boundary. Each attempt reads the parts anew, one after
// the other: a file is never held in memory.

// Multipart sets a body of type multipart/form-data from a struct (by its json tags, in order) or a map (sorted). A nil
// pointer sets none.
//
// A [File] is a part with a file name, several files are several parts of one name. A scalar is a part of plain text, a list
// one part for each item, an object a part of type application/json. The body can be sent again if all files can.
func (r *Request) Multipart(value any, styles ...FieldStyle) {
	entries, present, err := entriesOf(value)
	if err != nil {
		r.failBody(err)
		return
	}
	if !present {
		return
	}
	m := multipartBody{boundary: rand.Text()}
	for _, e := range entries {
		if err := m.add(e, e.style(styles)); err != nil {
			r.failBody(fmt.Errorf("%s: %w", e.name, err))
			return
		}
	}
	r.body = m.body()
}

// multipartBody collects the parts of a body.
type multipartBody struct {
	boundary string
	parts    []part
}

// part is one part: its header, and its content from memory or from a file.
type part struct {
	header string
	text   string
	file   *body // nil: text
}

// add appends the parts of one property.
func (m *multipartBody) add(e entry, s FieldStyle) error {
	if files, ok := filesOf(e.value); ok {
		for _, f := range files {
			if err := m.addFile(e.name, f, s.ContentType); err != nil {
				return err
			}
		}
		return nil
	}
	l := layoutOf(StyleForm, s.Style)
	if l.json || isJSON(s.ContentType) {
		return m.addJSON(e, cmp.Or(s.ContentType, "application/json"))
	}
	n, err := inspect(e.value)
	if err != nil {
		return err
	}
	if len(s.Style) > 0 {
		return m.addStyled(e.name, n, l, s.ContentType)
	}
	return m.addNode(e, n, s.ContentType)
}

func (m *multipartBody) addNode(e entry, n node, contentType string) error {
	switch {
	case n.kind == objectNode:
		return m.addJSON(e, "application/json")
	case n.kind == listNode && !n.isFlat():
		data, err := encodeJSON(e.value)
		if err != nil {
			return err
		}
		for item := range jsonItems(data) {
			if err := m.addText(e.name, string(item), "application/json"); err != nil {
				return err
			}
		}
		return nil
	}
	return m.addStyled(e.name, n, layout{style: StyleForm, explode: true}, contentType)
}

// addStyled appends a part for each pair that the layout makes of the value.
func (m *multipartBody) addStyled(name string, n node, l layout, contentType string) error {
	pairs, err := l.pairs(nil, name, n, keepAll, keepAll)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if err := m.addText(p.name, p.value, contentType); err != nil {
			return err
		}
	}
	return nil
}

func (m *multipartBody) addJSON(e entry, contentType string) error {
	text, present, err := jsonText(e.value)
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
	if !isNilReader(f.Content) {
		p.file = readerBody(contentType, f.Content)
	}
	m.parts = append(m.parts, p)
	return err
}

// header returns the delimiter and the header of the next part.
func (m *multipartBody) header(name, filename, contentType string) (string, error) {
	if hasControl(contentType) {
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

// filesOf returns the files in the value of a property; ok is false if it is not of a type for files.
func filesOf(value any) (files []File, ok bool) {
	switch v := value.(type) {
	case File:
		return []File{v}, true
	case *File:
		if v == nil {
			return nil, true
		}
		return []File{*v}, true
	case []File:
		return v, true
	case Nullable[File]:
		if f, ok := v.Get(); ok {
			return []File{f}, true
		}
		return nil, true
	case []*File:
		for _, f := range v {
			files = append(files, OrZero(f))
		}
		return files, true
	}
	return nil, false
}

// body returns the whole.
func (m *multipartBody) body() *body {
	end := "\r\n--" + m.boundary + "--\r\n"
	if len(m.parts) == 0 {
		end = end[len("\r\n"):]
	}
	b := &body{mediaType: "multipart/form-data; boundary=" + m.boundary, length: int64(len(end)), replay: true}
	for _, p := range m.parts {
		size := int64(len(p.text))
		if p.file != nil {
			size, b.replay = p.file.length, b.replay && p.file.replay
		}
		if size < 0 || b.length < 0 {
			b.length = -1
			continue
		}
		b.length += int64(len(p.header)) + size
	}
	b.open = func() (io.ReadCloser, error) { return m.reader(end), nil }
	return b
}
