package runtimetest

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// handler answers request number n, counted from 1. The body is read already, and found in the hit.
type handler func(n int, w http.ResponseWriter, h *hit)

// hit is one request as a server saw it.
type hit struct {
	at      time.Time
	method  string
	uri     string // as on the wire
	header  http.Header
	body    []byte
	broken  bool   // the body ended before its time
	wire    string // all of it, for a search
	request *http.Request
}

// site is a server that keeps what arrives. It is a listener too: of connections in memory.
type site struct {
	url, host string
	answer    handler
	streams   bool // the answer reads the body itself
	down      atomic.Bool

	conns  chan net.Conn
	closed chan struct{}

	mu     sync.Mutex
	hits   []*hit
	opened int
	live   int
}

// Accept waits for a connection in memory.
func (s *site) Accept() (net.Conn, error) {
	select {
	case c := <-s.conns:
		return c, nil
	case <-s.closed:
		return nil, net.ErrClosed
	}
}

// Close does nothing: the bench closes the site.
func (s *site) Close() error { return nil }

// Addr is of no use in memory.
func (s *site) Addr() net.Addr { return &net.TCPAddr{} }

// ServeHTTP notes the request and has it answered.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := &hit{at: time.Now(), method: r.Method, uri: r.RequestURI, header: r.Header.Clone(), request: r}
	head, _ := httputil.DumpRequest(r, false)
	if !s.streams {
		var err error
		h.body, err = io.ReadAll(io.LimitReader(r.Body, 8<<20))
		h.broken = err != nil
	}
	h.wire = string(head) + string(h.body)
	s.mu.Lock()
	s.hits = append(s.hits, h)
	n := len(s.hits)
	s.mu.Unlock()
	if h.broken {
		return
	}
	s.answer(n, w, h)
}

func (s *site) connState(_ net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state {
	case http.StateNew:
		s.opened++
		s.live++
	case http.StateClosed, http.StateHijacked:
		s.live--
	}
}

// connections returns how many were opened, and how many still are.
func (s *site) connections() (opened, live int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened, s.live
}

// seen returns the requests so far.
func (s *site) seen() []*hit {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*hit(nil), s.hits...)
}

func (s *site) count() int { return len(s.seen()) }

// reset forgets the requests so far.
func (s *site) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hits = nil
}

// gap is the time between two requests in a row, counted from 1; negative: there were not so many.
func (s *site) gap(n int) time.Duration {
	hits := s.seen()
	if len(hits) <= n {
		return -1
	}
	return hits[n].at.Sub(hits[n-1].at)
}

// key is the idempotency key of the request, "" without.
func (h *hit) key() string { return h.header.Get("Idempotency-Key") }

// reply is a response.
type reply struct {
	status int
	header []string // names and values
	body   string   // "": something in JSON
	cut    bool     // the connection ends in the middle of the body
	gone   bool     // the connection ends before the response
}

// script answers each request with the next reply, and with the last one for ever.
func script(replies ...reply) handler {
	return func(n int, w http.ResponseWriter, _ *hit) { replies[min(n, len(replies))-1].write(w) }
}

// statuses is script for replies that are only a status.
func statuses(codes ...int) handler {
	replies := make([]reply, len(codes))
	for i, code := range codes {
		replies[i].status = code
	}
	return script(replies...)
}

func (r reply) write(w http.ResponseWriter) {
	if r.gone {
		hangUp(w, "")
		return
	}
	body := r.body
	if body == "" {
		body = `{"id": "1"}`
		if r.status/100 != 2 {
			body = `{"code": "trouble"}`
		}
	}
	if r.cut {
		hangUp(w, fmt.Sprintf("HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", r.status, len(body), body[:len(body)/2]))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	for i := 0; i < len(r.header); i += 2 {
		h.Set(r.header[i], r.header[i+1])
	}
	if r.status == http.StatusNoContent {
		h.Del("Content-Length")
	}
	w.WriteHeader(r.status)
	if r.status != http.StatusNoContent {
		io.WriteString(w, body)
	}
}

// hangUp writes the text to the connection and closes it.
func hangUp(w http.ResponseWriter, text string) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	buffered.WriteString(text)
	buffered.Flush()
}

// ledger is a server that executes what it is asked, once per key.
type ledger struct {
	mu       sync.Mutex
	executed int
	stored   map[string]bool
}

// execute takes a request, and does nothing for a key that it knows.
func (l *ledger) execute(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if key != "" && l.stored[key] {
		return
	}
	if l.stored == nil {
		l.stored = make(map[string]bool)
	}
	l.stored[key] = key != ""
	l.executed++
}

func (l *ledger) times() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.executed
}

// buffer is a bytes.Buffer for several goroutines.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write appends.
func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

// String returns what was written.
func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
