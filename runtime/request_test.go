package runtime_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
)

// deliver sends the request to the handler, under a base URL with a prefix.
func deliver(t *testing.T, req *runtime.Request, handler http.HandlerFunc) error {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client, err := runtime.New(server.URL+"/v1", runtime.WithRetry(runtime.RetryPolicy{Base: 1, Cap: 1}))
	if err != nil {
		t.Fatal(err)
	}
	return runtime.DoEmpty(t.Context(), client, req, nil)
}

func TestParametersArriveAsTheyWereGiven(t *testing.T) {
	t.Parallel()
	req := runtime.NewRequest(&runtime.Operation{Method: "GET", Path: "/orders/{id}/{up}"})
	req.Path("id", "../admin?x#y")
	req.Path("up", "..")
	req.Query("filter", map[string]any{"a": []string{"b&c", "ü"}}, runtime.DeepObject)
	req.Query("missing", (*string)(nil))
	req.Header("x-tags", []string{"a", "b"})
	req.Cookie("session", "a b;c")
	req.Cookie("other", int64(5))
	var got []string
	err := deliver(t, req, func(_ http.ResponseWriter, r *http.Request) {
		session, _ := r.Cookie("session")
		got = []string{r.RequestURI, r.URL.Query().Get("filter[a][0]"), r.URL.Query().Get("filter[a][1]"), r.Header.Get("X-Tags"), session.Value, r.Header.Get("Cookie")}
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"/v1/orders/..%2Fadmin%3Fx%23y/%2E%2E?filter%5Ba%5D%5B0%5D=b%26c&filter%5Ba%5D%5B1%5D=%C3%BC",
		"b&c", "ü", "a,b", "a%20b%3Bc", "session=a%20b%3Bc; other=5",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestNothingIsSentIfAParameterCannotBe(t *testing.T) {
	t.Parallel()
	req := runtime.NewRequest(&runtime.Operation{Method: "GET", Path: "/orders/{id}"})
	req.Path("id", "")
	err := deliver(t, req, func(http.ResponseWriter, *http.Request) { t.Error("a request arrived") })
	if err == nil || !strings.Contains(err.Error(), `path parameter "id": a value is required`) {
		t.Errorf("got %v", err)
	}
}

func TestAMultipartBodyIsSentAgainWhole(t *testing.T) {
	t.Parallel()
	content := strings.NewReader("header:body")
	if _, err := content.Seek(7, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	req := runtime.NewRequest(&runtime.Operation{Method: "PUT", Path: "/files"})
	req.Multipart(map[string]any{"file": runtime.File{Name: "f.txt", Content: content}, "title": "T"})
	var attempts atomic.Int32
	err := deliver(t, req, func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			t.Error(err)
			return
		}
		file, header, err := r.FormFile("file")
		if err != nil {
			t.Error(err)
			return
		}
		data, _ := io.ReadAll(file)
		if string(data) != "body" || header.Filename != "f.txt" || r.FormValue("title") != "T" || r.ContentLength <= 0 {
			t.Errorf("attempt %d: %q, %q, %q, length %d", attempts.Load()+1, data, header.Filename, r.FormValue("title"), r.ContentLength)
		}
		if attempts.Add(1) < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	if err != nil || attempts.Load() != 3 {
		t.Errorf("%d attempts, error %v", attempts.Load(), err)
	}
}

func TestAMultipartBodyOfAPlainReaderIsSentOnce(t *testing.T) {
	t.Parallel()
	req := runtime.NewRequest(&runtime.Operation{Method: "PUT", Path: "/files"})
	req.Multipart(map[string]any{"file": runtime.File{Content: io.MultiReader(strings.NewReader("once"))}})
	var attempts atomic.Int32
	err := deliver(t, req, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		attempts.Add(1)
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	if err == nil || attempts.Load() != 1 {
		t.Errorf("%d attempts, error %v", attempts.Load(), err)
	}
}
