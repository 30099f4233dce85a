package runtime

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A parameter or form value of any Go type is first brought into one form, the node; styles then know nodes only. Example:
// struct{ A int `json:"a"`; B []string `json:"b"` }{1, []string{"x"}} becomes the object [a: scalar "1", b: list ["x"]].

type nodeKind uint8

const (
	absentNode nodeKind = iota // not given
	nullNode
	scalarNode
	listNode
	objectNode
)

// node is the value of a parameter.
type node struct {
	kind    nodeKind
	text    string   // of a scalar
	members []member // of a list or object, in order; none of them is absent
}

// member is an item of a list, without a name, or a member of an object.
type member struct {
	name string
	node
}

func scalar(text string) node { return node{kind: scalarNode, text: text} }

// nullable is implemented by every Nullable.
type nullable interface {
	state() (value any, present bool)
}

// maxParameterNesting bounds what is sent: nobody reads that many brackets, but a value may hold itself.
const maxParameterNesting = 100

var errDepth = errors.New("the value nests too deep")

// within says in which part of a value something went wrong. A value that holds itself has no end of parts.
func within(part string, err error) error {
	if err == nil || errors.Is(err, errDepth) {
		return err
	}
	return fmt.Errorf("%s: %w", part, err)
}

// isAbsent reports whether the value means that the parameter is not given.
func isAbsent(value any) bool {
	if n, ok := value.(nullable); ok {
		_, present := n.state()
		return !present
	}
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return v.IsNil()
	}
	return false
}

// inspect returns the node of a value.
func inspect(value any) (node, error) {
	if text, present, ok := plainText(value); ok {
		if !present {
			return node{}, nil
		}
		return scalar(text), nil
	}
	return inspectValue(reflect.ValueOf(value), 0)
}

func inspectValue(v reflect.Value, depth int) (node, error) {
	if depth > maxParameterNesting {
		return node{}, errDepth
	}
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return node{}, nil
		}
		if n, ok, err := inspectMethods(v, depth); ok {
			return n, err
		}
		if depth++; depth > maxParameterNesting {
			return node{}, errDepth
		}
		v = v.Elem()
	}
	if n, ok, err := inspectMethods(v, depth); ok {
		return n, err
	}
	switch v.Kind() {
	case reflect.Invalid:
		return node{}, nil
	case reflect.Slice, reflect.Array:
		return inspectList(v, depth)
	case reflect.Map:
		return inspectMap(v, depth)
	case reflect.Struct:
		return inspectStruct(v, depth)
	}
	return inspectScalar(v)
}

// inspectMethods asks the value itself, if it can tell: text first, as that is what parameters are, else its JSON.
func inspectMethods(v reflect.Value, depth int) (n node, ok bool, err error) {
	if !v.IsValid() || !v.CanInterface() || v.Kind() == reflect.Interface {
		return node{}, false, nil
	}
	switch x := v.Interface().(type) {
	case time.Time:
		return scalar(x.Format(time.RFC3339Nano)), true, nil
	case nullable:
		n, err := inspectNullable(x, depth)
		return n, true, err
	case File, *File:
		return node{}, true, errors.New("a file can only be sent in a multipart body")
	case encoding.TextMarshaler:
		text, err := x.MarshalText()
		return scalar(string(text)), true, err
	case json.Marshaler:
		n, err := inspectJSON(x)
		return n, true, err
	}
	return node{}, false, nil
}

func inspectNullable(n nullable, depth int) (node, error) {
	value, present := n.state()
	if !present {
		return node{}, nil
	}
	if value == nil {
		return node{kind: nullNode}, nil
	}
	return inspectValue(reflect.ValueOf(value), depth+1)
}

func inspectScalar(v reflect.Value) (node, error) {
	switch v.Kind() {
	case reflect.String:
		return scalar(v.String()), nil
	case reflect.Bool:
		return scalar(strconv.FormatBool(v.Bool())), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return scalar(strconv.FormatInt(v.Int(), 10)), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return scalar(strconv.FormatUint(v.Uint(), 10)), nil
	case reflect.Float32, reflect.Float64:
		return inspectFloat(v)
	}
	return node{}, fmt.Errorf("a %s cannot be sent", v.Type())
}

// inspectFloat writes the shortest text that reads back as the same number, with an exponent only where JSON has one.
func inspectFloat(v reflect.Value) (node, error) {
	f := v.Float()
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return node{}, fmt.Errorf("%v is not a number that can be sent", f)
	}
	format := byte('f')
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
		format = 'e'
	}
	return scalar(strconv.FormatFloat(f, format, -1, v.Type().Bits())), nil
}

func inspectList(v reflect.Value, depth int) (node, error) {
	if v.Kind() == reflect.Slice {
		if v.IsNil() {
			return node{}, nil
		}
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return scalar(base64.StdEncoding.EncodeToString(v.Bytes())), nil
		}
	}
	list := node{kind: listNode, members: make([]member, 0, v.Len())}
	for i := range v.Len() {
		item, err := inspectValue(v.Index(i), depth+1)
		if err != nil {
			return node{}, within(fmt.Sprintf("[%d]", i), err)
		}
		if item.kind == absentNode { // a nil item is null: to leave it out would move the others
			item.kind = nullNode
		}
		list.members = append(list.members, member{node: item})
	}
	return list, nil
}

func inspectMap(v reflect.Value, depth int) (node, error) {
	if v.IsNil() {
		return node{}, nil
	}
	object := node{kind: objectNode, members: make([]member, 0, v.Len())}
	for _, key := range v.MapKeys() {
		name, err := inspectValue(key, 0)
		if err != nil || name.kind != scalarNode {
			return node{}, fmt.Errorf("a map with keys of type %s cannot be sent", v.Type().Key())
		}
		if err := object.add(name.text, v.MapIndex(key), depth); err != nil {
			return node{}, err
		}
	}
	slices.SortFunc(object.members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	return object, nil
}

func inspectStruct(v reflect.Value, depth int) (node, error) {
	object := node{kind: objectNode}
	for _, f := range jsonFields(v.Type()) {
		field, ok := f.of(v)
		if !ok || f.leftOut(field) {
			continue
		}
		if err := object.add(f.name, field, depth); err != nil {
			return node{}, err
		}
	}
	return object, nil
}

// add appends a member, unless it is absent.
func (n *node) add(name string, v reflect.Value, depth int) error {
	value, err := inspectValue(v, depth+1)
	if err != nil {
		return within(name, err)
	}
	if value.kind != absentNode {
		n.members = append(n.members, member{name, value})
	}
	return nil
}

// inspectJSON returns the node of a value that writes its own JSON.
func inspectJSON(value json.Marshaler) (node, error) {
	data, err := value.MarshalJSON()
	if err != nil {
		return node{}, err
	}
	if !json.Valid(data) || nestsTooDeep(data) {
		return node{}, fmt.Errorf("%T does not encode to JSON that can be sent", value)
	}
	return jsonNode(trimJSON(data)), nil
}

// jsonNode returns the node of valid JSON, its numbers as they are written.
func jsonNode(data []byte) node {
	switch data[0] {
	case '{':
		object := node{kind: objectNode}
		for name, value := range jsonMembers(data) {
			object.members = append(object.members, member{name, jsonNode(value)})
		}
		return object
	case '[':
		list := node{kind: listNode}
		for value := range jsonItems(data) {
			list.members = append(list.members, member{node: jsonNode(value)})
		}
		return list
	case '"':
		return scalar(unquote(data))
	case 'n':
		return node{kind: nullNode}
	}
	return scalar(string(data))
}
