package spec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator/api"
)

// list is a document of one list: what its requests can say, and the schema of its pages.
type list struct {
	path    string // "/orders"
	method  string // "get"
	params  string // "cursor: string": in the query
	more    string // YAML of further keys of the operation
	body    string // YAML of the properties of the request's body
	headers string // YAML of the headers of the response
	page    string // YAML of the properties of the page; "": the items alone
	item    string // YAML of the properties of an item, if they are alone; "": an id
}

func (l list) document() string {
	if l.path == "" {
		l.path = "/orders"
	}
	if l.method == "" {
		l.method = "get"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "openapi: 3.0.0\ninfo: {title: T, version: '1'}\npaths:\n  %s:\n    %s:\n      operationId: %[2]sOrders\n", l.path, l.method)
	if l.more != "" {
		fmt.Fprintf(&b, "      %s\n", l.more)
	}
	if l.params != "" {
		b.WriteString("      parameters:\n")
		for _, p := range strings.Split(l.params, "; ") {
			name, schema, _ := strings.Cut(p, ": ")
			schema, description, _ := strings.Cut(schema, " # ")
			fmt.Fprintf(&b, "        - {name: '%s', in: query, description: '%s', schema: {type: %s}}\n", name, description, schema)
		}
	}
	if l.body != "" {
		fmt.Fprintf(&b, "      requestBody: {content: {application/json: {schema: {type: object, properties: {%s}}}}}\n", l.body)
	}
	schema := "type: object, properties: {" + l.page + "}"
	if l.page == "" {
		schema = strings.TrimPrefix(strings.TrimSuffix(orders, "}"), "orders: {")
	}
	if l.item != "" {
		schema = "type: array, items: {type: object, properties: {" + l.item + "}}"
	}
	fmt.Fprintf(&b, "      responses: {'200': {description: d, headers: {%s}, content: {application/json: {schema: {%s}}}}}\n", l.headers, schema)
	return b.String()
}

const (
	orders = "orders: {type: array, items: {type: object, properties: {id: {type: string}}}}"
	flag   = "has_more: {type: boolean}"
)

// verdict is a verdict in one line, without what is empty.
func verdict(op api.Operation) string {
	p := op.Paging
	if p == nil {
		return "none: " + op.NoPaging
	}
	out := string(p.Style)
	for _, f := range []struct{ key, value string }{
		{"param", p.Param}, {"in", p.In}, {"size", p.SizeParam}, {"items", p.Items}, {"next", p.Next}, {"header", p.Header}, {"more", p.More},
		{"done", p.Done}, {"total", p.Total}, {"pages", p.Pages}, {"limit", p.Limit}, {"number", p.Number}, {"id", p.ID},
	} {
		if f.value != "" && f.value != "query" {
			out += " " + f.key + "=" + f.value
		}
	}
	if p.Style == api.PageByNumber || p.Style == api.PageByOffset {
		first := fmt.Sprint(p.First)
		if p.Unknown {
			first = "?"
		}
		out += " first=" + first
	}
	return out
}

