package page_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/page"
)

// recorder answers every request with the same body, and notes the URLs.
type recorder struct {
	body string
	seen []string
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	r.seen = append(r.seen, req.URL.String())
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	body := r.body
	if len(r.seen) > 1 {
		body = `{"data":[]}`
	}
	w.WriteString(body)
	return w.Result(), nil
}

func byURL(b *itemList) ([]item, page.Next) { return b.Data, page.URL(b.Next) }

func TestWhereTheURLOfTheNextPageMayLead(t *testing.T) {
	t.Parallel()
	const base = "https://api.example.com/v1"
	for _, test := range []struct{ name, base, next, want string }{ // want "": refused
		{"absolute", base, "https://api.example.com/v1/items?page=2", "https://api.example.com/v1/items?page=2"},
		{"in capitals, with the port", base, "HTTPS://API.example.com:443/v1/items?page=2", "https://API.example.com:443/v1/items?page=2"},
		{"another path and other parameters", base, "https://api.example.com/v2/x/y?q=a%20b&p[]=1,2&limit=7", "https://api.example.com/v2/x/y?q=a%20b&p[]=1,2&limit=7"},
		{"of the host", base, "/v1/items?page=2", "https://api.example.com/v1/items?page=2"},
		{"a query only", base, "?page=2", "https://api.example.com/v1/items?page=2"},
		{"a name", base, "more?page=2", "https://api.example.com/v1/more?page=2"},
		{"escapes stay", base, "/v1/a%2Fb/%2E%2E/c?x=%2f", "https://api.example.com/v1/a%2Fb/%2E%2E/c?x=%2f"},
		{"a fragment is dropped", base, "/v1/items?page=2#top", "https://api.example.com/v1/items?page=2"},
		{"what a query cannot hold is escaped", base, `/v1/items?q=a b"ä<`, "https://api.example.com/v1/items?q=a%20b%22%C3%A4%3C"},
		{"from http to https of the host", "http://api.example.com", "https://api.example.com/items?page=2", "https://api.example.com/items?page=2"},
		{"from https to http", base, "http://api.example.com/v1/items?page=2", ""},
		{"another host", base, "https://evil.example/v1/items?page=2", ""},
		{"another host without a scheme", base, "//evil.example/v1/items?page=2", ""},
		{"a host that the caller allows, but the credential must not go there", base, "https://cdn.example.com/items?page=2", ""},
		{"another port", base, "https://api.example.com:8443/items", ""},
		{"a subdomain", base, "https://api.example.com.evil.example/items", ""},
		{"a user name", base, "https://user:secret@api.example.com/v1/items?page=2", ""},
		{"another scheme", base, "ftp://api.example.com/items", ""},
		{"no host at all", base, "javascript:alert(1)", ""},
		{"a file", base, "file:///etc/passwd", ""},
		{"a line feed", base, "/items?page=2\nX-Evil: 1", ""},
		{"no URL", base, "https://[::1/items", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body, _ := json.Marshal(itemList{Data: []item{{"1"}}, Next: &test.next})
			for _, resumed := range []bool{false, true} {
				r := &recorder{body: string(body)}
				c, err := runtime.New(test.base, runtime.WithHTTPClient(&http.Client{Transport: r}), runtime.WithAllowedHosts("cdn.example.com"))
				if err != nil {
					t.Fatal(err)
				}
				first := func(opts ...runtime.Option) (*page.Page[item, itemList], error) {
					return page.First(t.Context(), c, runtime.NewRequest(&opList), opts, byURL)
				}
				p, err := first()
				if err != nil || !p.HasMore() {
					t.Fatalf("the first page: %v", err)
				}
				if resumed && p.Cursor() == "" {
					continue
				}
				if resumed {
					_, err = first(runtime.WithCursor(p.Cursor()))
				} else {
					_, err = p.Next(t.Context())
				}
				checkURL(t, r.seen, err, test.want)
			}
		})
	}
}

func checkURL(t *testing.T, seen []string, err error, want string) {
	t.Helper()
	var at *page.Error
	switch {
	case want != "" && (err != nil || len(seen) != 2 || seen[1] != want):
		t.Errorf("asked for %q, %v, want %s", seen, err, want)
	case want == "" && (!errors.As(err, &at) || len(seen) != 1):
		t.Errorf("asked for %q, %v", seen, err)
	case want == "" && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "page=2")):
		t.Errorf("the URL is in the text: %v", err)
	}
}

func TestAnotherOriginIsNamedAsSuch(t *testing.T) {
	t.Parallel()
	v := &vendor{pages: []string{reply("https://evil.example/items", "1")}}
	_, err := walk(t, v.list(t, byURL))
	if !errors.Is(err, runtime.ErrCrossOrigin) {
		t.Errorf("got %v", err)
	}
}

func TestOptionsHoldOnPagesByURLUnlessItHasThem(t *testing.T) {
	t.Parallel()
	v := &vendor{pages: []string{reply("/items?tenant=t%202&page=2", "1"), reply("/other?page=3", "2"), reply("", "3")}}
	ids, err := walk(t, v.list(t, byURL, runtime.WithQuery("tenant", "t 1"), runtime.WithHeader("X-Tenant", "t1")))
	if err != nil || len(ids) != 3 {
		t.Fatal(ids, err)
	}
	for i, want := range []string{"limit=2&tenant=t+1", "tenant=t%202&page=2", "page=3&tenant=t+1"} {
		if v.queries[i] != want || v.headers[i].Get("X-Tenant") != "t1" {
			t.Errorf("request %d: %s, want %s", i+1, v.queries[i], want)
		}
	}
}

func TestThePositionIsRefusedWhereItMeansNothing(t *testing.T) {
	t.Parallel()
	v := &vendor{pages: []string{reply("", "1")}}
	c := v.client(t)
	for _, position := range []string{
		"", "A", "cus_123", "in=query", "in=query&name=cursor", "in=path&name=x&value=1", "in=body&name=a&value=1}&number=true", "in=url&name=x&value=/",
		"in=query&name=p&value=2&seen=x", "in=start&value=1", "%zz",
	} {
		_, err := page.First(t.Context(), c, runtime.NewRequest(&opList), []runtime.Option{runtime.WithCursor(position)}, byCursor)
		if err == nil || position != "" && strings.Contains(err.Error(), position) && len(position) > 3 {
			t.Errorf("%q: %v", position, err)
		}
	}
	if _, err := runtime.Do[itemList](t.Context(), c, runtime.NewRequest(&opList), []runtime.Option{runtime.WithCursor("in=start")}); err == nil {
		t.Error("a call that is no list takes a position")
	}
	if _, err := runtime.New("https://api.example.com", runtime.WithCursor("in=start")); err == nil {
		t.Error("a client takes a position")
	}
	if _, err := runtime.New("https://api.example.com", runtime.WithMaxItems(-1)); err == nil {
		t.Error("a negative bound is taken")
	}
	if len(v.queries) != 0 {
		t.Errorf("%d requests were sent", len(v.queries))
	}
}
