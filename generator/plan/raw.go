package plan

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// offerRaw adds the sibling that reads what the operation's own method cannot: representations beside JSON that are more
// than JSON's schema in another syntax.
func (b *builder) offerRaw(op *operation) {
	if !slices.ContainsFunc(op.success, outcome.isJSON) {
		return
	}
	var raw []api.Media
	for i, o := range op.success {
		for _, m := range op.responseFor(o.status).Content {
			has := func(other api.Media) bool { return other.Type == m.Type }
			if !op.isStream(o.status, m) && b.isRaw(op.success[i], m) && !slices.ContainsFunc(raw, has) {
				raw = append(raw, m)
			}
		}
	}
	if len(raw) > 0 {
		slices.SortFunc(raw, mediaOrder)
		op.siblings = append(op.siblings, &sibling{words: []string{"Raw", "RawBody"}, key: op.key + " response", raw: raw})
	}
}

// isRaw tells representations that are worth a method which hands them on: all but what is decoded or says the same in
// another syntax, and events, which are no body that ends.
func (b *builder) isRaw(o outcome, m api.Media) bool {
	form := b.mediaOf(m)
	switch {
	case form == eventMedia, acceptable(m, form) == "", strings.Contains(m.Type, "*"):
		return false
	case !o.isJSON():
		return o.form > textMedia
	case form == xmlMedia, isSyntax(m.Type):
		return false
	case !b.sameShape(m.Schema, o.use(), 4):
		return true
	}
	rows := o.use() != nil && b.schema(o.use().ID).Kind == api.Array
	return isDocument(m.Type) || rows && isRows(m.Type)
}

// sameShape tells whether two schemas say the same, so far: documents like to write one out for each media type.
func (b *builder) sameShape(x, y *api.Use, depth int) bool {
	if sameUse(x, y) || x == nil || y == nil || depth == 0 {
		return sameUse(x, y) || depth == 0
	}
	s, t := b.schema(x.ID), b.schema(y.ID)
	if x.Nullable != y.Nullable || s.Kind != t.Kind || s.Format != t.Format || len(s.Properties) != len(t.Properties) || len(s.Variants) != len(t.Variants) {
		return false
	}
	for i := range s.Properties {
		p, q := s.Properties[i], t.Properties[i]
		if p.Name != q.Name || p.Required != q.Required || !b.sameShape(&p.Schema, &q.Schema, depth-1) {
			return false
		}
	}
	for i := range s.Variants {
		if !b.sameShape(&s.Variants[i].Schema, &t.Variants[i].Schema, depth-1) {
			return false
		}
	}
	return s.Kind != api.Array || b.sameShape(s.Items, t.Items, depth-1)
}

// essence is a media type without its parameters.
func essence(mediaType string) string {
	name, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	return strings.TrimSpace(name)
}

// isSyntax tells other ways to write what JSON says.
func isSyntax(mediaType string) bool {
	name := essence(mediaType)
	for _, word := range []string{"yaml", "protobuf", "msgpack", "cbor", "bson", "xml", "javascript"} {
		if strings.HasSuffix(name, word) {
			return true
		}
	}
	return false
}

// isDocument tells formats that people ask for although JSON has the same in it, from those that frameworks offer beside
// it because they can, such as HTML.
func isDocument(mediaType string) bool {
	name := essence(mediaType)
	for _, prefix := range []string{"image/", "audio/", "video/", "application/vnd.ms-", "application/vnd.openxmlformats", "application/vnd.oasis"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return slices.Contains([]string{"text/calendar", "text/vcard", "application/pdf", "application/zip", "application/gzip", "application/rtf"}, name)
}

// isRows tells formats that people ask for in place of a list.
func isRows(mediaType string) bool {
	return slices.Contains([]string{"text/csv", "application/csv", "text/tab-separated-values", "application/x-ndjson", "application/ndjson",
		"application/jsonl"}, essence(mediaType))
}
