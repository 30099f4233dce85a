package runtime

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// headers builds the headers of one attempt. It is called for each, so that what an authorizer or a transport does to
// the map stays within the attempt. Later lines win: operation, runtime, client, call.
func (c *call) headers() http.Header {
	h := headerBuilder{make(http.Header), make([]string, 0, 4)}
	h.set("Accept", c.set.version.inAccept(c.op.Accept))
	if c.body != nil {
		h.set("Content-Type", c.body.mediaType)
	}
	for name, values := range c.req.header {
		h.header[name] = append([]string(nil), values...)
	}
	h.set("Cookie", c.req.cookies())
	h.set("User-Agent", c.set.agent)
	if v := c.set.version; v.in == "header" {
		h.set(http.CanonicalHeaderKey(v.name), v.value)
	}
	for _, p := range c.set.header {
		h.set(p.name, p.value)
	}
	if c.keyHeader != "" {
		h.set(c.keyHeader, c.key)
	}
	if name := c.set.retry.CountHeader; c.retries > 0 && name != "-" {
		h.set(http.CanonicalHeaderKey(name), strconv.Itoa(c.retries))
	}
	return h.header
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

// checkHeader refuses what would not be one header line, and what is not the caller's to set.
func checkHeader(name, value string) error {
	if !isToken(name) {
		return fmt.Errorf("%q is not a name of a header", clip(name, 60))
	}
	switch http.CanonicalHeaderKey(name) {
	case "Host", "Content-Length", "Transfer-Encoding", "Connection", "Trailer", "Upgrade":
		return fmt.Errorf("header %s cannot be set", name)
	}
	return checkHeaderValue(value)
}

func checkHeaderValue(value string) error {
	for _, c := range []byte(value) {
		if c < ' ' && c != '\t' || c == 0x7f {
			return errors.New("the value has a control character")
		}
	}
	return nil
}

// checkHeaders refuses, by name and without its value, a header that the transport would refuse with an error of no type.
func checkHeaders(h http.Header) error {
	for name, values := range h {
		for _, v := range values {
			if err := checkHeaderValue(v); err != nil || !isToken(name) {
				return fmt.Errorf("header %q is not valid", clip(name, 60))
			}
		}
	}
	return nil
}
