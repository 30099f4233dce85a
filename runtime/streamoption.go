package runtime

import (
	"fmt"
	"net/http"
)

// WithReconnect lets a stream of events go on when its connection is lost: the call is made again, with the id of the last
// event in Last-Event-ID, after the wait that the server asked for or else a back-off, up to max times in a row without an
// event; a negative max is no limit. A 204 ends the stream. Default: 0, a lost connection is an error. Only operations that
// change nothing, and those that declare Last-Event-ID, can do so: for others it is an error. No effect where there is no stream of events.
func WithReconnect(max int) Option {
	return option{"WithReconnect", callOnly, func(s *settings) error {
		s.reconnects = max
		return nil
	}}
}

// checkReconnect refuses to promise what cannot be kept, before anything is sent.
func (c *Client) checkReconnect(req *Request, opts []Option) error {
	set, err := c.settingsFor(opts)
	if err != nil || req == nil || req.op == nil || set.reconnects == 0 {
		return nil // the call reports it
	}
	if req.op.Resumable || req.op.Method == http.MethodGet {
		return nil
	}
	k := &call{client: c, set: set, op: req.op}
	return k.fail(fmt.Errorf("WithReconnect: the document does not say that %s can be resumed", req.op.ID))
}
