package wire

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"io"
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
func (of Values) Multipart(mediaType string, value any, fields []Field, files func(any) (found []File, ok bool)) (*body.Body, error) {
	m := multipartBody{mediaType: mediaType, boundary: rand.Text(), ids: map[string]int{}, values: of, files: files}
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
	mediaType string // multipart/form-data, or another
	boundary  string
	ids       map[string]int // how many parts a property has, for their Content-ID
	values    Values
	files     func(any) ([]File, bool)
	parts     []part
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
			withoutFile(field)
		}
	}
	others, present, err := m.values.entries(rest.Interface())
	if err != nil || !present || len(files) == 0 {
		return others, present, err
	}
	return inOrder(v.Type(), others, files), true, nil
}

// withoutFile takes the file out of a field. A union without a variant would have no JSON: it becomes null, in the field for
// variants that it does not know.
func withoutFile(field reflect.Value) {
	field.SetZero()
	if field.Kind() != reflect.Struct {
		return
	}
	if unknown := field.FieldByName("Unknown"); unknown.IsValid() && unknown.Kind() == reflect.Slice {
		unknown.SetBytes([]byte("null"))
	}
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

// root is the content type of the first part, which a body of type multipart/related names (RFC 2387, section 3.1).
func (m *multipartBody) root() string {
	if len(m.parts) == 0 {
		return ""
	}
	_, line, _ := strings.Cut(m.parts[0].header, "\r\nContent-Type: ")
	line, _, _ = strings.Cut(line, "\r\n")
	return header.Essence(line)
}

// add appends the parts of one property.
func (m *multipartBody) add(e entry, f Field) error {
	if files, ok := m.files(e.value); ok {
		for _, file := range files {
			if err := m.addFile(e.name, file, f); err != nil {
				return err
			}
		}
		return nil
	}
	switch {
	case f.Layout.json:
		f.ContentType = cmp.Or(f.ContentType, "application/json")
		return m.addJSON(e, f)
	case header.IsJSON(f.ContentType):
		return m.addItems(e, f)
	}
	n, err := m.values.inspect(e.value)
	if err != nil {
		return err
	}
	if f.Styled {
		return m.addStyled(e.name, n, f)
	}
	return m.addNode(e, n, f)
}

func (m *multipartBody) addNode(e entry, n node, f Field) error {
	if n.kind != objectNode && n.isFlat() {
		f.Layout = LayoutOf[string](Form)
		return m.addStyled(e.name, n, f)
	}
	if header.IsXML(f.ContentType) {
		return fmt.Errorf("a part of type %s cannot be made of a %T", f.ContentType, e.value)
	}
	f.ContentType = cmp.Or(f.ContentType, "application/json")
	return m.addItems(e, f)
}

// addItems appends a part of JSON, of a list one for each item: what the document says of a list it says of its items.
func (m *multipartBody) addItems(e entry, f Field) error {
	text, present, err := m.values.jsonText(e.value)
	if err != nil || !present {
		return err
	}
	if !strings.HasPrefix(text, "[") {
		return m.addText(e.name, text, f)
	}
	for item := range exact.Items([]byte(text)) {
		if err := m.addText(e.name, string(item), f); err != nil {
			return err
		}
	}
	return nil
}

// addStyled appends a part for each pair that the layout makes of the value.
func (m *multipartBody) addStyled(name string, n node, f Field) error {
	f.Layout.plain = true
	pairs, err := f.Layout.pairs(nil, name, n, keepAll, keepAll)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if err := m.addText(p.Name, p.Value, f); err != nil {
			return err
		}
	}
	return nil
}

func (m *multipartBody) addJSON(e entry, f Field) error {
	text, present, err := m.values.jsonText(e.value)
	if err != nil || !present {
		return err
	}
	return m.addText(e.name, text, f)
}

func (m *multipartBody) addText(name, text string, f Field) error {
	header, err := m.header(partHeader{name: name, contentType: f.ContentType, fixed: f.Header})
	m.parts = append(m.parts, part{header: header, text: text})
	return err
}

func (m *multipartBody) addFile(name string, file File, f Field) error {
	contentType := cmp.Or(file.ContentType, f.ContentType, "application/octet-stream")
	header, err := m.header(partHeader{name, cmp.Or(file.Name, name), contentType, file.Header, f.Header})
	p := part{header: header}
	if !body.IsNil(file.Content) {
		p.file = body.FromReader(contentType, file.Content)
	}
	m.parts = append(m.parts, p)
	return err
}

// body returns the whole.
func (m *multipartBody) body() *body.Body {
	end := "\r\n--" + m.boundary + "--\r\n"
	if len(m.parts) == 0 {
		end = end[len("\r\n"):]
	}
	b := &body.Body{MediaType: m.contentType(), Length: int64(len(end)), Replay: true}
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
