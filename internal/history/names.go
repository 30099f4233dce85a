package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/types"
	"maps"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/apigen-go/apigen/generator"
)

// names is what became of the names that callers know.
type names struct {
	added, removed int
	renamed        []string // "Old -> New (key)"
	gratuitous     []string // those that had no reason: the thing is still there
	untold         []string // those that the report does not tell
	extracted      []string // inline types that are gone, while a new type has the same fields: an alias could have kept them
}

// trace follows the names of the lock.
func (s *step) trace(report *generator.Report) error {
	before, after := s.before.result.Lock.Record.Names, s.after.result.Lock.Record.Names
	told := text(report)
	for _, key := range slices.Sorted(maps.Keys(before)) {
		was := before[key]
		switch now, ok := after[key]; {
		case !ok:
			s.names.removed++
		case now != was:
			s.names.rename(key, was, now, told)
			s.names.gratuitous = append(s.names.gratuitous, fmt.Sprintf("%s was %s and is %s", key, was, now))
		}
	}
	for key := range after {
		if _, ok := before[key]; !ok {
			s.names.added++
		}
	}
	s.extract()
	return s.moved(before, after, told)
}

// extract finds structs that are gone while exactly one new one looks the same.
func (s *step) extract() {
	old, next := structs(s.before.client.Types), structs(s.after.client.Types)
	for _, fields := range slices.Sorted(maps.Keys(old)) {
		gone := slices.DeleteFunc(slices.Clone(old[fields]), func(name string) bool { return s.after.client.Types.Scope().Lookup(name) != nil })
		fresh := slices.DeleteFunc(slices.Clone(next[fields]), func(name string) bool { return s.before.client.Types.Scope().Lookup(name) != nil })
		if len(gone) == 1 && len(fresh) == 1 {
			s.names.extracted = append(s.names.extracted, gone[0]+" looks like "+fresh[0])
		}
	}
}

// structs are the names of exported structs by their fields and tags. Those with one field or none say too little.
func structs(p *types.Package) map[string][]string {
	found := map[string][]string{}
	for _, name := range p.Scope().Names() {
		o, ok := p.Scope().Lookup(name).(*types.TypeName)
		if !ok || !o.Exported() || o.IsAlias() {
			continue
		}
		if s, ok := o.Type().Underlying().(*types.Struct); ok && s.NumFields() > 1 {
			found[s.String()] = append(found[s.String()], name)
		}
	}
	return found
}

// rename notes a new name, which the report must tell together with the old one.
func (n *names) rename(key, was, now string, told []string) {
	n.renamed = append(n.renamed, fmt.Sprintf("%s -> %s (%s)", was, now, key))
	if !slices.ContainsFunc(told, func(change string) bool {
		return strings.Contains(change, last(was)) && strings.Contains(change, last(now))
	}) {
		n.untold = append(n.untold, fmt.Sprintf("%s -> %s (%s)", was, now, key))
	}
}

// last is the name of a method without its service.
func last(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// text is what each change says, with all names in it.
func text(report *generator.Report) []string {
	var all []string
	for _, c := range report.Changes {
		all = append(all, strings.Join(append([]string{c.Subject, c.What, c.Old, c.New, c.Compile.Why}, c.Symbols...), " "))
	}
	return all
}

// moved finds components that have another key, but are what they were. Their old Go name must stay, at least as an alias.
func (s *step) moved(before, after map[string]string, told []string) error {
	old, err := components(s.before.path)
	if err != nil {
		return err
	}
	next, err := components(s.after.path)
	if err != nil {
		return err
	}
	successors := map[string][]string{}
	for key, structure := range next {
		if _, ok := old[key]; !ok {
			successors[structure] = append(successors[structure], key)
		}
	}
	rivals := map[string]int{}
	for key, structure := range old {
		if _, ok := next[key]; !ok {
			rivals[structure]++
		}
	}
	names := map[string]bool{}
	for _, name := range after {
		names[name] = true
	}
	for _, key := range slices.Sorted(maps.Keys(old)) {
		found := successors[old[key]]
		_, there := next[key]
		if there || len(found) != 1 || rivals[old[key]] != 1 || before[key] == "" {
			continue
		}
		was, now := before[key], after[found[0]]
		switch {
		case now == was, names[was]: // what it is now called has been found
		case s.after.client.Types.Scope().Lookup(was) != nil:
			s.names.rename(key, was, now, told)
		default:
			s.names.rename(key, was, now, told)
			s.names.gratuitous = append(s.names.gratuitous, fmt.Sprintf("%s was %s; %s is the same and called %s", key, was, found[0], now))
		}
	}
	return nil
}

// components are the structures of a document's objects, by their pointers. Words that describe are no part of a structure.
func components(path string) (map[string]string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var document struct {
		Definitions map[string]any
		Components  struct{ Schemas map[string]any }
	}
	if err := decode(content, &document); err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	found := map[string]string{}
	for prefix, schemas := range map[string]map[string]any{"#/definitions/": document.Definitions, "#/components/schemas/": document.Components.Schemas} {
		for name, schema := range schemas {
			if m, ok := schema.(map[string]any); ok && m["properties"] != nil {
				structure, err := json.Marshal(plain(m))
				if err != nil {
					return nil, fmt.Errorf("reading %s: %s: %w", path, name, err)
				}
				found[prefix+name] = string(structure)
			}
		}
	}
	return found, nil
}

func decode(content []byte, into any) error {
	if bytes.HasPrefix(bytes.TrimSpace(content), []byte("{")) {
		return json.Unmarshal(content, into)
	}
	return yaml.Unmarshal(content, into)
}

// plain leaves out what describes. Members of properties are not words, whatever they are called.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, value := range v {
			members, ok := value.(map[string]any)
			switch {
			case key == "properties" && ok:
				kept := map[string]any{}
				for name, member := range members {
					kept[name] = plain(member)
				}
				out[key] = kept
			case slices.Contains([]string{"description", "title", "example", "examples", "summary", "deprecated"}, key), strings.HasPrefix(key, "x-"):
			default:
				out[key] = plain(value)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = plain(item)
		}
		return out
	case map[any]any:
		return fmt.Sprint(v)
	}
	return v
}
