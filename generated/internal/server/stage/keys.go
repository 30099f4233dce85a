package stage

import (
	"bytes"
	"crypto/sha256"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
)

// Keys remembers what was answered to each idempotency key. The zero value is ready; it is safe for concurrent use.
type Keys struct {
	mu   sync.Mutex
	seen map[string]*stored
	runs int
}

// stored is the one execution that belongs to a key.
type stored struct {
	sum    [sha256.Size]byte // of method, path and body
	answer *httptest.ResponseRecorder
}

// Once executes next, but only the first time that a key arrives. The same key with the same request gets the stored
// answer with the header Idempotent-Replayed; with another request it gets what conflict writes. Answers of 500 and
// more are not stored. Requests without a key are always executed.
func (k *Keys) Once(conflict, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, "body cannot be read", http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		k.mu.Lock() // one execution after the other: a second request with the key waits for the first
		defer k.mu.Unlock()
		key := r.Header.Get("Idempotency-Key")
		sum := sha256.Sum256([]byte(r.Method + " " + r.URL.Path + "\n" + string(body)))
		if old := k.seen[key]; key != "" && old != nil {
			if old.sum != sum {
				conflict(w, r)
				return
			}
			w.Header().Set("Idempotent-Replayed", "true")
			send(w, old.answer)
			return
		}
		answer := httptest.NewRecorder()
		next(answer, r)
		k.keep(key, sum, answer)
		send(w, answer)
	}
}

func (k *Keys) keep(key string, sum [sha256.Size]byte, answer *httptest.ResponseRecorder) {
	if answer.Code < http.StatusBadRequest {
		k.runs++
	}
	if key == "" || answer.Code >= http.StatusInternalServerError {
		return
	}
	if k.seen == nil {
		k.seen = map[string]*stored{}
	}
	k.seen[key] = &stored{sum: sum, answer: answer}
}

// Executions tells how many requests were executed with success, stored answers not counted.
func (k *Keys) Executions() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.runs
}

func send(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes()) // a client that has gone away is no fault of the server
}
