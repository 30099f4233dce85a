package runtime

import (
	"fmt"
	"reflect"

	"github.com/apigen-go/apigen/runtime/internal/wire"
)

// Values of parameters are scalars, pointers, named types, slices, maps (by sorted key), structs (by their json tags, in
// order), [time.Time], [Date], [Nullable], types with MarshalText or MarshalJSON (unions), and any of them in an any. A nil
// pointer, slice, map or interface and an absent Nullable mean that the parameter is not given; null is an empty value, as
// there is no other way to write it. An empty slice is given but has nothing to send (see [AllowEmpty]).

// values is how the runtime writes values: a Nullable as what it holds.
func values(value any) (inner any, present, ok bool) {
	n, ok := value.(nullable)
	if !ok || !isNullable(reflect.TypeOf(value)) {
		return nil, false, false
	}
	inner, present = nullableState(n)
	return inner, present, true
}

// Path sets the value of a placeholder of the path template. The value is percent-encoded, "/" and the segments "." and
// ".." too; an empty one is an error. With [AllowReserved] the value may be of several segments, and "/" stays.
func (r *Request) Path(name string, value any, style ...Style) {
	text, err := wire.Values(values).Path(name, value, wire.LayoutOf(wire.Simple, style...))
	if err != nil {
		r.fail("path parameter", name, err)
		text = "-" // so that the missing value is not reported a second time
	}
	r.path = append(r.path, wire.Pair{Name: name, Value: text})
}

// Header sets a parameter in a header. Control characters in it are an error.
func (r *Request) Header(name string, value any, style ...Style) {
	text, present, err := wire.Values(values).Header(name, value, wire.LayoutOf(wire.Simple, style...))
	if err != nil {
		r.fail("header", name, err)
	}
	if present {
		r.setHeader(name, text)
	}
}

// Query sets a parameter in the query.
func (r *Request) Query(name string, value any, style ...Style) {
	if r.query == nil {
		r.query = make([]wire.Pair, 0, 4)
	}
	if len(style) == 0 {
		if pairs, ok := wire.PlainQuery(r.query, name, value); ok {
			r.query = pairs
			return
		}
	}
	pairs, err := wire.Values(values).Query(r.query, name, value, wire.LayoutOf(wire.Form, style...))
	if err != nil {
		r.fail("query parameter", name, err)
		return
	}
	r.query = pairs
}

// QueryString sets the whole query from one value: the members of an object one by one, as in a form; with [AsJSON] the
// JSON text of the value; a string as it is, with the characters escaped that a query cannot hold.
func (r *Request) QueryString(value any, style ...Style) {
	pairs, err := wire.Values(values).QueryString(r.query, value, wire.LayoutOf(wire.Form, style...))
	if err != nil {
		r.errs = append(r.errs, fmt.Errorf("query string: %w", err))
		return
	}
	r.query = pairs
}

// Cookie sets a parameter in a cookie. With [StyleCookie] the value is sent as it is, and must then be one that a cookie can
// hold.
func (r *Request) Cookie(name string, value any, style ...Style) {
	pairs, err := wire.Values(values).Cookie(r.cookie, name, value, wire.LayoutOf(wire.Form, style...))
	if err != nil {
		r.fail("cookie", name, err)
		return
	}
	r.cookie = pairs
}
