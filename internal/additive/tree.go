package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"go.yaml.in/yaml/v3"
)

// A document is a tree of YAML nodes, whatever it was written in: members keep their order, numbers their digits.
type tree = *yaml.Node

// parse reads a document, and tells whether it is JSON.
func parse(content []byte) (tree, bool, error) {
	if json.Valid(content) {
		d := json.NewDecoder(bytes.NewReader(content))
		d.UseNumber()
		n, err := readJSON(d)
		return n, true, err
	}
	var n yaml.Node
	if err := yaml.Unmarshal(content, &n); err != nil {
		return nil, false, err
	}
	if n.Kind != yaml.DocumentNode || len(n.Content) != 1 {
		return nil, false, errors.New("it is empty")
	}
	return clone(n.Content[0]), false, nil
}

func readJSON(d *json.Decoder) (tree, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		return readJSONItems(d, t)
	case string:
		return text(t), nil
	case json.Number:
		return scalar("!!float", t.String()), nil
	case bool:
		return boolean(t), nil
	}
	return scalar("!!null", "null"), nil
}

func readJSONItems(d *json.Decoder, open json.Delim) (tree, error) {
	n := list()
	if open == '{' {
		n = object()
	}
	for d.More() {
		item, err := readJSON(d)
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, item)
	}
	_, err := d.Token()
	return n, err
}

// print writes a document.
func print(n tree, asJSON bool) []byte {
	if asJSON {
		var b bytes.Buffer
		writeJSON(&b, n)
		return b.Bytes()
	}
	content, err := yaml.Marshal(n)
	if err != nil {
		panic(fmt.Sprintf("unreachable: a tree can always be written: %v", err))
	}
	return content
}

func writeJSON(b *bytes.Buffer, n tree) {
	switch n.Kind {
	case yaml.MappingNode:
		b.WriteByte('{')
		for i := 0; i < len(n.Content); i += 2 {
			separate(b, i)
			quoted(b, n.Content[i].Value)
			b.WriteString(": ")
			writeJSON(b, n.Content[i+1])
		}
		b.WriteByte('}')
	case yaml.SequenceNode:
		b.WriteByte('[')
		for i, item := range n.Content {
			separate(b, i)
			writeJSON(b, item)
		}
		b.WriteByte(']')
	default:
		if n.Tag == "!!str" {
			quoted(b, n.Value)
			return
		}
		io.WriteString(b, n.Value)
	}
}

func separate(b *bytes.Buffer, i int) {
	if i > 0 {
		b.WriteString(",\n")
	}
}

func quoted(b *bytes.Buffer, s string) {
	content, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("unreachable: a string always encodes: %v", err))
	}
	b.Write(content)
}

// clone copies a tree without comments, with aliases replaced by what they stand for.
func clone(n tree) tree {
	if n.Kind == yaml.AliasNode {
		return clone(n.Alias)
	}
	c := &yaml.Node{Kind: n.Kind, Style: n.Style, Tag: n.Tag, Value: n.Value}
	if n.Style&(yaml.FoldedStyle|yaml.LiteralStyle) != 0 {
		c.Style = yaml.DoubleQuotedStyle // the writer's blocks do not keep indented lines
	}
	for _, child := range n.Content {
		c.Content = append(c.Content, clone(child))
	}
	return c
}

func scalar(tag, value string) tree { return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value} }

// text is quoted, so that no word of YAML is taken for something else.
func text(s string) tree {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s, Style: yaml.DoubleQuotedStyle}
}

func boolean(b bool) tree { return scalar("!!bool", fmt.Sprint(b)) }

func list(items ...tree) tree {
	return &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: items}
}

// object makes a mapping of keys and values in turn. A value may be a string.
func object(members ...any) tree {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for i := 0; i < len(members); i += 2 {
		set(n, members[i].(string), members[i+1])
	}
	return n
}

// get returns a member, nil if there is none.
func get(n tree, path ...string) tree {
	for _, key := range path {
		at := find(n, key)
		if at < 0 {
			return nil
		}
		n = n.Content[at]
	}
	return n
}

// find is the index of a member's value, or -1.
func find(n tree, key string) int {
	if n == nil || n.Kind != yaml.MappingNode {
		return -1
	}
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return i + 1
		}
	}
	return -1
}

// set replaces or appends a member.
func set(n tree, key string, value any) {
	v, ok := value.(tree)
	if !ok {
		v = text(value.(string))
	}
	if at := find(n, key); at >= 0 {
		n.Content[at] = v
		return
	}
	n.Content = append(n.Content, text(key), v)
}

// remove takes a member out.
func remove(n tree, key string) {
	if at := find(n, key); at >= 0 {
		n.Content = slices.Delete(n.Content, at-1, at+1)
	}
}

// member returns a member, which is made if there is none.
func member(n tree, key string, empty func() tree) tree {
	if v := get(n, key); v != nil {
		return v
	}
	v := empty()
	set(n, key, v)
	return v
}

func word(n tree) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

func keys(n tree) []string {
	var names []string
	if n != nil && n.Kind == yaml.MappingNode {
		for i := 0; i < len(n.Content); i += 2 {
			names = append(names, n.Content[i].Value)
		}
	}
	return names
}

func items(n tree) []tree {
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

func isMap(n tree) bool  { return n != nil && n.Kind == yaml.MappingNode }
func isList(n tree) bool { return n != nil && n.Kind == yaml.SequenceNode }
