package runtime_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

// plain hides everything of a reader but Read.
type plain struct{ io.Reader }

// seeker hides everything of a reader but Read and Seek.
type seeker struct{ io.ReadSeeker }

func upload(tb testing.TB, c *runtime.Client, op *runtime.Operation, body io.Reader, opts ...runtime.Option) error {
	req := runtime.NewRequest(op)
	req.Body("application/octet-stream", body)
	return runtime.DoEmpty(tb.Context(), c, req, opts)
}

func TestBodiesOnRetries(t *testing.T) {
	t.Parallel()
	const text = "skip: the body"
	at6 := func(s io.ReadSeeker) io.ReadSeeker {
		s.Seek(6, io.SeekStart)
		return s
	}
	path := filepath.Join(t.TempDir(), "body")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	reopened := runtime.Reopen(func() (io.ReadCloser, error) { return io.NopCloser(plain{strings.NewReader("the body")}), nil })
	tests := []struct {
		name     string
		body     io.Reader
		opts     []runtime.Option
		attempts int
	}{
		{"D1: a plain reader is sent once", plain{strings.NewReader("the body")}, nil, 1},
		{"a buffer is sent once, with its length", bytes.NewBufferString("the body"), nil, 1},
		{"a plain reader is repeated if it may be buffered", plain{strings.NewReader("the body")}, []runtime.Option{runtime.WithBuffer(100)}, 3},
		{"D2: a seeker is sent from where it stood", seeker{at6(strings.NewReader(text))}, nil, 3},
		{"a string reader is sent from where it stood", at6(strings.NewReader(text)), nil, 3},
		{"a file is sent from where it stood", at6(file), nil, 3},
		{"what can be opened again is opened for each attempt", reopened, nil, 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, statuses(503))
			err := upload(t, client(t, s.URL), &opPut, test.body, test.opts...)
			if s.attempts() != test.attempts || statusOf(err) != 503 {
				t.Errorf("want %d attempts, got %d, %v", test.attempts, s.attempts(), err)
			}
			for _, got := range s.bodies {
				if got != "the body" {
					t.Errorf("got the body %q", got)
				}
			}
		})
	}
}

func TestABodyThatIsTooLongToBufferIsAnError(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(200))
	err := upload(t, client(t, s.URL), &opPut, plain{strings.NewReader("the body")}, runtime.WithBuffer(7))
	if err == nil || s.attempts() != 0 {
		t.Errorf("%d attempts, %v", s.attempts(), err)
	}
}

type failingSource struct {
	io.Reader
	err error
}

func (f *failingSource) Read(p []byte) (int, error) {
	if n, err := f.Reader.Read(p); err == nil {
		return n, nil
	}
	return 0, f.err
}

func TestAFailingSourceNeverLooksComplete(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk on fire")
	var whole atomic.Bool
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err == nil {
			whole.Store(true)
		}
	}))
	defer s.Close()
	err := upload(t, client(t, s.URL), &opPut, &failingSource{strings.NewReader(strings.Repeat("x", 1<<17)), broken})
	if !errors.Is(err, broken) || whole.Load() {
		t.Errorf("the server got a whole body: %v, %v", whole.Load(), err)
	}
}

func TestD3AnUploadIsNotHeldInMemory(t *testing.T) {
	t.Parallel()
	var got atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		got.Store(n)
	}))
	defer s.Close()
	const size = 64 << 20
	var most atomic.Int64 // a body that is buffered is read in pieces that grow
	source := &counter{left: size, most: &most}
	if err := upload(t, client(t, s.URL), &opPut, source); err != nil || got.Load() != size || most.Load() > 1<<20 {
		t.Errorf("sent %d bytes in pieces of up to %d, %v", got.Load(), most.Load(), err)
	}
}

type counter struct {
	left int
	most *atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	c.most.Store(max(c.most.Load(), int64(len(p))))
	if c.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), c.left)
	c.left -= n
	return n, nil
}

func TestD4FailedAttemptsShareAConnection(t *testing.T) {
	t.Parallel()
	var conns atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(503)
		io.WriteString(w, strings.Repeat("x", 16<<10))
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			conns.Add(1)
		}
	}
	s.Start()
	defer s.Close()
	_, err := invoke(t.Context(), client(t, s.URL), &opList)
	if statusOf(err) != 503 || conns.Load() != 1 {
		t.Errorf("%d connections, %v", conns.Load(), err)
	}
}

func TestD5AnErrorBodyIsBounded(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	s := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(400)
		for range 64 << 4 {
			n, err := w.Write(make([]byte, 64<<10))
			sent.Add(int64(n))
			if err != nil {
				return
			}
		}
	})
	_, err := invoke(t.Context(), client(t, s.URL), &opList)
	var api *runtime.APIError
	if !errors.As(err, &api) || len(api.Raw) != 1<<20 {
		t.Fatalf("%v", err)
	}
	if sent.Load() > 16<<20 {
		t.Errorf("the server could send %d MiB", sent.Load()>>20)
	}
}

