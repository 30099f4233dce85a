package runtime

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// clock keeps how far the API's clock is from ours, for credentials that sign the time. It is safe for concurrent use; the
// last response counts.
type clock struct{ offset atomic.Int64 }

const (
	clockNoise = 2 * time.Second  // Date has whole seconds, and the response has been on its way
	clockSkew  = 60 * time.Second // what a server may have refused a signature for
)

// timedAuthorizer is an [Authorizer] that signs the time.
type timedAuthorizer interface {
	AuthorizeAt(ctx context.Context, r *http.Request, now time.Time) error
}

// now is the time by the API's clock.
func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.offset.Load())) }

// note reads the Date of a response, unless a cache has held it (Age).
func (c *clock) note(h http.Header) {
	if len(h["Age"]) > 0 || len(h["Date"]) == 0 {
		return
	}
	date, err := http.ParseTime(h["Date"][0])
	if err != nil {
		return
	}
	offset := time.Until(date)
	if offset.Abs() < clockNoise {
		offset = 0
	}
	c.offset.Store(int64(offset))
}

// sign adds a credential to the attempt's request, by the API's clock if it is one that signs the time.
func (a *attempt) sign(credential Authorizer) error {
	timed, ok := credential.(timedAuthorizer)
	if !ok {
		return credential.Authorize(a.ctx, a.req)
	}
	clock := a.client().clock
	a.call.timed, a.call.offset = true, clock.offset.Load()
	return timed.AuthorizeAt(a.ctx, a.req, clock.now())
}

// noteClock takes the time from a response to a request that was signed with ours.
func (a *attempt) noteClock(h http.Header) {
	if a.call.timed {
		a.client().clock.note(h)
	}
}

// isMistimed reports whether the server refused a signature whose time was wrong by its clock. The request is then sent once
// more with the right time; it is no retry, as a server that refuses a signature does not act.
func (c *call) isMistimed(out *outcome) bool {
	status := out.status()
	if !c.timed || c.corrected || status != http.StatusUnauthorized && status != http.StatusForbidden {
		return false
	}
	off := time.Duration(c.client.clock.offset.Load() - c.offset)
	c.corrected = off.Abs() > clockSkew && c.canSendAgain(out)
	return c.corrected
}
