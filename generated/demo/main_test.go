package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheDemoTellsItsStory(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	got := regexp.MustCompile(`key \(\w+\.\.\.\)`).ReplaceAllString(out.String(), "key (K)")
	want := `
An order is made, although the vendor answers 503 and then hangs up
  ord_4 is open, 21.90 EUR in all
  sent 3 times with 1 key (K), executed once: true

A list of several pages, one of which is lost on the way
  ord_10   open       seeded 6
  ord_9    open       seeded 5
  ord_8    open       seeded 4
  ord_7    open       seeded 3
  ord_6    open       seeded 2
  ord_5    open       seeded 1
  ord_4    open       ring twice
  7 orders by 4 requests

Errors have the type that the document declares for their status
  404 order_not_found: There is no order with this id. (request req_order_not_found)
  422 /customer_id is no customer
  422 /items must not be empty

Absent, null and a value are three things
  sent {"note":null,"deliver_on":"2026-12-24"}
  the note is null: true, deliver on 2026-12-24

A deprecated operation is called twice and reported once
  notice: searchOrders goes away on 2027-01-31, use /v1/orders instead
  found 1
  found 1

What the vendor saw
  requests: 14, for tokens: 1, writes executed: 1
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the story (-want +got):\n%s", diff)
	}
}
