package runtime_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// signer signs the headers that the request has, and reads the body to its end as it does.
type signer struct{}

func (signer) Authorize(context.Context, *http.Request) error { return errors.New("unreachable") }

func (signer) AuthorizeAt(_ context.Context, r *http.Request, _ time.Time) error {
	r.Header.Set("X-Signed", r.Header.Get("X-Api-Key"))
	if r.GetBody == nil {
		return nil
	}
	body, err := r.GetBody()
	if err != nil {
		return err
	}
	defer body.Close()
	if _, err = io.Copy(io.Discard, body); err != nil {
		return err
	}
	r.Body, err = r.GetBody()
	return err
}

func TestASignatureCoversTheOtherCredentials(t *testing.T) {
	t.Parallel()
	s, c := reach(t, statuses(200), runtime.WithCredential("signature", signer{}), runtime.WithCredential("key", auth.APIKey("header", "X-Api-Key", "k-1")))
	op := runtime.Operation{ID: "get", Method: "GET", Path: "/", Security: []runtime.Requirement{{"signature", "key"}}}
	if err := runtime.DoEmpty(t.Context(), c, runtime.NewRequest(&op), nil); err != nil {
		t.Fatal(err)
	}
	if got := s.headers("X-Signed"); got[0] != "k-1" {
		t.Error(got)
	}
}

func TestABodyThatWasReadToBeSignedHasTheTimeOfAnUpload(t *testing.T) {
	t.Parallel()
	_, c := reach(t, func(_ int, w http.ResponseWriter, _ *http.Request) { reply(w, 200) }, runtime.WithCredential("signature", signer{}),
		runtime.WithHTTPClient(&http.Client{Transport: slowToStart{}}),
		runtime.WithTimeouts(runtime.Timeouts{ResponseHeader: 100 * time.Millisecond, Idle: 5 * time.Second}), runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1}))
	path := filepath.Join(t.TempDir(), "upload")
	if err := os.WriteFile(path, []byte(strings.Repeat("x", 1<<20)), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	op := runtime.Operation{ID: "upload", Method: "PUT", Path: "/", Security: []runtime.Requirement{{"signature"}}}
	req := runtime.NewRequest(&op)
	req.Body("application/octet-stream", file)
	if err := runtime.DoEmpty(t.Context(), c, req, nil); err != nil {
		t.Error(err)
	}
}

// slowToStart is a network that takes its time before the first byte of a body.
type slowToStart struct{}

func (slowToStart) RoundTrip(r *http.Request) (*http.Response, error) {
	select {
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case <-time.After(400 * time.Millisecond):
	}
	return http.DefaultTransport.RoundTrip(r)
}
