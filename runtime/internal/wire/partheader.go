package wire

import (
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/header"
)

// A part of multipart/form-data has its name in Content-Disposition (RFC 7578). In other bodies that header says how to
// show a part (RFC 2183), so a part is named by a Content-ID there (RFC 2045, RFC 2387), unless the document has a
// Content-Disposition for it:
//
//	form-data   Content-Disposition: form-data; name="photo"; filename="a.png"
//	related     Content-Disposition: attachment; filename="a.png"    Content-ID: <photo>

const formData = "multipart/form-data"

// partHeader is what a part says of itself.
type partHeader struct {
	name, filename, contentType string
	further                     http.Header       // of the caller
	fixed                       map[string]string // of the document; "": declared, and ours to fill in
}

// header returns the delimiter and the header of the next part.
func (m *multipartBody) header(p partHeader) (string, error) {
	if header.HasControl(p.contentType) {
		return "", errors.New("the content type " + errControl.Error())
	}
	var b strings.Builder
	if len(m.parts) > 0 {
		b.WriteString("\r\n")
	}
	b.WriteString("--" + m.boundary)
	writeLine(&b, "Content-Disposition", m.disposition(p))
	writeLine(&b, "Content-Type", m.typeOf(p))
	writeLine(&b, "Content-ID", m.id(p))
	err := p.writeOthers(&b)
	b.WriteString("\r\n\r\n")
	return b.String(), err
}

// writeLine writes a header that has a value.
func writeLine(b *strings.Builder, name, value string) {
	if value != "" {
		b.WriteString("\r\n" + name + ": " + value)
	}
}

func (m *multipartBody) disposition(p partHeader) string {
	own, declared := p.fixed["Content-Disposition"]
	filename := ""
	if p.filename != "" {
		filename = "; filename=" + quoted(p.filename)
	}
	switch {
	case header.Essence(m.mediaType) == formData, declared && own == "":
		return "form-data; name=" + quoted(p.name) + filename
	case own != "":
		return own
	case filename != "":
		return "attachment" + filename
	}
	return ""
}

// typeOf is the content type. Text says so outside of forms, where the default would be ASCII (RFC 2046, section 5.1).
func (m *multipartBody) typeOf(p partHeader) string {
	if p.contentType == "" && header.Essence(m.mediaType) != formData {
		return "text/plain; charset=utf-8"
	}
	return p.contentType
}

// id is the Content-ID, "" if the part needs none or has one of the caller's.
func (m *multipartBody) id(p partHeader) string {
	own, declared := p.fixed["Content-Id"]
	if p.further.Get("Content-Id") != "" || !declared && header.Essence(m.mediaType) == formData {
		return ""
	}
	if own != "" {
		return own
	}
	id := escape(p.name, keepUnreserved)
	if m.ids[p.name]++; m.ids[p.name] > 1 { // no two parts have one id
		id += "-" + strconv.Itoa(m.ids[p.name])
	}
	return "<" + id + ">"
}

// writeOthers writes the other headers of the document, and those of the caller, which come first.
func (p partHeader) writeOthers(b *strings.Builder) error {
	if err := header.Check(p.further); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(p.further)) {
		if strings.EqualFold(name, "Content-Disposition") || strings.EqualFold(name, "Content-Type") {
			return fmt.Errorf("the header %s of a part is made of the name and content type of the file", name)
		}
		for _, value := range p.further[name] {
			b.WriteString("\r\n" + name + ": " + value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.fixed)) {
		if value := p.fixed[name]; name != "Content-Disposition" && name != "Content-Id" && len(p.further.Values(name)) == 0 {
			if header.HasControl(value) || !header.IsToken(name) {
				return fmt.Errorf("the header %q of a part is not valid", name)
			}
			writeLine(b, name, value)
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

// contentType is that of the whole body. A media type with parameters keeps them.
func (m *multipartBody) contentType() string {
	if m.mediaType == formData {
		return formData + "; boundary=" + m.boundary
	}
	kind, params, err := mime.ParseMediaType(m.mediaType)
	if err != nil {
		kind, params = header.Essence(m.mediaType), map[string]string{}
	}
	params["boundary"] = m.boundary
	if root := m.root(); kind == "multipart/related" && params["type"] == "" && root != "" {
		params["type"] = root
	}
	if whole := mime.FormatMediaType(kind, params); whole != "" {
		return whole
	}
	return m.mediaType + "; boundary=" + m.boundary
}
