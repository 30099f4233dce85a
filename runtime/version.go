package runtime

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/header"
	"github.com/apigen-go/apigen/runtime/internal/wire"
)

// apiVersion is the version of the API that requests ask for; the zero value asks for none.
type apiVersion struct{ in, name, value string }

func (v apiVersion) check() error {
	switch v.in {
	case "header":
		return header.CheckLine(v.name, v.value)
	case "query", "path", "accept":
		if v.name == "" || v.value == "" {
			return errors.New("name and value must not be empty")
		}
		return header.CheckValue(v.name + v.value)
	}
	return fmt.Errorf("in %q: want header, query, path or accept", v.in)
}

// checkVersion reports a version in the path for which the base URL has no place.
func (s *settings) checkVersion() error {
	if s.version.in == "path" && s.base != nil && !strings.Contains(s.base.Path, "{"+s.version.name+"}") {
		return fmt.Errorf("WithAPIVersion: the base URL has no {%s} in its path", s.version.name)
	}
	return nil
}

// inPath returns the base URL with the version in its place.
func (v apiVersion) inPath(base *url.URL) *url.URL {
	if v.in != "path" {
		return base
	}
	u := *base
	u.Path = strings.ReplaceAll(base.Path, "{"+v.name+"}", v.value)
	u.RawPath = strings.ReplaceAll(base.EscapedPath(), url.PathEscape("{"+v.name+"}"), url.PathEscape(v.value))
	return &u
}

// inAccept returns the Accept header with the version as a parameter of each media type.
func (v apiVersion) inAccept(accept string) string {
	if v.in != "accept" || accept == "" {
		return accept
	}
	value := v.value
	if !header.IsToken(value) {
		value = strconv.Quote(value)
	}
	ranges := strings.Split(accept, ",")
	for i, r := range ranges {
		ranges[i] = strings.TrimSpace(r) + "; " + v.name + "=" + value
	}
	return strings.Join(ranges, ", ")
}

// inQuery returns the query parameter of the version, if that is where it goes.
func (v apiVersion) inQuery() (wire.Pair, bool) {
	return wire.Pair{Name: url.QueryEscape(v.name), Value: url.QueryEscape(v.value)}, v.in == "query"
}

// differs returns the version that a response names in the request's header, if it is another.
func (v apiVersion) differs(h http.Header) string {
	if v.in != "header" {
		return ""
	}
	if got := h.Get(v.name); got != v.value {
		return got
	}
	return ""
}
