package auth

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// sentPath is the path as it stands in the request line.
func sentPath(u *url.URL) string { return cmp.Or(u.EscapedPath(), "/") }

// requestTarget is what stands in the request line between method and version.
func requestTarget(u *url.URL) string {
	if u.RawQuery == "" {
		return sentPath(u)
	}
	return sentPath(u) + "?" + u.RawQuery
}

// encodedPath escapes each segment anew, whatever the base URL or a template left as it was: "/a:b" is "/a%3Ab".
func encodedPath(u *url.URL) string {
	segments := strings.Split(sentPath(u), "/")
	for i, segment := range segments {
		if decoded, err := url.PathUnescape(segment); err == nil {
			segments[i] = escape(decoded)
		}
	}
	return strings.Join(segments, "/")
}

// escapeSegments escapes a path as it is, percent signs too.
func escapeSegments(path string) string {
	return strings.ReplaceAll(escape(path), "%2F", "/")
}

// escape escapes all but the unreserved characters of RFC 3986, section 2.3.
func escape(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(s) {
		if isUnreserved(c) {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', digits[c>>4], digits[c&15]})
	}
	return b.String()
}

func isUnreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// pair is a parameter of the query, decoded.
type pair struct{ name, value string }

// pairs reads a query. What is not validly escaped counts as it stands.
func pairs(query string) []pair {
	var all []pair
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		all = append(all, pair{decoded(name), decoded(value)})
	}
	return all
}

func decoded(s string) string {
	if d, err := url.QueryUnescape(s); err == nil {
		return d
	}
	return s
}

// sortedQuery is the query by name and value, sorted as escaped: "~" comes after "%7B".
func sortedQuery(query string) string {
	all := pairs(query)
	for i, p := range all {
		all[i] = pair{escape(p.name), escape(p.value)}
	}
	slices.SortFunc(all, func(a, b pair) int {
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.value, b.value))
	})
	parts := make([]string, len(all))
	for i, p := range all {
		parts[i] = p.name + "=" + p.value
	}
	return strings.Join(parts, "&")
}

// queryLines is the query with a line for each name: "\ncomp:list\ninclude:metadata,snapshots".
func queryLines(query string) string {
	values := make(map[string][]string)
	var names []string
	for _, p := range pairs(query) {
		name := strings.ToLower(p.name)
		if values[name] == nil {
			names = append(names, name)
		}
		values[name] = append(values[name], p.value)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		slices.Sort(values[name])
		b.WriteString("\n" + name + ":" + strings.Join(values[name], ","))
	}
	return b.String()
}

// hostOf is the host that the request is sent to, with the port if it is in the URL.
func hostOf(r *http.Request) string { return strings.ToLower(cmp.Or(r.Host, r.URL.Host)) }

// headerOf is the value of a header as it will be sent, also of the two that net/http writes by itself. Runs of spaces
// count as one.
func headerOf(r *http.Request, name, separator string) string {
	switch strings.ToLower(name) {
	case "host":
		return hostOf(r)
	case "content-length":
		return sentLength(r)
	}
	values := slices.Clone(r.Header.Values(name))
	for i, v := range values {
		values[i] = strings.Join(strings.Fields(v), " ")
	}
	return strings.Join(values, separator)
}

// sentLength is the header Content-Length as net/http writes it: of an empty body it is sent with some methods only.
func sentLength(r *http.Request) string {
	hasBody := r.Body != nil && r.Body != http.NoBody
	switch {
	case hasBody && r.ContentLength > 0:
		return strconv.FormatInt(r.ContentLength, 10)
	case !hasBody && (r.Method == http.MethodPost || r.Method == http.MethodPut || r.Method == http.MethodPatch):
		return "0"
	}
	return ""
}

// sentNames lists the headers that are wanted and sent, sorted, in lower case. A pattern may end in a star.
func sentNames(r *http.Request, wanted []string) []string {
	var names []string
	for _, pattern := range wanted {
		pattern = strings.ToLower(pattern)
		prefix, open := strings.CutSuffix(pattern, "*")
		if !open {
			if r.Header.Values(pattern) != nil || headerOf(r, pattern, "") != "" {
				names = append(names, pattern)
			}
			continue
		}
		for name := range r.Header {
			if name = strings.ToLower(name); strings.HasPrefix(name, prefix) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func headerLines(r *http.Request, wanted []string) string {
	var b strings.Builder
	for _, name := range sentNames(r, wanted) {
		b.WriteString(name + ":" + headerOf(r, name, ",") + "\n")
	}
	return b.String()
}
