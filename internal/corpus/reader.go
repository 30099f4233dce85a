package main

// What documents declare, found by a reader that has nothing in common with the generator's: plain maps, no order, no
// positions. It is there so that what the generator loses cannot hide.

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxDepth ends chains of references that lead nowhere.
const maxDepth = 20

// reader reads files, each once.
type reader map[string]any

// place is a value of a file. References in it are relative to that file.
type place struct {
	value any
	file  string
}

// read decodes a file; a document that cannot be decoded is an error only where it is the root.
func (r reader) read(file string) (place, error) {
	if value, ok := r[file]; ok {
		return place{value, file}, nil
	}
	value, err := decode(file)
	if err == nil {
		r[file] = value
	}
	return place{value, file}, err
}

func decode(file string) (any, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var value any
	if json.Unmarshal(content, &value) == nil {
		return value, nil
	}
	err = yaml.Unmarshal(content, &value)
	return withTextKeys(value), err
}

// withTextKeys makes text of keys that YAML takes for something else: the statuses of responses, if nobody quotes them.
func withTextKeys(value any) any {
	switch v := value.(type) {
	case map[any]any:
		m := make(map[string]any, len(v))
		for key, member := range v {
			m[fmt.Sprint(key)] = withTextKeys(member)
		}
		return m
	case map[string]any:
		for key, member := range v {
			v[key] = withTextKeys(member)
		}
	case []any:
		for i, item := range v {
			v[i] = withTextKeys(item)
		}
	}
	return value
}

// at is the member of an object, or the item of a list; nil if there is none.
func (p place) at(key string) place {
	switch v := p.value.(type) {
	case map[string]any:
		return place{v[key], p.file}
	case []any:
		if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(v) {
			return place{v[i], p.file}
		}
	}
	return place{nil, p.file}
}

// object is the value as an object, empty if it is none.
func (p place) object() map[string]any {
	m, _ := p.value.(map[string]any)
	return m
}

// list is the items of a list.
func (p place) list() []place {
	items, _ := p.value.([]any)
	places := make([]place, len(items))
	for i, item := range items {
		places[i] = place{item, p.file}
	}
	return places
}

// text is the value as a string, empty if it is none.
func (p place) text() string {
	s, _ := p.value.(string)
	return s
}

// follow is what a reference in this place leads to; false if the place has none, or it leads nowhere.
func (r reader) follow(p place) (place, bool) {
	target := p.at("$ref").text()
	if target == "" {
		return place{}, false
	}
	other, pointer, _ := strings.Cut(target, "#")
	file := p.file
	if other != "" {
		file = filepath.Join(filepath.Dir(p.file), filepath.FromSlash(other))
	}
	there, err := r.read(file)
	if err != nil {
		return place{}, false
	}
	for _, token := range strings.Split(pointer, "/")[1:] {
		if plain, err := url.PathUnescape(token); err == nil {
			token = plain
		}
		there = there.at(strings.NewReplacer("~1", "/", "~0", "~").Replace(token))
	}
	return there, there.value != nil
}

// resolve follows references until there are no more.
func (r reader) resolve(p place) place {
	for range maxDepth {
		there, ok := r.follow(p)
		if !ok {
			break
		}
		p = there
	}
	return p
}
