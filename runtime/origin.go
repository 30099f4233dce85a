package runtime

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// origin is scheme, host and port, in lower case, the port never empty.
type origin struct{ scheme, host, port string }

func originOf(u *url.URL) origin {
	o := origin{strings.ToLower(u.Scheme), strings.ToLower(u.Hostname()), u.Port()}
	if o.port == "" {
		o.port = map[bool]string{true: "443", false: "80"}[o.scheme == "https"]
	}
	return o
}

// covers reports whether what may go to o may go to other: the same origin, or the same host by https in place of http.
func (o origin) covers(other origin) bool {
	upgraded := origin{"https", o.host, "443"}
	return o == other || o.scheme == "http" && o.port == "80" && other == upgraded
}

// isConfidential reports whether nobody on the way can read what is sent to the URL: https, or this machine.
func isConfidential(u *url.URL) bool {
	if strings.EqualFold(u.Scheme, "https") {
		return true
	}
	host := strings.ToLower(u.Hostname())
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// isAllowed reports whether the caller lets reads go to the host, without credentials.
func (s *settings) isAllowed(u *url.URL) bool {
	return slices.ContainsFunc(s.allowed, func(host string) bool {
		return strings.EqualFold(host, u.Host) || strings.EqualFold(host, u.Hostname())
	})
}

// guard is the last step before the transport: whatever the steps before it did to the request, by its final URL and
// Host it stays in the origin of the base URL, or goes elsewhere by the caller's wish and bare.
func (a *attempt) guard() error {
	r := a.req
	if r.URL == nil || r.Host != "" && !strings.EqualFold(r.Host, r.URL.Host) {
		return fmt.Errorf("%w: the Host header differs from the URL", ErrCrossOrigin)
	}
	home := originOf(a.call.base).covers(originOf(r.URL))
	switch {
	case home && !a.left:
		return errors.Join(checkHeaders(r.Header), a.guardSecrets())
	case home, a.call.set.isAllowed(r.URL) && isSafe(r.Method):
		strip(r)
		return checkHeaders(r.Header)
	}
	return fmt.Errorf("%w: host %q", ErrCrossOrigin, r.URL.Host)
}

// guardSecrets refuses the headers that are credentials by their name on a way that others can read.
func (a *attempt) guardSecrets() error {
	if a.call.set.insecure || isConfidential(a.req.URL) {
		return nil
	}
	for _, name := range [...]string{"Authorization", "Cookie", "Proxy-Authorization"} {
		if len(a.req.Header[name]) > 0 {
			return fmt.Errorf("%w: header %s", ErrInsecure, name)
		}
	}
	return nil
}

// strip leaves of a request what it may take to a foreign host: a list of what is harmless, as any other header may be a
// credential of this API.
func strip(r *http.Request) {
	for name := range r.Header {
		switch name {
		case "Accept", "Accept-Encoding", "Accept-Language", "User-Agent", "Range", "If-None-Match", "If-Modified-Since", "If-Range":
		default:
			delete(r.Header, name)
		}
	}
	r.URL.User = nil
	r.Body, r.GetBody, r.ContentLength = nil, nil, 0
}

// isSafe reports whether the method changes nothing on the server.
func isSafe(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	}
	return false
}

// withoutURL rewraps the error of a transport so that the URL in it, with what is secret in its query and user
// information, does not print.
func withoutURL(err error) error {
	var found *url.Error
	if err == nil || !errors.As(err, &found) {
		return err
	}
	host := ""
	if u, parseErr := url.Parse(found.URL); parseErr == nil {
		host = " " + u.Host
	}
	return fmt.Errorf("%s%s: %w", strings.ToLower(found.Op), host, withoutURL(found.Err))
}
