package generator

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/diag/near"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// ReadConfig reads a configuration file. It is strict: whatever it does not know is an error with a position, so that
// a misspelt key never passes for a default.
func ReadConfig(path string) (Config, diag.List) {
	var d decoder
	content, err := os.ReadFile(path)
	if err != nil {
		d.found.Add(diag.Diagnostic{Severity: diag.Error, Pos: diag.Pos{File: path}, Code: "config-unreadable",
			Message: "the configuration cannot be read: " + cause(err)})
		return Config{}, d.found
	}
	var c Config
	root := node.Parse(&node.File{Name: path}, content, &d.found)
	if root == nil || d.found.Has(diag.Error) {
		return c, d.found
	}
	d.object(root, "", d.config(&c))
	c.places = d.places
	return c.relativeTo(filepath.Dir(path)), d.found
}

// config is the keys of the file. Each has a flag of the same meaning, and a place in docs/apigen.schema.json.
func (d *decoder) config(c *Config) []key {
	return []key{
		{"spec", d.text(&c.Spec)},
		{"source", d.text(&c.Source)},
		{"out", d.text(&c.Out)},
		{"package", d.text(&c.Package)},
		{"import", d.text(&c.Import)},
		{"strict", d.flag(&c.Strict)},
		{"refs", func(n *node.Node) {
			d.object(n, "refs", []key{{"root", d.text(&c.Refs.Root)}, {"allow", d.list(&c.Refs.Allow)}})
		}},
		{"overlays", d.list(&c.Overlays)},
		{"include", d.choices(&c.Include, "include")},
		{"exclude", d.choices(&c.Exclude, "exclude")},
		{"runtime", d.runtime(&c.Runtime)},
		{"names", d.texts(&c.Names)},
		{"operations", d.operations(&c.Operations)},
		{"security", d.security(&c.Security)},
		{"webhooks", d.webhooks(&c.Webhooks)},
	}
}

// cause is the reason alone of an error about a path, which the position names already.
func cause(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// relativeTo makes paths that were written in a file of dir valid for the current directory.
func (c Config) relativeTo(dir string) Config {
	join := func(path string) string {
		if path == "" || filepath.IsAbs(path) {
			return path
		}
		return filepath.Join(dir, filepath.FromSlash(path))
	}
	document := func(location string) string {
		if location == "-" || strings.Contains(location, "://") {
			return location
		}
		return join(location)
	}
	c.Spec, c.Source = document(c.Spec), document(c.Source)
	for i, location := range c.Overlays {
		c.Overlays[i] = document(location)
	}
	c.Out = cmp.Or(join(c.Out), dir) // a client stands beside its configuration, unless that says otherwise
	c.Refs.Root = join(c.Refs.Root)
	return c
}

// decoder turns nodes into configuration and collects what does not fit.
type decoder struct {
	found  diag.List
	places map[string]diag.Pos // of keys that name things of the document: "names listOrders"
}

// key is one member of an object, and what reads its value.
type key struct {
	name string
	read func(*node.Node)
}

func (d *decoder) object(n *node.Node, path string, keys []key) {
	if n.Is(node.Null) {
		return
	}
	if !n.Is(node.Object) {
		d.mismatch(n, "keys and values")
		return
	}
	for _, e := range n.Entries {
		at := slices.IndexFunc(keys, func(k key) bool { return k.name == e.Key })
		if at < 0 {
			d.unknown(e, path, keys)
			continue
		}
		keys[at].read(e.Value)
	}
}

func (d *decoder) unknown(e node.Entry, path string, keys []key) {
	var known []string
	for _, k := range keys {
		known = append(known, k.name)
	}
	where := ""
	if path != "" {
		where = " in " + path
	}
	hint := "known keys are " + strings.Join(known, ", ")
	if meant := near.Word(e.Key, known); meant != "" {
		hint = "did you mean " + meant + "?"
	}
	d.found.Add(diag.Diagnostic{Severity: diag.Error, Pos: e.Value.Pos(), Code: "config-unknown-key",
		Message: "there is no key " + e.Key + where, Hint: hint})
}

func (d *decoder) mismatch(n *node.Node, wanted string) {
	d.found.Errorf(n.Pos(), "config-type", "expected %s", wanted)
}

func (d *decoder) text(to *string) func(*node.Node) {
	return func(n *node.Node) {
		if !n.Is(node.String) {
			d.mismatch(n, "a string")
			return
		}
		*to = n.Text
	}
}

func (d *decoder) flag(to *bool) func(*node.Node) {
	return func(n *node.Node) {
		if !n.Is(node.Bool) {
			d.mismatch(n, "true or false")
			return
		}
		*to = n.True()
	}
}

func (d *decoder) list(to *[]string) func(*node.Node) {
	return func(n *node.Node) {
		if !n.Is(node.Array) {
			d.mismatch(n, "a list of strings")
			return
		}
		for _, item := range n.Items {
			var s string
			d.text(&s)(item)
			*to = append(*to, s)
		}
	}
}

func (d *decoder) texts(to *map[string]string) func(*node.Node) {
	return func(n *node.Node) {
		if !n.Is(node.Object) {
			d.mismatch(n, "keys and strings")
			return
		}
		*to = make(map[string]string, len(n.Entries))
		for _, e := range n.Entries {
			var s string
			d.text(&s)(e.Value)
			(*to)[e.Key] = s
			d.place("names "+e.Key, e.Value)
		}
	}
}

// place remembers where a key is written, for explanations.
func (d *decoder) place(key string, value *node.Node) {
	if d.places == nil {
		d.places = map[string]diag.Pos{}
	}
	d.places[key] = value.Pos()
}
