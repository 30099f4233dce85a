// Package stage answers: what do all our example servers have in common?
//
// They keep a log of what reached them, fail on demand, answer the same idempotency key with the stored result, cut
// lists into pages, and have a clock that moves one second whenever somebody looks at it, so that what they answer is
// the same in every run.
package stage

import (
	"bytes"
	"io"
	"net/http"
	"sync"
	"time"
)

// Stage stands in front of a server's handlers. The zero value is ready; it is safe for concurrent use.
type Stage struct {
	mu     sync.Mutex
	log    []Request
	faults []fault
	ticks  int
}

// Request is one request as it arrived.
type Request struct {
	Method string
	Path   string // decoded: "/orders/ord_1"
	URI    string // as it was on the wire: "/orders?limit=2"
	Header http.Header
	Body   []byte
	Status int // of the answer; 0 if the connection was cut
}

// maxBody bounds what a server reads of a request.
const maxBody = 8 << 20

// Wrap returns a handler that logs each request and injects the faults that are due before it calls next.
func (s *Stage) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, "body cannot be read", http.StatusRequestEntityTooLarge)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		index := s.note(r, body)
		seen := &statusWriter{ResponseWriter: w}
		s.play(s.nextFault(), seen, r, next)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.log[index].Status = seen.status
	})
}

func (s *Stage) note(r *http.Request, body []byte) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = append(s.log, Request{
		Method: r.Method, Path: r.URL.Path, URI: r.RequestURI, Header: r.Header.Clone(), Body: body,
	})
	return len(s.log) - 1
}

// Requests returns what arrived, oldest first. With a method and a path it returns those only; "" stands for any.
func (s *Stage) Requests(method, path string) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Request
	for _, r := range s.log {
		if (method == "" || method == r.Method) && (path == "" || path == r.Path) {
			out = append(out, r)
		}
	}
	return out
}

// Now returns the time of the stage, which began on 1 October 2026 and moves one second with each call.
func (s *Stage) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ticks++
	return time.Date(2026, 10, 1, 9, 0, s.ticks, 0, time.UTC)
}

// statusWriter remembers the status that was sent.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection, to flush a stream.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
