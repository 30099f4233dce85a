package main

import (
	"fmt"

	"github.com/apigen-go/apigen/internal/same"
	"github.com/apigen-go/apigen/internal/standin"
)

// mayFail tells streams in which an item is an error, by the name of its event or a member that its type does not have.
func (c *call) mayFail(items []standin.Item) bool { return c.whole(items) < len(items) }

// whole is how many items come before one that is an error.
func (c *call) whole(items []standin.Item) int {
	for i, item := range items {
		if item.Failure && (item.Named("error") || c.method.Stream != nil && !c.method.Stream.OwnError && !c.method.Stream.Text) {
			return i
		}
	}
	return len(items)
}

// compareItems tells where the items of a stream are others than those that were sent, or another number of them.
func (c *call) compareItems(document *standin.Document, b back, sent []standin.Item) string {
	sent = sent[:c.whole(sent)]
	for i := range min(len(sent), len(b.Items)) {
		item, got := sent[i], decode(b.Items[i])
		want, loose, whole := item.Data, item.Loose, c.method.Stream.Envelope
		if c.method.Stream.Text {
			want = encode(standin.TextOf(want)) // of which nothing is known
		}
		if whole && item.Event == nil {
			return fmt.Sprintf("item %d of the stream: the client reads a whole event, and the document describes the data alone", i)
		}
		if whole {
			want, loose = item.Event, nil
			for _, l := range item.Loose {
				loose = append(loose, "/data"+l)
			}
		}
		if what := same.Values(decode(want), document.ShownItem(item, got, whole), loose); what != "" {
			return fmt.Sprintf("item %d of the stream: %s", i, what)
		}
	}
	if len(b.Items) != len(sent) {
		return fmt.Sprintf("%d items of a stream of %d", len(b.Items), len(sent))
	}
	return ""
}
