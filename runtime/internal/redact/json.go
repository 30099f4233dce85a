package redact

import (
	"encoding/json"
	"unicode/utf8"

	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// Bounds of what is read for a log: nobody reads more, and a body that nests would take time.
const (
	maxShown  = 1 << 20
	maxNested = 64
)

// JSON returns what a log may show of a JSON body: written anew with its secrets masked, and cut to limit bytes. It is not ok if
// the body is no JSON, or too long to be looked at.
func (s *Secrets) JSON(body []byte, limit int) (text string, ok bool) {
	if len(body) > maxShown || !json.Valid(body) {
		return "", false
	}
	m := masker{secrets: s, limit: limit}
	m.value(exact.Trim(body), 0)
	return m.shown(), true
}

// masker writes JSON with its secrets masked, up to a limit.
type masker struct {
	secrets *Secrets
	limit   int
	out     []byte
}

func (m *masker) isFull() bool { return len(m.out) > m.limit }

// shown is what was written, cut to the limit between two characters.
func (m *masker) shown() string {
	if !m.isFull() {
		return string(m.out)
	}
	end := max(m.limit, 0)
	for end > 0 && !utf8.RuneStart(m.out[end]) {
		end--
	}
	return string(m.out[:end]) + "..."
}

// value writes a value of valid JSON.
func (m *masker) value(data []byte, depth int) {
	switch kind := exact.Kind(data); {
	case m.isFull():
	case depth > maxNested:
		m.out = append(m.out, `"..."`...)
	case kind == "object":
		m.object(data, depth)
	case kind == "array":
		m.array(data, depth)
	case kind == "string":
		m.text(exact.Unquote(data))
	default:
		m.number(string(data))
	}
}

func (m *masker) object(data []byte, depth int) {
	before := byte('{')
	for name, value := range exact.Members(data) {
		m.out = append(m.out, before)
		before = ','
		m.text(name)
		m.out = append(m.out, ':')
		if string(value) != "null" && m.secrets.isSecretName(name) {
			m.out = append(m.out, `"`+redacted+`"`...)
		} else {
			m.value(value, depth+1)
		}
		if m.isFull() {
			return
		}
	}
	if before == '{' {
		m.out = append(m.out, before)
	}
	m.out = append(m.out, '}')
}

func (m *masker) array(data []byte, depth int) {
	before := byte('[')
	for item := range exact.Items(data) {
		m.out = append(m.out, before)
		before = ','
		m.value(item, depth+1)
		if m.isFull() {
			return
		}
	}
	if before == '[' {
		m.out = append(m.out, before)
	}
	m.out = append(m.out, ']')
}

// text writes a string; what does not fit is not looked at.
func (m *masker) text(s string) {
	m.out = append(m.out, exact.Quote(m.secrets.text(s))...)
}

// number writes a number, true, false or null.
func (m *masker) number(text string) {
	if masked := m.secrets.text(text); masked != text {
		m.text(masked)
		return
	}
	m.out = append(m.out, text...)
}
