package standin

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// pair is a name and a value as they were sent, and what they mean.
type pair struct {
	rawName, rawValue string
	name, value       string
	used              bool
}

// received is a request with what was understood of it so far.
type received struct {
	request *http.Request
	path    map[string]string // of placeholders: escaped
	query   []pair
	cookies []pair
	body    []byte
}

func receive(r *http.Request, body []byte) (*received, error) {
	in := &received{request: r, body: body}
	for one := range strings.SplitSeq(r.URL.RawQuery, "&") {
		if one == "" {
			continue
		}
		p, err := newPair(one, url.QueryUnescape)
		if err != nil {
			return nil, err
		}
		in.query = append(in.query, p)
	}
	for _, header := range r.Header.Values("Cookie") {
		for one := range strings.SplitSeq(header, ";") {
			p, err := newPair(strings.TrimSpace(one), url.PathUnescape)
			if err != nil { // style cookie: nothing is escaped
				name, value, _ := strings.Cut(strings.TrimSpace(one), "=")
				p = pair{name, value, name, value, false}
			}
			in.cookies = append(in.cookies, p)
		}
	}
	return in, nil
}

func newPair(text string, unescape func(string) (string, error)) (p pair, err error) {
	p.rawName, p.rawValue, _ = strings.Cut(text, "=")
	if p.name, err = unescape(p.rawName); err == nil {
		p.value, err = unescape(p.rawValue)
	}
	return p, err
}

// pairs are those of the place that a parameter is in.
func (in *received) pairs(place string) []pair {
	if place == "cookie" {
		return in.cookies
	}
	return in.query
}

// named takes the pairs of a name.
func named(pairs []pair, name string) []int {
	var found []int
	for i, p := range pairs {
		if p.name == name {
			found = append(found, i)
		}
	}
	return found
}

// below takes the pairs whose names are a name with brackets.
func below(pairs []pair, name string) []int {
	var found []int
	for i, p := range pairs {
		if strings.HasPrefix(p.name, name+"[") && strings.HasSuffix(p.name, "]") {
			found = append(found, i)
		}
	}
	return found
}

// split parts the escaped text of a list by its separator, which may be escaped itself where nothing else can be.
func split(raw, style string) []string {
	separator := map[string]string{
		"form": ",", "simple": ",", "cookie": ",", "spaceDelimited": `%20|\+| `, "pipeDelimited": `\||%7[Cc]`, "tabDelimited": "%09|\t",
	}[style]
	return regexp.MustCompile(separator).Split(raw, -1)
}

// unescapeAll decodes percent-encoding where there is one.
func unescapeAll(raw []string, unescape func(string) (string, error)) ([]string, error) {
	out := slices.Clone(raw)
	for i, text := range out {
		plain, err := unescape(text)
		if err != nil {
			return nil, err
		}
		out[i] = plain
	}
	return out, nil
}

// untouched is for texts that are all their own.
func untouched(s string) (string, error) { return s, nil }

// asIs is for places without percent-encoding.
func asIs(s string) (string, error) { return strings.TrimSpace(s), nil }
