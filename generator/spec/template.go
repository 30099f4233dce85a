package spec

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// This file makes a path template one whose placeholders are plain names. Vendors copy the templates of their frameworks
// into the document:
//
//	/files/{path*}        /files/{+path}       the value may have slashes
//	/orders/{id:[0-9]+}   /orders/{ id }       a pattern, spaces
//	/orders/:id           /orders/<int:id>     other marks, if the parameter is declared
//	/orders{?cursor}                           parameters of the query
//	/orders?shop={shop}                        the same, becomes /orders#?shop
//
// What stood behind the question mark stays behind "#?", which is never sent: the keys of two operations may differ in that
// alone. It is there for every such key, so that no other operation changes what this one is called.
//
// A placeholder that a parameter has exactly for its name is left as it is.

// piece is a part of a template: a text, or a placeholder.
type piece struct {
	text        string // the text, or the name of the placeholder
	placeholder bool
	style       string // of the placeholder, "": simple
	reserved    bool   // its value may hold reserved characters
}

// matchPath makes the template and the path parameters agree. It returns both.
func (l *lowerer) matchPath(e endpoint, params []api.Param) (string, []api.Param) {
	m := templateMatch{lowerer: l, endpoint: e, params: params}
	m.dropQuery()
	m.read()
	m.marks()
	m.rename()
	m.settle()
	return m.path(), m.params
}

// templateMatch is the state of one matchPath.
type templateMatch struct {
	*lowerer
	endpoint endpoint
	params   []api.Param
	pieces   []piece
	moved    []string // what parameters send of the query of the key
}

// path is the template made of the pieces, with what tells it apart.
func (m *templateMatch) path() string {
	var b strings.Builder
	for _, p := range m.pieces {
		if p.placeholder {
			b.WriteString("{" + p.text + "}")
		} else {
			b.WriteString(p.text)
		}
	}
	if len(m.moved) > 0 {
		b.WriteString("#?" + strings.Join(m.moved, "&"))
	}
	return b.String()
}

// marks finds placeholders that have other marks than braces, for parameters that the template seems to lack.
func (m *templateMatch) marks() {
	for _, param := range m.unused() {
		for i, p := range m.pieces {
			before, after, ok := cutMarked(p.text, param.Name)
			if p.placeholder || !ok {
				continue
			}
			parts := []piece{{text: before}, {text: param.Name, placeholder: true}, {text: after}}
			m.pieces = slices.Replace(m.pieces, i, i+1, parts...)
			break
		}
	}
}

// unused are the path parameters that the template does not have.
func (m *templateMatch) unused() []*api.Param {
	var out []*api.Param
	for i := range m.params {
		p := &m.params[i]
		if p.In == "path" && !slices.ContainsFunc(m.pieces, func(s piece) bool { return s.placeholder && s.text == p.Name }) {
			out = append(out, p)
		}
	}
	return out
}

// undescribed are the names of placeholders without a parameter.
func (m *templateMatch) undescribed() []string {
	var out []string
	for _, s := range m.pieces {
		if s.placeholder && m.declared("path", s.text) == nil && !slices.Contains(out, s.text) {
			out = append(out, s.text)
		}
	}
	return out
}

// rename gives a parameter the name that the template has for it: the same in another spelling, or the only one left.
func (m *templateMatch) rename() {
	for _, p := range m.unused() {
		names := m.undescribed()
		alone := len(names) == 1 && len(m.unused()) == 1
		for _, name := range names {
			if !alone && normalised(name) != normalised(p.Name) {
				continue
			}
			if name == "" {
				m.nameless(p.Name)
				break
			}
			m.diags.Notef(p.Pos, "renamed-path-parameter", "the path %s calls the parameter %q {%s}", m.endpoint.path, p.Name, name)
			p.Name = name
			break
		}
	}
}

// nameless gives the placeholder {} a name.
func (m *templateMatch) nameless(name string) {
	for i := range m.pieces {
		if m.pieces[i].placeholder && m.pieces[i].text == "" {
			m.pieces[i].text = name
		}
	}
}

// settle drops the parameters that the template does not have, and adds those that only the template has.
func (m *templateMatch) settle() {
	m.nameless("value")
	e := m.endpoint
	for _, p := range m.unused() {
		m.diags.Warnf(p.Pos, "unused-path-parameter", "the path %s has no {%s}; the parameter is ignored", e.path, p.Name)
	}
	m.params = slices.DeleteFunc(m.params, func(p api.Param) bool {
		return slices.ContainsFunc(m.unusedNames(), func(name string) bool { return p.In == "path" && p.Name == name })
	})
	for _, name := range m.undescribed() {
		m.diags.Warnf(e.node.Pos(), "missing-path-parameter", "%s %s does not describe its path parameter {%s}; it is read as a string", e.method, e.path, name)
		m.params = append(m.params, m.stringParam(name, "path"))
	}
	for _, s := range m.pieces {
		if p := m.declared("path", s.text); s.placeholder && p != nil {
			p.AllowReserved = p.AllowReserved || s.reserved
			if s.style != "" {
				p.Style = s.style
			}
		}
	}
}

func (m *templateMatch) unusedNames() []string {
	var out []string
	for _, p := range m.unused() {
		out = append(out, p.Name)
	}
	return out
}
