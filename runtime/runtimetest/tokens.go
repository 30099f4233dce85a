package runtimetest

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// tokens is the part of group F about tokens of the client itself.
func tokens() []Case {
	return []Case{
		inBubble("F1", "a hundred first calls at once fetch one token", firstCalls, Tokens),
		inBubble("F2", "a caller in a hurry leaves a slow token endpoint, and the others get the token", hurry, Tokens),
		inBubble("F3", "twenty calls against a dead token endpoint ask it five times at most, and recover by themselves", deadEndpoint, Tokens),
		inBubble("F4", "a token of five seconds serves the calls of one second", shortToken, Tokens),
		inBubble("F5", "a token of an hour is used 61 s before its end, and replaced first 59 s before it", lastMinute, Tokens),
		inBubble("F6", "a revoked token costs one refresh and one replay, with whole body and the same key", revoked, Tokens),
		inBubble("F7", "a second 401 is returned: two requests, two tokens", refusedTwice, Tokens),
		inBubble("F8", "fifty 401s on one token fetch one new token", refusedTogether, Tokens),
	}
}

// logins is the part of group F about users.
func logins() []Case {
	return []Case{
		inBubble("F11", "the authorization code grant checks state, uses it once, and proves the S256 challenge", pkce, PKCE),
	}
}

// issuer is an authorization server, and the API that takes its tokens.
type issuer struct {
	tokens, api *site

	mu      sync.Mutex
	n       int // tokens made
	delay   time.Duration
	life    int // seconds
	down    bool
	refused map[string]bool // tokens that are not valid any more
	never   bool            // no token is valid
	last    string          // token that the API has seen last
}

func (b *bench) issuer(life int) *issuer {
	i := &issuer{life: life, refused: make(map[string]bool)}
	i.tokens = b.site(i.token)
	i.api = b.site(i.answer)
	return i
}

func (i *issuer) with(change func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	change()
}

func (i *issuer) token(_ int, w http.ResponseWriter, _ *hit) {
	i.mu.Lock()
	delay, down := i.delay, i.down
	i.mu.Unlock()
	time.Sleep(delay)
	if down {
		reply{status: 503}.write(w)
		return
	}
	i.mu.Lock()
	i.n++
	n := i.n
	i.mu.Unlock()
	reply{status: 200, body: fmt.Sprintf(`{"access_token": "token-%d", "token_type": "Bearer", "expires_in": %d}`, n, i.life)}.write(w)
}

func (i *issuer) answer(_ int, w http.ResponseWriter, h *hit) {
	i.mu.Lock()
	i.last = strings.TrimPrefix(h.header.Get("Authorization"), "Bearer ")
	bad := i.never || i.last == "" || i.refused[i.last]
	i.mu.Unlock()
	reply{status: map[bool]int{true: 401, false: 200}[bad]}.write(w)
}

func (i *issuer) setup() Setup {
	return Setup{MaxAttempts: 3, Token: &Token{URL: i.tokens.url + "/token", ID: "id", Secret: "secret"}}
}

func (i *issuer) fetches(want int) error {
	got := i.tokens.count()
	return that(got == want, "%s, want %d", plural(got, "token request"), want)
}

func allSucceed(results []Result) error {
	for _, r := range results {
		if err := success(r); err != nil {
			return err
		}
	}
	return nil
}

func firstCalls(b *bench) error {
	i := b.issuer(3600)
	i.delay = time.Second
	c := b.client(i.api, i.setup())
	results := b.together(100, func(int) Result { return b.call(c, Call{}) })
	return all(allSucceed(results), i.fetches(1))
}

func hurry(b *bench) error {
	i := b.issuer(3600)
	i.delay = 2 * time.Second
	c := b.client(i.api, i.setup())
	var took time.Duration
	results := b.together(5, func(n int) Result {
		if n > 0 {
			time.Sleep(10 * time.Millisecond)
			return b.call(c, Call{})
		}
		ctx, cancel := context.WithTimeout(b.ctx, 300*time.Millisecond)
		defer cancel()
		began := time.Now()
		r := b.callIn(ctx, c, Call{})
		took = time.Since(began)
		return r
	})
	return all(failure(results[0]), between("the call in a hurry", took, 0, 500*time.Millisecond), allSucceed(results[1:]), i.fetches(1))
}

