package runtime

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Values of parameters are scalars, pointers, named types, slices, maps (by sorted key), structs (by their json tags, in
// order), [time.Time], [Date], [Nullable], types with MarshalText or MarshalJSON (unions), and any of them in an any. A nil
// pointer, slice, map or interface and an absent Nullable mean that the parameter is not given; null is an empty value, as
// there is no other way to write it. An empty slice is given but has nothing to send (see [AllowEmpty]).

var (
	errRequired = errors.New("a value is required")
	errControl  = errors.New("contains a control character")
	errNested   = errors.New("a nested value needs DeepObject or AsJSON")
)

// Path sets the value of a placeholder of the path template. The value is percent-encoded, "/" and the segments "." and
// ".." too; an empty one is an error.
func (r *Request) Path(name string, value any, style ...Style) {
	text, present, err := placed(value, layoutOf(Simple, style), name, keepUnreserved, keepReservedPath)
	switch {
	case err != nil:
	case !present || text == "":
		err = errRequired
	case strings.Contains(text, "%0D") || strings.Contains(text, "%0A") || strings.Contains(text, "%00"):
		err = errControl
	}
	if err != nil {
		r.fail("path parameter", name, err)
		text = "-" // so that the missing value is not reported a second time
	}
	r.path = append(r.path, pathArg{name, text})
}

// Header sets a parameter in a header. Control characters in it are an error.
func (r *Request) Header(name string, value any, style ...Style) {
	text, present, err := placed(value, layoutOf(Simple, style), name, keepAll, keepAll)
	if err == nil && hasControl(text) {
		err = errControl
	}
	if err != nil {
		r.fail("header", name, err)
		return
	}
	if present {
		r.setHeader(name, text)
	}
}

// placed returns the text of a parameter in the path or a header, where one text holds it all.
func placed(value any, l layout, name string, keep, keepReserved keep) (text string, present bool, err error) {
	if l.reserved {
		keep = keepReserved
	}
	if l.json {
		text, present, err = jsonText(value)
		return escape(text, keep), present, err
	}
	if s, present, ok := plainText(value); ok && l.style == Simple {
		return escape(s, keep), present, nil
	}
	n, err := inspect(value)
	if err != nil || n.kind == absentNode {
		return "", false, err
	}
	text, err = n.expand(l, name, keep)
	return text, true, err
}

// Query sets a parameter in the query.
func (r *Request) Query(name string, value any, style ...Style) {
	if r.query == nil {
		r.query = make([]pair, 0, 4)
	}
	if len(style) == 0 && r.plainQuery(name, value) {
		return
	}
	l := layoutOf(StyleForm, style)
	keep := keepUnreserved
	if l.reserved {
		keep = keepReservedQuery
	}
	pairs, err := namedPairs(r.query, name, value, l, keepUnreserved, keep)
	if err != nil {
		r.fail("query parameter", name, err)
		return
	}
	r.query = pairs
}

// plainQuery sets the parameter if it has one of the common types: no reflection, few allocations.
func (r *Request) plainQuery(name string, value any) bool {
	if list, ok := value.([]string); ok {
		for _, s := range list {
			r.query = append(r.query, pair{escape(name, keepUnreserved), escape(s, keepUnreserved)})
		}
		return true
	}
	text, present, ok := plainText(value)
	if present {
		r.query = append(r.query, pair{escape(name, keepUnreserved), escape(text, keepUnreserved)})
	}
	return ok
}

// QueryString sets the whole query from one value: the members of an object one by one, as in a form; with [AsJSON] the
// JSON text of the value; a string as it is, with the characters escaped that a query cannot hold.
func (r *Request) QueryString(value any, style ...Style) {
	l := layoutOf(StyleForm, style)
	pairs, err := queryString(r.query, value, l)
	if err != nil {
		r.errs = append(r.errs, fmt.Errorf("query string: %w", err))
		return
	}
	r.query = pairs
}

func queryString(pairs []pair, value any, l layout) ([]pair, error) {
	if l.json {
		text, present, err := jsonText(value)
		if err != nil || !present {
			return pairs, err
		}
		return append(pairs, pair{"", escape(text, keepUnreserved)}), nil
	}
	n, err := inspect(value)
	if err != nil {
		return nil, err
	}
	switch n.kind {
	case listNode:
		return nil, errors.New("a list has no names to send it by")
	case scalarNode:
		return append(pairs, pair{"", escape(n.text, keepQuery)}), nil
	}
	l.style, l.explode = StyleForm, true
	return l.pairs(pairs, "", n, keepUnreserved, keepUnreserved)
}

// Cookie sets a parameter in a cookie. With [StyleCookie] the value is sent as it is, and must then be one that a cookie can
// hold.
func (r *Request) Cookie(name string, value any, style ...Style) {
	l := layoutOf(StyleForm, style)
	keepName, keepValue := keep(keepUnreserved), keep(keepUnreserved)
	if l.reserved {
		keepValue = keepReservedCookie
	}
	if l.style == StyleCookie {
		keepName, keepValue = keepAll, keepAll
	}
	before := len(r.cookie)
	pairs, err := namedPairs(r.cookie, name, value, l, keepName, keepValue)
	if err == nil {
		err = checkCookies(pairs[before:])
	}
	if err != nil {
		r.fail("cookie", name, err)
		return
	}
	r.cookie = pairs
}

func checkCookies(pairs []pair) error {
	for _, p := range pairs {
		if hasControl(p.name) || hasControl(p.value) || strings.ContainsAny(p.name, "=; ,") || strings.Contains(p.value, ";") {
			return errors.New("contains a character that a cookie cannot hold")
		}
	}
	return nil
}

// namedPairs appends the pairs that a parameter comes to in the query or in cookies.
func namedPairs(pairs []pair, name string, value any, l layout, keepName, keepValue keep) ([]pair, error) {
	if l.json {
		text, present, err := jsonText(value)
		if err != nil || !present {
			return pairs, err
		}
		return append(pairs, pair{escape(name, keepName), escape(text, keepValue)}), nil
	}
	n, err := inspect(value)
	if err != nil {
		return nil, err
	}
	return l.pairs(pairs, name, n, keepName, keepValue)
}

// jsonText returns the value as JSON, for a parameter with content application/json.
func jsonText(value any) (text string, present bool, err error) {
	if isAbsent(value) {
		return "", false, nil
	}
	data, err := encodeJSON(value)
	return string(data), true, err
}

// plainText returns the text of a value of one of the common types; ok is false for all others.
func plainText(value any) (text string, present, ok bool) {
	switch v := value.(type) {
	case string:
		return v, true, true
	case int64:
		return strconv.FormatInt(v, 10), true, true
	case int32:
		return strconv.FormatInt(int64(v), 10), true, true
	case bool:
		return strconv.FormatBool(v), true, true
	case time.Time:
		return v.Format(time.RFC3339Nano), true, true
	case nil:
		return "", false, true
	}
	return plainPointer(value)
}

func plainPointer(value any) (text string, present, ok bool) {
	switch v := value.(type) {
	case *string:
		return pointed(v)
	case *int64:
		return pointed(v)
	case *int32:
		return pointed(v)
	case *bool:
		return pointed(v)
	case *time.Time:
		return pointed(v)
	}
	return "", false, false
}

func pointed[T any](p *T) (text string, present, ok bool) {
	if p == nil {
		return "", false, true
	}
	return plainText(*p)
}

// hasControl reports whether s has a character that would end or damage a header.
func hasControl(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return false
}
