package runtime

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/header"
	"github.com/apigen-go/apigen/runtime/internal/origin"
	"github.com/apigen-go/apigen/runtime/internal/replay"
)

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
	home := origin.Of(a.call.base).Covers(origin.Of(r.URL))
	switch {
	case home && !a.left:
		return errors.Join(header.Check(r.Header), a.guardSecrets())
	case home, a.call.set.isAllowed(r.URL) && replay.IsSafe(r.Method):
		origin.Strip(r)
		return header.Check(r.Header)
	}
	return fmt.Errorf("%w: host %q", ErrCrossOrigin, r.URL.Host)
}

// guardSecrets refuses the headers that are credentials by their name on a way that others can read.
func (a *attempt) guardSecrets() error {
	if a.call.set.insecure || origin.IsConfidential(a.req.URL) {
		return nil
	}
	for _, name := range [...]string{"Authorization", "Cookie", "Proxy-Authorization"} {
		if len(a.req.Header[name]) > 0 {
			return fmt.Errorf("%w: header %s", ErrInsecure, name)
		}
	}
	return nil
}
