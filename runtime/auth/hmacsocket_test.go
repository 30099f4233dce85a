package auth_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// verifier is a server that believes in signatures only: over time, nonce, method, target, key, attempt and body, by its
// own clock, which may be off.
type verifier struct {
	ahead    time.Duration
	statuses []int // of verified requests, the last for all further ones

	mu         sync.Mutex
	signatures []string
	nonces     map[string]bool
	refused    []string
	bodies     []string
}

func (v *verifier) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	now := time.Now().Add(v.ahead)
	w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
	w.Header().Set("Content-Type", "application/json")
	v.mu.Lock()
	defer v.mu.Unlock()
	v.signatures = append(v.signatures, r.Header.Get("X-Signature"))
	if reason := v.judge(r, body, err, now); reason != "" {
		v.refused = append(v.refused, reason)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	v.bodies = append(v.bodies, string(body))
	status := v.statuses[0]
	v.statuses = v.statuses[min(1, len(v.statuses)-1):]
	w.WriteHeader(status)
	io.WriteString(w, `"done"`)
}

// judge says what is wrong with a request.
func (v *verifier) judge(r *http.Request, body []byte, err error, now time.Time) string {
	seconds, timeErr := strconv.ParseInt(r.Header.Get("X-Time"), 10, 64)
	nonce := r.Header.Get("X-Nonce")
	sum := sha256.Sum256(body)
	mac := hmac.New(sha256.New, []byte("shh"))
	fmt.Fprintf(mac, "%d.%s.%s.%s.%s.%s.%s", seconds, nonce, r.Method, r.URL.RequestURI(),
		r.Header.Get("Idempotency-Key"), r.Header.Get("X-Retry-Count"), hex.EncodeToString(sum[:]))
	switch want := fmt.Sprintf(`keyId="k1",signature="%x"`, mac.Sum(nil)); {
	case err != nil || timeErr != nil:
		return "unreadable"
	case r.Header.Get("X-Signature") != want:
		return "signature"
	case now.Sub(time.Unix(seconds, 0)).Abs() > time.Minute:
		return "time"
	case v.nonces[nonce]:
		return "nonce"
	}
	v.nonces[nonce] = true
	return ""
}

func verifiedScheme() auth.HMACScheme {
	scheme := plainScheme()
	scheme.Sign = "{timestamp}.{nonce}.{method}.{target}.{header:idempotency-key}.{header:x-retry-count}.{body:sha256:hex}"
	return scheme
}

// calls returns a server that verifies, and a client that signs.
func (v *verifier) client(t *testing.T, options ...runtime.Option) *runtime.Client {
	t.Helper()
	v.nonces = make(map[string]bool)
	s := httptest.NewServer(v)
	t.Cleanup(s.Close)
	options = append(options, runtime.WithCredential("oauth", auth.HMAC(verifiedScheme(), "k1", "shh")),
		runtime.WithRetry(runtime.RetryPolicy{Base: time.Millisecond, Cap: time.Millisecond}))
	c, err := runtime.New(s.URL, options...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// F9: the signature differs per attempt and verifies, with the key and the number of the attempt in it.
func TestEveryAttemptIsSignedAnewAndVerifies(t *testing.T) {
	t.Parallel()
	v := &verifier{statuses: []int{503, 503, 200}}
	c := v.client(t)
	if got, err := call(t.Context(), c, &opPost); err != nil || got != "done" {
		t.Fatalf("%q, %v; refused for %v", got, err, v.refused)
	}
	seen := make(map[string]bool)
	for _, signature := range v.signatures {
		seen[signature] = true
	}
	if len(v.signatures) != 3 || len(seen) != 3 || len(v.refused) > 0 {
		t.Errorf("%d attempts with %d signatures, refused for %v; want 3 and 3, none refused", len(v.signatures), len(seen), v.refused)
	}
}

// F10: the server's clock is ten minutes ahead.
func TestASignatureRefusedForItsTimeIsCorrectedByTheClockOfTheServer(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{10 * time.Minute, -10 * time.Minute} {
		for _, op := range []*runtime.Operation{&opGet, &opPost, &opKeyless} {
			v := &verifier{ahead: ahead, statuses: []int{200}}
			c := v.client(t)
			for range 2 { // the second call knows the time already
				if got, err := call(t.Context(), c, op); err != nil || got != "done" {
					t.Fatalf("%v, %s: %q, %v", ahead, op.Method, got, err)
				}
			}
			if len(v.signatures) != 3 || fmt.Sprint(v.refused) != "[time]" {
				t.Errorf("%v, %s: %d requests, refused for %v; want 3, one refused for its time", ahead, op.Method, len(v.signatures), v.refused)
			}
		}
	}
}

func TestAFileIsSignedAndStillArrivesWhole(t *testing.T) {
	t.Parallel()
	content := bytes.Repeat([]byte("0123456789abcdef"), 20_000)
	path := filepath.Join(t.TempDir(), "upload")
	if err := os.WriteFile(path, append([]byte("skipped"), content...), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Seek(int64(len("skipped")), io.SeekStart); err != nil {
		t.Fatal(err)
	}
	v := &verifier{statuses: []int{503, 200}}
	c := v.client(t)
	req := runtime.NewRequest(&opPost)
	req.Body("application/octet-stream", file)
	if _, err := runtime.DoValue[string](t.Context(), c, req, nil); err != nil {
		t.Fatalf("%v; refused for %v", err, v.refused)
	}
	if len(v.bodies) != 2 || v.bodies[0] != string(content) || v.bodies[1] != string(content) {
		t.Errorf("%d bodies arrived, want 2 whole ones; refused for %v", len(v.bodies), v.refused)
	}
}

func TestAStreamThatWouldHaveToBeSignedIsNotSent(t *testing.T) {
	t.Parallel()
	v := &verifier{statuses: []int{200}}
	c := v.client(t)
	req := runtime.NewRequest(&opPost)
	req.Body("application/octet-stream", io.MultiReader(strings.NewReader("once")))
	_, err := runtime.DoValue[string](t.Context(), c, req, nil)
	if err == nil || !strings.Contains(err.Error(), "can be read only once") || len(v.signatures) > 0 {
		t.Errorf("%d requests, error %v; want none sent, as the body cannot be signed", len(v.signatures), err)
	}
}

func TestOneSignerServesManyGoroutines(t *testing.T) {
	t.Parallel()
	v := &verifier{statuses: []int{200}}
	c := v.client(t)
	if failed := together(t.Context(), c, 64); failed > 0 || len(v.refused) > 0 {
		t.Errorf("%d calls failed, refused for %v", failed, v.refused)
	}
}
