package runtime

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/body"
	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/origin"
	"github.com/apigen-go/apigen/runtime/internal/replay"
	"github.com/apigen-go/apigen/runtime/internal/wire"
)

// At returns a copy of the request that asks for the page at the position: with another query parameter, header or member of
// the JSON body in place of the one it has, or with another URL in place of path and query. Everything else stays.
//
// A URL has to be one of the base URL's origin, or the call is [ErrCrossOrigin] and sends nothing: credentials go with it.
func (r *Request) At(p PagePosition) *Request {
	var c *Request
	switch p.In {
	case "query":
		c = r.With(p.Name, p.Value)
	case "header":
		c = r.clone()
		c.Header(p.Name, p.Value)
	case "body":
		c = r.clone()
		c.setMember(p)
	case "url":
		c = r.clone()
		c.setURL(p.Value)
	default:
		return r
	}
	c.page = p.Value
	return c
}

// setMember sets a member of the JSON body. The body of r's original is not changed.
func (r *Request) setMember(p PagePosition) {
	mediaType, object := "application/json", []byte("{}")
	if r.body != nil {
		mediaType, object = r.body.MediaType, r.body.JSON
	}
	value := p.Value
	if !p.Number {
		value = exact.Quote(value)
	}
	changed, err := withMemberAt(object, p.Name, value)
	if err != nil {
		r.failBody(err)
		return
	}
	r.body = body.FromBytes(mediaType, changed)
	r.body.JSON = changed
}

// withMemberAt sets the member at the end of a path, "query.cursor", and makes the objects on the way that are missing.
func withMemberAt(object []byte, path, value string) ([]byte, error) {
	if exact.Kind(exact.Trim(object)) != "object" {
		return nil, fmt.Errorf("the page goes into the member %q, and this is not a JSON object", path)
	}
	name, rest, deeper := strings.Cut(path, ".")
	if _, ok := exact.Member(object, path); ok || !deeper {
		return exact.WithMember(object, path, value), nil
	}
	inner, ok := exact.Member(object, name)
	if !ok || string(inner) == "null" {
		inner = []byte("{}")
	}
	changed, err := withMemberAt(inner, rest, value)
	if err != nil {
		return nil, err
	}
	return exact.WithMember(object, name, string(changed)), nil
}

func (r *Request) setURL(raw string) {
	u, err := url.Parse(raw)
	if err != nil {
		r.errs = append(r.errs, errors.New("the URL of the page is not a URL")) // the cause would print it
		return
	}
	r.whole = u
}

// wholeTarget is the URL of a request that has one of its own: the server named it. It is refused before anything is sent, as
// the credentials would go with it.
func (r *Request) wholeTarget(base *url.URL) (*url.URL, error) {
	u := *r.whole
	switch {
	case u.User != nil:
		return nil, errors.New("the URL of the page has user information")
	case !origin.Of(base).Covers(origin.Of(&u)):
		return nil, fmt.Errorf("%w: the URL of the page", ErrCrossOrigin)
	}
	u.Fragment, u.RawFragment = "", ""
	u.RawQuery = wire.EscapeQuery(u.RawQuery)
	return &u, nil
}

// addQuery adds a parameter of the settings, in place of any of that name. A URL that the server has named is complete: what it
// has stays as it is, and what it lacks is added, so that options hold on every page.
func (c *call) addQuery(p wire.Pair) {
	if c.req.whole != nil && wire.HasQuery(c.url.RawQuery, p.Name) {
		return
	}
	c.url.RawQuery = wire.ReplaceQuery(c.url.RawQuery, p)
}

// pageKey is the idempotency key of a further page, if the caller has given one for the list: each page is a request of its
// own, and an API that saw the key of the first page again would answer with the first page, or refuse it. The key depends on
// the caller's and on the position alone, so that a walk that is resumed with the same key has the same keys.
func pageKey(key, page string) string {
	if key == "" || page == "" || replay.CheckKey(key) != nil {
		return key
	}
	sum := sha256.Sum256([]byte(page))
	own := key + "-" + hex.EncodeToString(sum[:8])
	if len(own) > 255 {
		sum = sha256.Sum256([]byte(key + "\n" + page))
		own = hex.EncodeToString(sum[:])
	}
	return own
}
