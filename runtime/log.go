package runtime

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// redacted stands for a value that may be a secret.
const redacted = "REDACTED"

// logAttempt logs one request and its response at Debug.
func (c *call) logAttempt(a *attempt, resp *http.Response, err error, began time.Time) {
	l := c.set.logger
	if l == nil {
		return
	}
	harmless(func() {
		if !l.Enabled(a.ctx, slog.LevelDebug) {
			return
		}
		attrs := append(c.attrs(), slog.String("host", a.req.URL.Host), slog.Duration("took", time.Since(began)),
			slog.Any("request_header", safeHeader(a.req.Header)), slog.String("query", safeQuery(a.req.URL.RawQuery)))
		if err != nil {
			attrs = append(attrs, slog.String("error", withoutURL(err).Error()))
		}
		if err == nil && resp != nil {
			attrs = append(attrs, slog.Int("status", resp.StatusCode), slog.String("request_id", requestID(resp.Header)),
				slog.Any("response_header", safeHeader(resp.Header)))
		}
		l.LogAttrs(a.ctx, slog.LevelDebug, "attempt", attrs...)
	})
}

// logRetry logs at Info that another attempt follows.
func (c *call) logRetry(ctx context.Context, out *outcome, wait time.Duration) {
	if l := c.set.logger; l != nil {
		harmless(func() {
			l.LogAttrs(ctx, slog.LevelInfo, "retry", append(c.attrs(), slog.Duration("wait", wait), slog.Int("status", out.status()),
				slog.String("error", out.err.Error()))...)
		})
	}
}

func (c *call) attrs() []slog.Attr {
	return []slog.Attr{slog.String("operation", c.op.ID), slog.String("method", c.op.Method), slog.String("path", c.op.Path),
		slog.Int("attempt", c.attempts), slog.Int("retry", c.retries)}
}

// safeHeaders are the headers whose values may be logged; all others may be secrets.
var safeHeaders = [...]string{
	"Accept", "Accept-Encoding", "Cache-Control", "Content-Encoding", "Content-Length", "Content-Type", "Date", "Deprecation",
	"Etag", "Retry-After", "Server", "Sunset", "User-Agent", "X-Request-Id", "X-Retry-Count", "X-Should-Retry",
}

func safeHeader(h http.Header) slog.Value {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	attrs := make([]slog.Attr, len(names))
	for i, name := range names {
		attrs[i] = slog.String(name, redacted)
		if slices.Contains(safeHeaders[:], name) {
			attrs[i] = slog.String(name, clip(strings.Join(h[name], ", "), 200))
		}
	}
	return slog.GroupValue(attrs...)
}

// safeParameters are the query parameters whose values may be logged.
var safeParameters = [...]string{"limit", "page", "page_size", "per_page", "offset", "order", "sort", "sort_by", "version", "api-version"}

func safeQuery(query string) string {
	if query == "" {
		return ""
	}
	var b strings.Builder
	for one := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(one, "=")
		if !slices.Contains(safeParameters[:], strings.ToLower(name)) {
			value = redacted
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name + "=" + value)
	}
	return b.String()
}

const excerptBytes = 512

// excerpt returns the beginning of a body, for a developer to see what came in place of what was expected. What looks
// like a secret, and the credentials of the request, are masked.
func (a *attempt) excerpt(body []byte) []byte {
	text := maskMembers(string(body[:min(len(body), 2*excerptBytes)]))
	for name, values := range a.req.Header {
		if slices.Contains(safeHeaders[:], name) {
			continue
		}
		for _, v := range values {
			text = mask(text, v[strings.LastIndexByte(v, ' ')+1:])
		}
	}
	if query, err := url.ParseQuery(a.req.URL.RawQuery); err == nil {
		for name := range query {
			if isSecretName(name) {
				text = mask(text, query.Get(name))
			}
		}
	}
	return []byte(text[:min(len(text), excerptBytes)])
}

func mask(text, secret string) string {
	if len(secret) < 6 {
		return text
	}
	return strings.ReplaceAll(text, secret, redacted)
}

// maskMembers masks the values of JSON members whose names are those of secrets: `"api_key": "x"`. It reads text that may
// be no JSON, or end anywhere.
func maskMembers(text string) string {
	var b strings.Builder
	for {
		name, before, after, found := nextMember(text)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		text = after
		if !isSecretName(name) {
			continue
		}
		end := strings.IndexAny(text, ",}]\n")
		if strings.HasPrefix(text, `"`) {
			end = stringEnd([]byte(text), 0)
		}
		if end < 0 {
			end = len(text)
		}
		b.WriteString(`"` + redacted + `"`)
		text = text[end:]
	}
}

// nextMember finds the next `"name":` and returns the text up to where its value begins, and the text from there.
func nextMember(text string) (name, before, after string, found bool) {
	for i := 0; i < len(text); {
		if text[i] != '"' {
			i++
			continue
		}
		end := stringEnd([]byte(text), i)
		rest := strings.TrimLeft(text[end:], " \t\r\n")
		if strings.HasPrefix(rest, ":") {
			rest = strings.TrimLeft(rest[1:], " \t\r\n")
			return strings.Trim(text[i:end], `"`), text[:len(text)-len(rest)], rest, true
		}
		i = end
	}
	return "", text, "", false
}

// isSecretName reports whether a member or parameter of that name holds a secret, in any case and with any separators.
func isSecretName(name string) bool {
	plain := strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == '.' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(name))
	return slices.ContainsFunc(secretNames[:], func(part string) bool { return strings.Contains(plain, part) })
}

var secretNames = [...]string{
	"token", "secret", "password", "passwd", "authorization", "apikey", "cookie", "session", "card", "cvv", "cvc", "iban", "ssn",
	"signature", "private", "credential", "accountnumber",
}
