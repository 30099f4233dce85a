// Package wire answers: what do values look like in a path, a query, a header, a cookie, a form?
package wire

import (
	"errors"
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/header"
)

var (
	// ErrFile is a file where none can be.
	ErrFile = errors.New("a file can only be sent in a multipart body")

	errRequired = errors.New("a value is required")
	errControl  = errors.New("contains a control character")
	errNested   = errors.New("a nested value needs DeepObject or AsJSON")
)

// Pair is one name and value, both percent-encoded where the place asks for it. A pair without a name is a piece of a query
// string that is complete in itself.
type Pair struct{ Name, Value string }

// Path returns the text of a parameter in the path.
func (of Values) Path(name string, value any, l Layout) (string, error) {
	text, present, err := of.placed(value, l, name, false)
	switch {
	case err != nil:
		return "", err
	case !present || text == "":
		return "", errRequired
	case strings.Contains(text, "%0D") || strings.Contains(text, "%0A") || strings.Contains(text, "%00"):
		return "", errControl
	}
	return text, nil
}

// Header returns the text of a parameter in a header; present is false if there is none.
func (of Values) Header(name string, value any, l Layout) (text string, present bool, err error) {
	text, present, err = of.placed(value, l, name, true)
	if err == nil && header.HasControl(text) {
		err = errControl
	}
	return text, present && err == nil, err
}

// placed returns the text of a parameter in the path, or in the plain text of a header, where one text holds it all.
func (of Values) placed(value any, l Layout, name string, plain bool) (text string, present bool, err error) {
	keep := keepUnreserved
	switch {
	case plain:
		keep = keepAll
	case l.reserved:
		keep = keepReservedPath
	}
	if l.json {
		text, present, err = of.jsonText(value)
		return escape(text, keep), present, err
	}
	if s, present, ok := plainText(value); ok && l.style == Simple {
		return escape(s, keep), present, nil
	}
	n, err := of.inspect(value)
	if err != nil || n.kind == absentNode {
		return "", false, err
	}
	text, err = n.expand(l, name, keep, plain)
	return text, true, err
}

// Query appends the pairs of a parameter in the query.
func (of Values) Query(pairs []Pair, name string, value any, l Layout) ([]Pair, error) {
	keep := keepUnreserved
	if l.reserved {
		keep = keepReservedQuery
	}
	return of.namedPairs(pairs, name, value, l, keepUnreserved, keep)
}

// PlainQuery is [Values.Query] for values of common types in the usual layout: no reflection, few allocations. ok is false
// for all others.
func PlainQuery(pairs []Pair, name string, value any) (longer []Pair, ok bool) {
	if list, ok := value.([]string); ok {
		for _, s := range list {
			pairs = append(pairs, Pair{escape(name, keepUnreserved), escape(s, keepUnreserved)})
		}
		return pairs, true
	}
	text, present, ok := plainText(value)
	if present {
		pairs = append(pairs, Pair{escape(name, keepUnreserved), escape(text, keepUnreserved)})
	}
	return pairs, ok
}

// QueryString appends the pairs of a value that is the whole query.
func (of Values) QueryString(pairs []Pair, value any, l Layout) ([]Pair, error) {
	if l.json {
		text, present, err := of.jsonText(value)
		if err != nil || !present {
			return pairs, err
		}
		return append(pairs, Pair{"", escape(text, keepUnreserved)}), nil
	}
	n, err := of.inspect(value)
	if err != nil {
		return nil, err
	}
	switch n.kind {
	case listNode:
		return nil, errors.New("a list has no names to send it by")
	case scalarNode:
		return append(pairs, Pair{"", escape(n.text, keepQuery)}), nil
	}
	l.style, l.explode = Form, true
	return l.pairs(pairs, "", n, keepUnreserved, keepUnreserved)
}

// Cookie appends the pairs of a parameter in cookies.
func (of Values) Cookie(pairs []Pair, name string, value any, l Layout) ([]Pair, error) {
	keepName, keepValue := keep(keepUnreserved), keep(keepUnreserved)
	if l.reserved {
		keepValue = keepReservedCookie
	}
	if l.style == Cookie {
		keepName, keepValue = keepAll, keepAll
	}
	longer, err := of.namedPairs(pairs, name, value, l, keepName, keepValue)
	if err != nil {
		return nil, err
	}
	return longer, checkCookies(longer[len(pairs):])
}

func checkCookies(pairs []Pair) error {
	for _, p := range pairs {
		if header.HasControl(p.Name) || header.HasControl(p.Value) || strings.ContainsAny(p.Name, "=; ,") || strings.Contains(p.Value, ";") {
			return errors.New("contains a character that a cookie cannot hold")
		}
	}
	return nil
}

// Text returns the text of a value that is one, for a body; present is false if there is none.
func (of Values) Text(value any) (text string, present bool, err error) {
	n, err := of.inspect(value)
	if err == nil && n.kind != scalarNode && n.kind != absentNode {
		err = fmt.Errorf("a %T is no text", value)
	}
	return n.text, err == nil && n.kind == scalarNode, err
}

// namedPairs appends the pairs that a parameter comes to in the query or in cookies.
func (of Values) namedPairs(pairs []Pair, name string, value any, l Layout, keepName, keepValue keep) ([]Pair, error) {
	if l.json {
		text, present, err := of.jsonText(value)
		if err != nil || !present {
			return pairs, err
		}
		return append(pairs, Pair{escape(name, keepName), escape(text, keepValue)}), nil
	}
	n, err := of.inspect(value)
	if err != nil {
		return nil, err
	}
	return l.pairs(pairs, name, n, keepName, keepValue)
}

// jsonText returns the value as JSON, for a parameter with content application/json.
func (of Values) jsonText(value any) (text string, present bool, err error) {
	if of.IsAbsent(value) {
		return "", false, nil
	}
	data, err := exact.Encode(value)
	return string(data), true, err
}
