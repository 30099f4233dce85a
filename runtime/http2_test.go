package runtime_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

// frames is a server of HTTP/2 that does as the test says, frame by frame (RFC 9113).
type frames struct {
	*httptest.Server
	script   func(q *stream)
	requests atomic.Int32 // that arrived whole
	executed atomic.Int32
	conns    atomic.Int32
}

// stream is a request that has arrived.
type stream struct {
	*frames
	n    int // number of the request, from 1
	id   uint32
	conn net.Conn
}

const (
	frameData, frameHeaders, frameReset, frameSettings, framePing, frameGoAway = 0, 1, 3, 4, 6, 7

	noError, protocolError, internalError, refusedStream, cancelled, calm = 0, 1, 2, 7, 8, 11
)

func serveFrames(t *testing.T, script func(q *stream)) *frames {
	f := &frames{script: script, Server: httptest.NewUnstartedServer(http.NotFoundHandler())}
	f.TLS = &tls.Config{NextProtos: []string{"h2"}}
	f.Config.ErrorLog = quiet()
	f.Config.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){
		"h2": func(_ *http.Server, conn *tls.Conn, _ http.Handler) { f.handle(conn) },
	}
	f.StartTLS()
	t.Cleanup(f.Close)
	return f
}

// handle reads frames until the connection ends. A frame that ends a stream ends a request: none has trailers.
func (f *frames) handle(conn net.Conn) {
	f.conns.Add(1)
	if _, err := io.CopyN(io.Discard, conn, int64(len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))); err != nil {
		return
	}
	writeFrame(conn, frameSettings, 0, 0, nil)
	for {
		kind, flags, id, err := readFrame(conn)
		switch {
		case err != nil:
			return
		case kind == frameSettings && flags&1 == 0:
			writeFrame(conn, frameSettings, 1, 0, nil)
		case (kind == frameHeaders || kind == frameData) && flags&1 != 0:
			f.script(&stream{f, int(f.requests.Add(1)), id, conn})
		}
	}
}

func readFrame(conn net.Conn) (kind, flags byte, id uint32, err error) {
	var head [9]byte
	if _, err = io.ReadFull(conn, head[:]); err != nil {
		return 0, 0, 0, err
	}
	_, err = io.CopyN(io.Discard, conn, int64(head[0])<<16|int64(head[1])<<8|int64(head[2]))
	return head[3], head[4], binary.BigEndian.Uint32(head[5:]), err
}

func writeFrame(conn net.Conn, kind, flags byte, id uint32, payload []byte) {
	head := []byte{byte(len(payload) >> 16), byte(len(payload) >> 8), byte(len(payload)), kind, flags}
	conn.Write(append(binary.BigEndian.AppendUint32(head, id), payload...))
}

func (q *stream) execute() { q.executed.Add(1) }

// header answers 200 with JSON: ":status: 200" by its index, "content-type" by that of its name (RFC 7541).
func (q *stream) header() {
	writeFrame(q.conn, frameHeaders, 4, q.id, append([]byte{0x88, 0x0f, 0x10, 16}, "application/json"...))
}

func (q *stream) data(text string, end bool) {
	writeFrame(q.conn, frameData, map[bool]byte{true: 1}[end], q.id, []byte(text))
}

// succeed executes the request and says so.
func (q *stream) succeed() {
	q.execute()
	q.header()
	q.data(`{"id":"ord_1"}`, true)
}

func (q *stream) reset(code uint32) {
	writeFrame(q.conn, frameReset, 0, q.id, binary.BigEndian.AppendUint32(nil, code))
}

func (q *stream) goAway(last, code uint32) {
	writeFrame(q.conn, frameGoAway, 0, 0, binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, last), code))
}

// client is one with the runtime's own transport, or with one of the caller's.
func (f *frames) client(t *testing.T, own bool, opts ...runtime.Option) *runtime.Client {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(f.Certificate())
	if own {
		c := client(t, f.URL, opts...)
		runtime.Trust(c, roots)
		return c
	}
	transport := &http.Transport{
		ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: roots},
		HTTP2: &http.HTTP2Config{SendPingTimeout: 50 * time.Millisecond, PingTimeout: 50 * time.Millisecond},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return client(t, f.URL, append([]runtime.Option{runtime.WithHTTPClient(&http.Client{Transport: transport})}, opts...)...)
}

// first does something to the first request, and lets the others succeed.
func first(do func(q *stream)) func(q *stream) {
	return func(q *stream) {
		if q.n == 1 {
			do(q)
			return
		}
		q.succeed()
	}
}

