package node

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/apigen-go/apigen/generator/diag"
)

// This file turns the trees of go.yaml.in/yaml into ours. Only its syntax is used: which scalar is what kind of value is
// decided here, by the core schema of YAML 1.2 that OpenAPI asks for (the library resolves as YAML 1.1 does: dates, octal
// numbers). Keys are strings, spelled as written. Aliases are resolved to the node that their anchor names, which
// costs nothing however often it is used; since everybody behind this package walks trees, what they would expand to
// is bounded all the same.

// Codes of diagnostics of YAML.
const (
	codeEmpty     = "empty-document"
	codeDocuments = "several-documents"
	codeAlias     = "alias-limit"
	codeCycle     = "alias-cycle"
	codeKey       = "yaml-key"
	codeNumber    = "yaml-number"
)

// maxAliased bounds what aliases and merge keys may add to a document, in values and in pieces of 64 bytes of text.
const maxAliased = 1_000_000

// ParseYAML reads the first document of a YAML stream and makes it the root of the file. It returns nil if the text has
// an error, which is then in the list with its place.
func ParseYAML(file *File, data []byte, diags *diag.List) *Node {
	data, ok := yamlText(file, data, diags)
	if !ok {
		return nil
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	tree, err := firstYAML(decoder)
	switch {
	case errors.Is(err, io.EOF) || err == nil && len(tree.Content) == 0:
		diags.Errorf(diag.Pos{File: file.Name, Line: 1, Col: 1}, codeEmpty, "the document is empty")
		return nil
	case err != nil:
		diags.Add(yamlError(file, data, err))
		return nil
	}
	b := &builder{file: file, diags: diags, warnings: warnings{diags: diags}, columns: newColumns(data), anchors: map[*yaml.Node]*anchored{}}
	root := b.value(tree.Content[0], 1)
	if root == nil {
		return nil
	}
	if next, err := firstYAML(decoder); err == nil {
		diags.Warnf(b.pos(next.Content[0]), codeDocuments, "only the first document of this stream is read, another begins here")
	}
	file.Root = root
	return root
}

// firstYAML reads the first document that holds anything: a stream may begin with "---" more than once.
func firstYAML(d *yaml.Decoder) (*yaml.Node, error) {
	for {
		tree, err := decodeYAML(d)
		if err != nil || len(tree.Content) > 0 && !isEmpty(tree.Content[0]) {
			return tree, err
		}
	}
}

// isEmpty tells whether a document consists of nothing, rather than of the word null.
func isEmpty(y *yaml.Node) bool {
	return y.Kind == yaml.ScalarNode && y.Tag == "!!null" && y.Value == ""
}

// decodeYAML reads the next document. The library panics on some malformed input.
func decodeYAML(d *yaml.Decoder) (tree *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml: %v", r)
		}
	}()
	tree = new(yaml.Node)
	return tree, d.Decode(tree)
}

// builder is the state of one conversion.
type builder struct {
	file     *File
	diags    *diag.List
	warnings warnings
	columns  *columns
	anchors  map[*yaml.Node]*anchored
	slab     slab
	size     int // weight of all that was built
	aliased  int // weight that aliases add
	reach    int // deepest level so far, below the anchor that is being built
}

// anchored is a value that aliases may refer to.
type anchored struct {
	node   *Node // nil while it is built
	weight int   // in values and pieces of text, aliases expanded
	height int   // levels below it, 1 for a scalar
}

// value converts one value; nil after an error, which is recorded.
func (b *builder) value(y *yaml.Node, depth int) *Node {
	if depth > maxDepth {
		return b.fail(y, codeDepth, "values are nested deeper than %d levels", maxDepth)
	}
	b.reach = max(b.reach, depth)
	switch {
	case y.Kind == yaml.AliasNode:
		return b.alias(y, depth)
	case y.Anchor != "":
		return b.anchor(y, depth)
	}
	return b.plain(y, depth)
}

// anchor converts a value that aliases may refer to, and measures it.
func (b *builder) anchor(y *yaml.Node, depth int) *Node {
	a := &anchored{}
	b.anchors[y] = a
	size, reach := b.size, b.reach
	b.reach = depth
	n := b.plain(y, depth)
	a.node, a.weight, a.height = n, b.size-size, b.reach-depth+1
	b.reach = max(b.reach, reach)
	return n
}

