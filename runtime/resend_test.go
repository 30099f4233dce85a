package runtime_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/apigen-go/apigen/runtime"
)

// A connection that was used before and breaks when it is used again: net/http would send the request once more by itself.

func TestEveryRequestThatTheServerSeesIsAnAttempt(t *testing.T) {
	t.Parallel()
	key := runtime.WithIdempotencyKey("k-1")
	emptyKeyed := runtime.Operation{ID: "cancel", Method: "POST", Path: "/orders", KeyHeader: "Idempotency-Key"}
	for _, test := range []struct {
		name     string
		op       *runtime.Operation
		opts     []runtime.Option
		requests int
		fails    bool
	}{
		{"a GET", &opList, nil, 2, false},
		{"a HEAD", &opHead, nil, 2, false},
		{"a PUT", &opPut, nil, 2, false},
		{"a POST with a key", &opKeyed, nil, 2, false},
		{"a POST with a key and no body", &emptyKeyed, nil, 2, false},
		{"a POST with the caller's key", &opCreate, []runtime.Option{key}, 2, false},
		{"a POST without a key", &opCreate, nil, 1, true},
		{"a GET that is not to be retried", &opList, []runtime.Option{runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1})}, 1, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(n int, w http.ResponseWriter, _ *http.Request) {
				if n == 2 { // on the connection of the first
					hijack(w).Close()
					return
				}
				reply(w, 200)
			})
			c := client(t, s.URL)
			if _, err := invoke(t.Context(), c, test.op); err != nil {
				t.Fatal(err)
			}
			var meta runtime.Meta
			_, err := invoke(t.Context(), c, test.op, append(test.opts, runtime.WithResponse(&meta))...)
			if (err != nil) != test.fails {
				t.Errorf("error %v", err)
			}
			if got := s.attempts() - 1; got != test.requests || meta.Attempts != test.requests {
				t.Errorf("the server saw %d requests, the call counts %d, want %d", got, meta.Attempts, test.requests)
			}
			if counts := s.headers("X-Retry-Count")[1:]; !slices.Equal(counts, []string{"", "1"}[:test.requests]) {
				t.Errorf("retry counts %q", counts)
			}
		})
	}
}

// A transport around net/http's may have reasons to send a request twice: here, the answer to the first.
type twice struct{ next http.RoundTripper }

func (t twice) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	return t.next.RoundTrip(r)
}

func TestATransportThatSendsTwiceIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(401, 200))
	var meta runtime.Meta
	c := client(t, s.URL, runtime.WithHTTPClient(&http.Client{Transport: twice{&http.Transport{}}}))
	_, err := invoke(t.Context(), c, &opList, runtime.WithResponse(&meta))
	if err != nil || s.attempts() != 2 || meta.Attempts != 2 {
		t.Errorf("%d requests, %d counted, %v", s.attempts(), meta.Attempts, err)
	}
}
