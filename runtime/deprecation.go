package runtime

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Notice says that an operation is deprecated, or will be, or is about to go away.
type Notice struct {
	Operation    string    // operationId
	Method, Path string    // "GET", "/orders/{order_id}": the template
	Declared     bool      // by the document; else by a response
	Deprecated   time.Time // since or from when; zero: the date is unknown
	Sunset       time.Time // when it stops working; zero: unknown
	Link         string    // where to read about it
	Successor    string    // what to use instead
	Warning      string    // text of a Warning header
	Inconsistent bool      // the sunset is before the deprecation
}

// vendorDeprecation and vendorSunset are names that predate the standards.
var (
	vendorDeprecation = [...]string{"Deprecation", "X-Deprecation", "X-Deprecated", "X-Api-Deprecated", "X-Api-Deprecation-Date"}
	vendorSunset      = [...]string{"Sunset", "X-Sunset", "X-Api-Sunset", "X-Api-Sunset-Date"}
)

// deprecation reads a response (RFC 9745, RFC 8594, RFC 9111 warnings). It returns nil, and allocates nothing, if the
// response says nothing. A link alone says nothing: documents link to their deprecation policy too.
func (c *call) deprecation(resp *http.Response) *Notice {
	deprecated, sunset := firstLine(resp.Header, vendorDeprecation[:]), firstLine(resp.Header, vendorSunset[:])
	warnings := resp.Header["Warning"]
	if deprecated == "" && sunset == "" && len(warnings) == 0 {
		return nil
	}
	n := &Notice{Operation: c.op.ID, Method: c.op.Method, Path: c.op.Path}
	is, at := parseDeprecation(deprecated)
	n.Deprecated, n.Sunset, n.Warning = at, parseDate(sunset), warning299(warnings)
	if !is && n.Sunset.IsZero() && n.Warning == "" {
		return nil
	}
	n.Inconsistent = !n.Sunset.IsZero() && n.Sunset.Before(n.Deprecated)
	for _, line := range resp.Header["Link"] {
		n.readLinks(line)
	}
	return n
}

func firstLine(h http.Header, names []string) string {
	for _, name := range names {
		if lines := h[name]; len(lines) > 0 && lines[0] != "" {
			return lines[0]
		}
	}
	return ""
}

// parseDeprecation reads "@1688169599", and what came before the standard: "true", "?1", HTTP dates, bare epochs,
// `version="v1", date="..."`. Anything else means deprecated, of unknown date.
func parseDeprecation(s string) (bool, time.Time) {
	s = strings.TrimSpace(s)
	switch strings.ToLower(s) {
	case "", "false", "?0", "0", "no":
		return false, time.Time{}
	}
	value, _, _ := strings.Cut(strings.TrimPrefix(s, "@"), ";") // parameters of a structured field
	if at := parseDate(value); !at.IsZero() {
		return true, at
	}
	if _, date, found := strings.Cut(s, `date="`); found {
		date, _, _ = strings.Cut(date, `"`)
		return true, parseDate(date)
	}
	return true, time.Time{}
}

// parseDate reads HTTP dates, ISO 8601 dates and times, and seconds or milliseconds since 1970; zero if it is neither.
func parseDate(s string) time.Time {
	s = strings.Trim(strings.TrimSpace(s), `"`)
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) >= 9 && len(s) <= 14 {
		if n >= 1e11 {
			return time.UnixMilli(n).UTC()
		}
		return time.Unix(n, 0).UTC()
	}
	if t, err := http.ParseTime(s); err == nil {
		return t.UTC()
	}
	for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime, time.DateOnly, "20060102"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// warning299 returns the text of a persistent warning: `299 - "Deprecated API"`.
func warning299(lines []string) string {
	for _, line := range lines {
		rest, found := strings.CutPrefix(strings.TrimSpace(line), "299 ")
		if !found {
			continue
		}
		if _, text, quoted := strings.Cut(rest, `"`); quoted {
			text, _, _ = strings.Cut(text, `"`)
			return clip(text, 300)
		}
		return clip(rest, 300)
	}
	return ""
}