func deadEndpoint(b *bench) error {
	i := b.issuer(3600)
	i.down = true
	c := b.client(i.api, i.setup())
	var errs []error
	for range 20 {
		errs = append(errs, failure(b.call(c, Call{})))
		time.Sleep(100 * time.Millisecond)
	}
	n := i.tokens.count()
	errs = append(errs, that(n <= 5, "%s, want 5 at most", plural(n, "token request")))
	i.with(func() { i.down = false })
	time.Sleep(time.Minute)
	return all(all(errs...), success(b.call(c, Call{})))
}

func shortToken(b *bench) error {
	i := b.issuer(5)
	c := b.client(i.api, i.setup())
	var errs []error
	for range 20 {
		errs = append(errs, success(b.call(c, Call{})))
		time.Sleep(50 * time.Millisecond)
	}
	n := i.tokens.count()
	return all(all(errs...), that(n <= 2, "%s, want 2 at most", plural(n, "token request")))
}

func lastMinute(b *bench) error {
	var errs []error
	for left, want := range map[time.Duration]string{61 * time.Second: "token-1", 59 * time.Second: "token-2"} {
		i := b.issuer(3600)
		c := b.client(i.api, i.setup())
		err := success(b.call(c, Call{}))
		i.delay = time.Second // a refresh beside the call is late
		time.Sleep(time.Hour - left)
		err = all(err, success(b.call(c, Call{})), that(i.last == want, "%v before its end the call has %s, want %s", left, i.last, want))
		errs = append(errs, err)
		time.Sleep(5 * time.Second)
	}
	return all(errs...)
}

func revoked(b *bench) error {
	i := b.issuer(3600)
	c := b.client(i.api, i.setup())
	err := success(b.call(c, Call{}))
	i.api.reset()
	i.with(func() { i.refused["token-1"] = true })
	call := keyed()
	if !b.offers(Keys) {
		call.Key = "k-6"
	}
	return all(err, success(b.call(c, call)), attempts(i.api, 2), i.fetches(2), onceOrKeyed(i.api), sameBodies(i.api))
}

func refusedTwice(b *bench) error {
	i := b.issuer(3600)
	i.never = true
	r := b.call(b.client(i.api, i.setup()), Call{})
	return all(failure(r), shows(r, 401), attempts(i.api, 2), i.fetches(2))
}

func refusedTogether(b *bench) error {
	i := b.issuer(3600)
	c := b.client(i.api, i.setup())
	err := success(b.call(c, Call{}))
	i.with(func() { i.refused["token-1"], i.delay = true, time.Second })
	results := b.together(50, func(int) Result { return b.call(c, Call{}) })
	return all(err, allSucceed(results), i.fetches(2))
}

// pkce walks through the grant three times: by the book, with a state that is not ours, and with one that was used.
func pkce(b *bench) error {
	i := b.issuer(3600)
	set := i.setup()
	set.Token.AuthURL, set.Token.RedirectURL = "https://auth.example/authorize", "http://127.0.0.1/callback"
	grant, ok := b.client(i.api, set).(Authorization)
	if !ok {
		return fmt.Errorf("the adapter of %s is no Authorization", b.subject.Name())
	}
	asked, err := begin(b.ctx, grant)
	if err != nil {
		return err
	}
	state := asked.Get("state")
	wrong := grant.Finish(b.ctx, url.Values{"code": {"c"}, "state": {state + "x"}})
	none := i.tokens.count()
	if asked, err = begin(b.ctx, grant); err != nil {
		return err
	}
	back := url.Values{"code": {"c"}, "state": {asked.Get("state")}}
	right, again := grant.Finish(b.ctx, back), grant.Finish(b.ctx, back)
	return all(that(len(state) >= 32 && state != asked.Get("state"), "the state is short, or not fresh"),
		that(asked.Get("code_challenge_method") == "S256", "the challenge is not S256"),
		that(wrong != nil && none == 0, "a wrong state is accepted"), right, that(again != nil, "a state is accepted twice"),
		i.fetches(1), proves(i.tokens, asked.Get("code_challenge")))
}

// begin returns the query that the user is sent to the authorization server with.
func begin(ctx context.Context, grant Authorization) (url.Values, error) {
	address, err := grant.Begin(ctx)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	return u.Query(), nil
}

// proves wants that the token was asked for with the verifier of the challenge.
func proves(s *site, challenge string) error {
	for _, h := range s.seen() {
		form, err := url.ParseQuery(string(h.body))
		if err != nil {
			return err
		}
		sum := sha256.Sum256([]byte(form.Get("code_verifier")))
		if base64.RawURLEncoding.EncodeToString(sum[:]) != challenge {
			return fmt.Errorf("the verifier does not fit the challenge")
		}
	}
	return nil
}
