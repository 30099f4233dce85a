package spec

import (
	"encoding/json"
	"maps"
	"net/textproto"
	"slices"
	"strings"
	"unicode"

	"github.com/apigen-go/apigen/generator/api"
)

// part is a place in a delivery that may tell its type: a header or a member of the body.
type part struct{ header, field string }

// mark is what an event has at a part.
type mark struct {
	values   []string
	certain  bool // constants; not the example of a header
	strange  bool // an example that does not fit the webhook's name
	required bool
}

// maxMarks is how many values a part may have for one event: longer lists are of countries and the like.
const maxMarks = 64

// mark is what a hook has at a part.
func (h *hook) mark(p part) (mark, bool) {
	if m, ok := h.marks[p]; ok {
		return m, ok
	}
	m, ok := h.body[p]
	return m, ok
}

// headerMarks finds headers that are constant. The example of a header counts if it fits the webhook's name.
func (d *eventReader) headerMarks(w api.Webhook) map[part]mark {
	out := map[part]mark{}
	for _, p := range w.Params {
		if p.In != "header" {
			continue
		}
		m := mark{values: d.values(p.Schema.ID), certain: true, required: p.Required}
		if m.values == nil && p.Example != "" {
			m = mark{values: []string{p.Example}, strange: !begins(w.Name, p.Example)}
		}
		if m.values != nil {
			out[part{header: textproto.CanonicalMIMEHeaderKey(p.Name)}] = m
		}
	}
	return out
}

// begins tells whether a name begins with the words of a value, however both are spelled: "issues-opened", "issues".
func begins(name, value string) bool {
	short, long := normalised(value), normalised(name)
	return short != "" && strings.HasPrefix(long, short)
}

// jsonBody is the schema of what arrives as JSON.
func (d *eventReader) jsonBody(content []api.Media) *api.Schema { return jsonSchema(d.l.out, content) }

// Bounds of what is looked at: documents are hostile, and many webhooks may share one large body.
const (
	maxMembers = 4096 // of one body
	maxFound   = 256  // members with constants of one body
)

// memberReader looks for members with constants.
type memberReader struct {
	d    *eventReader
	left int // members that may still be looked at
	out  map[part]mark
}

// bodyMarks are the members of a body with constants. Bodies that many webhooks have are read once.
func (d *eventReader) bodyMarks(s *api.Schema) map[part]mark {
	if known, ok := d.bodies[s.ID]; ok {
		return known
	}
	r := memberReader{d, maxMembers, map[part]mark{}}
	r.membersOf(s, "", 2)
	d.bodies[s.ID] = r.out
	return r.out
}

// membersOf finds members with constants, so many levels deep. Of a union, those that every variant has.
func (r *memberReader) membersOf(s *api.Schema, prefix string, depth int) {
	if s.Kind == api.Union {
		r.commonMembers(s, prefix, depth)
		return
	}
	for _, p := range s.Properties {
		if r.left--; r.left < 0 || len(r.out) >= maxFound {
			return
		}
		if strings.Contains(p.Name, ".") || p.WriteOnly {
			continue // a path could not name it; the vendor does not send it
		}
		inner := r.d.l.out.Schemas[p.Schema.ID]
		if values := r.d.values(p.Schema.ID); values != nil {
			r.out[part{field: prefix + p.Name}] = mark{values: values, certain: true, required: p.Required}
		} else if inner != nil && inner.Kind == api.Object && depth > 1 {
			r.membersOf(inner, prefix+p.Name+".", depth-1)
		}
	}
}

func (r *memberReader) commonMembers(s *api.Schema, prefix string, depth int) {
	var common map[part]mark
	for _, v := range s.Variants {
		own := memberReader{r.d, r.left, map[part]mark{}}
		if inner := r.d.l.out.Schemas[v.Schema.ID]; inner != nil && inner.Kind == api.Object {
			own.membersOf(inner, prefix, depth)
		}
		if r.left = own.left; r.left < 0 {
			return
		}
		if common == nil {
			common = own.out
			continue
		}
		keepCommon(common, own.out)
	}
	maps.Copy(r.out, common)
}

// keepCommon drops what only one side has, and joins the values of the rest.
func keepCommon(common, other map[part]mark) {
	for p, m := range common {
		o, ok := other[p]
		if !ok {
			delete(common, p)
			continue
		}
		for _, value := range o.values {
			if !slices.Contains(m.values, value) {
				m.values = append(slices.Clip(m.values), value)
			}
		}
		m.required = m.required && o.required
		common[p] = m
	}
}

// values are the only ones that a string or an integer can have; nil if it can have others.
func (d *eventReader) values(id api.ID) []string {
	s := d.l.out.Schemas[id]
	if s == nil || s.Open || s.Kind != api.String && s.Kind != api.Integer || len(s.Enum) == 0 || len(s.Enum) > maxMarks {
		return nil
	}
	var out []string
	for _, v := range s.Enum {
		out = append(out, plainValue(v.Value))
	}
	return out
}

// plainValue is the text of a JSON value.
func plainValue(v api.Value) string {
	var text string
	if json.Unmarshal([]byte(v), &text) == nil {
		return text
	}
	return string(v)
}

// typeWords are what vendors call the member that has the type of an event.
var typeWords = []string{"type", "event", "events", "topic", "kind", "action", "name", "trigger"}

// isTypeWord tells names such as event_type.
func isTypeWord(name string) bool {
	all := wordsOf(name[strings.LastIndex(name, ".")+1:])
	return len(all) > 0 && slices.Contains(typeWords, all[len(all)-1])
}

// saysEvent tells names of what carries events, or their types: events, notification, OrderEvent, event_type.
func saysEvent(name string) bool {
	return slices.ContainsFunc(wordsOf(name), func(word string) bool {
		return slices.Contains([]string{"event", "webhook", "hook", "notification", "callback", "topic"}, strings.TrimSuffix(word, "s"))
	})
}

// wordsOf parts a name at whatever is no letter and no digit, and before capitals.
func wordsOf(s string) []string {
	var b strings.Builder
	var last rune
	for _, r := range s {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r = ' '
		case unicode.IsUpper(r) && (unicode.IsLower(last) || unicode.IsDigit(last)):
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
		last = r
	}
	return strings.Fields(b.String())
}

// fits tells whether a value can be the type of an event with this key: their last words are the same.
func fits(value, key string) bool {
	v, k := withoutNoise(wordsOf(value)), withoutNoise(wordsOf(key))
	return len(v) > 0 && len(k) > 0 && (v[len(v)-1] == k[len(k)-1] || strings.Join(v, "") == strings.Join(k, ""))
}

// withoutNoise leaves out a last word that says that it is an event.
func withoutNoise(words []string) []string {
	if n := len(words) - 1; n > 0 && slices.Contains([]string{"event", "webhook", "notification", "callback", "payload"}, words[n]) {
		return words[:n]
	}
	return words
}
