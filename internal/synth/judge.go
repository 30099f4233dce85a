package synth

// The judge is kin-openapi. It gets all named schemas in one document of version 3.0, without what it stumbles over: its
// reader refuses documents whole, and a schema may refer to what stands anywhere in any file. A oneOf becomes an anyOf, since
// vendors write alternatives that overlap and mean it; and additionalProperties: false is left out, since they write it in
// the members of an allOf, where nothing would be valid. No value has members that are forbidden anyway.

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// judge tells whether values are valid. A nil judge has no objections.
type judge struct {
	doc     *Document
	names   map[*node.Node]string
	queue   []*node.Node
	schemas openapi3.Schemas
	failed  error // nothing could be loaded
}

func newJudge(d *Document) *judge {
	j := &judge{doc: d, names: map[*node.Node]string{}}
	for _, n := range d.root.Get("components").Get("schemas").All() {
		j.name(n)
	}
	table := node.NewObject(d.root)
	for len(j.queue) > 0 {
		n := j.queue[0]
		j.queue = j.queue[1:]
		table.Set(j.names[n], j.schema(n))
	}
	text := func(s string) *node.Node { return node.NewString(d.root, s) }
	whole := node.NewObject(d.root,
		node.Entry{Key: "openapi", Value: text("3.0.3")},
		node.Entry{Key: "info", Value: node.NewObject(d.root, node.Entry{Key: "title", Value: text("x")}, node.Entry{Key: "version", Value: text("1")})},
		node.Entry{Key: "paths", Value: node.NewObject(d.root)},
		node.Entry{Key: "components", Value: node.NewObject(d.root, node.Entry{Key: "schemas", Value: table})})
	loaded, err := openapi3.NewLoader().LoadFromData(whole.AppendJSON(nil))
	if err != nil {
		j.failed = err
		return j
	}
	j.schemas = loaded.Components.Schemas
	return j
}

// name is what the judge knows a schema by.
func (j *judge) name(n *node.Node) string {
	if name, ok := j.names[n]; ok {
		return name
	}
	name := "S" + strconv.Itoa(len(j.names))
	j.names[n] = name
	j.queue = append(j.queue, n)
	return name
}

func (j *judge) ref(n *node.Node) *node.Node {
	return node.NewObject(n, node.Entry{Key: "$ref", Value: node.NewString(n, "#/components/schemas/"+j.name(n))})
}

// schema is a schema as the judge understands it.
func (j *judge) schema(n *node.Node) *node.Node {
	out := node.NewObject(n)
	if !n.Is(node.Object) {
		if n.Is(node.Bool) && !n.True() {
			out.Set("not", node.NewObject(n))
		}
		return out
	}
	var all []*node.Node
	if target := j.doc.refs[n]; target != nil {
		all = append(all, j.ref(target))
	}
	nullable := n.Get("nullable").True() || n.Get("x-nullable").True()
	if len(all) == 0 || j.doc.modern {
		for _, part := range n.Get("allOf").List() {
			all = append(all, j.schema(part))
		}
		groups, null := j.alternatives(n)
		types, values := j.types(n, out)
		all = append(append(all, groups...), types...)
		nullable = nullable || null || values
		j.limits(n, out)
		j.members(n, out)
		nullable = nullable || j.doc.flatten([]*node.Node{n}).anything()
	}
	if len(all) > 0 {
		out.Set("allOf", node.NewArray(n, all...))
	}
	if nullable {
		out.Set("nullable", node.NewBool(n, true))
	}
	return out
}

// alternatives are those of oneOf and anyOf, and whether null is one of them.
func (j *judge) alternatives(n *node.Node) (groups []*node.Node, null bool) {
	for _, key := range []string{"oneOf", "anyOf"} {
		var list []*node.Node
		for _, alt := range n.Get(key).List() {
			if alt.Get("type").Str() == "null" {
				null = true
				continue
			}
			list = append(list, j.schema(alt))
		}
		if len(list) > 0 {
			groups = append(groups, anyOf(n, list))
		}
	}
	return groups, null
}

// anyOf says that not all alternatives are wrong: an anyOf looks twice at the one that is right, and so at what is nested
// in six of them 64 times.
func anyOf(at *node.Node, list []*node.Node) *node.Node {
	not := func(n *node.Node) *node.Node {
		return node.NewObject(at, node.Entry{Key: "not", Value: n}, node.Entry{Key: "nullable", Value: node.NewBool(at, true)})
	}
	wrong := make([]*node.Node, len(list))
	for i, n := range list {
		wrong[i] = not(n)
	}
	return not(node.NewObject(at, node.Entry{Key: "allOf", Value: node.NewArray(at, wrong...)}))
}

