package auth

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// token is an access token and its life.
type token struct {
	value   string
	fetched time.Time
	expires time.Time // zero: good until it is refused
}

const (
	fetchLimit  = 30 * time.Second // of one fetch, whoever waits for it
	maxSkew     = time.Minute      // before its end, a token is as good as expired
	maxWindow   = 5 * time.Minute  // before its end, a token is fetched anew in the background
	maxPause    = 30 * time.Second // between failing fetches
	refusalLife = 5 * time.Minute  // how long the refusal of the credentials themselves is remembered
	lookPause   = time.Second      // between looks for a login in the store
	maxAsked    = 24 * time.Hour   // the longest pause that an endpoint can ask for
)

// cache keeps one token and has it fetched: by one goroutine at a time, ahead of its end, and with pauses while that
// fails. Callers wait by their own contexts; the fetch goes on when they leave, as others need its result.
type cache struct {
	mu       sync.Mutex
	token    token
	spent    string    // the access token that was refused last
	ahead    time.Time // when to begin fetching the next one
	flight   *flight   // the fetch under way, nil if none
	failures int       // in a row
	failure  error     // of the last fetch
	until    time.Time // no fetch before
}

// fetcher gets a token from where tokens come from: another one than the one that is spent, "" for any.
type fetcher interface {
	fetch(ctx context.Context, spent string) (token, error)
}

type flight struct {
	done  chan struct{}
	token token
	err   error
}

// get returns a token that is good for a call.
func (c *cache) get(ctx context.Context, from fetcher) (string, error) {
	c.mu.Lock()
	now := time.Now()
	old := c.token
	paused := now.Before(c.until)
	switch {
	case old.isFresh(now):
		if !old.expires.IsZero() && !now.Before(c.ahead) && !paused {
			c.start(ctx, from)
		}
		c.mu.Unlock()
		return old.value, nil
	case paused:
		err := c.failure
		c.mu.Unlock()
		return old.orError(now, err)
	}
	f := c.start(ctx, from)
	c.mu.Unlock()
	select {
	case <-f.done:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if f.err != nil {
		return old.orError(time.Now(), f.err)
	}
	return f.token.value, nil
}

// isFresh reports whether the token is good for longer than a call takes: a minute, a third of its life if that is less.
func (t token) isFresh(now time.Time) bool {
	if t.value == "" || t.expires.IsZero() {
		return t.value != ""
	}
	skew := min(maxSkew, t.expires.Sub(t.fetched)/3)
	return now.Before(t.expires.Add(-skew))
}

// orError returns a token that is about to expire if there is none newer, else the error.
func (t token) orError(now time.Time, err error) (string, error) {
	if t.value != "" && now.Before(t.expires) {
		return t.value, nil
	}
	return "", err
}

// start begins a fetch, or joins the one under way. The caller holds the lock. The fetch has the values of the first
// caller's context but not its end.
func (c *cache) start(ctx context.Context, from fetcher) *flight {
	if c.flight != nil {
		return c.flight
	}
	f := &flight{done: make(chan struct{}), err: errPanicked}
	c.flight = f
	spent := cmp.Or(c.token.value, c.spent)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchLimit)
	go func() {
		defer cancel()
		defer c.land(f)
		defer func() { _ = recover() }() // of a caller's transport or store: waiters would wait for ever
		f.token, f.err = from.fetch(ctx, spent)
	}()
	return f
}

var errPanicked = errors.New("fetching the token panicked")

// land takes in the result of a fetch.
func (c *cache) land(f *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer close(f.done)
	c.flight = nil
	if f.err != nil {
		c.failures++
		c.failure, c.until = f.err, time.Now().Add(pause(c.failures, f.err))
		return
	}
	c.token, c.failures, c.failure, c.until = f.token, 0, nil, time.Time{}
	if life := f.token.expires.Sub(f.token.fetched); life > 0 {
		window := float64(min(maxWindow, life/5)) * (0.9 + 0.2*rand.Float64()) // clients that began together drift apart
		c.ahead = f.token.expires.Add(-time.Duration(window))
	}
}

// pause is how long to leave the endpoint alone after n failures in a row: 1, 2, 4 ... 30 s, jittered, or as long as the
// endpoint asks. What is wrong with the credentials themselves does not pass with time. What takes a login is asked for
// soon: not of the endpoint, as the source remembers what it said, but of the store, where the login will turn up.
func pause(n int, err error) time.Duration {
	failed, ok := errors.AsType[*TokenError](err)
	switch {
	case isLoginRequired(err):
		return lookPause
	case ok && failed.refusesCredentials():
		return refusalLife
	}
	d := min(maxPause, time.Second<<min(n-1, 10))
	d = d*9/10 + time.Duration(rand.Float64()*0.2*float64(d))
	if ok {
		d = max(d, min(failed.RetryAfter, maxAsked))
	}
	return d
}

// refused drops the token if it is still the one that was refused.
func (c *cache) refused(value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token.value == value {
		c.token, c.spent = token{}, value
	}
}
