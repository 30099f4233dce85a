// Package script answers: does a server answer a list of requests, one after the other, as it should?
//
// It speaks plain HTTP, without any client of ours, so that a mistake of a client cannot hide one of a server.
package script

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Step is one request and what is expected of the answer.
type Step struct {
	Name   string // a sentence
	Do     string // "GET /v1/orders?limit=2"
	Header string // lines: "Idempotency-Key: k\nAccept: text/plain"
	Body   string // its media type is guessed: JSON if it begins with a brace, else a form
	Status int
	Want   []string // texts that stand in the body, or in the headers as "Location: /v1/orders/ord_1"
	Not    []string // texts that do not stand in the body
}

// Play sends the steps in order, each with the header lines in all, and fails the test for each surprise.
func Play(t *testing.T, h http.Handler, all string, steps []Step) {
	t.Helper()
	for _, s := range steps {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, s.request(all))
		body, _ := io.ReadAll(w.Result().Body)
		var headers strings.Builder
		_ = w.Header().Write(&headers) // a strings.Builder does not fail
		if w.Code != s.Status {
			t.Errorf("%s: status %d, want %d\n%s", s.Name, w.Code, s.Status, body)
		}
		for _, want := range s.Want {
			if !strings.Contains(string(body), want) && !strings.Contains(headers.String(), want) {
				t.Errorf("%s: no %q in\n%s%s", s.Name, want, headers.String(), body)
			}
		}
		for _, not := range s.Not {
			if strings.Contains(string(body), not) {
				t.Errorf("%s: %q is in\n%s", s.Name, not, body)
			}
		}
	}
}

func (s Step) request(all string) *http.Request {
	method, target, _ := strings.Cut(s.Do, " ")
	r := httptest.NewRequest(method, target, strings.NewReader(s.Body))
	switch {
	case strings.HasPrefix(s.Body, "{"):
		r.Header.Set("Content-Type", "application/json")
	case s.Body != "":
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for line := range strings.SplitSeq(all+"\n"+s.Header, "\n") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			r.Header.Set(name, value)
		}
	}
	return r
}
