package plan

import (
	"cmp"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// mediaForm is what a media type means for Go code.
type mediaForm int

// Forms of media, the best body first.
const (
	jsonMedia mediaForm = iota
	jsonSuffixMedia
	formMedia
	multipartMedia
	textMedia
	xmlMedia
	otherMedia
	eventMedia
)

// formOf classifies a media type by its name alone.
func formOf(m api.Media) mediaForm {
	name, _, _ := strings.Cut(strings.ToLower(m.Type), ";")
	switch name = strings.TrimSpace(name); {
	case name == "application/json":
		return jsonMedia
	case strings.HasSuffix(name, "+json"), name == "text/json", name == "text/x-json":
		return jsonSuffixMedia
	case name == "application/x-www-form-urlencoded":
		return formMedia
	case strings.HasPrefix(name, "multipart/"):
		return multipartMedia
	case name == "text/event-stream":
		return eventMedia
	case name == "application/xml", name == "text/xml", strings.HasPrefix(name, "application/") && strings.HasSuffix(name, "+xml"):
		return xmlMedia
	case strings.HasPrefix(name, "text/") && !strings.HasSuffix(name, "*"):
		return textMedia
	}
	return otherMedia
}

// mediaOf classifies a media type in its place: a wildcard is JSON if a schema describes something else than bytes.
func (b *builder) mediaOf(m api.Media) mediaForm {
	form := formOf(m)
	wild := strings.HasPrefix(m.Type, "*/*") || strings.HasPrefix(m.Type, "application/*")
	if form == otherMedia && wild && m.Schema != nil && !b.isBinary(m.Schema.ID) {
		return jsonSuffixMedia
	}
	return form
}

// sentType is the Content-Type for a media type of the document, which may be a range.
func sentType(m api.Media, form mediaForm) string {
	if !strings.Contains(m.Type, "*") {
		return m.Type
	}
	switch form {
	case jsonMedia, jsonSuffixMedia:
		return "application/json"
	case multipartMedia:
		return "multipart/form-data"
	case textMedia:
		return "text/plain"
	}
	return "application/octet-stream"
}

// bestMedia picks the representation that a client sends or asks for. Of several of one form the first by name counts, as
// the order of keys means nothing, and ranges come last.
func (b *builder) bestMedia(content []api.Media) (api.Media, mediaForm, bool) {
	var best api.Media
	form := eventMedia + 1
	for _, m := range content {
		if f := b.mediaOf(m); f < form || f == form && mediaOrder(m, best) < 0 {
			best, form = m, f
		}
	}
	return best, form, len(content) > 0
}

func mediaOrder(a, b api.Media) int {
	ranks := func(m api.Media) int {
		switch {
		case strings.Contains(m.Type, "*"):
			return 2
		case m.Type == "application/octet-stream" || m.Type == "application/json":
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(ranks(a), ranks(b)), cmp.Compare(a.Type, b.Type))
}

func (b *builder) isBinary(id api.ID) bool {
	s := b.schema(id)
	return s.Kind == api.String && s.Format == "binary"
}