func (b *builder) plain(y *yaml.Node, depth int) *Node {
	n := b.node(y)
	switch y.Kind {
	case yaml.MappingNode:
		return b.mapping(n, y, depth)
	case yaml.SequenceNode:
		return b.sequence(n, y, depth)
	}
	resolveScalar(n, y)
	if n.Kind == Number && n.Text != y.Value {
		b.spell(n, y.Value)
	}
	if isInfinite(n, y) {
		b.warnings.addf(n.Pos(), codeNumber, "JSON has no number %s; it is read as a string", y.Value)
	}
	return n
}

// spell keeps how the file spells a number.
func (b *builder) spell(n *Node, text string) {
	if b.file.spelled == nil {
		b.file.spelled = map[*Node]string{}
	}
	b.file.spelled[n] = text
}

func (b *builder) sequence(n *Node, y *yaml.Node, depth int) *Node {
	n.Kind = Array
	items := make([]*Node, 0, len(y.Content))
	for _, item := range y.Content {
		v := b.value(item, depth+1)
		if v == nil {
			return nil
		}
		items = append(items, v)
	}
	n.Items = items
	return n
}

func (b *builder) mapping(n *Node, y *yaml.Node, depth int) *Node {
	n.Kind = Object
	members := make([]member, 0, len(y.Content)/2)
	merges := false
	for i := 0; i+1 < len(y.Content); i += 2 {
		m, ok := b.member(y.Content[i], y.Content[i+1], depth)
		if !ok {
			return nil
		}
		merges = merges || isMerge(y.Content[i])
		members = append(members, m)
	}
	if merges {
		var ok bool
		if members, ok = b.merge(y, members); !ok {
			return nil
		}
	}
	b.slab.close(n, members, &b.warnings)
	return n
}

// member converts a key and its value.
func (b *builder) member(key, value *yaml.Node, depth int) (member, bool) {
	pos := b.pos(key)
	m := member{line: int32(pos.Line), col: int32(pos.Col)}
	text := key
	if key.Kind == yaml.AliasNode {
		text = key.Alias
	}
	if text.Kind != yaml.ScalarNode {
		b.fail(key, codeKey, "expected a string as the key, found %s", kindName(text))
		return m, false
	}
	m.Key, m.Value = text.Value, b.value(value, depth+1)
	b.size += len(m.Key) / 64
	return m, m.Value != nil
}

// alias finds the value of an anchor and books what it expands to.
func (b *builder) alias(y *yaml.Node, depth int) *Node {
	a := b.anchors[y.Alias]
	switch {
	case a == nil || a.node == nil:
		return b.fail(y, codeCycle, "the alias *%s stands inside the value that it refers to", y.Value)
	case depth+a.height-1 > maxDepth:
		return b.fail(y, codeDepth, "values are nested deeper than %d levels", maxDepth)
	}
	if !b.book(y, a.weight) {
		return nil
	}
	b.reach = max(b.reach, depth+a.height-1)
	return a.node
}

// book counts what an alias adds.
func (b *builder) book(y *yaml.Node, weight int) bool {
	b.size += weight
	b.aliased += weight
	if b.aliased > maxAliased {
		b.fail(y, codeAlias, "aliases and merge keys expand this document by more than %d values", maxAliased)
		return false
	}
	return true
}

// node begins a value.
func (b *builder) node(y *yaml.Node) *Node {
	b.size += 1 + len(y.Value)/64
	n := b.slab.node()
	pos := b.pos(y)
	n.File, n.Line, n.Col = b.file, int32(pos.Line), int32(pos.Col)
	return n
}

func (b *builder) pos(y *yaml.Node) diag.Pos {
	return diag.Pos{File: b.file.Name, Line: y.Line, Col: b.columns.bytes(y.Line, y.Column)}
}

func (b *builder) fail(y *yaml.Node, code, format string, args ...any) *Node {
	b.diags.Errorf(b.pos(y), code, format, args...)
	return nil
}

func kindName(y *yaml.Node) string {
	if y.Kind == yaml.MappingNode {
		return "a mapping (a plain scalar that begins with '{' must be quoted)"
	}
	return "a sequence (a plain scalar that begins with '[' must be quoted)"
}

// isMerge tells whether a key is the merge key: << without quotes.
func isMerge(key *yaml.Node) bool {
	return key.Kind == yaml.ScalarNode && key.Value == "<<" && strings.HasSuffix(key.Tag, "merge")
}