// types copies what is said of types and values. Several types are alternatives. It tells whether null is among them.
func (j *judge) types(n, out *node.Node) (groups []*node.Node, null bool) {
	k, said := typesOf(n)
	var list []*node.Node
	for _, name := range []string{"boolean", "integer", "number", "string", "array", "object"} {
		if one := kindOf(name); said && one&k == one && k|nullKind != anyKind && !(one == intKind && k&fractionKind != 0) {
			list = append(list, node.NewObject(n, node.Entry{Key: "type", Value: node.NewString(n, name)}))
		}
	}
	switch {
	case len(list) == 1:
		out.Set("type", list[0].Get("type"))
	case len(list) > 1:
		groups = append(groups, anyOf(n, list))
	}
	values := n.Get("enum").List()
	if c := n.Get("const"); c != nil {
		values = []*node.Node{c}
	}
	if len(values) > 0 {
		out.Set("enum", node.NewArray(n, values...))
		null = slices.ContainsFunc(values, func(v *node.Node) bool { return v.Kind == node.Null })
	}
	return groups, null || said && k&nullKind != 0
}

// limits copies the bounds of numbers and texts.
func (j *judge) limits(n, out *node.Node) {
	for _, key := range []string{"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"} {
		v := n.Get(key)
		if v.Is(node.Number) {
			if _, err := strconv.ParseUint(v.Text, 10, 63); err == nil {
				out.Set(key, v)
			}
		}
	}
	f := &flat{}
	f.mergeNumber(n)
	set := func(key string, inclusive, exclusive *node.Node) {
		if inclusive.Is(node.Number) {
			out.Set(key, inclusive)
		}
		if exclusive.Is(node.Number) {
			out.Set(key, exclusive)
		}
	}
	set("minimum", n.Get("minimum"), n.Get("exclusiveMinimum"))
	set("maximum", n.Get("maximum"), n.Get("exclusiveMaximum"))
	if f.above != nil {
		out.Set("exclusiveMinimum", node.NewBool(n, true))
	}
	if f.below != nil {
		out.Set("exclusiveMaximum", node.NewBool(n, true))
	}
	if p := n.Get("pattern"); p.Is(node.String) {
		if _, err := regexp.Compile(goPattern(p.Text)); err == nil {
			out.Set("pattern", node.NewString(p, goPattern(p.Text)))
		}
	}
	if format := n.Get("format").Str(); slices.Contains([]string{"date", "date-time", "int32", "int64"}, format) {
		out.Set("format", n.Get("format"))
	}
	if n.Get("uniqueItems").True() {
		out.Set("uniqueItems", n.Get("uniqueItems"))
	}
}

// members copies what is said of parts.
func (j *judge) members(n, out *node.Node) {
	if items := n.Get("items"); items.Is(node.Object) && !n.Has("prefixItems") {
		out.Set("items", j.schema(items))
	} else if out.Get("type").Str() == "array" {
		out.Set("items", node.NewObject(n))
	}
	if table := j.doc.deref(n.Get("properties")); table.Is(node.Object) {
		copied := node.NewObject(table)
		for name, p := range table.All() {
			copied.Set(name, j.schema(p))
		}
		out.Set("properties", copied)
	}
	if required := n.Get("required"); required.Is(node.Array) {
		out.Set("required", required)
	}
	if more := n.Get("additionalProperties"); more.Is(node.Object) && !n.Has("patternProperties") {
		out.Set("additionalProperties", j.schema(more))
	}
	if not := n.Get("not"); not.Is(node.Object) {
		out.Set("not", j.schema(not))
	}
}

// maxMends bounds how many optional members one value may lose.
const maxMends = 12

// mend returns the value, without optional members that the judge objects to.
func (j *judge) mend(schema *node.Node, v any, alien bool) (any, error) {
	ref := j.schemas[j.names[schema]]
	if alien || ref == nil || ref.Value == nil {
		return v, nil
	}
	var err error
	brief := openapi3.SetSchemaErrorMessageCustomizer(func(e *openapi3.SchemaError) string { return e.Reason })
	for range maxMends {
		if ref.Value.VisitJSON(v, openapi3.FailFast()) == nil {
			return v, nil
		}
		if err = ref.Value.VisitJSON(v, brief); err == nil {
			return v, nil
		}
		var fault *openapi3.SchemaError
		if !errors.As(err, &fault) || !remove(v, fault.JSONPointer()) {
			break
		}
	}
	return nil, fmt.Errorf("it is not valid: %s", firstLine(err.Error()))
}

func firstLine(s string) string {
	for i, r := range s {
		if r == '\n' || i > 200 {
			return s[:i]
		}
	}
	return s
}

// remove takes out the innermost member on the way to a value.
func remove(v any, pointer []string) bool {
	var in map[string]any
	name := ""
	for _, token := range pointer {
		switch at := v.(type) {
		case map[string]any:
			in, name = at, token
			v = at[token]
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(at) {
				return false
			}
			v = at[i]
		}
	}
	if in == nil {
		return false
	}
	_, there := in[name]
	delete(in, name)
	return there
}
