package wire

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
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
	Header      http.Header
	Content     io.Reader
}

// Multipart returns a body with the properties of a value, nil if there is none. The function finds the files in a property;
// ok is false if it is not of a type for files.
func (of Values) Multipart(value any, fields []Field, files func(any) (found []File, ok bool)) (*body.Body, error) {
	m := multipartBody{boundary: rand.Text(), values: of, files: files}
	entries, present, err := m.entries(value)
	if err != nil || !present {
		return nil, err
	}
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

// entries returns the properties of the body. A struct with files may write its own JSON too, in which it fills in
// constants: that of a copy without the files, which have none, is what is sent beside them.
func (m *multipartBody) entries(value any) ([]entry, bool, error) {
	v := behindPointers(value)
	if v.Kind() != reflect.Struct || m.values.IsAbsent(value) {
		return m.values.entries(value)
	}
	rest := reflect.New(v.Type()).Elem()
	rest.Set(v)
	files := map[string]any{}
	for _, f := range exact.Fields(v.Type()) {
		field, ok := f.Of(rest)
		if !ok || f.LeftOut(field) {
			continue
		}
		if _, isFile := m.files(field.Interface()); isFile {
			files[f.Name] = field.Interface()
			field.SetZero()
		}
	}
	others, present, err := m.values.entries(rest.Interface())
	if err != nil || !present || len(files) == 0 {
		return others, present, err
	}
	return inOrder(v.Type(), others, files), true, nil
}

// inOrder puts files among the other properties in the order of the struct; what has no field comes last.
func inOrder(t reflect.Type, others []entry, files map[string]any) []entry {
	var sorted []entry
	for _, f := range exact.Fields(t) {
		at := slices.IndexFunc(others, func(e entry) bool { return e.name == f.Name })
		if file, ok := files[f.Name]; ok {
			sorted = append(sorted, entry{f.Name, file})
		} else if at >= 0 {
			sorted = append(sorted, others[at])
		}
		if at >= 0 {
			others = slices.Delete(others, at, at+1)
		}
	}
	return append(sorted, others...)
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
	switch {
	case f.Layout.json:
		return m.addJSON(e, cmp.Or(f.ContentType, "application/json"))
	case header.IsJSON(f.ContentType):
		return m.addItems(e, f.ContentType)
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
	if n.kind != objectNode && n.isFlat() {
		return m.addStyled(e.name, n, LayoutOf[string](Form), contentType)
	}
	if header.IsXML(contentType) {
		return fmt.Errorf("a part of type %s cannot be made of a %T", contentType, e.value)
	}
	return m.addItems(e, cmp.Or(contentType, "application/json"))
}

// addItems appends a part of JSON, of a list one for each item: what the document says of a list it says of its items.
func (m *multipartBody) addItems(e entry, contentType string) error {
	text, present, err := m.values.jsonText(e.value)
	if err != nil || !present {
		return err
	}
	if !strings.HasPrefix(text, "[") {
		return m.addText(e.name, text, contentType)
	}
	for item := range exact.Items([]byte(text)) {
		if err := m.addText(e.name, string(item), contentType); err != nil {
			return err
		}
	}
	return nil
}

// addStyled appends a part for each pair that the layout makes of the value.
func (m *multipartBody) addStyled(name string, n node, l Layout, contentType string) error {
	l.plain = true
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
	header, err := m.header(name, "", contentType, nil)
	m.parts = append(m.parts, part{header: header, text: text})
	return err
}

func (m *multipartBody) addFile(name string, f File, contentType string) error {
	contentType = cmp.Or(f.ContentType, contentType, "application/octet-stream")
	header, err := m.header(name, cmp.Or(f.Name, name), contentType, f.Header)
	p := part{header: header}
	if !body.IsNil(f.Content) {
		p.file = body.FromReader(contentType, f.Content)
	}
	m.parts = append(m.parts, p)
	return err
}

// header returns the delimiter and the header of the next part.
func (m *multipartBody) header(name, filename, contentType string, further http.Header) (string, error) {
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
	err := writeHeader(&b, further)
	b.WriteString("\r\n\r\n")
	return b.String(), err
}

// writeHeader writes the headers that the caller gives a part, by name.
func writeHeader(b *strings.Builder, further http.Header) error {
	if err := header.Check(further); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(further)) {
		if strings.EqualFold(name, "Content-Disposition") || strings.EqualFold(name, "Content-Type") {
			return fmt.Errorf("the header %s of a part is made of the name and content type of the file", name)
		}
		for _, value := range further[name] {
			b.WriteString("\r\n" + name + ": " + value)
		}
	}
	return nil
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
