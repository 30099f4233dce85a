package wire

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// inspect returns the node of a value.
func (of Values) inspect(value any) (node, error) {
	if text, present, ok := plainText(value); ok {
		if !present {
			return node{}, nil
		}
		return scalar(text), nil
	}
	return of.inspectValue(reflect.ValueOf(value), 0)
}

func (of Values) inspectValue(v reflect.Value, depth int) (node, error) {
	if depth > maxParameterNesting {
		return node{}, errDepth
	}
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return node{}, nil
		}
		if n, ok, err := of.inspectMethods(v, depth); ok {
			return n, err
		}
		if depth++; depth > maxParameterNesting {
			return node{}, errDepth
		}
		v = v.Elem()
	}
	if n, ok, err := of.inspectMethods(v, depth); ok {
		return n, err
	}
	switch v.Kind() {
	case reflect.Invalid:
		return node{}, nil
	case reflect.Slice, reflect.Array:
		return of.inspectList(v, depth)
	case reflect.Map:
		return of.inspectMap(v, depth)
	case reflect.Struct:
		return of.inspectStruct(v, depth)
	}
	return inspectScalar(v)
}

// inspectMethods asks the value itself, if it can tell: text first, as that is what parameters are, else its JSON.
func (of Values) inspectMethods(v reflect.Value, depth int) (n node, ok bool, err error) {
	if !v.IsValid() || !v.CanInterface() || v.Kind() == reflect.Interface {
		return node{}, false, nil
	}
	if inner, present, ok := of(v.Interface()); ok {
		n, err := of.inspectNullable(inner, present, depth)
		return n, true, err
	}
	switch x := v.Interface().(type) {
	case time.Time:
		return scalar(x.Format(time.RFC3339Nano)), true, nil
	case encoding.TextMarshaler:
		text, err := x.MarshalText()
		return scalar(string(text)), true, err
	case json.Marshaler:
		n, err := inspectJSON(x)
		return n, true, err
	}
	return node{}, false, nil
}

func (of Values) inspectNullable(value any, present bool, depth int) (node, error) {
	switch {
	case !present:
		return node{}, nil
	case value == nil:
		return node{kind: nullNode}, nil
	}
	return of.inspectValue(reflect.ValueOf(value), depth+1)
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

func (of Values) inspectList(v reflect.Value, depth int) (node, error) {
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
		item, err := of.inspectValue(v.Index(i), depth+1)
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

func (of Values) inspectMap(v reflect.Value, depth int) (node, error) {
	if v.IsNil() {
		return node{}, nil
	}
	object := node{kind: objectNode, members: make([]member, 0, v.Len())}
	for _, key := range v.MapKeys() {
		name, err := of.inspectValue(key, 0)
		if err != nil || name.kind != scalarNode {
			return node{}, fmt.Errorf("a map with keys of type %s cannot be sent", v.Type().Key())
		}
		if err := of.add(&object, name.text, v.MapIndex(key), depth); err != nil {
			return node{}, err
		}
	}
	slices.SortFunc(object.members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	return object, nil
}

func (of Values) inspectStruct(v reflect.Value, depth int) (node, error) {
	object := node{kind: objectNode}
	for _, f := range exact.Fields(v.Type()) {
		field, ok := f.Of(v)
		if !ok || f.LeftOut(field) {
			continue
		}
		if err := of.add(&object, f.Name, field, depth); err != nil {
			return node{}, err
		}
	}
	return object, nil
}

// add appends a member, unless it is absent.
func (of Values) add(n *node, name string, v reflect.Value, depth int) error {
	value, err := of.inspectValue(v, depth+1)
	if err != nil {
		return within(name, err)
	}
	if value.kind != absentNode {
		n.members = append(n.members, member{name, value})
	}
	return nil
}