// second does something to the second request, the first of which has used the connection.
func second(do func(q *stream)) func(q *stream) {
	return func(q *stream) {
		if q.n == 2 {
			do(q)
			return
		}
		q.succeed()
	}
}

func resetWith(code uint32) func(q *stream) {
	return func(q *stream) {
		q.execute()
		q.reset(code)
	}
}

func TestHTTP2APOSTWithoutAKeyIsExecutedOnce(t *testing.T) {
	t.Parallel()
	cutAnswer := func(code uint32) func(q *stream) {
		return func(q *stream) {
			q.execute()
			q.header()
			q.data(`{"id":`, false)
			q.reset(code)
		}
	}
	tests := []struct {
		name     string
		script   func(q *stream)
		warm     bool // a call before has used the connection
		succeeds bool
	}{
		{"GOAWAY, the first stream not looked at", first(func(q *stream) { q.goAway(0, noError) }), false, false},
		{"GOAWAY, a later stream not looked at", second(func(q *stream) { q.goAway(q.id-2, noError) }), true, false},
		{"GOAWAY with an error, a later stream not looked at", second(func(q *stream) { q.goAway(q.id-2, internalError) }), true, false},
		{"GOAWAY that includes the stream, then the end", first(func(q *stream) { q.execute(); q.goAway(q.id, noError); q.conn.Close() }), false, false},
		{"GOAWAY that includes the stream, then the answer", first(func(q *stream) { q.goAway(q.id, noError); q.succeed() }), false, true},
		{"REFUSED_STREAM", first(func(q *stream) { q.reset(refusedStream) }), false, true},
		{"REFUSED_STREAM on a used connection", second(func(q *stream) { q.reset(refusedStream) }), true, true},
		{"RST_STREAM by CANCEL", first(resetWith(cancelled)), false, false},
		{"RST_STREAM by INTERNAL_ERROR", first(resetWith(internalError)), false, false},
		{"RST_STREAM by PROTOCOL_ERROR", first(resetWith(protocolError)), false, false},
		{"RST_STREAM by PROTOCOL_ERROR on a used connection", second(resetWith(protocolError)), true, false},
		{"RST_STREAM by ENHANCE_YOUR_CALM", first(resetWith(calm)), false, false},
		{"RST_STREAM without an error", first(resetWith(noError)), false, false},
		{"RST_STREAM by CANCEL after the header", first(cutAnswer(cancelled)), false, false},
		{"RST_STREAM by INTERNAL_ERROR after the header", first(cutAnswer(internalError)), false, false},
		{"RST_STREAM by REFUSED_STREAM after the header, which is a lie", first(cutAnswer(refusedStream)), false, false},
		{"the end of the connection", first(func(q *stream) { q.execute(); q.conn.Close() }), false, false},
		{"the end of a used connection", second(func(q *stream) { q.execute(); q.conn.Close() }), true, false},
	}
	for _, test := range tests {
		for _, own := range []bool{true, false} {
			name := test.name + map[bool]string{true: ", own transport", false: ", the caller's transport"}[own]
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := serveFrames(t, test.script)
				c := s.client(t, own)
				if test.warm {
					if _, err := invoke(t.Context(), c, &opCreate); err != nil {
						t.Fatal(err)
					}
					s.executed.Store(0)
				}
				var meta runtime.Meta
				_, err := invoke(t.Context(), c, &opCreate, runtime.WithResponse(&meta))
				if (err == nil) != test.succeeds || s.executed.Load() > 1 || err == nil && s.executed.Load() != 1 {
					t.Errorf("executed %d times, %v", s.executed.Load(), err)
				}
				if s.executed.Load() == 1 && err != nil && !strings.Contains(err.Error(), "may have executed") {
					t.Errorf("no word of the execution: %v", err)
				}
				if seen := int(s.requests.Load()); seen-map[bool]int{true: 1}[test.warm] != meta.Attempts {
					t.Errorf("%d requests, %d attempts", seen, meta.Attempts)
				}
			})
		}
	}
}

