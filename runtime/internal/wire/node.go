package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/apigen-go/apigen/runtime/internal/exact"
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

// Values brings values into one form. It is told of one type that this package cannot know, the runtime's Nullable: ok is
// false for all others.
type Values func(value any) (inner any, present, ok bool)

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

// IsAbsent reports whether the value means that the parameter is not given.
func (of Values) IsAbsent(value any) bool {
	if _, present, ok := of(value); ok {
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

// inspectJSON returns the node of a value that writes its own JSON.
func inspectJSON(value json.Marshaler) (node, error) {
	data, err := value.MarshalJSON()
	if err != nil {
		return node{}, err
	}
	if !json.Valid(data) || exact.TooDeep(data) {
		return node{}, fmt.Errorf("%T does not encode to JSON that can be sent", value)
	}
	return jsonNode(exact.Trim(data)), nil
}

// jsonNode returns the node of valid JSON, its numbers as they are written.
func jsonNode(data []byte) node {
	switch data[0] {
	case '{':
		object := node{kind: objectNode}
		for name, value := range exact.Members(data) {
			object.members = append(object.members, member{name, jsonNode(value)})
		}
		return object
	case '[':
		list := node{kind: listNode}
		for value := range exact.Items(data) {
			list.members = append(list.members, member{node: jsonNode(value)})
		}
		return list
	case '"':
		return scalar(exact.Unquote(data))
	case 'n':
		return node{kind: nullNode}
	}
	return scalar(string(data))
}