// readLinks takes the targets of a Link header that matter for a deprecation (RFC 8288).
func (n *Notice) readLinks(line string) {
	for {
		_, rest, found := strings.Cut(line, "<")
		if !found {
			return
		}
		target, after, closed := strings.Cut(rest, ">")
		if !closed {
			return
		}
		parameters, next := splitLink(after)
		for _, rel := range linkRelations(parameters) {
			switch rel {
			case "deprecation":
				n.Link = target
			case "sunset":
				n.Link = firstOf(n.Link, target)
			case "successor-version":
				n.Successor = target
			case "latest-version":
				n.Successor = firstOf(n.Successor, target)
			}
		}
		line = next
	}
}

// splitLink cuts at the comma that ends a link, which is not one in quotes.
func splitLink(s string) (parameters, next string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == '\\' && quoted:
			i++
		case s[i] == ',' && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// linkRelations returns the relation types, in lower case, of `; rel="next deprecation"; title=x`.
func linkRelations(parameters string) []string {
	for one := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(one, "=")
		if strings.EqualFold(strings.TrimSpace(name), "rel") {
			return strings.Fields(strings.ToLower(strings.Trim(strings.TrimSpace(value), `"`)))
		}
	}
	return nil
}

// noteDeclared tells of an operation that the document declares deprecated, when it is first used.
func (c *call) noteDeclared(ctx context.Context) {
	if c.op.Deprecated {
		c.tell(ctx, Notice{Operation: c.op.ID, Method: c.op.Method, Path: c.op.Path, Declared: true})
	}
}

// tell hands a notice to the caller's handler or the log, once per operation and pair of dates.
func (c *call) tell(ctx context.Context, n Notice) {
	if !c.client.told.first(toldKey{c.op.Method + " " + c.op.Path, n.Declared, n.Deprecated.Unix(), n.Sunset.Unix()}) {
		return
	}
	harmless(func() {
		if c.set.notify != nil {
			c.set.notify(n)
			return
		}
		logger := c.set.logger
		if logger == nil {
			logger = slog.Default()
		}
		logger.LogAttrs(ctx, n.level(), "deprecated operation", n.attrs()...)
	})
}

// level is Error when the operation stops working within 30 days, or already has.
func (n Notice) level() slog.Level {
	if !n.Sunset.IsZero() && time.Until(n.Sunset) < 30*24*time.Hour {
		return slog.LevelError
	}
	return slog.LevelWarn
}

func (n Notice) attrs() []slog.Attr {
	attrs := []slog.Attr{slog.String("operation", n.Operation), slog.String("method", n.Method), slog.String("path", n.Path)}
	for name, at := range map[string]time.Time{"deprecated": n.Deprecated, "sunset": n.Sunset} {
		if !at.IsZero() {
			attrs = append(attrs, slog.Time(name, at))
		}
	}
	for name, text := range map[string]string{"link": n.Link, "successor": n.Successor, "warning": n.Warning} {
		if text != "" {
			attrs = append(attrs, slog.String(name, clip(text, 300)))
		}
	}
	slices.SortFunc(attrs[3:], func(a, b slog.Attr) int { return strings.Compare(a.Key, b.Key) })
	return attrs
}

// told remembers what the client has told, the last maxTold items of it.
type told struct {
	mu    sync.Mutex
	keys  map[toldKey]bool
	order []toldKey
	next  int
}

type toldKey struct {
	operation          string
	declared           bool
	deprecated, sunset int64
}

const maxTold = 1024

func newTold() *told { return &told{keys: make(map[toldKey]bool)} }

// first reports whether it is asked about the key for the first time.
func (t *told) first(key toldKey) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.keys[key] {
		return false
	}
	t.keys[key] = true
	if len(t.order) < maxTold {
		t.order = append(t.order, key)
		return true
	}
	delete(t.keys, t.order[t.next])
	t.order[t.next] = key
	t.next = (t.next + 1) % maxTold
	return true
}

// harmless runs code of the caller's: what it panics of does not harm the call.
func harmless(f func()) {
	defer func() { _ = recover() }()
	f()
}
