package runtime_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	goruntime "runtime"
	"testing"

	"github.com/apigen-go/apigen/runtime"
)

// zeros is content without an end that costs nothing to make.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestLargeBodiesAreNotHeldInMemory counts all bytes that are allocated during a transfer: the heap cannot have grown by
// more. It does not run beside other tests, whose bytes would count too. For 1 GiB there is make streams.
func TestLargeBodiesAreNotHeldInMemory(t *testing.T) {
	const size, allowed = 64 << 20, 4 << 20
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n, err := io.Copy(io.Discard, r.Body); err != nil || r.Method != "GET" && n < size {
			t.Errorf("%s: got %d bytes, %v", r.Method, n, err)
		}
		if r.Method == "GET" {
			w.Header().Set("Content-Type", "application/octet-stream")
			io.Copy(w, io.LimitReader(zeros{}, size))
		}
	}))
	defer s.Close()
	c := client(t, s.URL)
	content := func() io.Reader { return io.LimitReader(zeros{}, size) }
	for name, transfer := range map[string]func(context.Context) error{
		"an upload": func(ctx context.Context) error {
			req := runtime.NewRequest(&runtime.Operation{ID: "upload", Method: "PUT", Path: "/"})
			req.Body("application/octet-stream", content())
			return runtime.DoEmpty(ctx, c, req, nil)
		},
		"two files in a form": func(ctx context.Context) error {
			req := runtime.NewRequest(&runtime.Operation{ID: "form", Method: "POST", Path: "/"})
			req.Multipart(map[string]any{"files": []runtime.File{{Content: io.LimitReader(zeros{}, size/2)}, {Content: io.LimitReader(zeros{}, size/2)}}})
			return runtime.DoEmpty(ctx, c, req, nil)
		},
		"a download": func(ctx context.Context) error {
			req := runtime.NewRequest(&runtime.Operation{ID: "download", Method: "GET", Path: "/", Accept: "application/octet-stream"})
			body, err := runtime.DoStream(ctx, c, req, nil)
			if err != nil {
				return err
			}
			defer body.Close()
			if n, err := io.Copy(io.Discard, body); err != nil || n != size {
				t.Errorf("got %d bytes, %v", n, err)
			}
			return nil
		},
	} {
		var before, after goruntime.MemStats
		goruntime.ReadMemStats(&before)
		if err := transfer(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		goruntime.ReadMemStats(&after)
		grown := after.TotalAlloc - before.TotalAlloc
		t.Logf("%s of %d MiB allocates %d KiB", name, size>>20, grown>>10)
		if grown > allowed {
			t.Errorf("%s allocates %d bytes, want at most %d", name, grown, allowed)
		}
	}
}
