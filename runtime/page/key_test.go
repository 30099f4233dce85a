package page_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/page"
)

// searcher is an API that answers a key that it has seen as it did before, and refuses one that comes with another body.
type searcher struct {
	mu     sync.Mutex
	bodies map[string]string // by key
	keys   []string
}

func (s *searcher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var body struct {
		Cursor string `json:"cursor"`
		Key    string `json:"key"`
	}
	data, _ := io.ReadAll(r.Body)
	json.Unmarshal(data, &body)
	key := r.Header.Get("Idempotency-Key") + body.Key
	s.keys = append(s.keys, key)
	if before, ok := s.bodies[key]; ok && before != body.Cursor {
		w.WriteHeader(http.StatusUnprocessableEntity)
		return
	}
	s.bodies[key] = body.Cursor
	w.Header().Set("Content-Type", "application/json")
	io.WriteString(w, map[string]string{"": reply("A", "1"), "A": reply("B", "2"), "B": reply("", "3")}[body.Cursor])
}

func TestEachPageOfASearchHasAKeyOfItsOwn(t *testing.T) {
	t.Parallel()
	inHeader := runtime.Operation{ID: "search", Method: "POST", Path: "/search", Accept: "application/json", KeyHeader: "Idempotency-Key"}
	inBody := runtime.Operation{ID: "search", Method: "POST", Path: "/search", Accept: "application/json", KeyField: "key"}
	undeclared := runtime.Operation{ID: "search", Method: "POST", Path: "/search", Accept: "application/json"}
	long := strings.Repeat("k", 250)
	for _, test := range []struct {
		name string
		op   runtime.Operation
		body map[string]string
		opts []runtime.Option
		want string // how every key begins; the first is this
	}{
		{"keys of the runtime", inHeader, nil, nil, ""},
		{"keys of the runtime in the body", inBody, map[string]string{"q": "tea"}, nil, ""},
		{"the caller's key", inHeader, nil, []runtime.Option{runtime.WithIdempotencyKey("k-1")}, "k-1"},
		{"the caller's key in the body", inBody, map[string]string{"q": "tea", "key": "k-1"}, nil, "k-1"},
		{"the caller's key, declared in the body", inBody, map[string]string{"q": "tea"}, []runtime.Option{runtime.WithIdempotencyKey("k-1")}, "k-1"},
		{"the caller's key in a header by hand", undeclared, nil, []runtime.Option{runtime.WithHeader("Idempotency-Key", "k-1")}, "k-1"},
		{"a long key", inHeader, nil, []runtime.Option{runtime.WithIdempotencyKey(long)}, long},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := &searcher{bodies: map[string]string{}}
			server := httptest.NewServer(s)
			defer server.Close()
			c, err := runtime.New(server.URL)
			if err != nil {
				t.Fatal(err)
			}
			first := func(opts ...runtime.Option) func() (*page.Page[item, itemList], error) {
				return func() (*page.Page[item, itemList], error) {
					req := runtime.NewRequest(&test.op)
					if test.body != nil {
						req.JSON("application/json", test.body)
					}
					return page.First(t.Context(), c, req, append(opts, test.opts...), func(b *itemList) ([]item, page.Next) {
						return b.Data, page.BodyCursor("cursor", b.Next)
					})
				}
			}
			ids, err := walk(t, first())
			if err != nil || len(ids) != 3 || len(s.bodies) != 3 || !strings.HasPrefix(s.keys[0], test.want) {
				t.Fatalf("%v, keys %q, %v", ids, s.keys, err)
			}
			if test.want == "" {
				return
			}
			p, err := first()()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := walk(t, first(runtime.WithCursor(p.Cursor()))); err != nil || s.keys[4] != s.keys[1] {
				t.Errorf("the walk is resumed with the key %q in place of %q, %v", s.keys[4], s.keys[1], err)
			}
		})
	}
}
