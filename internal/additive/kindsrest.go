package main

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// newServer names another server, or the first.
func newServer(m *mutator) string {
	if m.two {
		schemes := member(m.root, "schemes", func() tree { return list(text("https")) })
		for _, s := range []string{"http", "https"} {
			if at := strings.Join(words(schemes), " ") + " "; !strings.Contains(at, s+" ") {
				schemes.Content = append(schemes.Content, text(s))
				return "scheme " + s
			}
		}
		return ""
	}
	servers := member(m.root, "servers", emptyList)
	server := object("url", "https://eu.example.com/v1", "description", m.fresh([]string{"Production", "EU", "Sandbox"}, m.serverNames(servers)))
	if m.chance(3) {
		server = object("url", "https://{region}.example.com/v1", "variables",
			object("region", object("default", "eu", "enum", list(text("eu"), text("us")))))
	}
	servers.Content = append(servers.Content, server)
	return describe("%s, beside %d", word(get(server, "url")), len(servers.Content)-1)
}

func (m *mutator) serverNames(servers tree) []string {
	var names []string
	for _, s := range items(servers) {
		names = append(names, word(get(s, "description")))
	}
	return names
}

// newSecurity adds a scheme, as one more alternative of operations that have some.
func newSecurity(m *mutator) string {
	schemes := member(m.root, "securityDefinitions", emptyObject)
	if !m.two {
		remove(m.root, "securityDefinitions")
		schemes = member(member(m.root, "components", emptyObject), "securitySchemes", emptyObject)
	}
	name := m.fresh([]string{"bearer", "api_key", "token", "basic"}, keys(schemes))
	scheme := object("type", "apiKey", "in", "header", "name", "X-"+name)
	if !m.two && m.chance(2) {
		scheme = object("type", "http", "scheme", pick(m, []string{"bearer", "basic"}))
	}
	m.add(schemes, name, scheme)
	o, ok := m.anyOperation()
	if security := get(o.node, "security"); ok && len(items(security)) > 0 {
		security.Content = append(security.Content, object(name, list()))
	} else if security := get(m.root, "security"); len(items(security)) > 0 {
		security.Content = append(security.Content, object(name, list()))
	}
	return describe("scheme %q", name)
}

// newTag describes a tag, or gives an operation one more.
func newTag(m *mutator) string {
	o, ok := m.anyOperation()
	name := pick(m, m.tagNames())
	if m.chance(3) || name == "" {
		name = m.fresh([]string{"Extra"}, m.tagNames())
	}
	if tags := get(o.node, "tags"); ok && isList(tags) && len(tags.Content) > 0 && m.chance(2) {
		tags.Content = append(tags.Content, text(name))
		return describe("%q, the last of %s", name, o)
	}
	if ok && m.chance(3) && len(words(get(o.node, "tags"))) == 0 {
		set(o.node, "tags", list(text(name)))
		return describe("%q, the first of %s", name, o)
	}
	for _, t := range items(get(m.root, "tags")) {
		if word(get(t, "name")) == name {
			set(t, "description", "What this is about, at length.")
			return describe("description of %q", name)
		}
	}
	m.into(member(m.root, "tags", emptyList), object("name", name, "description", "New."))
	return describe("description of %q, the first", name)
}

// newDescription changes words: of operations, schemas, or the document. Titles are words too.
func newDescription(m *mutator) string {
	o, ok := m.anyOperation()
	s := pick(m, m.schemas)
	switch m.rand.IntN(6) {
	case 0:
		set(get(m.root, "info"), "title", "Another title")
		return "title of the document"
	case 1:
		set(get(m.root, "info"), "version", "99.1")
		return "version of the document"
	case 2, 3:
		if ok {
			key := pick(m, []string{"summary", "description"})
			set(o.node, key, "Lists, gets and returns what there is. One at a time; deprecated.")
			return describe("%s of %s", key, o)
		}
	case 4:
		if ok {
			set(o.node, "deprecated", boolean(true))
			return describe("deprecated %s", o)
		}
	}
	if s.node == nil {
		return ""
	}
	key := pick(m, []string{"title", "description"})
	if get(s.node, "in") != nil {
		key = "description"
	}
	set(s.node, key, m.fresh([]string{"Client", "A thing"}, m.componentNames()))
	return describe("%s of %s: %q", key, s.where, word(get(s.node, key)))
}

// reorder moves the members of one mapping, or the items of one list whose order means nothing.
func reorder(m *mutator) string {
	var found []site
	orderless(m.root, "#", &found)
	s := pick(m, found)
	if s.node == nil {
		return ""
	}
	m.shuffle(s.node)
	return s.where
}

// reorderAll does so everywhere.
func reorderAll(m *mutator) string {
	var found []site
	orderless(m.root, "#", &found)
	for _, s := range found {
		m.shuffle(s.node)
	}
	return "everywhere"
}

// orderless finds what may be in another order: all mappings, and some lists. Of tags, only the list of the document: the first
// of an operation's says where it belongs.
func orderless(n tree, where string, found *[]site) {
	if isMap(n) && len(n.Content) > 2 {
		*found = append(*found, site{where, n})
	}
	for i := 0; i+1 < len(n.Content) && isMap(n); i += 2 {
		key, child := n.Content[i].Value, n.Content[i+1]
		below := where + "/" + escape(key)
		if isList(child) && len(child.Content) > 1 {
			switch key {
			case "parameters", "oneOf", "anyOf", "enum", "required":
				if !parallel(n, child) {
					*found = append(*found, site{below, child})
				}
			case "tags":
				if where == "#" {
					*found = append(*found, site{below, child})
				}
			}
		}
		orderless(child, below, found)
	}
	if n.Kind == yaml.SequenceNode {
		for _, item := range n.Content {
			orderless(item, where+"/-", found)
		}
	}
}

// parallel tells whether an extension has something to say of each item of a list, by its index.
func parallel(owner, l tree) bool {
	for _, key := range keys(owner) {
		if strings.HasPrefix(key, "x-") && len(items(get(owner, key))) == len(l.Content) {
			return true
		}
	}
	return false
}

func (m *mutator) shuffle(n tree) {
	if n.Kind == yaml.SequenceNode {
		m.rand.Shuffle(len(n.Content), func(i, j int) { n.Content[i], n.Content[j] = n.Content[j], n.Content[i] })
		return
	}
	m.rand.Shuffle(len(n.Content)/2, func(i, j int) {
		n.Content[2*i], n.Content[2*j] = n.Content[2*j], n.Content[2*i]
		n.Content[2*i+1], n.Content[2*j+1] = n.Content[2*j+1], n.Content[2*i+1]
	})
}
