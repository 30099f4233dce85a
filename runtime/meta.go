package runtime

import (
	"context"
	"net/http"
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
}

// note takes down what every response may say, whatever its status is.
func (a *attempt) note(resp *http.Response) {
	notice := a.call.deprecation(resp)
	if notice != nil {
		a.call.tell(a.ctx, *notice)
	}
	a.call.noteVersion(a.ctx, resp.Header)
	if m := a.call.set.meta; m != nil {
		m.StatusCode, m.Header, m.RequestID, m.Deprecation = resp.StatusCode, resp.Header, requestID(resp.Header), notice
	}
}

// noteVersion warns once if the API answers in another version than it was asked for.
func (c *call) noteVersion(ctx context.Context, h http.Header) {
	got := c.set.version.differs(h)
	if got == "" || c.set.logger == nil || !c.client.told.first(toldKey{operation: "version " + got}) {
		return
	}
	harmless(func() {
		c.set.logger.WarnContext(ctx, "the API answers in another version", "header", c.set.version.name, "asked", c.set.version.value, "got", clip(got, 60))
	})
}

// requestIDHeaders are the names that vendors give the id of a request, in canonical form.
var requestIDHeaders = [...]string{
	"X-Request-Id", "Request-Id", "X-Amzn-Requestid", "X-Amz-Request-Id", "X-Ms-Request-Id", "X-Github-Request-Id",
	"X-Correlation-Id", "X-Trace-Id", "Cf-Ray",
}

func requestID(h http.Header) string {
	for _, name := range requestIDHeaders {
		if lines := h[name]; len(lines) > 0 && lines[0] != "" {
			return clip(lines[0], 128)
		}
	}
	return ""
}
