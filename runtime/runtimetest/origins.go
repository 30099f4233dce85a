package runtimetest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
)

// What must not be seen where it does not belong. Each is of its own kind, so that a leak can be told by its text.
const (
	canaryBearer = "canary-bearer-5e1c"
	canaryKey    = "canary-apikey-9b27"
	canaryQuery  = "canary-query-77d0"
	canaryCookie = "canary-cookie-c4fa"
	canaryIdem   = "canary-idempotency-1f93"
	canaryBody   = "canary-password-e02b"
)

// armed is a setup with every credential.
func armed() Setup {
	return Setup{
		MaxAttempts: 2, Insecure: true, Bearer: canaryBearer, APIKey: canaryKey, QueryKey: canaryQuery, Cookie: canaryCookie,
	}
}

// origins is the part of group E about where requests go.
func origins() []Case {
	return []Case{
		inBubble("E1", "a redirect to another host takes no credential, cookie or key along", otherHostRedirect),
		onSockets("E2", "a redirect from https to http sends no credential in clear", downgrade),
		inBubble("E3", "a 307 of a POST to another host does not send the body there", bodyRedirect),
		inBubble("E4", "a 302 of a POST is an error, not a GET", postRedirect),
		inBubble("E5", "a next page at another host is not asked for", foreignPage, Links),
		inBubble("E6", "path parameters are escaped, and an empty one is refused", pathParameters, Templates),
	}
}

// elsewhere redirects to the same path at another base.
func elsewhere(code int, base string) handler {
	return script(reply{status: code, header: []string{"Location", base + "/stolen"}})
}

func leaked(s *site, canaries ...string) error {
	for _, h := range s.seen() {
		if err := absent("the request to the other host", h.wire, canaries...); err != nil {
			return err
		}
	}
	return nil
}

func otherHostRedirect(b *bench) error {
	thief := b.siteAt("thief.example:80", statuses(200))
	get := b.siteAt("api.example:80", elsewhere(302, thief.url))
	c := b.client(get, armed())
	b.call(c, Call{})
	keyed := b.siteAt("api2.example:80", elsewhere(307, thief.url))
	c = b.client(keyed, armed())
	b.call(c, Call{Method: http.MethodPost, JSON: order, Key: canaryIdem})
	return all(leaked(thief, canaryBearer, canaryKey, canaryQuery, canaryCookie, canaryIdem),
		that(get.count() > 0 && strings.Contains(get.seen()[0].wire, canaryBearer), "the credential was not sent at all"))
}

func downgrade(b *bench) error {
	plain := b.site(statuses(200))
	var secured atomic.Int32
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Authorization"), canaryBearer) {
			secured.Add(1)
		}
		http.Redirect(w, r, plain.url+"/stolen", http.StatusFound)
	}))
	defer secure.Close()
	set := armed()
	set.Insecure = false
	set.Transport = secure.Client().Transport.(*http.Transport).Clone()
	r := b.call(b.client(&site{url: secure.URL}, set), Call{})
	return all(leaked(plain, canaryBearer, canaryKey, canaryQuery, canaryCookie),
		that(secured.Load() > 0, "the credential was not sent at all: %s", outcome(r)))
}

func bodyRedirect(b *bench) error {
	thief := b.siteAt("thief.example:80", statuses(200))
	s := b.siteAt("api.example:80", elsewhere(307, thief.url))
	b.call(b.client(s, Setup{MaxAttempts: 2}), Call{Method: http.MethodPost, JSON: []byte(`{"password": "` + canaryBody + `"}`)})
	return leaked(thief, canaryBody)
}

func postRedirect(b *bench) error {
	s := b.site(nil)
	s.answer = func(n int, w http.ResponseWriter, h *hit) {
		if h.method != http.MethodGet {
			elsewhere(302, s.url)(n, w, h)
			return
		}
		reply{status: 200}.write(w)
	}
	r := b.call(b.client(s, Setup{MaxAttempts: 2}), post())
	err := failure(r)
	for _, h := range s.seen() {
		err = all(err, that(h.method != http.MethodGet, "the POST became a GET"))
	}
	return all(err, b.named(r, Redirected))
}

func foreignPage(b *bench) error {
	thief := b.siteAt("thief.example:80", statuses(200))
	next := thief.url + "/items?cursor=2"
	byLink := b.siteAt("api.example:80", script(reply{
		status: 200, header: []string{"Link", "<" + next + `>; rel="next"`}, body: `[{"id": "1"}]`,
	}))
	byMember := b.siteAt("api2.example:80", script(reply{status: 200, body: `{"data": [{"id": "1"}], "next": "` + next + `"}`}))
	links, err := b.linker(byLink)
	if err != nil {
		return err
	}
	addresses, err := b.linker(byMember)
	if err != nil {
		return err
	}
	first, errLink := walk(links.Linked(b.ctx, list()))
	second, errMember := walk(addresses.Addressed(b.ctx, list()))
	return all(that(thief.count() == 0, "the other host was asked"), that(errLink != nil && errMember != nil, "the list counts as complete"),
		that(len(first) == 1 && len(second) == 1, "the items of the first page are lost"))
}

// linker makes a client that holds credentials and walks lists by URL.
func (b *bench) linker(s *site) (Linker, error) {
	l, ok := b.client(s, armed()).(Linker)
	if !ok {
		return nil, fmt.Errorf("the adapter of %s is no Linker", b.subject.Name())
	}
	return l, nil
}

func pathParameters(b *bench) error {
	s := b.site(statuses(200))
	c := b.client(s, Setup{MaxAttempts: 1})
	var errs []error
	for _, value := range []string{"../admin", "a/b", "..", "a?b#c", "ä %2F"} {
		s.reset()
		call := Call{Path: "/items/{id}/parts", Params: map[string]string{"id": value}}
		r := b.call(c, call)
		if s.count() == 0 { // a client that refuses what it cannot escape is as safe
			errs = append(errs, failure(r))
			continue
		}
		errs = append(errs, arrivedAs(s.seen()[0], value))
	}
	s.reset()
	r := b.call(c, Call{Path: "/items/{id}/parts", Params: map[string]string{"id": ""}})
	return all(all(errs...), failure(r), that(s.count() == 0, "an empty path parameter was sent"))
}

// arrivedAs wants that the value of a path parameter is one segment of the path, that no server takes for another.
func arrivedAs(h *hit, value string) error {
	segments := strings.Split(h.uri, "/")
	if len(segments) != 4 {
		return fmt.Errorf("the value %q arrived as %q", value, h.uri)
	}
	got, err := url.PathUnescape(segments[2])
	return that(err == nil && got == value && segments[2] != "..", "the value %q arrived as %q", value, h.uri)
}
