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
// ends when it is about to, and it is for the call to decide. A transport of the caller's own making is left alone: it may
// have reasons to send twice.
//
// On HTTP/2, net/http repeats requests of any method: after REFUSED_STREAM and after a GOAWAY that leaves them out, when the
// server has not looked at them, but also after a PROTOCOL_ERROR, when it may have executed them. It does not say which. Only
// after REFUSED_STREAM it stays on the connection, so the rest is repeated for calls that can be executed twice and no others.
// It may repeat once, and that counts as an attempt: clients learn how many streams a server allows by being refused.
type trace struct {
	hooks      httptrace.ClientTrace
	ctx        context.Context // that of the attempt, with the hooks
	attempt    *attempt
	connecting atomic.Bool
	conn       net.Conn     // taken last
	written    atomic.Int32 // how often
	repeated   int          // how often by net/http on HTTP/2
	refused    bool         // the attempt was ended before it repeated a request that the server has not looked at
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
	t.repeated = 0
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
	if t.written.Load() > 0 && t.attempt.client().plain && isHTTP2(t.conn) {
		t.repeat(info.Conn)
	}
	t.conn = info.Conn
}

// repeat lets a request that was written on HTTP/2 be written again, or ends the attempt before it is.
func (t *trace) repeat(conn net.Conn) {
	refused := conn == t.conn
	if t.repeated == 0 && (refused || t.attempt.call.repeatable) {
		t.repeated++
		return
	}
	t.refused = refused
	t.attempt.cancel(errResent)
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

// resent is how often the transport wrote the request beyond the first time.
func (t *trace) resent() int {
	if t.attempt.client().plain {
		return t.repeated // the header of the response may come before the news that the request is written
	}
	return max(int(t.written.Load())-1, 0)
}
