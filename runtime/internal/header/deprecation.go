package header

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// vendorDeprecation and vendorSunset are names that predate the standards.
var (
	vendorDeprecation = [...]string{"Deprecation", "X-Deprecation", "X-Deprecated", "X-Api-Deprecated", "X-Api-Deprecation-Date"}
	vendorSunset      = [...]string{"Sunset", "X-Sunset", "X-Api-Sunset", "X-Api-Sunset-Date"}
)

// Deprecation is what a response says about the end of its operation.
type Deprecation struct {
	From      time.Time // zero: the date is unknown
	Sunset    time.Time // zero: unknown
	Link      string    // where to read about it
	Successor string    // what to use instead
	Warning   string    // text of a Warning header
}

// ReadDeprecation reads the headers of a response (RFC 9745, RFC 8594, RFC 9111 warnings). It returns false, and allocates
// nothing, if they say nothing. A link alone says nothing: documents link to their deprecation policy too.
func ReadDeprecation(h http.Header) (d Deprecation, ok bool) {
	deprecated, sunset := firstLine(h, vendorDeprecation[:]), firstLine(h, vendorSunset[:])
	ok, d.From = parseDeprecation(deprecated)
	d.Sunset, d.Warning = parseDate(sunset), warning299(h["Warning"])
	if !ok && d.Sunset.IsZero() && d.Warning == "" {
		return Deprecation{}, false
	}
	for _, line := range h["Link"] {
		d.readLinks(line)
	}
	return d, true
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
	if s = strings.Trim(strings.TrimSpace(s), `"`); s == "" {
		return time.Time{}
	}
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
			return redact.Clip(text, 300)
		}
		return redact.Clip(rest, 300)
	}
	return ""
}

// readLinks takes the targets of a Link header that matter for a deprecation (RFC 8288).
func (d *Deprecation) readLinks(line string) {
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
				d.Link = target
			case "sunset":
				d.Link = cmp.Or(d.Link, target)
			case "successor-version":
				d.Successor = target
			case "latest-version":
				d.Successor = cmp.Or(d.Successor, target)
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
