// Package origin answers: whose is a URL, and what may go there?
package origin

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// Origin is scheme, host and port, in lower case, the port never empty.
type Origin struct{ Scheme, Host, Port string }

// Of returns the origin of a URL.
func Of(u *url.URL) Origin {
	o := Origin{strings.ToLower(u.Scheme), strings.ToLower(u.Hostname()), u.Port()}
	if o.Port == "" {
		o.Port = map[bool]string{true: "443", false: "80"}[o.Scheme == "https"]
	}
	return o
}

// Covers reports whether what may go to o may go to other: the same origin, or the same host by https in place of http.
func (o Origin) Covers(other Origin) bool {
	upgraded := Origin{"https", o.Host, "443"}
	return o == other || o.Scheme == "http" && o.Port == "80" && other == upgraded
}

// IsConfidential reports whether nobody on the way can read what is sent to the URL: https, or this machine.
func IsConfidential(u *url.URL) bool {
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

// Strip leaves of a request what it may take to a foreign host: a list of what is harmless, as any other header may be a
// credential of this API.
func Strip(r *http.Request) {
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
