package runtime_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
)

func TestACallMayChooseAmongMediaTypes(t *testing.T) {
	t.Parallel()
	text := runtime.Operation{ID: "export", Method: "POST", Path: "/export", Accept: "text/plain, text/csv"}
	send := func(fill func(*runtime.Request), opts ...runtime.Option) (contentType, accept string, err error) {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			contentType, accept = r.Header.Get("Content-Type"), r.Header.Get("Accept")
			if strings.HasPrefix(contentType, "multipart/") && r.ParseMultipartForm(1<<20) != nil {
				w.WriteHeader(400)
			}
		}))
		defer s.Close()
		req := runtime.NewRequest(&text)
		fill(req)
		_, err = runtime.DoText(t.Context(), client(t, s.URL), req, opts)
		return contentType, accept, err
	}
	image := func(r *runtime.Request) { r.Body("image/jpeg", strings.NewReader("x")) }
	form := func(r *runtime.Request) { r.Multipart(map[string]string{"a": "b"}) }
	none := func(*runtime.Request) {}
	for _, test := range []struct {
		name                string
		fill                func(*runtime.Request)
		opt                 runtime.Option
		contentType, accept string // a prefix of the first
	}{
		{"nothing is chosen", image, runtime.WithResponse(nil), "image/jpeg", "text/plain, text/csv"},
		{"the type of the body", image, runtime.WithContentType("image/png"), "image/png", "text/plain, text/csv"},
		{"a type without a body", none, runtime.WithContentType("image/png"), "", "text/plain, text/csv"},
		{"a multipart body keeps its boundary", form, runtime.WithContentType("multipart/form-data; charset=utf-8"), "multipart/form-data; charset=utf-8; boundary=", "text/plain, text/csv"},
		{"types of the response", image, runtime.WithAccept("text/csv", "text/plain;q=0.5"), "image/jpeg", "text/csv, text/plain;q=0.5"},
	} {
		contentType, accept, err := send(test.fill, test.opt)
		if err != nil || !strings.HasPrefix(contentType, test.contentType) || contentType != "" && test.contentType == "" || accept != test.accept {
			t.Errorf("%s: got %q and %q, %v", test.name, contentType, accept, err)
		}
	}
	for name, opt := range map[string]runtime.Option{
		"no type at all": runtime.WithAccept(), "an empty type": runtime.WithAccept(""), "half a type": runtime.WithContentType("image"),
		"a type of two lines": runtime.WithContentType("image/png\r\nX-Evil: 1"), "a type that is no token": runtime.WithAccept("te xt/csv"),
	} {
		if _, _, err := send(image, opt); err == nil {
			t.Errorf("%s is no error", name)
		}
	}
	for name, opt := range map[string]runtime.Option{
		"WithContentType": runtime.WithContentType("a/b"), "WithAccept": runtime.WithAccept("a/b"), "WithHeaders": runtime.WithHeaders(nil),
	} {
		if _, err := runtime.New("https://api.example.com", opt); err == nil {
			t.Errorf("%s is an option of a client", name)
		}
	}
}

type level string

type listHeaders struct {
	Total   int64                   `header:"X-Total"`
	Left    *int                    `header:"X-Left"`
	Reset   time.Time               `header:"X-Reset"`
	Expires *time.Time              `header:"Expires"`
	Tags    []string                `header:"X-Tags"`
	Sizes   []int                   `header:"X-Sizes"`
	Level   level                   `header:"X-Level"`
	Token   runtime.Secret          `header:"X-Token"`
	Maybe   runtime.Nullable[int]   `header:"X-Maybe"`
	Rate    rate                    `header:"X-Rate"`
	Flat    *rate                   `header:"X-Flat"`
	JSON    rate                    `header:"X-Json"`
	Map     map[string]runtime.UUID `header:"X-Map"`
	Dates   []runtime.Date          `header:"X-Dates"`
	Flag    bool                    `header:"X-Flag"`
	Price   runtime.Decimal         `header:"X-Price"`
	Big     *runtime.Int64String    `header:"X-Big"`
	Any     any                     `header:"X-Any"`
	Other   string
}