func TestASuccessIsBounded(t *testing.T) {
	t.Parallel()
	s := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(gzipped(`"`+strings.Repeat("x", 1<<20)+`"`, false))
	})
	c := client(t, s.URL, runtime.WithLimits(runtime.Limits{Success: 1 << 19}))
	_, err := runtime.DoValue[string](t.Context(), c, runtime.NewRequest(&opList), nil)
	var tooLarge *runtime.TooLargeError
	if !errors.As(err, &tooLarge) || s.attempts() != 1 {
		t.Errorf("%d attempts, %v", s.attempts(), err)
	}
	got, err := runtime.DoValue[string](t.Context(), c, runtime.NewRequest(&opList), []runtime.Option{runtime.WithLimits(runtime.Limits{Success: -1})})
	if err != nil || len(got) != 1<<20 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestResponsesWithoutABodyAreZeroValues(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		op     *runtime.Operation
		answer func(int, http.ResponseWriter, *http.Request)
	}{
		"a 204":         {&opList, func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }},
		"a 205":         {&opList, func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(205) }},
		"an empty 200":  {&opList, func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) }},
		"a HEAD":        {&opHead, func(_ int, w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "100") }},
		"a blank 200":   {&opList, func(_ int, w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "\r\n") }},
		"a PUT's empty": {&opPut, func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(201) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := invoke(t.Context(), client(t, serve(t, test.answer).URL), test.op)
			if err != nil || got == nil || *got != (receipt{}) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
	t.Run("a 304 is an error of its own", func(t *testing.T) {
		t.Parallel()
		_, err := invoke(t.Context(), client(t, serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(304) }).URL), &opList)
		if !errors.Is(err, runtime.ErrNotModified) {
			t.Error(err)
		}
	})
}

func TestWhatASuccessMayBe(t *testing.T) {
	t.Parallel()
	unexpected := func(err error) bool {
		var e *runtime.UnexpectedContentTypeError
		return errors.As(err, &e)
	}
	undecodable := func(err error) bool {
		var e *runtime.DecodeError
		return errors.As(err, &e)
	}
	fine := func(err error) bool { return err == nil }
	tests := []struct {
		name, contentType, body string
		is                      func(error) bool
	}{
		{"JSON", "application/json; charset=utf-8", `{"id":"x"}`, fine},
		{"a structured suffix", "application/vnd.shop+json", `{"id":"x"}`, fine},
		{"JSON that is called text", "text/plain", `{"id":"x"}`, fine},
		{"JSON in another charset", "application/json; charset=latin1", `{"id":"x"}`, unexpected},
		{"a captive portal", "text/html", `<html>log in</html>`, unexpected},
		{"text", "text/plain", "ok", unexpected},
		{"trailing data", "application/json", `{"id":"x"} {"id":"y"}`, undecodable},
		{"another type", "application/json", `{"id":7}`, undecodable},
		{"extreme nesting", "application/json", strings.Repeat("[", 100000), func(err error) bool { return err != nil }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", test.contentType)
				io.WriteString(w, test.body)
			})
			if _, err := invoke(t.Context(), client(t, s.URL), &opList); !test.is(err) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAnEarlyAnswerReachesTheCaller(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(413)
		io.WriteString(w, "too large")
	}))
	defer s.Close()
	for range 5 {
		var most atomic.Int64
		if err := upload(t, client(t, s.URL), &opPut, &counter{left: 32 << 20, most: &most}); statusOf(err) != 413 {
			t.Fatalf("got %v", err)
		}
	}
}

func TestAStreamThatIsLeftEarlyClosesTheConnection(t *testing.T) {
	t.Parallel()
	gone := make(chan time.Time, 3)
	s := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1024)); err != nil {
				break
			}
			w.(http.Flusher).Flush()
			time.Sleep(time.Millisecond)
		}
		gone <- time.Now()
	})
	late := time.Hour
	for range 3 { // the machine may be busy
		body, err := runtime.DoStream(t.Context(), client(t, s.URL), runtime.NewRequest(&opList), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(body, make([]byte, 4096)); err != nil {
			t.Error(err)
		}
		left := time.Now()
		body.Close()
		late = min(late, (<-gone).Sub(left))
	}
	if late > 100*time.Millisecond {
		t.Errorf("the server noticed %v later", late)
	}
}

func TestTargetsByStatus(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]string{200: "ok", 202: "class", 404: "error"} {
		s := serve(t, statuses(code))
		var ok, class *receipt
		_, err := runtime.DoByStatus(t.Context(), client(t, s.URL), runtime.NewRequest(&opList), nil, &ok, runtime.On("200", &ok), runtime.On("2XX", &class))
		got := "error"
		switch {
		case err == nil && ok != nil && class == nil:
			got = "ok"
		case err == nil && class != nil && ok == nil:
			got = "class"
		}
		if got != want {
			t.Errorf("%d: want %s, got %s: %v", code, want, got, err)
		}
	}
}

func TestABlockedSourceDoesNotHoldTheCall(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) }))
	defer s.CloseClientConnections()
	pipe, writer := io.Pipe() // nothing is ever written
	defer writer.Close()
	late := time.Hour
	for range 3 { // the machine may be busy
		ctx, cancel := context.WithCancel(t.Context())
		var cancelled time.Time
		time.AfterFunc(30*time.Millisecond, func() { cancelled = time.Now(); cancel() })
		req := runtime.NewRequest(&opPut)
		req.Body("application/octet-stream", pipe)
		err := runtime.DoEmpty(ctx, client(t, s.URL), req, nil)
		if late = min(late, time.Since(cancelled)); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	if late > 60*time.Millisecond {
		t.Errorf("returned %v late", late)
	}
}

func TestAFileThatIsSlowToOpenDoesNotHoldTheCall(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) }))
	defer s.CloseClientConnections()
	opening, release := make(chan struct{}), make(chan struct{})
	defer close(release)
	file := runtime.File{Content: runtime.Reopen(func() (io.ReadCloser, error) {
		close(opening)
		<-release
		return http.NoBody, nil
	})}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-opening; cancel() }()
	req := runtime.NewRequest(&opCreate)
	req.Multipart(map[string]any{"file": file})
	if err := runtime.DoEmpty(ctx, client(t, s.URL), req, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
