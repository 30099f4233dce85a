// Package redact answers: what may be shown of a message in which secrets travel?
package redact

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// redacted stands for a value that may be a secret.
const redacted = "REDACTED"

// safeHeaders are the headers whose values may be logged; all others may be secrets.
var safeHeaders = [...]string{
	"Accept", "Accept-Encoding", "Cache-Control", "Content-Encoding", "Content-Length", "Content-Type", "Date", "Deprecation",
	"Etag", "Retry-After", "Server", "Sunset", "User-Agent", "X-Request-Id", "X-Retry-Count", "X-Should-Retry",
}

// Header returns the headers by name, with the values of those that are known to be harmless and not among the secret names.
func Header(h http.Header, secret ...string) slog.Value {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	attrs := make([]slog.Attr, len(names))
	for i, name := range names {
		attrs[i] = slog.String(name, redacted)
		if slices.Contains(safeHeaders[:], name) && !isAmong(secret, name) {
			attrs[i] = slog.String(name, Clip(strings.Join(h[name], ", "), 200))
		}
	}
	return slog.GroupValue(attrs...)
}

// safeParameters are the query parameters whose values may be logged.
var safeParameters = [...]string{"limit", "page", "page_size", "per_page", "offset", "order", "sort", "sort_by", "version", "api-version"}

// Query returns a query with the values of the parameters that are known to be harmless and not among the secret names.
func Query(query string, secret ...string) string {
	if query == "" {
		return ""
	}
	var b strings.Builder
	for one := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(one, "=")
		if !slices.Contains(safeParameters[:], strings.ToLower(name)) || isAmong(secret, name) {
			value = redacted
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name + "=" + value)
	}
	return b.String()
}

// isAmong reports whether a name is one of those that the document marks.
func isAmong(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return plainName(n) == plainName(name) })
}

// Error rewraps the error of a transport so that the URL in it, with what is secret in its query and user
// information, does not print.
func Error(err error) error {
	var found *url.Error
	if err == nil || !errors.As(err, &found) {
		return err
	}
	host := ""
	if u, parseErr := url.Parse(found.URL); parseErr == nil {
		host = " " + u.Host
	}
	return fmt.Errorf("%s%s: %w", strings.ToLower(found.Op), host, Error(found.Err))
}

// Clip cuts a text that comes from outside to n bytes and replaces what a terminal or log must not get.
func Clip(s string, n int) string {
	if len(s) > n {
		s = s[:n] + "..."
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			return '?'
		}
		return r
	}, s)
}
