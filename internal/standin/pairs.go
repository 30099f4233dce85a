package standin

import (
	"fmt"
	"net/url"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// locatePairs reads a parameter of the query or of cookies.
func (d *Document) locatePairs(op *Operation, p *Param, in *received, schemas []*node.Node) ([]any, error) {
	pairs := in.pairs(p.In)
	own := named(pairs, p.Name)
	if p.Style != "deepObject" {
		for _, i := range own {
			pairs[i].used = true
		}
	}
	switch {
	case p.MediaType != "":
		if len(own) == 0 {
			return nil, nil
		}
		if len(own) > 1 {
			return nil, fmt.Errorf("is given %d times", len(own))
		}
		return d.readContent(p, pairs[own[0]].value)
	case p.Style == "deepObject":
		return d.deep(p, pairs, own, schemas)
	case !p.Explode:
		return d.joined(p, pairs, own, schemas)
	}
	return d.exploded(op, p, pairs, own, schemas)
}

// deep reads name[a][b]=c.
func (d *Document) deep(p *Param, pairs []pair, own []int, schemas []*node.Node) ([]any, error) {
	s := d.shapeOf(schemas)
	if s.holds("object") && !s.holds("string") && !s.holds("array") {
		own = nil // without brackets it is no deepObject, but may be a member of an exploded one
	}
	root := &tree{}
	found := append(own, below(pairs, p.Name)...)
	for _, i := range found {
		pairs[i].used = true
		path := []string{}
		if pairs[i].name != p.Name {
			path = brackets("x" + pairs[i].name[len(p.Name):])[1:]
		}
		root.put(path, pairs[i].value)
	}
	if len(found) == 0 {
		return nil, nil
	}
	v, err := d.value(root, schemas)
	return []any{v}, err
}

// joined reads a list or an object in one value.
func (d *Document) joined(p *Param, pairs []pair, own []int, schemas []*node.Node) ([]any, error) {
	switch len(own) {
	case 0:
		return nil, nil
	case 1:
		raw := pairs[own[0]].rawValue
		unescape := url.QueryUnescape
		if p.In == "cookie" {
			unescape = url.PathUnescape
		}
		return d.flat(split(raw, p.Style), raw, false, schemas, unescape)
	}
	return nil, fmt.Errorf("is given %d times, where one value should hold all", len(own))
}

// exploded reads a list as repeated names, and an object as the names of its members.
func (d *Document) exploded(op *Operation, p *Param, pairs []pair, own []int, schemas []*node.Node) (readings []any, err error) {
	s := d.shapeOf(schemas)
	nested := below(pairs, p.Name)
	if len(own)+len(nested) > 0 {
		all := append(own, nested...)
		root := &tree{}
		for _, i := range all {
			if op.declares(p.In, pairs[i].name) && pairs[i].name != p.Name {
				continue
			}
			pairs[i].used = true
			path := []string{}
			if pairs[i].name != p.Name {
				path = brackets("x" + pairs[i].name[len(p.Name):])[1:]
			}
			root.put(path, pairs[i].value)
		}
		if len(root.leaves)+len(root.members) > 0 {
			v, err := d.value(root, schemas)
			if err != nil {
				return nil, err
			}
			return []any{v}, nil
		}
	}
	if !s.holds("object") {
		return nil, nil
	}
	root := &tree{}
	for i, q := range pairs {
		path := brackets(q.name)
		if _, has := s.properties[path[0]]; q.used || op.declares(p.In, q.name) || op.declares(p.In, path[0]) || !has && !s.open && len(s.properties) > 0 {
			continue
		}
		pairs[i].used = true
		root.put(path, q.value)
	}
	if len(root.members) == 0 {
		return nil, nil
	}
	v, err := d.value(root, schemas)
	return []any{v}, err
}

// declares tells whether the operation has a parameter of the name.
func (op *Operation) declares(in, name string) bool {
	for _, p := range op.Params {
		if p.In == in && p.same(name) && p.Style != "deepObject" {
			return true
		}
	}
	return false
}