func TestHTTP2WhatCanBeRepeatedIs(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(q *stream){
		"GOAWAY":                            func(q *stream) { q.goAway(0, noError) },
		"GOAWAY with an error":              func(q *stream) { q.goAway(0, internalError) },
		"REFUSED_STREAM":                    func(q *stream) { q.reset(refusedStream) },
		"CANCEL":                            resetWith(cancelled),
		"PROTOCOL_ERROR":                    resetWith(protocolError),
		"the end of the connection":         func(q *stream) { q.execute(); q.conn.Close() },
		"an answer that is cut off":         func(q *stream) { q.execute(); q.header(); q.data(`{`, false); q.reset(internalError) },
		"an answer that is refused":         func(q *stream) { q.execute(); q.header(); q.reset(refusedStream) },
		"GOAWAY in the middle of an answer": func(q *stream) { q.execute(); q.header(); q.goAway(q.id, noError); q.conn.Close() },
	} {
		for _, op := range []*runtime.Operation{&opList, &opKeyed, &opPut} {
			for _, own := range []bool{true, false} {
				t.Run(name+", "+op.ID+map[bool]string{true: ", own transport"}[own], func(t *testing.T) {
					t.Parallel()
					s := serveFrames(t, first(fault))
					var meta runtime.Meta
					got, err := invoke(t.Context(), s.client(t, own), op, runtime.WithResponse(&meta))
					if err != nil || got.ID != "ord_1" || s.requests.Load() != 2 || meta.Attempts != 2 {
						t.Errorf("%d requests, %d attempts, %v", s.requests.Load(), meta.Attempts, err)
					}
				})
			}
		}
	}
}

// net/http repeats what is refused, up to seven times over a minute, and tells nobody. It may do so once: the client learns
// only by the first refusal how many streams a server allows.
func TestHTTP2WhatIsRefusedForEverEnds(t *testing.T) {
	t.Parallel()
	for _, op := range []*runtime.Operation{&opCreate, &opKeyed, &opList} {
		t.Run(op.ID, func(t *testing.T) {
			t.Parallel()
			s := serveFrames(t, func(q *stream) { q.reset(refusedStream) })
			began := time.Now()
			var meta runtime.Meta
			_, err := invoke(t.Context(), s.client(t, true, single), op, runtime.WithResponse(&meta))
			if err == nil || s.requests.Load() > 2 || meta.Attempts != int(s.requests.Load()) {
				t.Errorf("%d requests, %d attempts, %v", s.requests.Load(), meta.Attempts, err)
			}
			if strings.Contains(err.Error(), "may have executed") || time.Since(began) > 5*time.Second {
				t.Errorf("after %v: %v", time.Since(began), err)
			}
		})
	}
}

func TestHTTP2AConnectionThatIsSilentDoesNotHang(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		op       *runtime.Operation
		requests int32
		fails    bool
	}{{&opCreate, 1, true}, {&opList, 2, false}} {
		t.Run(test.op.ID, func(t *testing.T) {
			t.Parallel()
			s := serveFrames(t, first((*stream).execute)) // and no answer to pings
			c := s.client(t, false)
			began := time.Now()
			_, err := invoke(t.Context(), c, test.op)
			if took := time.Since(began); (err != nil) != test.fails || s.requests.Load() != test.requests || took > 5*time.Second {
				t.Errorf("%d requests in %v: %v", s.requests.Load(), took, err)
			}
			if _, err := invoke(t.Context(), c, test.op); err != nil || s.conns.Load() != 2 {
				t.Errorf("the next call, on connection %d: %v", s.conns.Load(), err)
			}
		})
	}
}

func TestHTTP2AStreamThatIsSilentIsATimeoutOfTheAttempt(t *testing.T) {
	t.Parallel()
	s := serveFrames(t, first((*stream).execute))
	c := s.client(t, true, runtime.WithTimeouts(runtime.Timeouts{ResponseHeader: 100 * time.Millisecond}))
	_, err := invoke(t.Context(), c, &opCreate)
	if !errors.Is(err, runtime.ErrAttemptTimeout) || !strings.Contains(err.Error(), "may have executed") || s.requests.Load() != 1 {
		t.Errorf("%d requests, %v", s.requests.Load(), err)
	}
}

func TestHTTP2TheServerOfNetHTTPIsSpokenTo(t *testing.T) {
	t.Parallel()
	var executed atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n := executed.Add(1); n == 2 {
			panic(http.ErrAbortHandler) // RST_STREAM by INTERNAL_ERROR
		}
		w.Header().Set("Proto", r.Proto)
		reply(w, 200)
	}))
	s.EnableHTTP2 = true
	s.Config.ErrorLog = quiet()
	s.StartTLS()
	defer s.Close()
	c := client(t, s.URL)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	runtime.Trust(c, roots)
	var meta runtime.Meta
	if _, err := invoke(t.Context(), c, &opCreate, runtime.WithResponse(&meta)); err != nil || meta.Header.Get("Proto") != "HTTP/2.0" {
		t.Errorf("%v, %v", meta.Header, err)
	}
	if _, err := invoke(t.Context(), c, &opCreate); err == nil || executed.Load() != 2 {
		t.Errorf("executed %d times, %v", executed.Load(), err)
	}
}
