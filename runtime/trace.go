package runtime

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"sync/atomic"
)

// trace is what the transport tells of the request of an attempt: whether it has written it, and whether it is about to
// write it once more.
//
// A connection that was used before may turn out to be dead. net/http then sends some requests again by itself: GET and its
// like, and all that have a header Idempotency-Key. It neither waits nor counts, and repeats X-Retry-Count. So the attempt
// ends when it is about to, and it is for the call to decide. What net/http repeats of HTTP/2, the server has refused
// unseen: that is left alone, and so is a transport of the caller's own making, which may have reasons to send twice.
type trace struct {
	hooks      httptrace.ClientTrace
	ctx        context.Context // that of the attempt, with the hooks
	attempt    *attempt
	connecting atomic.Bool
	conn       net.Conn     // taken last
	written    atomic.Int32 // how often
}

// errResent ends an attempt that the transport was about to repeat.
var errResent = errors.New("the connection broke before a response came")

// begin makes the context for the requests of the attempt. It is not that of credentials, which may send requests too.
func (t *trace) begin(a *attempt) {
	t.attempt = a
	t.hooks.GetConn, t.hooks.WroteHeaders = t.getConn, t.wroteHeaders
	if a.client().plain {
		t.hooks.GotConn = t.gotConn
	}
	t.ctx = httptrace.WithClientTrace(a.ctx, &t.hooks)
}

func (t *trace) reset() {
	t.connecting.Store(false)
	t.written.Store(0)
}

func (t *trace) getConn(string) {
	t.connecting.Store(true)
	if t.isResending() {
		t.attempt.cancel(errResent)
	}
}

// gotConn closes a connection that was found before the transport noticed that the attempt is over: so would the transport,
// but perhaps after it has written the request.
func (t *trace) gotConn(info httptrace.GotConnInfo) {
	if t.isResending() && !isHTTP2(info.Conn) {
		info.Conn.Close()
	}
	t.conn = info.Conn
}

func (t *trace) wroteHeaders() { t.written.Add(1) }

// unsent reports whether the request was never written, by a transport that tells.
func (t *trace) unsent() bool { return t.connecting.Load() && t.written.Load() == 0 }

// isResending reports whether a request that was written on HTTP/1, and may be repeated, is on its way again.
func (t *trace) isResending() bool {
	return t.written.Load() > 0 && t.attempt.client().plain && t.attempt.call.repeatable && !isHTTP2(t.conn)
}

func isHTTP2(conn net.Conn) bool {
	secure, ok := conn.(*tls.Conn)
	return ok && secure.ConnectionState().NegotiatedProtocol == "h2"
}

// resent is how often a transport of the caller's wrote the request beyond the first time.
func (t *trace) resent() int {
	if t.attempt.client().plain {
		return 0
	}
	return max(int(t.written.Load())-1, 0)
}
