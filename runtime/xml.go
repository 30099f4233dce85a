package runtime

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/apigen-go/apigen/runtime/internal/body"
	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/header"
	"github.com/apigen-go/apigen/runtime/internal/wire"
	"github.com/apigen-go/apigen/runtime/internal/xmlwire"
)

// Everything about XML hangs on the names in this file, so that a client without XML is linked without it.

// xmlCodec holds nothing but what it has learned of types. Like the cache of encoding/json it is bounded by the types of the
// program, and says the same whoever asks first: a body is encoded before there is a client.
var xmlCodec = xmlwire.Codec{IsNullable: isNullable, Held: values}

// XML sets a body of XML, without the members that only the server sets. A nil pointer, slice, map or interface sets none.
// The root is the name of the root element, "book"; with a namespace and a prefix "urn:books b:book"; of a list with the name
// of its items "books>urn:books b:book".
//
// A struct is written by its json tags, one element for each member and for each item of a list. Tags in the syntax of
// encoding/xml say where that is different: `xml:"id,attr"`, `xml:"urn:books title" xmlprefix:"b"`, `xml:"tags>tag"`,
// `xml:",chardata"`. What a type says to be null, and what a pointer in a list does not point to, has xsi:nil="true".
func (r *Request) XML(mediaType, root string, value any) {
	if wire.Values(values).IsAbsent(value) {
		return
	}
	data, err := xmlCodec.Encode(root, writable(value))
	if err != nil {
		r.failBody(err)
		return
	}
	r.body = body.FromBytes(mediaType, data)
}

// DoXML makes a call whose success has an XML body, and returns it as [Do] does. A server that answers in JSON all the same
// is understood.
//
// Namespaces of elements need not match. Any other name than declared of the root element is put up with, and an element
// around a list, or none, whatever the document says. Elements and attributes that a type has no field for are kept in its
// AdditionalProperties, if it has any: attributes as "@name", text beside them as "#text".
func DoXML[T any](ctx context.Context, c *Client, req *Request, opts []Option) (*T, error) {
	into := new(T)
	if err := c.do(ctx, req, opts, &xmlSink{into: into}); err != nil {
		return nil, err
	}
	return into, nil
}

// DoXMLValue is [DoXML] for types that are not worth a pointer: slices, maps, strings.
func DoXMLValue[T any](ctx context.Context, c *Client, req *Request, opts []Option) (T, error) {
	var into T
	if err := c.do(ctx, req, opts, &xmlSink{into: &into}); err != nil {
		var zero T
		return zero, err
	}
	return into, nil
}

// xmlSink decodes into a pointer.
type xmlSink struct{ into any }

func (s *xmlSink) read(a *attempt, resp *http.Response) error {
	data, err := a.success(resp)
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return err
	}
	contentType := resp.Header.Get("Content-Type")
	switch {
	case header.IsHTML(contentType):
		return a.unexpected(resp, data)
	case header.IsJSON(contentType):
		return a.decode(resp, data, s.into)
	}
	err = xmlCodec.Decode(data, header.Charset(contentType), s.into)
	switch {
	case err == nil:
		return nil
	case contentType != "" && !header.IsXML(contentType):
		return a.unexpected(resp, data)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return a.truncated(io.ErrUnexpectedEOF)
	}
	return &DecodeError{resp.StatusCode, header.Essence(contentType), a.excerpt(data), err}
}

// XMLError is the [ErrorBody] of a body that the document declares in XML: a typed nil in tables. The error that callers see
// is an [Error] all the same, from XML or JSON, as the response says.
type XMLError[E any] struct{}

// decode needs no receiver: tables of operations hold typed nils.
func (*XMLError[E]) decode(api *APIError) error {
	e := &Error[E]{APIError: api}
	if err := decodeXMLError(api, &e.Body); err != nil {
		return api
	}
	return e
}

func decodeXMLError(api *APIError, into any) error {
	contentType := api.Header.Get("Content-Type")
	if header.IsJSON(contentType) || json.Valid(api.Raw) {
		return exact.Decode(api.Raw, into)
	}
	if header.IsHTML(contentType) {
		return errors.New("a page is no error of the API")
	}
	return xmlCodec.Decode(api.Raw, header.Charset(contentType), into)
}
