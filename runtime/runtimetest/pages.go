package runtimetest

import (
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
)

// pages is group H: do lists end, and only where they end?
func pages() []Case {
	return []Case{
		inBubble("H1", "a server that names the same cursor for ever is found out within 3 pages", sameCursor, Pages),
		inBubble("H2", "cursors that go round, A, B, A, B, are found out", cursorCircle, Pages),
		inBubble("H3", "an empty page that has more does not end the list", emptyPage, Pages),
		inBubble("H4", "a break in the first page sends nothing more", earlyBreak, Pages),
		inBubble("H5", "a second page that is answered 503 is retried; if it fails for good, the items of the first are not lost", failingPage, Pages),
		inBubble("H6", "a Link header with a comma in the URL, several relations and no quotes is followed", linkHeader, Links),
		inBubble("H7", "the first 20 of 8,000 items cost two requests, and the caller learns that there are more", firstItems, Pages),
	}
}

func list() Call { return Call{Method: http.MethodGet, Path: "/items"} }

// listed is a page with items and a cursor to the next one, "" at the end.
func listed(next string, ids ...string) reply {
	items := make([]string, len(ids))
	for i, id := range ids {
		items[i] = `{"id": "` + id + `"}`
	}
	cursor := "null"
	if next != "" {
		cursor = `"` + next + `"`
	}
	body := fmt.Sprintf(`{"data": [%s], "has_more": %v, "next": %s, "next_cursor": %s}`,
		strings.Join(items, ", "), next != "", cursor, cursor)
	return reply{status: 200, body: body}
}

// walk takes all items, and the error at the end. What yields more than 100,000 is taken not to end.
func walk(seq iter.Seq2[string, error]) (ids []string, err error) {
	for id, e := range seq {
		if e != nil {
			err = e
			continue
		}
		if ids = append(ids, id); len(ids) > 100_000 {
			return ids, nil
		}
	}
	return ids, err
}

func (b *bench) paginator(s *site) Paginator {
	p, ok := b.client(s, Setup{MaxAttempts: 3}).(Paginator)
	if !ok {
		panic(aborted{fmt.Errorf("the adapter of %s is no Paginator", b.subject.Name())})
	}
	return p
}

func sameItems(got []string, want ...string) error {
	return that(slices.Equal(got, want), "the items are %q, want %q", got, want)
}

// loops wants that the error of a walk says why it ended.
func (b *bench) loops(p Paginator, err error) error {
	r := Result{Err: err}
	if n, ok := p.(Namer); ok && err != nil {
		r.Kinds = n.Kinds(err)
	}
	return b.named(r, PageLoop)
}

func sameCursor(b *bench) error {
	s := b.site(script(listed("A", "1")))
	p := b.paginator(s)
	_, err := walk(p.Items(b.ctx, list()))
	return all(that(err != nil, "the list counts as complete"), that(s.count() <= 3, "%d pages", s.count()), b.loops(p, err))
}

func cursorCircle(b *bench) error {
	s := b.site(func(n int, w http.ResponseWriter, _ *hit) { listed([]string{"A", "B"}[n%2], "1").write(w) })
	p := b.paginator(s)
	_, err := walk(p.Items(b.ctx, list()))
	return all(that(err != nil, "the list counts as complete"), that(s.count() <= 6, "%d pages", s.count()), b.loops(p, err))
}

func emptyPage(b *bench) error {
	s := b.site(script(listed("A", "1"), listed("B"), listed("", "2")))
	ids, err := walk(b.paginator(s).Items(b.ctx, list()))
	return all(err, sameItems(ids, "1", "2"))
}

func earlyBreak(b *bench) error {
	s := b.site(script(listed("A", "1", "2"), listed("", "3")))
	for _, err := range b.paginator(s).Items(b.ctx, list()) {
		if err != nil {
			return err
		}
		break
	}
	return attempts(s, 1)
}

func failingPage(b *bench) error {
	s := b.site(script(listed("A", "1", "2"), reply{status: 503}, reply{status: 503}, listed("", "3")))
	ids, err := walk(b.paginator(s).Items(b.ctx, list()))
	result := all(err, sameItems(ids, "1", "2", "3"), attempts(s, 4))

	broken := b.site(script(listed("A", "1", "2"), reply{status: 503}))
	failures := 0
	ids = nil
	for id, err := range b.paginator(broken).Items(b.ctx, list()) {
		if err != nil {
			failures++
			continue
		}
		ids = append(ids, id)
	}
	return all(result, sameItems(ids, "1", "2"), that(failures == 1, "%s, want 1", plural(failures, "error")))
}

func linkHeader(b *bench) error {
	const header = `</items?ids=1,2;3&page=1>; rel=first, </items?page=2&ids=1,2;3>; title="a, b; c"; rel="prefetch Next"`
	s := b.site(script(reply{status: 200, header: []string{"Link", header}, body: `[{"id": "1"}]`}, reply{status: 200, body: `[{"id": "2"}]`}))
	l, err := b.linker(s)
	if err != nil {
		return err
	}
	ids, err := walk(l.Linked(b.ctx, list()))
	err = all(err, sameItems(ids, "1", "2"), attempts(s, 2))
	if s.count() < 2 {
		return err
	}
	uri := s.seen()[1].uri
	return all(err, that(strings.Contains(uri, "page=2") && strings.Contains(uri, "ids=1,2;3"), "the next page was asked for as %q", uri))
}

func firstItems(b *bench) error {
	s := b.site(func(n int, w http.ResponseWriter, _ *hit) {
		ids := make([]string, 20)
		for i := range ids {
			ids[i] = fmt.Sprint(20*(n-1) + i + 1)
		}
		listed(fmt.Sprint("page-", n+1), ids...).write(w)
	})
	ids, more, err := b.paginator(s).Collect(b.ctx, list(), 20)
	return all(err, that(len(ids) == 20, "%d items", len(ids)), that(more, "the caller does not learn that there are more"),
		that(s.count() <= 2, "%d requests", s.count()))
}
