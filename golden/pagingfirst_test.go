package golden_test

import (
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"testing"

	cursors "github.com/apigen-go/apigen/golden/cursors_that_are_numbers_may_be_0"
	stated "github.com/apigen-go/apigen/golden/lists_go_on_from_the_number_they_state"
	"github.com/apigen-go/apigen/runtime"
)

// answerWith is a server of JSON.
func answerWith(t *testing.T, serve func(*http.Request) string) runtime.Option {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, serve(r))
	}))
	t.Cleanup(s.Close)
	return runtime.WithBaseURL(s.URL)
}

func TestListsAreWholeWhetherTheirServersBeginAt0OrAt1(t *testing.T) {
	t.Parallel()
	id := func(o stated.Order) int64 { return o.ID }
	for name, c := range map[string]struct {
		serve func(r *http.Request, base int) string
		walk  func(context.Context, *stated.Client) func(*testing.T)
	}{
		"pages that state their number": {
			func(r *http.Request, base int) string {
				n := query(r, "page", base)
				page, _ := slice((n - base) * paged)
				return fmt.Sprintf(`{"orders":%s,"meta":{"current_page":%d,"total_pages":13}}`, page, n)
			},
			func(ctx context.Context, c *stated.Client) func(*testing.T) { return ids(c.Orders.All(ctx, nil), id) },
		},
		"pages whose number is always 0": {
			func(r *http.Request, base int) string {
				page, _ := slice((query(r, "page", base) - base) * paged)
				return fmt.Sprintf(`{"orders":%s,"meta":{"current_page":0,"total_pages":13}}`, page)
			},
			func(ctx context.Context, c *stated.Client) func(*testing.T) { return ids(c.Orders.All(ctx, nil), id) },
		},
		"pages in a body": {
			func(r *http.Request, base int) string {
				n := base
				if sent := sent[struct{ Page *int }](r).Page; sent != nil {
					n = *sent
				}
				page, _ := slice((n - base) * paged)
				return fmt.Sprintf(`{"hits":%s,"page":null,"total":250}`, page)
			},
			func(ctx context.Context, c *stated.Client) func(*testing.T) {
				return ids(c.Orders.SearchAll(ctx, stated.OrdersSearchRequest{}), id)
			},
		},
		"pages that say nothing": {
			func(r *http.Request, base int) string {
				page, _ := slice((query(r, "pageIndex", base) - base) * paged)
				return page
			},
			func(ctx context.Context, c *stated.Client) func(*testing.T) { return ids(c.Rows.All(ctx, nil), id) },
		},
		"items that state their number": {
			func(r *http.Request, base int) string {
				n := query(r, "startIndex", base)
				page, _ := slice(n - base)
				return fmt.Sprintf(`{"users":%s,"startIndex":%d,"total":250}`, page, n)
			},
			func(ctx context.Context, c *stated.Client) func(*testing.T) { return ids(c.Users.All(ctx, nil), id) },
		},
		"a number that the response names": {
			func(r *http.Request, base int) string {
				n := query(r, "page", base)
				page, next := slice((n - base) * paged)
				if next > 0 {
					next = n + 1
				}
				return fmt.Sprintf(`{"logs":%s,"next_page":%d}`, page, next)
			},
			func(ctx context.Context, c *stated.Client) func(*testing.T) { return ids(c.Logs.All(ctx, nil), id) },
		},
	} {
		for base := range 2 {
			t.Run(fmt.Sprintf("%s, from %d", name, base), func(t *testing.T) {
				t.Parallel()
				at := answerWith(t, func(r *http.Request) string { return c.serve(r, base) })
				c.walk(t.Context(), dial(t, at, stated.New))(t)
			})
		}
	}
}

// countdown is a server of tasks with the uids from 42 down to the last one, three on a page. Next is what it says of the next one.
func countdown(items, param string, last int, next func(uid int) string) func(*http.Request) string {
	return func(r *http.Request) string {
		from := query(r, param, 42)
		page := fmt.Sprintf(`{"uid":%d}`, from)
		for uid := from - 1; uid >= last && uid > from-3; uid-- {
			page += fmt.Sprintf(`,{"uid":%d}`, uid)
		}
		return fmt.Sprintf(`{%q:[%s],"from":%d,"total":43%s}`, items, page, from, next(from-3))
	}
}

func TestThePageAtTheCursor0IsNotLost(t *testing.T) {
	t.Parallel()
	named := func(name string, uid int) string { return fmt.Sprintf(`,%q:%d`, name, uid) }
	for name, c := range map[string]struct {
		serve func(*http.Request) string
		walk  func(context.Context, *cursors.Client) iter.Seq2[cursors.Task, error]
		last  int64
	}{
		"null at the end": {
			countdown("results", "from", 0, func(uid int) string {
				if uid < 0 {
					return `,"next":null`
				}
				return named("next", uid)
			}),
			func(ctx context.Context, c *cursors.Client) iter.Seq2[cursors.Task, error] {
				return c.Tasks.All(ctx, nil)
			},
			0,
		},
		"nothing at the end": {
			countdown("jobs", "cursor", 0, func(uid int) string {
				if uid < 0 {
					return ""
				}
				return named("next_cursor", uid)
			}),
			func(ctx context.Context, c *cursors.Client) iter.Seq2[cursors.Task, error] {
				return c.Jobs.All(ctx, nil)
			},
			0,
		},
		"0 at the end": {
			countdown("logs", "cursor", 1, func(uid int) string { return named("next_cursor", max(uid, 0)) }),
			func(ctx context.Context, c *cursors.Client) iter.Seq2[cursors.Task, error] {
				return c.Logs.All(ctx, nil)
			},
			1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := int64(42)
			for task, err := range c.walk(t.Context(), dial(t, answerWith(t, c.serve), cursors.New)) {
				if err != nil || task.UID != want {
					t.Fatalf("task %d, want %d, %v", task.UID, want, err)
				}
				want--
			}
			if want != c.last-1 {
				t.Errorf("the last task is %d, want %d", want+1, c.last)
			}
		})
	}
}
