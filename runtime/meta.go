package runtime

import (
	"context"
	"net/http"

	"github.com/apigen-go/apigen/runtime/internal/header"
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// Meta is what a response says besides its body. [WithResponse] fills it, also if the call fails; of several attempts it
// has the last response.
type Meta struct {
	StatusCode     int // 0: no response came
	Header         http.Header
	RequestID      string  // the vendor's id of the request
	IdempotencyKey string  // key of the call, "" without
	Attempts       int     // requests sent
	Deprecation    *Notice // nil: nothing is deprecated
	Rate           Rate    // what is left of the rate limit, as the response says
}

// note takes down what every response may say, whatever its status is.
func (a *attempt) note(resp *http.Response) {
	notice := a.call.deprecation(resp.Header)
	if notice != nil {
		a.call.tell(a.ctx, *notice)
	}
	a.call.noteVersion(a.ctx, resp.Header)
	readHeaders(resp.Header, a.call.set.typed)
	if m := a.call.set.meta; m != nil {
		m.StatusCode, m.Header, m.RequestID, m.Deprecation = resp.StatusCode, resp.Header, header.RequestID(resp.Header), notice
		m.Rate = a.said()
	}
}

// noteVersion warns once if the API answers in another version than it was asked for.
func (c *call) noteVersion(ctx context.Context, h http.Header) {
	got := c.set.version.differs(h)
	if got == "" || c.set.logger == nil || !c.client.told.First(toldKey{operation: "version " + got}) {
		return
	}
	harmless(func() {
		c.set.logger.WarnContext(ctx, "the API answers in another version", "header", c.set.version.name, "asked", c.set.version.value, "got", redact.Clip(got, 60))
	})
}
