package page_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/page"
)

func TestAWalkVisitsEveryPage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		pages   []string
		read    func(*itemList) ([]item, page.Next)
		ids     []string
		queries []string
		err     error
	}{
		{
			"by cursor", []string{reply("A&b", "1", "2"), reply("C", "3"), reply("", "4")}, byCursor,
			[]string{"1", "2", "3", "4"}, []string{"limit=2", "limit=2&cursor=A%26b", "limit=2&cursor=C"}, nil,
		},
		{
			"by the last id", []string{`{"data":[{"id":"1"},{"id":"2"}],"has_more":true}`, `{"data":[{"id":"3"}],"has_more":false}`}, byLastID,
			[]string{"1", "2", "3"}, []string{"limit=2", "limit=2&after=2"}, nil,
		},
		{
			"by the last id, until a page is empty", []string{`{"data":[{"id":"1"}]}`, `{"data":[]}`}, byLastID,
			[]string{"1"}, []string{"limit=2", "limit=2&after=1"}, nil,
		},
		{
			"an empty page with a cursor goes on (H3)", []string{reply("A"), reply("B"), reply("", "1")}, byCursor,
			[]string{"1"}, []string{"limit=2", "limit=2&cursor=A", "limit=2&cursor=B"}, nil,
		},
		{
			"has_more: false ends although there is a cursor", []string{`{"data":[{"id":"1"}],"next":"A","has_more":false}`}, byCursor,
			[]string{"1"}, []string{"limit=2"}, nil,
		},
		{
			"an empty list", []string{`{}`}, byCursor, nil, []string{"limit=2"}, nil,
		},
		{
			"the same cursor for ever (H1)", []string{reply("A", "1")}, byCursor,
			[]string{"1", "1"}, []string{"limit=2", "limit=2&cursor=A"}, page.ErrLoop,
		},
		{
			"A, B, A, B (H2)", []string{reply("A", "1"), reply("B", "2"), reply("A", "3"), reply("B", "4")}, byCursor,
			[]string{"1", "2", "3"}, []string{"limit=2", "limit=2&cursor=A", "limit=2&cursor=B"}, page.ErrLoop,
		},
		{
			"a failing page is retried (H5)", []string{reply("A", "1"), "503", "503", reply("", "2")}, byCursor,
			[]string{"1", "2"}, []string{"limit=2", "limit=2&cursor=A", "limit=2&cursor=A", "limit=2&cursor=A"}, nil,
		},
		{
			"a page that fails for good comes after the items before (H5)", []string{reply("A", "1", "2"), "410"}, byCursor,
			[]string{"1", "2"}, []string{"limit=2", "limit=2&cursor=A"}, &runtime.APIError{},
		},
		{
			"a first page that fails", []string{"404"}, byCursor, nil, []string{"limit=2"}, runtime.ErrNotFound,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v := &vendor{pages: test.pages}
			quick := runtime.WithRetry(runtime.RetryPolicy{Base: 1, Cap: 1})
			ids, err := walk(t, v.list(t, test.read, quick))
			if diff := cmp.Diff(test.ids, ids); diff != "" {
				t.Errorf("items (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(test.queries, v.queries); diff != "" {
				t.Errorf("requests (-want +got)\n%s", diff)
			}
			var answered *runtime.APIError
			switch {
			case errors.As(test.err, new(*runtime.APIError)):
				if !errors.As(err, &answered) {
					t.Errorf("want the server's error, got %v", err)
				}
			case !errors.Is(err, test.err):
				t.Errorf("want %v, got %v", test.err, err)
			}
		})
	}
}

func TestAnErrorSaysWhereToGoOn(t *testing.T) {
	t.Parallel()
	v := &vendor{pages: []string{reply("secret-A", "1"), "410"}}
	_, err := walk(t, v.list(t, byCursor))
	var at *page.Error
	if !errors.As(err, &at) || !strings.HasSuffix(at.Cursor, "=secret-A") || at.Param != "cursor" {
		t.Fatalf("got %#v", err)
	}
	if strings.Contains(err.Error(), "secret-A") {
		t.Errorf("the cursor is in the text: %v", err)
	}
}

func TestMoreWithoutACursorIsAnError(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		read func(*itemList) ([]item, page.Next)
		body string
	}{
		"no cursor": {byCursor, `{"data":[{"id":"1"}],"has_more":true}`},
		"no id":     {byLastID, `{"data":[{"id":""}],"has_more":true}`},
		"no item":   {byLastID, `{"data":[],"has_more":true}`},
	} {
		v := &vendor{pages: []string{test.body}}
		if _, err := walk(t, v.list(t, test.read)); err == nil {
			t.Errorf("%s: the list seems to be complete", name)
		}
	}
}

func TestEmptyPagesOnlyAreAnError(t *testing.T) {
	t.Parallel()
	v := &vendor{}
	for n := range 30 {
		v.pages = append(v.pages, reply(fmt.Sprint("c", n)))
	}
	_, err := walk(t, v.list(t, byCursor))
	if err == nil || len(v.queries) != 10 {
		t.Errorf("%d requests, error %v", len(v.queries), err)
	}
}

func TestABreakSendsNothingMore(t *testing.T) {
	t.Parallel()
	v := &vendor{pages: []string{reply("A", "1", "2"), reply("", "3")}}
	for range page.All(t.Context(), v.list(t, byCursor)) {
		break
	}
	if len(v.queries) != 1 {
		t.Errorf("%d requests (H4)", len(v.queries))
	}
}

