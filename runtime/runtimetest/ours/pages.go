package ours

import (
	"context"
	"iter"

	"github.com/apigen-go/apigen/runtime/page"
	"github.com/apigen-go/apigen/runtime/runtimetest"
)

type item struct {
	ID string `json:"id"`
}

type items struct {
	Data    []item  `json:"data"`
	HasMore *bool   `json:"has_more"`
	Next    *string `json:"next"`
}

func byCursor(b *items) ([]item, page.Next) {
	return b.Data, page.Cursor("cursor", b.Next, b.HasMore)
}

func byURL(b *items) ([]item, page.Next) { return b.Data, page.URL(b.Next) }

func byLink(b *[]item) ([]item, page.Next) { return *b, page.Link() }

// Items walks a list by cursor.
func (c *caller) Items(ctx context.Context, call runtimetest.Call) iter.Seq2[string, error] {
	return ids(page.All(ctx, func() (*page.Page[item, items], error) {
		return page.First(ctx, c.client, c.request(call), options(call), byCursor)
	}))
}

// Linked walks a list by its Link header.
func (c *caller) Linked(ctx context.Context, call runtimetest.Call) iter.Seq2[string, error] {
	return ids(page.All(ctx, func() (*page.Page[item, []item], error) {
		return page.First(ctx, c.client, c.request(call), options(call), byLink)
	}))
}

// Addressed walks a list by the URL in its body.
func (c *caller) Addressed(ctx context.Context, call runtimetest.Call) iter.Seq2[string, error] {
	return ids(page.All(ctx, func() (*page.Page[item, items], error) {
		return page.First(ctx, c.client, c.request(call), options(call), byURL)
	}))
}

// Collect takes the first items of the list.
func (c *caller) Collect(ctx context.Context, call runtimetest.Call, n int) (ids []string, more bool, err error) {
	return page.Collect(c.Items(ctx, call), n)
}

// Kinds names an error of a walk.
func (c *caller) Kinds(err error) []runtimetest.Kind { return Kinds(err) }

func ids(seq iter.Seq2[item, error]) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for i, err := range seq {
			if !yield(i.ID, err) {
				return
			}
		}
	}
}
