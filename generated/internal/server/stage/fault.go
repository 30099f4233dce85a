package stage

import (
	"net/http"
	"net/http/httptest"
	"strings"
)

// fault is what goes wrong with one request.
type fault struct {
	status     int    // answered instead of executing; 0: the connection is cut
	retryAfter string // header of the answer, "" for none
	executed   bool   // the request is executed before the connection is cut
}

// FailNext answers the next n requests with the status, without executing them. A retryAfter that is not empty is sent
// as the header Retry-After.
func (s *Stage) FailNext(n, status int, retryAfter string) {
	s.add(n, fault{status: status, retryAfter: retryAfter})
}

// CutNext closes the connection of the next n requests before they are executed.
func (s *Stage) CutNext(n int) { s.add(n, fault{}) }

// CutAnswers executes the next n requests and closes the connection instead of answering: the worst case for a client.
func (s *Stage) CutAnswers(n int) { s.add(n, fault{executed: true}) }

func (s *Stage) add(n int, f fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		s.faults = append(s.faults, f)
	}
}

func (s *Stage) nextFault() *fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) == 0 {
		return nil
	}
	f := s.faults[0]
	s.faults = s.faults[1:]
	return &f
}

// play executes the request as the fault allows; nil is no fault.
func (s *Stage) play(f *fault, w http.ResponseWriter, r *http.Request, next http.Handler) {
	switch {
	case f == nil:
		next.ServeHTTP(w, r)
	case f.status != 0:
		refuse(w, f)
	default:
		if f.executed {
			next.ServeHTTP(httptest.NewRecorder(), r)
		}
		panic(http.ErrAbortHandler) // net/http closes the connection and logs nothing
	}
}

func refuse(w http.ResponseWriter, f *fault) {
	if f.retryAfter != "" {
		w.Header().Set("Retry-After", f.retryAfter)
	}
	http.Error(w, strings.ToLower(http.StatusText(f.status)), f.status)
}
