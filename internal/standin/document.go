// Package standin answers: would a strict server of this document take that request, and what would it answer?
//
// It finds the operation of a request, decodes each parameter and the body by what the document says of them, checks
// them against their schemas, and answers with values that the schemas allow. It decodes with nothing of the runtime and
// judges with a validator of JSON Schema of its own, so that client and server agree only if both follow the document.
//
// It forgives what documents get wrong and clients cannot help: alternatives of oneOf that overlap, and closed objects
// that are merged with others.
package standin

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/internal/synth"
)

// Document is a document that requests can be judged by. It is safe for concurrent use.
type Document struct {
	values     *synth.Document
	root       *node.Node
	checks     *checks
	schemes    map[string]scheme
	operations []*Operation
}

// Operation is one operation of the document.
type Operation struct {
	Method, Path string
	Params       []*Param
	Body         *Body // nil: none
	Responses    []Response
	Security     [][]string // alternatives of keys of schemes; none: nothing is needed

	pattern *regexp.Regexp // of the path as it is sent; one group per placeholder
	names   []string       // of the placeholders
	query   string         // that the template brings along
	rank    string         // sorts by how exact the template is
}

// Param is one parameter.
type Param struct {
	Name, In  string
	Required  bool
	Style     string
	Explode   bool
	MediaType string     // of its content; "": by style
	Schema    *node.Node // nil: nothing is said
}

// Body is the body of a request.
type Body struct {
	Required bool
	Content  []Media
}

// Media is one representation of a body.
type Media struct {
	Type     string
	Schema   *node.Node // nil: nothing is said
	Items    *node.Node // of a sequence; nil: nothing is said
	encoding *node.Node
}

// IsStyled tells whether the document says how a property of a form or multipart body is written.
func (m Media) IsStyled(property string) bool { return m.encoding.Has(property) }

// Response is what a status brings.
type Response struct {
	Status  string
	Content []Media
	headers *node.Node
	broken  bool // its content is a reference that leads nowhere
}

// Open reads a document and all that it refers to. References may not leave the directory root; "" is the
// document's own.
func Open(ctx context.Context, path, root string) (*Document, error) {
	values, err := synth.Open(ctx, path, root)
	if err != nil {
		return nil, err
	}
	d := &Document{values: values, root: values.At("#"), checks: newChecks(values), schemes: map[string]scheme{}}
	for key, n := range d.get(d.get(d.root, "components"), "securitySchemes").All() {
		d.schemes[key] = readScheme(d.follow(n))
	}
	for _, table := range []string{"paths", "x-ms-paths"} {
		for path, item := range d.get(d.root, table).All() {
			if strings.HasPrefix(path, "/") || !strings.HasPrefix(path, "x-") {
				d.readPath(path, item)
			}
		}
	}
	if len(d.operations) == 0 {
		return nil, errors.New("the document has no operations")
	}
	slices.SortStableFunc(d.operations, func(a, b *Operation) int {
		return cmp.Or(strings.Compare(a.rank, b.rank), len(b.Path)-len(a.Path))
	})
	return d, nil
}

// Values makes values for the schemas of the document.
func (d *Document) Values() *synth.Document { return d.values }

// Operations are those of the document.
func (d *Document) Operations() []*Operation { return d.operations }

// Operation finds the operation of a path template, whatever its placeholders are called; nil if there is none.
func (d *Document) Operation(method, path string) *Operation {
	for _, same := range []func(string) string{func(s string) string { return s }, anonymous} {
		for _, op := range d.operations {
			if op.Method == method && same(op.Path) == same(path) {
				return op
			}
		}
	}
	return nil
}

func (d *Document) follow(n *node.Node) *node.Node { return d.values.Follow(n) }

// whole is an object with the members of the one that it refers to beside its own.
func (d *Document) whole(n *node.Node) *node.Node {
	target := d.follow(n)
	if target == n || n.Len() == 1 {
		return target
	}
	out := target.Copy()
	for key, value := range n.All() {
		if key != "$ref" {
			out.Set(key, value)
		}
	}
	return out
}

// get is a member of what a node stands for, and what that member stands for.
func (d *Document) get(n *node.Node, key string) *node.Node { return d.follow(d.follow(n).Get(key)) }
