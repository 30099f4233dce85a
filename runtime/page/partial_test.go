package page_test

import (
	"errors"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/page"
)

func TestAPageThatReportsFailureYieldsItsItemsAndThenTheError(t *testing.T) {
	t.Parallel()
	op := opList
	op.Partial = runtime.PartialCase{Errors: "errors"}
	v := &vendor{pages: []string{
		`{"data":[{"id":"a"}],"next":"2"}`, `{"data":[{"id":"b"},{"id":"c"}],"next":"3","errors":["late"]}`, `{"data":[{"id":"d"}]}`,
	}}
	server := httptest.NewServer(v)
	defer server.Close()
	c, err := runtime.New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	first := func() (*page.Page[item, itemList], error) {
		return page.First(t.Context(), c, runtime.NewRequest(&op), nil, byCursor)
	}
	var partial *runtime.PartialError
	ids, err := walk(t, first)
	if !slices.Equal(ids, []string{"a", "b", "c"}) || !errors.As(err, &partial) || partial.Code != "late" || len(v.queries) != 2 {
		t.Errorf("items %v, error %v, %d requests", ids, err, len(v.queries))
	}
	v.queries = nil
	p, err := first()
	if err != nil {
		t.Fatal(err)
	}
	second, err := p.Next(t.Context())
	if second == nil || !errors.As(err, &partial) || len(second.Items) != 2 || !second.HasMore() {
		t.Fatalf("page %+v, %v", second, err)
	}
	if third, err := second.Next(t.Context()); err != nil || third.Items[0].ID != "d" {
		t.Errorf("the page after it: %+v, %v", third, err)
	}
}
