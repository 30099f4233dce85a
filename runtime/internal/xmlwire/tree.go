package xmlwire

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxNodes bounds the elements and attributes of a document: "<a/>" is four bytes in a body, and a hundred in memory.
const maxNodes = 1 << 21

// Error is a document that is no XML, or more of it than is read.
type Error struct {
	Line int
	Err  error
}

// Error says where and what.
func (e *Error) Error() string { return fmt.Sprintf("xml: line %d: %v", e.Line, e.Err) }

// Unwrap returns the cause: [io.ErrUnexpectedEOF] for a document that was cut short.
func (e *Error) Unwrap() error { return e.Err }

// Where says what is wrong without a word of the document.
func (e *Error) Where() string { return fmt.Sprintf("invalid XML in line %d", e.Line) }

var (
	errTrailing = errors.New("data after the end of the root element")
	errNodes    = fmt.Errorf("more than %d elements and attributes", maxNodes)
)

// element is an element as it was read.
type element struct {
	name     xml.Name
	attrs    []xml.Attr
	children []*element
	data     []byte // the text, that of the elements in it aside
	isNil    bool
}

// parse reads a document. Comments, processing instructions and the document type are skipped: entities that this declares
// are not known, and so not expanded.
func parse(data []byte, charset string) (*element, error) {
	data, reader, err := decoded(data, charset)
	if err != nil {
		return nil, &Error{1, err}
	}
	p := parser{Decoder: xml.NewDecoder(bytes.NewReader(data))}
	p.CharsetReader = reader
	for {
		token, err := p.Token()
		if err == io.EOF && p.root != nil {
			return p.root, nil
		}
		if err == nil {
			err = p.take(token)
		}
		if err != nil {
			line, _ := p.InputPos()
			return nil, &Error{line, cause(err)}
		}
	}
}

// cause makes the end of the data before that of the document recognisable.
func cause(err error) error {
	var syntax *xml.SyntaxError
	if err == io.EOF || errors.As(err, &syntax) && syntax.Msg == "unexpected EOF" {
		return io.ErrUnexpectedEOF
	}
	return err
}

type parser struct {
	*xml.Decoder
	root  *element
	open  []*element
	nodes int
}

func (p *parser) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return p.start(t.Copy())
	case xml.EndElement:
		p.open = p.open[:len(p.open)-1]
	case xml.CharData:
		if len(p.open) > 0 {
			e := p.open[len(p.open)-1]
			e.data = append(e.data, t...)
		} else if len(bytes.TrimSpace(t)) > 0 {
			return errTrailing
		}
	}
	return nil
}

func (p *parser) start(t xml.StartElement) error {
	if p.nodes += 1 + len(t.Attr); p.nodes > maxNodes {
		return errNodes
	}
	if len(p.open) >= maxDepth {
		return errDepth
	}
	e := &element{name: t.Name}
	for _, a := range t.Attr {
		switch {
		case isXSI(a.Name) && a.Name.Local == "nil":
			e.isNil = a.Value == "true" || a.Value == "1"
		case !isXSI(a.Name) && a.Name.Space != "xmlns" && a.Name.Local != "xmlns":
			e.attrs = append(e.attrs, a)
		}
	}
	switch {
	case len(p.open) > 0:
		parent := p.open[len(p.open)-1]
		parent.children = append(parent.children, e)
	case p.root != nil:
		return errTrailing
	default:
		p.root = e
	}
	p.open = append(p.open, e)
	return nil
}

// isXSI tells attributes that are about the document, also where nobody has declared their prefix.
func isXSI(n xml.Name) bool { return n.Space == xsiSpace || n.Space == "xsi" }

// text returns the text of an element. Beside elements white space is only layout.
func (e *element) text() string {
	if len(e.children) > 0 {
		return strings.TrimSpace(string(e.data))
	}
	return string(e.data)
}

// isBlank reports whether there is nothing in the element but attributes.
func (e *element) isBlank() bool { return len(e.children) == 0 && len(bytes.TrimSpace(e.data)) == 0 }

// has reports whether there is a child of the local name.
func (e *element) has(local string) bool {
	for _, c := range e.children {
		if c.name.Local == local {
			return true
		}
	}
	return false
}