type rate struct {
	Limit int    `json:"limit"`
	Unit  string `json:"unit"`
}

func TestHeadersOfResponsesAreTyped(t *testing.T) {
	t.Parallel()
	s := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for name, value := range map[string]string{
			"X-Total": "9007199254740993", "X-Left": "0", "X-Reset": "Fri, 02 Jan 2026 03:04:05 GMT", "Expires": "2026-01-02T03:04:05Z",
			"X-Sizes": "1, 2,3", "X-Level": "high", "X-Token": "s3cret", "X-Maybe": "5", "X-Rate": "limit=5,unit=s", "X-Flat": "limit,6,unit,m",
			"X-Json": `{"limit":7}`, "X-Map": "a,1,b,2", "X-Dates": "2026-01-02", "X-Flag": "true", "X-Price": "1.50", "X-Big": "12", "X-Any": "x",
		} {
			h.Set(name, value)
		}
		h.Add("X-Tags", "a, b")
		h.Add("X-Tags", "c")
		if n == 1 {
			h.Set("X-Other", "1")
			w.WriteHeader(503)
		}
		io.WriteString(w, "{}")
	})
	got := listHeaders{Other: "mine"}
	_, err := invoke(t.Context(), client(t, s.URL), &opList, runtime.WithHeaders(&got))
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	want := listHeaders{
		Total: 9007199254740993, Left: new(0), Reset: at, Expires: &at, Tags: []string{"a", "b", "c"}, Sizes: []int{1, 2, 3}, Level: "high",
		Token: "s3cret", Maybe: runtime.Value(5), Rate: rate{5, "s"}, Flat: &rate{6, "m"}, JSON: rate{Limit: 7},
		Map: map[string]runtime.UUID{"a": "1", "b": "2"}, Dates: []runtime.Date{{Year: 2026, Month: 1, Day: 2}}, Flag: true, Price: "1.50",
		Big: new(runtime.Int64String(12)), Any: "x", Other: "mine",
	}
	equal := cmp.Comparer(func(a, b runtime.Nullable[int]) bool { return a == b })
	if diff := cmp.Diff(want, got, equal); err != nil || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

func TestABadHeaderDoesNotFailACall(t *testing.T) {
	t.Parallel()
	s := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Total", "many")
		w.Header().Set("X-Sizes", "1,two")
		w.Header().Set("X-Rate", "limit=soon")
		w.Header().Set("X-Left", "+")
		w.Header().Set("X-Level", "known")
		w.WriteHeader(map[bool]int{true: 200, false: 404}[r.URL.Query().Get("ok") == "1"])
		io.WriteString(w, "{}")
	})
	for _, ok := range []string{"1", "0"} {
		var meta runtime.Meta
		got := listHeaders{Total: 5, Sizes: []int{9}}
		_, err := invoke(t.Context(), client(t, s.URL), &opList, runtime.WithHeaders(&got), runtime.WithResponse(&meta), runtime.WithQuery("ok", ok))
		if (err == nil) != (ok == "1") || meta.Header.Get("X-Total") != "many" {
			t.Errorf("%v, %v", err, meta.Header)
		}
		equal := cmp.Comparer(func(a, b runtime.Nullable[int]) bool { return a == b })
		if diff := cmp.Diff(listHeaders{Level: "known"}, got, equal); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
	for name, target := range map[string]any{"a struct by value": listHeaders{}, "a pointer to a number": new(int)} {
		if _, err := invoke(t.Context(), client(t, s.URL), &opList, runtime.WithHeaders(target)); err == nil || errors.Is(err, runtime.ErrNotFound) {
			t.Errorf("%s is no error: %v", name, err)
		}
	}
}