func TestRangingAgainStartsAnew(t *testing.T) {
	t.Parallel()
	v := &vendor{pages: []string{reply("A", "1"), reply("", "2"), reply("A", "3"), reply("", "4")}}
	seq := page.All(t.Context(), v.list(t, byCursor))
	var ids []string
	for range 2 {
		for i, err := range seq {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, i.ID)
		}
	}
	if diff := cmp.Diff([]string{"1", "2", "3", "4"}, ids); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"limit=2", "limit=2&cursor=A", "limit=2", "limit=2&cursor=A"}, v.queries); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestOptionsHoldOnEveryPage(t *testing.T) {
	t.Parallel()
	v := &vendor{pages: []string{reply("A", "1"), reply("", "2")}}
	if _, err := walk(t, v.list(t, byCursor, runtime.WithHeader("X-Tenant", "t1"))); err != nil {
		t.Fatal(err)
	}
	for n, h := range v.headers {
		if h.Get("X-Tenant") != "t1" {
			t.Errorf("request %d lacks the header", n+1)
		}
	}
}

func TestTheCallersOptionsMayBeUsedAgain(t *testing.T) {
	t.Parallel()
	v := &vendor{pages: []string{reply("A", "1"), reply("", "2")}}
	opts := []runtime.Option{runtime.WithHeader("X-Tenant", "t1")}
	p, err := v.list(t, byCursor, opts...)()
	if err != nil {
		t.Fatal(err)
	}
	opts[0] = runtime.WithHeader("X-Tenant", "t2")
	if _, err := p.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := v.headers[1].Get("X-Tenant"); got != "t1" {
		t.Errorf("the second page belongs to %s", got)
	}
}

func TestPagesOneByOne(t *testing.T) {
	t.Parallel()
	v := &vendor{pages: []string{reply("A", "1"), "400", reply("", "2"), reply("", "2")}}
	p, err := v.list(t, byCursor)()
	if err != nil {
		t.Fatal(err)
	}
	if !p.HasMore() || !strings.Contains(p.Cursor(), "value=A") || p.Body.Next == nil {
		t.Fatalf("first page: more %v, cursor %q", p.HasMore(), p.Cursor())
	}
	if _, err := p.Next(t.Context()); err == nil {
		t.Fatal("no error")
	}
	for range 2 { // again after an error, and again after a success: neither is a loop
		last, err := p.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if last.HasMore() || last.Cursor() != "" || last.Items[0].ID != "2" {
			t.Errorf("last page: %+v", last)
		}
		if _, err := last.Next(t.Context()); !errors.Is(err, page.ErrNoMore) {
			t.Errorf("after the last page: %v", err)
		}
	}
}

func TestTheContextEndsAWalk(t *testing.T) {
	t.Parallel()
	v := &vendor{pages: []string{reply("A", "1"), reply("", "2")}}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for _, err := range page.All(ctx, v.list(t, byCursor)) {
		cancel()
		last = err
	}
	if !errors.Is(last, context.Canceled) || len(v.queries) != 1 {
		t.Errorf("%d requests, error %v", len(v.queries), last)
	}
}

func TestCollectSaysWhetherThereIsMore(t *testing.T) {
	t.Parallel()
	many := &vendor{}
	for n := range 400 {
		ids := make([]string, 20)
		for i := range ids {
			ids[i] = fmt.Sprint(n*20 + i)
		}
		many.pages = append(many.pages, reply(fmt.Sprint("c", n+1), ids...))
	}
	items, more, err := page.Collect(page.All(t.Context(), many.list(t, byCursor)), 20)
	if len(items) != 20 || !more || err != nil || len(many.queries) > 2 {
		t.Errorf("H7: %d items, more %v, error %v, %d requests", len(items), more, err, len(many.queries))
	}
	few := &vendor{pages: []string{reply("A", "1"), reply("", "2")}}
	for _, n := range []int{0, 2, 3} {
		few.queries = nil
		items, more, err = page.Collect(page.All(t.Context(), few.list(t, byCursor)), n)
		if len(items) != 2 || more || err != nil {
			t.Errorf("%d of 2: %d items, more %v, error %v", n, len(items), more, err)
		}
	}
	broken := &vendor{pages: []string{reply("A", "1"), "400"}}
	items, more, err = page.Collect(page.All(t.Context(), broken.list(t, byCursor)), 5)
	if len(items) != 1 || more || err == nil {
		t.Errorf("broken: %d items, more %v, error %v", len(items), more, err)
	}
}

func TestCursorsOfAllTypes(t *testing.T) {
	t.Parallel()
	type token string
	for _, test := range []struct {
		name string
		next any
		want string
	}{
		{"a string", "a", "a"},
		{"a named string", token("<a>"), "<a>"},
		{"a pointer to a named string", new(token("a")), "a"},
		{"a number", int64(9007199254740993), "9007199254740993"},
		{"a pointer to a number", new(5), "5"},
		{"a Nullable", runtime.Value("a"), "a"},
		{"a Nullable number", runtime.Value(7), "7"},
		{"null", runtime.Null[string](), ""},
		{"absent", runtime.Nullable[string]{}, ""},
		{"nil", nil, ""},
		{"a nil pointer", (*token)(nil), ""},
		{"an any", any(json.Number("12")), "12"},
		{"the number 0, which is the beginning", 0, ""},
		{"false", false, ""},
	} {
		v := &vendor{pages: []string{`{}`}}
		p, err := v.list(t, func(*itemList) ([]item, page.Next) { return nil, page.Cursor("c", test.next) })()
		if err != nil {
			t.Fatal(err)
		}
		want := test.want
		if want != "" {
			want = "in=query&name=c&value=" + url.QueryEscape(want)
		}
		if p.Cursor() != want || p.HasMore() != (test.want != "") {
			t.Errorf("%s: cursor %q, more %v", test.name, p.Cursor(), p.HasMore())
		}
	}
}
