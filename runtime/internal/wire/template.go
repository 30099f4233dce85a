package wire

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Target returns the URL of a request: the path template, expanded and appended to the path of the base URL, and the
// query. The escapes stay exactly as they were made; [url.URL.JoinPath] is not used, as it would resolve an argument "..".
func Target(base *url.URL, template string, args, query []Pair) (*url.URL, error) {
	raw, own, err := expand(strings.TrimSuffix(base.EscapedPath(), "/"), template, args)
	if err != nil {
		return nil, err
	}
	plain, err := url.PathUnescape(raw)
	if err != nil {
		return nil, fmt.Errorf("path %q: %w", raw, err)
	}
	u := *base
	u.Path, u.RawPath, u.Fragment, u.RawFragment = plain, raw, "", ""
	u.RawQuery = joinQuery(base.RawQuery, own, query)
	u.ForceQuery = false
	return &u, nil
}

// expand returns the path of the template after the prefix, with all placeholders replaced, and the query that a few documents
// write into the path ("/report?kind=full").
func expand(prefix, whole string, args []Pair) (path, query string, err error) {
	template, _, _ := strings.Cut(whole, "#") // a fragment only tells operations apart, it is never sent
	var b strings.Builder
	b.Grow(len(prefix) + len(template) + 32)
	b.WriteString(prefix)
	if template != "" && !strings.ContainsRune("/?", rune(template[0])) {
		b.WriteByte('/')
	}
	for template != "" {
		literal, rest, found := strings.Cut(template, "{")
		b.WriteString(escape(literal, keepTemplate))
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return "", "", fmt.Errorf("path %q: a brace is not closed", whole)
		}
		at := slices.IndexFunc(args, func(a Pair) bool { return a.Name == name })
		if at < 0 {
			return "", "", fmt.Errorf("path parameter %q: no value", name)
		}
		b.WriteString(args[at].Value)
		template = after
	}
	path, query, _ = strings.Cut(b.String(), "?")
	return escapeDots(path), query, nil
}

// escapeDots escapes the segments "." and "..", which everybody on the way would otherwise resolve.
func escapeDots(path string) string {
	if !strings.Contains(path, "/.") {
		return path
	}
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if s == "." || s == ".." {
			segments[i] = strings.ReplaceAll(s, ".", "%2E")
		}
	}
	return strings.Join(segments, "/")
}

// joinQuery appends to the queries of the base URL and of the path template the pairs of the request.
func joinQuery(base, template string, pairs []Pair) string {
	if len(pairs) == 0 && (base == "" || template == "") {
		return base + template
	}
	size := len(base) + len(template) + 2
	for _, p := range pairs {
		size += len(p.Name) + len(p.Value) + 2
	}
	var b strings.Builder
	b.Grow(size)
	writePiece(&b, base)
	writePiece(&b, template)
	for _, p := range pairs {
		writePiece(&b, p.Name)
		if p.Name == "" {
			writePiece(&b, p.Value)
			continue
		}
		b.WriteByte('=')
		b.WriteString(p.Value)
	}
	return b.String()
}

// writePiece writes a piece of a query after the separator that it needs; an empty piece needs none.
func writePiece(b *strings.Builder, piece string) {
	if piece == "" {
		return
	}
	if b.Len() > 0 {
		b.WriteByte('&')
	}
	b.WriteString(piece)
}

// HasQuery reports whether an encoded query has a parameter of the name, however that is encoded there.
func HasQuery(query, name string) bool {
	plain, _ := url.QueryUnescape(name)
	for one := range strings.SplitSeq(query, "&") {
		raw, _, _ := strings.Cut(one, "=")
		if has, err := url.QueryUnescape(raw); one != "" && err == nil && has == plain {
			return true
		}
	}
	return false
}

// EscapeQuery returns a query that somebody else has encoded with what must not be in one percent-encoded: spaces, quotes,
// and all that is not ASCII. Everything else stays as it is, brackets too.
func EscapeQuery(query string) string {
	return escape(query, func(c byte) bool { return c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>' })
}

// ReplaceQuery sets a parameter of an encoded query. The others stay as they were encoded.
func ReplaceQuery(query string, p Pair) string {
	kept := make([]string, 0, strings.Count(query, "&")+2)
	for one := range strings.SplitSeq(query, "&") {
		if name, _, _ := strings.Cut(one, "="); one != "" && name != p.Name {
			kept = append(kept, one)
		}
	}
	return strings.Join(append(kept, p.Name+"="+p.Value), "&")
}
