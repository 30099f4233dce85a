// Package tape answers: what did the vendor answer when the cassette was recorded?
//
// It is for tests. Recording, a client talks to one of our servers without a network, and what was said is written to
// testdata/cassettes, scrubbed. Replaying, the cassette answers alone: a request that is not on it, or that is left
// over, fails the test.
package tape

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/dnaeon/go-vcr/v2/cassette"
	"github.com/dnaeon/go-vcr/v2/recorder"
)

// Dir is where the cassettes of a package are.
const Dir = "testdata/cassettes"

// Client returns an HTTP client that talks to the cassette with the name. With record it talks to server, which gets
// every request whatever its host, and the cassette is written anew when the test ends.
func Client(t *testing.T, name string, record bool, server http.Handler) *http.Client {
	t.Helper()
	file := filepath.Join(Dir, name)
	mode := recorder.ModeReplaying
	if record {
		mode = recorder.ModeRecording
		if err := os.Remove(file + ".yaml"); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	r, err := recorder.NewAsMode(file, mode, direct{server})
	if err != nil {
		t.Fatalf("%s: %v; make cassettes records it", file, err)
	}
	r.SkipRequestLatency = true
	r.SetMatcher(matches)
	r.AddSaveFilter(scrub)
	spoken := &count{next: r}
	t.Cleanup(func() {
		if err := r.Stop(); err != nil {
			t.Error(err)
		}
		whole(t, file, spoken.requests)
	})
	return &http.Client{Transport: spoken}
}

// whole fails the test if the cassette holds more than was asked for.
func whole(t *testing.T, file string, requests int) {
	c, err := cassette.Load(file)
	if err != nil {
		t.Error(err)
		return
	}
	if len(c.Interactions) != requests {
		t.Errorf("%s holds %d answers, %d were asked for", file, len(c.Interactions), requests)
	}
}

// count counts requests; a cassette belongs to one test, which sends one request after the other.
type count struct {
	next     http.RoundTripper
	requests int
}

func (c *count) RoundTrip(r *http.Request) (*http.Response, error) {
	c.requests++
	return c.next.RoundTrip(r)
}

// direct calls a handler instead of opening a connection.
type direct struct{ handler http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	in.RequestURI = r.URL.RequestURI()
	in.Body = http.NoBody
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		_ = r.Body.Close() // it was read to its end
		in.Body = io.NopCloser(bytes.NewReader(body))
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, in)
	return w.Result(), nil
}

// matches compares method, URL and body. Headers are left out: keys are random and credentials are scrubbed. The
// body is compared as it was saved, scrubbed too.
func matches(r *http.Request, saved cassette.Request) bool {
	if r.Method != saved.Method || r.URL.String() != saved.URL {
		return false
	}
	body := ""
	if r.Body != nil {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return false
		}
		_ = r.Body.Close() // it was read to its end
		r.Body = io.NopCloser(bytes.NewReader(data))
		body = string(data)
	}
	return scrubBody(r.Header.Get("Content-Type"), body) == saved.Body
}
