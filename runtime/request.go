package runtime

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Request is what one call sends: the generated method fills it, [Do] and its siblings send it. Values that cannot be
// encoded are remembered and returned by the call before anything is sent. A Request belongs to one goroutine.
type Request struct {
	op     *Operation
	path   []pathArg   // in the order given
	query  []pair      // encoded, in the order given
	header http.Header // parameters in headers; nil until the first
	cookie []pair      // parameters in cookies
	body   *body       // nil: none
	errs   []error     // what could not be encoded
}

// pair is one name and value, both percent-encoded where the place asks for it. A pair without a name is a piece of a
// query string that is complete in itself.
type pair struct{ name, value string }

// pathArg is the escaped expansion of one placeholder of the path template.
type pathArg struct{ name, expansion string }

// NewRequest begins a request of the operation.
func NewRequest(op *Operation) *Request { return &Request{op: op} }

// With returns a copy of the request in which the query parameter has the value in place of the one it had, if any. It
// is how the next page of a list is asked for.
func (r *Request) With(name string, value any, style ...Style) *Request {
	c := r.clone()
	key := escape(name, keepUnreserved)
	at := slices.IndexFunc(c.query, func(p pair) bool { return p.name == key })
	if at < 0 {
		c.Query(name, value, style...)
		return c
	}
	before, after := c.query[:at:at], slices.Clone(c.query[at:])
	c.query = before
	c.Query(name, value, style...)
	for _, p := range after {
		if p.name != key {
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
		parts[i] = c.name + "=" + c.value
	}
	return strings.Join(parts, "; ")
}

// target returns the URL of the request: the path template, expanded and appended to the path of the base URL, and the
// query. The escapes stay exactly as they were made; [url.URL.JoinPath] is not used, as it would resolve an argument "..".
func (r *Request) target(base *url.URL) (*url.URL, error) {
	raw, query, err := r.expand(strings.TrimSuffix(base.EscapedPath(), "/"))
	if err != nil {
		return nil, err
	}
	plain, err := url.PathUnescape(raw)
	if err != nil {
		return nil, fmt.Errorf("path %q: %w", raw, err)
	}
	u := *base
	u.Path, u.RawPath, u.Fragment, u.RawFragment = plain, raw, "", ""
	u.RawQuery = joinQuery(base.RawQuery, query, r.query)
	u.ForceQuery = false
	return &u, nil
}

// expand returns the operation's path after the prefix, with all placeholders replaced, and the query that a few documents
// write into the path ("/report?kind=full").
func (r *Request) expand(prefix string) (path, query string, err error) {
	template, _, _ := strings.Cut(r.op.Path, "#") // a fragment only tells operations apart, it is never sent
	var b strings.Builder
	b.Grow(len(prefix) + len(template) + 32)
	b.WriteString(prefix)
	if template != "" && !strings.ContainsRune("/?", rune(template[0])) {
		b.WriteByte('/')
	}
	for template != "" {
		literal, rest, found := strings.Cut(template, "{")
		b.WriteString(escape(literal, keepTemplate))
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return "", "", fmt.Errorf("path %q: a brace is not closed", r.op.Path)
		}
		arg, ok := r.pathArg(name)
		if !ok {
			return "", "", fmt.Errorf("path parameter %q: no value", name)
		}
		b.WriteString(arg)
		template = after
	}
	path, query, _ = strings.Cut(b.String(), "?")
	return escapeDots(path), query, nil
}

func (r *Request) pathArg(name string) (string, bool) {
	for _, a := range r.path {
		if a.name == name {
			return a.expansion, true
		}
	}
	return "", false
}

// escapeDots escapes the segments "." and "..", which everybody on the way would otherwise resolve.
func escapeDots(path string) string {
	if !strings.Contains(path, "/.") {
		return path
	}
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if s == "." || s == ".." {
			segments[i] = strings.ReplaceAll(s, ".", "%2E")
		}
	}
	return strings.Join(segments, "/")
}

// joinQuery appends to the queries of the base URL and of the path template the pairs of the request.
func joinQuery(base, template string, pairs []pair) string {
	if len(pairs) == 0 && (base == "" || template == "") {
		return base + template
	}
	size := len(base) + len(template) + 2
	for _, p := range pairs {
		size += len(p.name) + len(p.value) + 2
	}
	var b strings.Builder
	b.Grow(size)
	writePiece(&b, base)
	writePiece(&b, template)
	for _, p := range pairs {
		writePiece(&b, p.name)
		if p.name == "" {
			writePiece(&b, p.value)
			continue
		}
		b.WriteByte('=')
		b.WriteString(p.value)
	}
	return b.String()
}

// writePiece writes a piece of a query after the separator that it needs; an empty piece needs none.
func writePiece(b *strings.Builder, piece string) {
	if piece == "" {
		return
	}
	if b.Len() > 0 {
		b.WriteByte('&')
	}
	b.WriteString(piece)
}

// setHeader sets a header; the map is made when the first one is.
func (r *Request) setHeader(name, value string) {
	if r.header == nil {
		r.header = make(http.Header)
	}
	r.header.Set(name, value)
}