func TestPaging(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		doc  list
		want string // of a refusal, a part
	}{
		"a cursor beside the items":         {list{params: "cursor: string", page: orders + ", next_cursor: {type: string, nullable: true}, " + flag}, "cursor param=cursor items=orders next=next_cursor more=has_more"},
		"a cursor among the metadata":       {list{params: "page_token: string", page: orders + ", meta: {type: object, properties: {nextPageToken: {type: string}}}"}, "cursor param=page_token items=orders next=meta.nextPageToken"},
		"cursors with an after":             {list{params: "after: string", page: orders + ", paging: {type: object, properties: {cursors: {type: object, properties: {after: {type: string}}}}}"}, "cursor param=after items=orders next=paging.cursors.after"},
		"a token of the same name":          {list{params: "NextToken: string", page: orders + ", NextToken: {type: string}"}, "cursor param=NextToken items=orders next=NextToken"},
		"an end cursor":                     {list{params: "after: string; first: integer", page: "edges: {type: array, items: {type: object}}, pageInfo: {type: object, properties: {endCursor: {type: string}, hasNextPage: {type: boolean}}}"}, "cursor param=after items=edges next=pageInfo.endCursor more=pageInfo.hasNextPage"},
		"a cursor by its description":       {list{params: "start: string # The cursor for pagination.", page: orders + ", next: {type: string}"}, "cursor param=start items=orders next=next"},
		"an opaque offset":                  {list{params: "offset: string", page: orders + ", next_page: {type: object, properties: {offset: {type: string}}}"}, "cursor param=offset items=orders next=next_page.offset"},
		"an iterator with an end":           {list{params: "iterator: string", page: orders + ", iterator: {type: string}, done: {type: boolean}"}, "cursor param=iterator items=orders next=iterator done=done"},
		"a cursor in a container":           {list{params: "page[cursor]: string", page: orders + ", meta: {type: object, properties: {next_cursor: {type: string}}}"}, "cursor param=page[cursor] items=orders next=meta.next_cursor"},
		"a cursor in a header":              {list{params: "cursor: string", headers: "X-Next-Cursor: {schema: {type: string}}"}, "cursor param=cursor header=X-Next-Cursor"},
		"the last id":                       {list{params: "starting_after: string", page: orders + ", " + flag}, "lastID param=starting_after items=orders more=has_more id=id"},
		"an after that can be only an id":   {list{params: "after: string", page: orders + ", " + flag}, "lastID param=after items=orders more=has_more id=id"},
		"a URL by its format":               {list{params: "limit: integer", page: orders + ", next: {type: string, format: uri}"}, "url items=orders next=next"},
		"a URL beside the one before":       {list{params: "page: integer", page: "results: {type: array, items: {type: object}}, count: {type: integer}, next: {type: string}, previous: {type: string}"}, "url items=results next=next"},
		"a URL among links":                 {list{page: "data: {type: array, items: {type: object}}, links: {type: object, properties: {next: {type: string}}}"}, "url items=data next=links.next"},
		"a URL of OData":                    {list{page: "value: {type: array, items: {type: object}}, '@odata.nextLink': {type: string}"}, "url items=value next=@odata.nextLink"},
		"a URL of HAL":                      {list{page: "_embedded: {type: object, properties: {" + orders + "}}, _links: {type: object, properties: {next: {type: object, properties: {href: {type: string}}}}}"}, "url items=_embedded.orders next=_links.next.href"},
		"a Link header before numbers":      {list{params: "page: integer; per_page: integer", headers: "Link: {schema: {type: string}}"}, "link"},
		"a Link header in words":            {list{params: "per_page: integer", more: "description: See the Link header for the next page."}, "link"},
		"numbers with a number of pages":    {list{params: "page: integer; per_page: integer", page: orders + ", meta: {type: object, properties: {total_pages: {type: integer}}}"}, "number param=page size=per_page items=orders pages=meta.total_pages first=?"},
		"numbers of a bare list":            {list{params: "page: integer"}, "number param=page first=?"},
		"numbers from 0 by default":         {list{params: "page: integer, default: 0", page: orders + ", total: {type: integer}"}, "number param=page items=orders total=total first=0"},
		"numbers from 0 by their bound":     {list{params: "page: integer, minimum: 0; size: integer"}, "number param=page size=size first=0"},
		"numbers from 0 by words":           {list{params: "page: integer # Zero-based page index; size: integer"}, "number param=page size=size first=0"},
		"numbers of Spring":                 {list{params: "page: integer; size: integer", page: "content: {type: array, items: {type: object}}, totalElements: {type: integer}, totalPages: {type: integer}, number: {type: integer}"}, "number param=page size=size items=content total=totalElements pages=totalPages first=0"},
		"a number that is named":            {list{params: "page: integer; limit: integer", page: orders + ", next_page: {type: integer, nullable: true}"}, "number param=page items=orders next=next_page first=0"},
		"numbers that the response states":  {list{params: "page: integer; per_page: integer", page: orders + ", meta: {type: object, properties: {current_page: {type: integer}, last_page: {type: integer}}}"}, "number param=page size=per_page items=orders pages=meta.last_page number=meta.current_page first=?"},
		"numbers that the response repeats": {list{params: "pageNo: integer; limit: integer", page: orders + ", pageNo: {type: integer}, total: {type: integer}"}, "number param=pageNo size=limit items=orders total=total number=pageNo first=?"},
		"a page that is a number of pages":  {list{params: "page: integer; limit: integer", page: orders + ", page: {type: integer, description: The total number of pages.}, total: {type: integer}"}, "number param=page size=limit items=orders total=total first=?"},
		"a number that is not of pages":     {list{params: "page: integer; limit: integer", page: orders + ", number: {type: integer}, total: {type: integer}"}, "number param=page size=limit items=orders total=total first=?"},
		"a stated number that adds nothing": {list{params: "page: integer, default: 1; limit: integer", page: orders + ", page: {type: integer}"}, "number param=page size=limit items=orders first=1"},
		"numbers from 1 by their bound":     {list{params: "page: integer, minimum: 1; size: integer"}, "number param=page size=size first=1"},
		"numbers above 0":                   {list{params: "page: integer, minimum: 0, exclusiveMinimum: true; size: integer"}, "number param=page size=size first=1"},
		"numbers that are 0-indexed":        {list{params: "page: integer # The page (0-indexed).; size: integer"}, "number param=page size=size first=0"},
		"numbers that start at 1":           {list{params: "page: integer # Pages start at 1.; size: integer"}, "number param=page size=size first=1"},
		"numbers that start with page 1":    {list{params: "page: integer # Which page, starting with page 1.; size: integer"}, "number param=page size=size first=1"},
		"numbers counted from zero":         {list{params: "page: integer # Pages are counted from zero.; size: integer"}, "number param=page size=size first=0"},
		"a first page that is 0":            {list{params: "page: integer # The first page is 0.; size: integer"}, "number param=page size=size first=0"},
		"a 0 that means the first":          {list{params: "page: integer # 0 means the first page.; size: integer"}, "number param=page size=size first=0"},
		"a default in words":                {list{params: "page: integer # Defaults to page 1.; size: integer"}, "number param=page size=size first=1"},
		"both 0 and 1 in words":             {list{params: "page: integer # Zero-based. Defaults to 1 if absent.; size: integer"}, "number param=page size=size first=0"},
		"an offset from 1 by its default":   {list{params: "startIndex: integer, default: 1; count: integer", page: orders + ", total: {type: integer}"}, "offset param=startIndex size=count items=orders total=total first=1"},
		"an offset from 1 by its bound":     {list{params: "start: integer, minimum: 1; limit: integer", page: orders + ", total: {type: integer}"}, "offset param=start size=limit items=orders total=total first=1"},
		"an offset from 1 by words":         {list{params: "start: integer # 1-based index of the first result.; limit: integer", page: orders + ", total: {type: integer}"}, "offset param=start size=limit items=orders total=total first=1"},
		"an offset from 0 by words":         {list{params: "start: integer # Zero-based index of the first result.; limit: integer", page: orders + ", total: {type: integer}"}, "offset param=start size=limit items=orders total=total first=0"},
		"an index that the response states": {list{params: "startIndex: integer; count: integer", page: orders + ", startIndex: {type: integer}, total: {type: integer}"}, "offset param=startIndex size=count items=orders total=total number=startIndex first=?"},
		"offsets with a total":              {list{params: "offset: integer; limit: integer", page: orders + ", total: {type: integer}, limit: {type: integer}"}, "offset param=offset size=limit items=orders total=total limit=limit first=0"},
		"offsets of SCIM":                   {list{params: "startIndex: integer; count: integer", page: "Resources: {type: array, items: {type: object}}, totalResults: {type: integer}"}, "offset param=startIndex size=count items=Resources total=totalResults first=1"},
		"items behind a wrapper":            {list{params: "offset: integer; limit: integer", page: "data: {type: object, properties: {" + orders + ", total: {type: integer}}}"}, "offset param=offset size=limit items=data.orders total=data.total first=0"},
		"items named like the path":         {list{params: "cursor: string", page: orders + ", shops: {type: array, items: {type: object}}, next_cursor: {type: string}"}, "cursor param=cursor items=orders next=next_cursor"},
		"a cursor in a body":                {list{method: "post", body: "cursor: {type: string}", page: orders + ", next_cursor: {type: string}"}, "cursor param=cursor in=body items=orders next=next_cursor"},
		"an offset in a body":               {list{path: "/search", method: "post", body: "query: {type: object, properties: {from: {type: integer}, size: {type: integer}}}", page: orders + ", total: {type: integer}"}, "offset param=query.from in=body size=query.size items=orders total=total first=?"},
		"a cursor that is a number":         {list{params: "after: number", page: "meta: {type: object, properties: {" + orders + ", cursor: {type: object, properties: {before: {type: number}, after: {type: number}}}}}"}, "cursor param=after items=meta.orders next=meta.cursor.after"},
		"a next number beside this one":     {list{params: "from: integer; limit: integer", page: orders + ", total: {type: integer}, from: {type: integer}, next: {type: integer, nullable: true}"}, "cursor param=from items=orders next=next"},
		"a next number that is always so":   {list{params: "from: integer; limit: integer", page: orders + ", total: {type: integer}, from: {type: integer}, next: {type: integer}}, required: [next, from], x-more: {"}, "offset param=from size=limit items=orders total=total number=from first=?"},
		"items in the metadata":             {list{params: "cursor: string", page: "status: {type: integer}, meta: {type: object, properties: {" + orders + ", cursor: {type: string}, has_more: {type: boolean}}}"}, "cursor param=cursor items=meta.orders next=meta.cursor more=meta.has_more"},
		"items in one of two objects":       {list{params: "page: integer", page: "shop: {type: object, properties: {orders: {type: integer}}}, shop_orders: {type: object, properties: {" + orders + ", total_count: {type: integer}}}"}, "number param=page items=shop_orders.orders total=shop_orders.total_count first=?"},
		"a thing that has a list in it":     {list{params: "page: integer", page: "id: {type: string}, a: {type: object, properties: {x: {type: string}}}, lines: {type: object, properties: {" + orders + ", total: {type: integer}}}"}, "nothing in the response is a list"},
		"a list of pages":                   {list{params: "offset: integer; limit: integer", item: orders + ", meta: {type: object, properties: {pagination: {type: object, properties: {total: {type: integer}}}}}"}, "the response is a list of pages"},
		"a list of pages of another kind":   {list{params: "offset: integer; limit: integer", item: "page: {type: object, properties: {id: {type: integer}, visits: {type: integer}}}"}, "offset param=offset size=limit first=0"},
		"a list of things with lists":       {list{params: "offset: integer; limit: integer", item: orders + ", total: {type: integer}"}, "offset param=offset size=limit first=0"},
		"a thing behind a wrapper":          {list{params: "cursor: string", path: "/shops/{id}", page: "data: {type: object, properties: {id: {type: string}, tags: {type: array, items: {type: string}}}}, next_cursor: {type: string}"}, "nothing in the response is a list"},
		"an object that is but a list":      {list{params: "nextPageToken: string", page: "history: {type: object, properties: {events: {type: array, items: {type: object}}}}, nextPageToken: {type: string}"}, "cursor param=nextPageToken items=history.events next=nextPageToken"},
		"items named aside, as the path":    {list{path: "/shops/{links.id}/Messages.json", params: "cursor: string", page: "messages: {type: array, items: {type: object}}, links: {type: array, items: {type: object}}, next_cursor: {type: string}"}, "cursor param=cursor items=messages next=next_cursor"},
		"items named after the path's end":  {list{path: "/shops/registrations", params: "cursor: string", page: "shop_registrations: {type: array, items: {type: object}}, shop_versions: {type: array, items: {type: object}}, next_cursor: {type: string}"}, "cursor param=cursor items=shop_registrations next=next_cursor"},
		"members that are not the items":    {list{path: "/threads/search", params: "cursor: string", page: "members: {type: array, items: {type: object}}, threads: {type: array, items: {type: object}}, next_cursor: {type: string}"}, "cursor param=cursor items=threads next=next_cursor"},
		"a cursor behind a switch":          {list{params: "use_marker: boolean; marker: string; offset: integer; limit: integer", page: orders + ", next_marker: {type: string}, total: {type: integer}"}, "offset param=offset size=limit items=orders total=total first=0"},
		"a switch that is on":               {list{params: "use_marker: boolean, default: true; marker: string; offset: integer; limit: integer", page: orders + ", next_marker: {type: string}, total: {type: integer}"}, "cursor param=marker items=orders next=next_marker"},
		"a switch and nothing else":         {list{params: "use_marker: boolean; marker: string", page: orders + ", next_marker: {type: string}"}, "it counts only if something else in the request says so"},
		"a cursor with a value to begin":    {list{params: "cursor: string # Begin with `*`.", page: orders + ", next_cursor: {type: string}"}, "it has to be set from the beginning"},
		"a token that waits for news":       {list{params: "waitToken: string", page: orders + ", nextWaitToken: {type: string}"}, "nothing in the request moves the position"},
		"an offset that is a key":           {list{params: "offset: integer # Orders with a number greater than the offset will be returned.", page: orders}, "it is compared with something of the items"},
		"a number beside a token":           {list{params: "Page: integer; PageSize: integer; PageToken: string", page: orders}, "a token beside it does as well"},
		"a number that is a text":           {list{params: "page: string; count: string; cursor: string # For pagination.", page: orders + ", paging: {type: object, properties: {page: {type: integer}, pages: {type: integer}}}"}, "number param=page size=count items=orders pages=paging.pages number=paging.page first=?"},
		"a text that is no number":          {list{params: "page: string", page: orders + ", page: {type: string}, total: {type: integer}"}, "nothing in the request moves the position"},
		"numbers from 0 by the operation":   {list{params: "page: integer; limit: integer", more: "description: 'page - the number of the page (from 0 to page count - 1)'", page: orders + ", total: {type: integer}"}, "number param=page size=limit items=orders total=total first=0"},
		"a search that names no end":        {list{path: "/orders/query", method: "post", body: "offset: {type: integer}, limit: {type: integer}", page: orders}, "offset param=offset in=body size=limit items=orders first=0"},
		"a POST that is no search":          {list{path: "/orders/import", method: "post", body: "offset: {type: integer}, limit: {type: integer}", page: orders}, "nothing in the response bears it out"},
		"a scroll by a string or number":    {list{path: "/orders/scroll", method: "post", body: "offset: {oneOf: [{type: integer}, {type: string}]}", page: orders + ", next_page_offset: {oneOf: [{type: integer}, {type: string}], nullable: true}"}, "cursor param=offset in=body items=orders next=next_page_offset"},
		"a hint on a PUT":                   {list{method: "put", body: "page: {type: integer}", more: "x-speakeasy-pagination: {type: offsetLimit, inputs: [{name: page, in: requestBody, type: page}], outputs: {results: $.orders}}", page: orders}, "number param=page in=body items=orders first=?"},
		"a last item in a body":             {list{method: "put", body: "at: {type: string}", more: "x-speakeasy-pagination: {type: cursor, inputs: [{name: at, in: requestBody, type: cursor}], outputs: {nextCursor: '$.orders[-1].id'}}", page: orders}, "the id of the last item goes into the query only"},
		"a PUT without a hint":              {list{method: "put", body: "cursor: {type: string}", page: orders + ", next_cursor: {type: string}"}, "none: "},
		"a last id of several kinds":        {list{params: "starting_after: string", page: "data: {type: array, items: {oneOf: [{type: object, properties: {a: {type: string}}}, {type: string}]}}, " + flag}, "the items have no id in common"},
		"a vendor's hint":                   {list{params: "at: string", more: "x-fern-pagination: {cursor: $request.at, next_cursor: $response.then, results: $response.orders}", page: orders + ", then: {type: string}"}, "cursor param=at items=orders next=then"},
		"a last item in a vendor's hint":    {list{params: "at: string", more: "x-speakeasy-pagination: {type: cursor, inputs: [{name: at, type: cursor}], outputs: {nextCursor: '$.orders[-1].id'}}", page: orders}, "lastID param=at items=orders id=id"},
		"a hint that marks its parts":       {list{more: "parameters: [{name: at, in: query, x-stainless-pagination-property: {purpose: next_cursor_param}, schema: {type: string}}]", page: orders + ", then: {type: string, x-stainless-pagination-property: {purpose: next_cursor_field}}"}, "cursor param=at items=orders next=then"},
		"a hint that there is one page":     {list{params: "page: integer", more: "x-ms-pageable: {nextLinkName: null}", page: "value: {type: array, items: {type: object}}"}, "none: x-ms-pageable says that all items come at once"},
		"a hint that does not fit":          {list{params: "at: string", more: "x-fern-pagination: {cursor: $request.from, next_cursor: $response.then, results: $response.orders}", page: orders}, `none: x-fern-pagination does not fit: the response has no "then"`},
		"a limit alone":                     {list{params: "limit: integer", page: orders}, "nothing in the request moves the position"},
		"no next cursor":                    {list{params: "cursor: string", page: orders}, "nothing in the response names the next one"},
		"two lists":                         {list{params: "cursor: string", page: "a: {type: array, items: {type: object}}, b: {type: array, items: {type: object}}, next_cursor: {type: string}"}, "the response has several lists"},
		"the last id without an end":        {list{params: "starting_after: string", page: orders}, "nothing in the response"},
		"the start of a time":               {list{params: "start: integer; end: integer; limit: integer", page: orders}, "the start of a range"},
		"an index that begins somewhere":    {list{params: "pageIndex: integer; pageSize: integer", page: orders}, "number param=pageIndex size=pageSize items=orders first=?"},
		"a map":                             {list{params: "cursor: string", page: "orders: {type: object, additionalProperties: {type: string}}, next_cursor: {type: string}"}, "nothing in the response is a list"},
		"a creation whose body has a page":  {list{method: "post", body: "page: {type: integer}, " + orders, page: orders + ", total: {type: integer}"}, "none: "},
		"a cursor that leads back":          {list{params: "before: string", page: orders + ", next_cursor: {type: string}"}, "nothing in the request moves the position"},
		"a token of another kind":           {list{params: "longPollToken: string", page: orders + ", longPollToken: {type: string}"}, "none: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _ := load(t, map[string]string{"a.yaml": c.doc.document()})
			got := verdict(a.Operations[0])
			if strings.HasPrefix(got, "none: ") && !strings.HasPrefix(c.want, "none: x-ms") && strings.Contains(got, c.want) {
				return
			}
			same(t, "paging", c.want, got)
		})
	}
}

func TestEvidenceOfPagingHasItsPlace(t *testing.T) {
	t.Parallel()
	a, _ := load(t, map[string]string{"a.yaml": list{params: "cursor: string", page: orders + ", next_cursor: {type: string}"}.document()})
	p := a.Operations[0].Paging
	same(t, "reason", `items are in "orders"; query parameter "cursor"; the next cursor in "next_cursor"`, p.Why)
	for _, e := range p.Evidence {
		if e.Pos.Line == 0 {
			t.Errorf("%s has no place", e.What)
		}
	}
}
