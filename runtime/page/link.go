package page

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// Link = [ link-value *( "," link-value ) ], link-value = "<" URI-Reference ">" *( ";" param ): RFC 8288, section 3. It is read
// as appendix B.2 says, which forgives what does not change the meaning: spaces, empty elements, parameters without a value.
//
//	Link: </items?ids=1,2;3&page=1>; rel=first, </items?page=2>; title="a, b; c"; rel="prefetch Next"

var errLink = errors.New("page: the Link header mentions a next page, but cannot be read")

// nextLink returns the target of the first link with the relation next. Links whose anchor is another resource are about that
// one. A header that breaks off counts as far as it can be read; if the rest might have had the link, the error says so.
func nextLink(h http.Header, context *url.URL) (target string, found bool, err error) {
	for _, line := range h.Values("Link") {
		for rest := line; ; {
			var l link
			var ok bool
			if rest = strings.TrimLeft(rest, " \t,"); rest == "" {
				break
			}
			if l, rest, ok = cutLink(rest); !ok {
				if strings.Contains(strings.ToLower(rest), "next") {
					err = errLink
				}
				break
			}
			if l.isNext() && l.isAbout(context) {
				return l.target, true, nil
			}
		}
	}
	return "", false, err
}

// link is one link-value, as far as it matters.
type link struct {
	target      string
	rel         string // of several the first; the others are to be ignored
	anchor      string
	hasRel      bool
	hasAnchored bool
}

// isNext reports whether next is one of the relations, in any case.
func (l link) isNext() bool {
	for relation := range strings.FieldsSeq(l.rel) {
		if strings.EqualFold(relation, "next") {
			return true
		}
	}
	return false
}

// isAbout reports whether the link begins at the resource: it has no anchor, or one that leads there.
func (l link) isAbout(context *url.URL) bool {
	if !l.hasAnchored {
		return true
	}
	anchor, err := context.Parse(l.anchor)
	if err != nil {
		return false
	}
	here := *context
	here.Fragment, here.RawFragment = "", ""
	return anchor.String() == here.String()
}

// cutLink reads the link-value at the beginning; ok is false if there is none, and rest is then where it stopped.
func cutLink(s string) (l link, rest string, ok bool) {
	if s[0] != '<' {
		return l, s, false
	}
	target, rest, ok := strings.Cut(s[1:], ">")
	if !ok {
		return l, s, false
	}
	l.target = strings.TrimSpace(target)
	for {
		rest = strings.TrimLeft(rest, " \t")
		if rest == "" || rest[0] == ',' {
			return l, rest, true
		}
		if rest[0] != ';' {
			return l, rest, false
		}
		at := rest
		if rest, ok = l.cutParam(rest[1:]); !ok {
			return l, at, false
		}
	}
}

// cutParam reads a parameter, which may be empty; ok is false if its quotes are not closed.
func (l *link) cutParam(s string) (rest string, ok bool) {
	s = strings.TrimLeft(s, " \t")
	end := strings.IndexAny(s, "=;, \t")
	if end < 0 {
		return "", true
	}
	name := strings.ToLower(s[:end])
	rest = strings.TrimLeft(s[end:], " \t")
	if !strings.HasPrefix(rest, "=") {
		return rest, true
	}
	value, rest, ok := cutValue(strings.TrimLeft(rest[1:], " \t"))
	switch {
	case name == "rel" && !l.hasRel:
		l.rel, l.hasRel = value, true
	case name == "anchor" && !l.hasAnchored:
		l.anchor, l.hasAnchored = value, true
	}
	return rest, ok
}

// cutValue reads a token or a quoted string.
func cutValue(s string) (value, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexAny(s, ";,")
		if end < 0 {
			end = len(s)
		}
		return strings.TrimRight(s[:end], " \t"), s[end:], true
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:], true
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		b.WriteByte(s[i])
	}
	return "", "", false
}
