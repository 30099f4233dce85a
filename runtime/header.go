package runtime

import (
	"net/http"
	"strconv"
)

// headers builds the headers of one attempt. It is called for each, so that what an authorizer or a transport does to
// the map stays within the attempt. Later lines win: operation, runtime, client, call.
func (c *call) headers() http.Header {
	h := headerBuilder{make(http.Header), make([]string, 0, 4)}
	if c.adopted != nil {
		h.header = c.adopted.Clone()
	} else {
		c.ownHeaders(&h)
	}
	if name := c.set.retry.CountHeader; c.retries > 0 && name != "-" {
		h.set(http.CanonicalHeaderKey(name), strconv.Itoa(c.retries))
	}
	return h.header
}

// ownHeaders are those that are the same for every attempt.
func (c *call) ownHeaders(h *headerBuilder) {
	h.set("Accept", c.set.version.inAccept(c.accept()))
	if c.body != nil {
		h.set("Content-Type", c.contentType())
		if c.set.compressed {
			h.set("Content-Encoding", "gzip")
		}
	}
	for name, values := range c.req.header {
		h.header[name] = append([]string(nil), values...)
	}
	h.set("Cookie", c.req.cookies())
	if c.req.header["User-Agent"] == nil { // a parameter of the operation says what is meant
		h.set("User-Agent", c.set.agent)
	}
	if v := c.set.version; v.in == "header" {
		h.set(http.CanonicalHeaderKey(v.name), v.value)
	}
	for _, p := range c.set.header {
		h.set(p.Name, p.Value)
	}
	if c.keyHeader != "" {
		h.set(c.keyHeader, c.key)
	}
}

// headerBuilder keeps all values in one array: a slice of its own per header would be an allocation each.
type headerBuilder struct {
	header http.Header
	values []string
}

// set ignores empty values: an empty header says nothing.
func (h *headerBuilder) set(name, value string) {
	if value == "" {
		return
	}
	h.values = append(h.values, value)
	n := len(h.values)
	h.header[name] = h.values[n-1 : n : n]
}
