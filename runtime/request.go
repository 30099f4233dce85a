package runtime

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/body"
	"github.com/apigen-go/apigen/runtime/internal/wire"
)

// Request is what one call sends: the generated method fills it, [Do] and its siblings send it. Values that cannot be
// encoded are remembered and returned by the call before anything is sent. A Request belongs to one goroutine.
type Request struct {
	op     *Operation
	path   []wire.Pair // in the order given
	query  []wire.Pair // encoded, in the order given
	header http.Header // parameters in headers; nil until the first
	cookie []wire.Pair // parameters in cookies
	body   *body.Body  // nil: none
	errs   []error     // what could not be encoded
	whole  *url.URL    // in place of path and query, the next page of a list; nil: none
	page   string      // which page of the list; "": the first
}

// NewRequest begins a request of the operation.
func NewRequest(op *Operation) *Request { return &Request{op: op} }

// NewRawRequest begins a request that the client's document does not describe: of a preview, of an endpoint that the vendor told
// you of. It goes through all that other calls go through, with every credential that the client has; send it with [Do] and its
// siblings. The path is a template, "/orders/{order_id}/preview", and goes to the end of the base URL's. What makes a POST
// safe to repeat is not known, unless the call has [WithIdempotencyKey].
func NewRawRequest(method, path string) *Request {
	return NewRequest(&Operation{ID: method + " " + path, Method: method, Path: path, everyCredential: true})
}

// With returns a copy of the request in which the query parameter has the value in place of the one it had, if any. It
// is how the next page of a list is asked for.
func (r *Request) With(name string, value any, style ...Style) *Request {
	c := r.clone()
	key := wire.Escape(name)
	at := slices.IndexFunc(c.query, func(p wire.Pair) bool { return p.Name == key })
	if at < 0 {
		c.Query(name, value, style...)
		return c
	}
	before, after := c.query[:at:at], slices.Clone(c.query[at:])
	c.query = before
	c.Query(name, value, style...)
	for _, p := range after {
		if p.Name != key {
			c.query = append(c.query, p)
		}
	}
	return c
}

// clone returns a copy that can be changed without a trace in r. The body is shared: it is only ever opened.
func (r *Request) clone() *Request {
	c := *r
	c.path = slices.Clone(r.path)
	c.query = slices.Clone(r.query)
	c.header = r.header.Clone()
	c.cookie = slices.Clone(r.cookie)
	c.errs = slices.Clone(r.errs)
	return &c
}

// err returns what could not be encoded, nil if everything could.
func (r *Request) err() error { return errors.Join(r.errs...) }

// fail remembers that a parameter or the body could not be encoded.
func (r *Request) fail(what, name string, err error) {
	r.errs = append(r.errs, fmt.Errorf("%s %q: %w", what, name, err))
}

// cookies returns the value of the Cookie header, "" without parameters in cookies.
func (r *Request) cookies() string {
	parts := make([]string, len(r.cookie))
	for i, c := range r.cookie {
		parts[i] = c.Name + "=" + c.Value
	}
	return strings.Join(parts, "; ")
}

// target returns the URL of the request.
func (r *Request) target(base *url.URL) (*url.URL, error) {
	if r.whole != nil {
		return r.wholeTarget(base)
	}
	return wire.Target(base, r.op.Path, r.path, r.query)
}

// setHeader sets a header; the map is made when the first one is.
func (r *Request) setHeader(name, value string) {
	if r.header == nil {
		r.header = make(http.Header)
	}
	r.header.Set(name, value)
}
