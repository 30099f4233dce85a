package upgrade

import (
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// Media types that 2.0 implies.
const (
	typeJSON      = "application/json"
	typeForm      = "application/x-www-form-urlencoded"
	typeMultipart = "multipart/form-data"
	typeBinary    = "application/octet-stream"
)

// media is what a document or an operation consumes and produces; nil: not said.
type media struct {
	consumes, produces []string
}

// mediaOf reads consumes and produces of a document or an operation, which override the given ones.
func mediaOf(n *node.Node, outer media) media {
	if list := n.Get("consumes"); list.Is(node.Array) || list.Is(node.String) {
		outer.consumes = texts(list)
	}
	if list := n.Get("produces"); list.Is(node.Array) || list.Is(node.String) {
		outer.produces = texts(list)
	}
	return outer
}

// texts returns the distinct, non-empty strings of a list, or the one that stands in place of it.
func texts(list *node.Node) []string {
	var out []string
	seen := map[string]bool{}
	items := list.List()
	if list.Is(node.String) {
		items = []*node.Node{list}
	}
	for _, item := range items {
		if s := strings.TrimSpace(item.Str()); s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// body is the media types of a body parameter.
func (m media) body() []string {
	if len(m.consumes) == 0 {
		return []string{typeJSON}
	}
	return m.consumes
}

// form is the media types of form fields. Files cannot travel but in a multipart body.
func (m media) form(files bool) []string {
	var out []string
	for _, t := range m.consumes {
		multipart := strings.HasPrefix(strings.ToLower(t), "multipart/")
		if multipart || !files && isFormType(t) {
			out = append(out, t)
		}
	}
	switch {
	case len(out) > 0:
		return out
	case files:
		return []string{typeMultipart}
	}
	return []string{typeForm}
}

func isFormType(t string) bool { return strings.HasPrefix(strings.ToLower(t), typeForm) }

// response is the media types of a response. A file is never JSON: where only JSON is declared, it is so by the default of
// the document.
func (m media) response(file bool) []string {
	var out []string
	for _, t := range m.produces {
		if !file || !strings.Contains(strings.ToLower(t), "json") {
			out = append(out, t)
		}
	}
	switch {
	case len(out) > 0:
		return out
	case file:
		return []string{typeBinary}
	}
	return []string{typeJSON}
}
