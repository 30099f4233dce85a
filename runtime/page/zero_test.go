package page_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/page"
)

// tasks is a server of tasks with the uids from 8 down to 0, one on each page, which names the next one in a way of its own.
func tasks(t *testing.T, next func(uid int) string) *runtime.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		uid := 8
		if from := r.URL.Query().Get("from"); from != "" {
			uid, _ = strconv.Atoi(from)
		}
		if r.Method == http.MethodPost {
			body := struct{ From *int }{&uid}
			json.NewDecoder(r.Body).Decode(&body)
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"uid":%d%s}`, uid, next(uid-1))
	}))
	t.Cleanup(server.Close)
	client, err := runtime.New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

type task[N any] struct {
	UID  int `json:"uid"`
	Next N   `json:"next"`
}

// walkTasks returns the uids that a walk yields, by a member for the next one of type N.
func walkTasks[N any](t *testing.T, client *runtime.Client, method string, way func(string, any, ...any) page.Next) (uids []int) {
	t.Helper()
	op := runtime.Operation{ID: "tasks", Method: method, Path: "/tasks", Accept: "application/json"}
	for uid, err := range page.All(t.Context(), func() (*page.Page[int, task[N]], error) {
		req := runtime.NewRequest(&op)
		if method == http.MethodPost {
			req.JSON("application/json", map[string]int{"limit": 1})
		}
		return page.First(t.Context(), client, req, nil, func(b *task[N]) ([]int, page.Next) { return []int{b.UID}, way("from", b.Next) })
	}) {
		if err != nil {
			t.Fatal(err)
		}
		uids = append(uids, uid)
	}
	return uids
}

func TestACursorOf0IsAValueWhereTheEndHasAnotherWord(t *testing.T) {
	t.Parallel()
	orNull := func(uid int) string {
		if uid < 0 {
			return `,"next":null`
		}
		return fmt.Sprintf(`,"next":%d`, uid)
	}
	orNothing := func(uid int) string {
		if uid < 0 {
			return ""
		}
		return orNull(uid)
	}
	or0 := func(uid int) string { return orNull(max(uid, 0)) }
	everything, butTheLast := []int{8, 7, 6, 5, 4, 3, 2, 1, 0}, []int{8, 7, 6, 5, 4, 3, 2, 1}
	for name, c := range map[string]struct {
		next func(int) string
		walk func(*testing.T, *runtime.Client) []int
		want []int
	}{
		"a pointer, and null at the end": {orNull, func(t *testing.T, c *runtime.Client) []int { return walkTasks[*int64](t, c, "GET", page.Cursor) }, everything},
		"a pointer that is left out":     {orNothing, func(t *testing.T, c *runtime.Client) []int { return walkTasks[*int64](t, c, "GET", page.Cursor) }, everything},
		"a Nullable, and null at the end": {orNull, func(t *testing.T, c *runtime.Client) []int {
			return walkTasks[runtime.Nullable[int64]](t, c, "GET", page.Cursor)
		}, everything},
		"a Nullable that is left out": {orNothing, func(t *testing.T, c *runtime.Client) []int {
			return walkTasks[runtime.Nullable[float64]](t, c, "GET", page.Cursor)
		}, everything},
		"a pointer in a body":               {orNull, func(t *testing.T, c *runtime.Client) []int { return walkTasks[*int64](t, c, "POST", page.BodyCursor) }, everything},
		"a number that is always there":     {or0, func(t *testing.T, c *runtime.Client) []int { return walkTasks[int64](t, c, "GET", page.Cursor) }, butTheLast},
		"a number of a page":                {or0, func(t *testing.T, c *runtime.Client) []int { return walkTasks[int64](t, c, "GET", page.NextNumber) }, butTheLast},
		"a number of a page, by a pointer":  {or0, func(t *testing.T, c *runtime.Client) []int { return walkTasks[*int64](t, c, "GET", page.NextNumber) }, butTheLast},
		"a number of a page that is a null": {orNull, func(t *testing.T, c *runtime.Client) []int { return walkTasks[*int64](t, c, "GET", page.NextNumber) }, butTheLast},
		"a number of a page in a body": {or0, func(t *testing.T, c *runtime.Client) []int {
			return walkTasks[runtime.Nullable[int64]](t, c, "POST", page.BodyNextNumber)
		}, butTheLast},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.walk(t, tasks(t, c.next)); !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestACursorOf0ThatLeadsToTheBeginningIsTheEnd(t *testing.T) {
	t.Parallel()
	v := &vendor{pages: []string{`{"ids":[1,2],"next":2}`, `{"ids":[3,4],"next":4}`, `{"ids":[5],"next":0}`, `{"ids":[1,2],"next":2}`}}
	client := v.client(t)
	type list struct {
		IDs  []int  `json:"ids"`
		Next *int64 `json:"next"`
	}
	var last *page.Page[int, list]
	var got []int
	for p, err := range page.Pages(t.Context(), func() (*page.Page[int, list], error) {
		return page.First(t.Context(), client, runtime.NewRequest(&opList), nil, func(b *list) ([]int, page.Next) { return b.IDs, page.Cursor("cursor", b.Next) })
	}) {
		if err != nil {
			t.Fatal(err)
		}
		last, got = p, append(got, p.Items...)
	}
	if !slices.Equal(got, []int{1, 2, 3, 4, 5}) || last.HasMore() || last.Cursor() != "" || len(v.queries) != 4 {
		t.Errorf("%v, more %v, %q, %d requests", got, last.HasMore(), last.Cursor(), len(v.queries))
	}
}

func TestACursorThatLeadsToTheBeginningIsNoEndIfItIsNot0(t *testing.T) {
	t.Parallel()
	v := &vendor{pages: []string{reply("a", "1", "2"), reply("b", "3"), reply("a", "1", "2")}}
	if ids, err := walk(t, v.list(t, byCursor)); !errors.Is(err, page.ErrLoop) || len(ids) != 3 {
		t.Errorf("%v, %v", ids, err)
	}
}
