package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/plan"
)

func tagged(op api.Operation, tag string) api.Operation { op.Tags = []string{tag}; return op }

// methodNames lists "Service.Method" for operations, in their order.
func methodNames(t *testing.T, ops ...api.Operation) []string {
	t.Helper()
	p := build(t, withOperations(doc(), ops...))
	var names []string
	for _, op := range ops {
		for _, f := range p.Files {
			for _, m := range f.Service.Methods {
				if m.Op.Method == op.Method && m.Op.Path == op.Path {
					names = append(names, f.Service.Field+"."+m.Name)
				}
			}
		}
	}
	return names
}

func TestNamesOfMethods(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		op   api.Operation
		want string
	}{
		"the service's noun is dropped behind the verb":    {tagged(operation("GET", "/o", "listOrders", ""), "Orders"), "Orders.List"},
		"in the singular too":                              {tagged(operation("GET", "/o/{id}", "getOrder", ""), "Orders"), "Orders.Get"},
		"and at the start":                                 {tagged(operation("POST", "/o", "orders_create", ""), "Orders"), "Orders.Create"},
		"what follows stays":                               {tagged(operation("GET", "/u", "users/get-by-username", ""), "Users"), "Users.GetByUsername"},
		"a noun in the middle of another thing stays":      {tagged(operation("GET", "/o", "getUserOrders", ""), "Orders"), "Orders.GetUserOrders"},
		"a service of several words run together":          {tagged(operation("GET", "/a", "addons_list", ""), "Add-Ons"), "AddOns.List"},
		"the object of a service of several words":         {tagged(operation("POST", "/v", "createVectorStoreFile", ""), "Vector stores"), "VectorStores.CreateFile"},
		"the framework's word is dropped":                  {tagged(operation("GET", "/o", "OrdersController_findAll", ""), "orders"), "Orders.FindAll"},
		"the path behind the name is dropped":              {tagged(operation("GET", "/items/{item_id}", "read_item_items__item_id__get", ""), "items"), "Items.Read"},
		"an id made from the path is no name":              {operation("GET", "/v1/orders/{order}/items", "GetOrdersOrderItems", ""), "Orders.ListItems"},
		"a verb that sounds like the service":              {tagged(operation("POST", "/i", "inviteUser", ""), "Invites"), "Invites.InviteUser"},
		"words run together are told apart by the summary": {summary(tagged(operation("POST", "/t", "Getinputtokencounts", ""), "Tokens"), "Get input token counts"), "Tokens.GetInputTokenCounts"},
		"a list by its path":                               {operation("GET", "/api/v2/orders/{id}", "", ""), "Orders.Get"},
		"an action by its path":                            {operation("POST", "/orders/{id}/cancel", "", ""), "Orders.Cancel"},
		"an action on a part":                              {operation("POST", "/orders/{id}/refunds/{refund}/cancel", "", ""), "Orders.CancelRefund"},
		"creating by its path":                             {operation("POST", "/orders/{id}/refunds", "", ""), "Orders.CreateRefund"},
		"deleting by its path":                             {operation("DELETE", "/orders/{id}", "", ""), "Orders.Delete"},
		"the root":                                         {operation("GET", "/", "", ""), "API.Get"},
		"a composed id from behind its service":            {tagged(operation("GET", "/b", "storage.buckets.list", ""), "buckets"), "Buckets.List"},
		"a composed id with nouns between":                 {tagged(operation("GET", "/b", "build.projects.locations.connections.list", ""), "projects"), "Projects.ListLocationConnections"},
		"a composed id names its service":                  {operation("GET", "/v2/{name}", "build.operations.get", ""), "Operations.Get"},
		"an action on a placeholder":                       {operation("POST", "/v1/{name}:cancel", "", ""), "API.Cancel"},
		"a noun before its verb":                           {tagged(operation("GET", "/n", "nodes_files_list", ""), "Nodes"), "Nodes.ListFiles"},
		"a group in Pascal case names its service":         {operation("GET", "/s/{id}/usage", "UsageHistory_List", ""), "UsageHistory.List"},
		"the controller is no part of a service":           {tagged(operation("GET", "/p", "listUsingGET_1", ""), "pet-controller"), "Pet.List"},
		"a number at the end of an id":                     {tagged(operation("GET", "/p", "findPets_2", ""), "Pets"), "Pets.Find"},
		"the method before an id":                          {tagged(operation("POST", "/p", "POST_CreateOrder", ""), "Orders"), "Orders.Create"},
		"a route as an id":                                 {tagged(operation("GET", "/{appId}", "get-/crm/v3/cards/{appId}", ""), "Cards"), "Cards.Get"},
		"a route with a name behind it":                    {tagged(operation("GET", "/cards/{id}", "get-/cards/{id}_getById", ""), "Cards"), "Cards.GetByID"},
		"an id with the words of the path":                 {tagged(operation("GET", "/v2/incidents/{id}", "GET--version-incidents--id---format-", ""), "incidents"), "Incidents.Get"},
		"a hash is no name":                                {tagged(operation("DELETE", "/pets/{id}", "0f8fad5b-d9cb-469f-a165-70867728950e", ""), "pets"), "Pets.Delete"},
		"a number is no name":                              {tagged(operation("DELETE", "/pets/{id}", "1234", ""), "pets"), "Pets.Delete"},
		"letters without case are no name":                 {tagged(operation("DELETE", "/pets/{id}", "删除宠物", ""), "pets"), "Pets.Delete"},
		"what is nothing but the service":                  {tagged(operation("GET", "/players", "Players", ""), "Players"), "Players.List"},
		"an action in a fragment is no service":            {operation("POST", "/#Action=CreateQueue", "CreateQueue", ""), "API.CreateQueue"},
		"a format behind the path":                         {operation("GET", "/v1/orders.json", "", ""), "Orders.List"},
		"a version in the middle of a path":                {operation("GET", "/wayback/v1/snapshots", "", ""), "Wayback.ListSnapshots"},
		"the default tag is none":                          {tagged(operation("GET", "/pets", "listPets", ""), "default"), "Pets.List"},
		"a plural without an item below it":                {operation("GET", "/pets", "getPets", ""), "Pets.List"},
		"the vendor's Go name":                             {goNamed(operation("GET", "/orders", "listOrders", ""), "Find"), "Orders.Find"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff([]string{test.want}, methodNames(t, test.op)); diff != "" {
				t.Errorf("name (-want +got):\n%s", diff)
			}
		})
	}
}

func summary(op api.Operation, text string) api.Operation { op.Summary = text; return op }

func goNamed(op api.Operation, name string) api.Operation { op.GoName = name; return op }

func TestClashingMethodsAreAllCalledByTheirWholeID(t *testing.T) {
	t.Parallel()
	got := methodNames(t,
		tagged(operation("GET", "/orders", "getOrders", ""), "Orders"),
		tagged(operation("GET", "/orders/{id}", "getOrder", ""), "Orders"),
		tagged(operation("PUT", "/orders/{id}", "", ""), "Orders"),
		tagged(operation("PATCH", "/orders/{id}", "", ""), "Orders"),
		tagged(operation("POST", "/one", "sendOrder", ""), "Orders"),
		tagged(operation("POST", "/many", "sendOrders", ""), "Orders"),
	)
	want := []string{"Orders.List", "Orders.Get", "Orders.Replace", "Orders.Patch", "Orders.SendOrder", "Orders.SendOrders"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestPathsThatDifferInLittleHaveNamesWithoutSuffix(t *testing.T) {
	t.Parallel()
	got := methodNames(t, operation("GET", "/v1/jobs", "", ""), operation("GET", "/v1/jobs/", "", ""), operation("GET", "/v2/orders", "", ""), operation("GET", "/v3/orders", "", ""))
	want := []string{"Jobs.GetV1Jobs", "Jobs.ListSlash", "Orders.ListV2", "Orders.ListV3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestTheUsersNamesWin(t *testing.T) {
	t.Parallel()
	a := withOperations(doc(object(ref("Order"), required("id", "#/text"))), operation("GET", "/orders", "listOrders", ref("Order")))
	p, diags := plan.Build(a, plan.Options{Names: map[string]string{
		"GET /orders": "Everything", string(ref("Order")): "Purchase", string(ref("Order")) + "/properties/id": "Number", "GET /gone": "X",
	}})
	method(t, p, "Orders.Everything")
	if diff := cmp.Diff([]string{"Number string id"}, fields(decl(t, p, "Purchase").Struct)); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if found := diags.Sorted(); len(found) != 1 || found[0].Code != "unused-name" {
		t.Errorf("want one unused name, got %v", found)
	}
}

func TestArgumentsDoNotHideAnything(t *testing.T) {
	t.Parallel()
	op := operation("GET", "/a/{ctx}/{type}/{body}/{page}/{len}", "getA", "")
	m := method(t, build(t, withOperations(doc(), op)), "A.Get")
	var names []string
	for _, a := range m.Path {
		names = append(names, a.Name)
	}
	want := []string{"ctxValue", "typeValue", "bodyValue", "pageValue", "lenValue"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("arguments (-want +got):\n%s", diff)
	}
}

func TestResults(t *testing.T) {
	t.Parallel()
	jsonOf := func(id api.ID) api.Media { return api.Media{Type: "application/json", Schema: &api.Use{ID: id}} }
	plain := func(name string) api.Media { return api.Media{Type: name} }
	response := func(status string, content ...api.Media) api.Response {
		return api.Response{Status: status, Content: content}
	}
	tests := map[string]struct {
		responses    []api.Response
		kind         plan.ResultKind
		want, accept string
	}{
		"an object by pointer":                 {[]api.Response{response("200", jsonOf(ref("Order")))}, plan.PointerResult, "Order", "application/json"},
		"a list by value":                      {[]api.Response{response("200", jsonOf("#/list"))}, plan.ValueResult, "[]Order", "application/json"},
		"one type over several statuses":       {[]api.Response{response("200", jsonOf(ref("Order"))), response("202", jsonOf(ref("Order"))), response("204")}, plan.PointerResult, "Order", "application/json"},
		"several types by status":              {[]api.Response{response("200", jsonOf(ref("Order"))), response("202", jsonOf(ref("Job")))}, plan.StatusResult, "ThingsDoResult", "application/json"},
		"nothing":                              {[]api.Response{response("204")}, plan.NoResult, "", ""},
		"text":                                 {[]api.Response{response("200", plain("text/plain; charset=utf-8"))}, plan.TextResult, "string", "text/plain"},
		"bytes":                                {[]api.Response{response("200", plain("application/pdf"), plain("image/png"))}, plan.StreamResult, "", "application/pdf, image/png"},
		"events alone":                         {[]api.Response{response("200", plain("text/event-stream"))}, plan.StreamResult, "", "text/event-stream"},
		"JSON wins over events":                {[]api.Response{response("200", plain("text/event-stream"), jsonOf(ref("Order")))}, plan.PointerResult, "Order", "application/json"},
		"JSON of another name":                 {[]api.Response{response("200", api.Media{Type: "application/vnd.x+json", Schema: &api.Use{ID: ref("Order")}})}, plan.PointerResult, "Order", "application/vnd.x+json"},
		"JSON without a schema":                {[]api.Response{response("200", plain("application/json"))}, plan.ValueResult, "any", "application/json"},
		"a default that is all there is":       {[]api.Response{response("default", jsonOf(ref("Order")))}, plan.PointerResult, "Order", "application/json"},
		"no content, but failures have a body": {[]api.Response{response("204"), response("404", jsonOf(ref("Order")))}, plan.NoResult, "", "application/json"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			op := tagged(operation("POST", "/x", "do", ""), "Things")
			op.Responses = test.responses
			a := doc(object(ref("Order"), required("id", "#/text")), object(ref("Job"), required("id", "#/text")),
				api.Schema{ID: "#/list", Kind: api.Array, Items: &api.Use{ID: ref("Order")}})
			m := method(t, build(t, withOperations(a, op)), "Things.Do")
			got := ""
			if m.Result.Type.Kind != "" {
				got = goType(m.Result.Type)
			}
			if m.Result.Kind != test.kind || got != test.want || m.Op.Accept != test.accept {
				t.Errorf("got %s %q accepting %q, want %s %q accepting %q", m.Result.Kind, got, m.Op.Accept, test.kind, test.want, test.accept)
			}
		})
	}
}

func TestMultipartBodiesHaveFiles(t *testing.T) {
	t.Parallel()
	a := doc(
		api.Schema{ID: "#/file", Kind: api.String, Format: "binary"}, api.Schema{ID: "#/files", Kind: api.Array, Items: &api.Use{ID: "#/file"}},
		object(ref("Upload"), required("file", "#/file"), optional("thumb", "#/file"), required("more", "#/files"), required("title", "#/text")),
		object(ref("InJSON"), required("file", "#/file")),
	)
	op := operation("POST", "/files", "createFile", "")
	op.Body = &api.Body{Required: true, Content: []api.Media{{Type: "multipart/form-data", Schema: &api.Use{ID: ref("Upload")}}}}
	p := build(t, withOperations(a, op))
	want := []string{"File runtime.File file", "Thumb *runtime.File thumb,omitzero", "More []runtime.File more", "Title string title"}
	if diff := cmp.Diff(want, fields(decl(t, p, "Upload").Struct)); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"File string file"}, fields(decl(t, p, "InJSON").Struct)); diff != "" {
		t.Errorf("fields of JSON (-want +got):\n%s", diff)
	}
	if m := method(t, p, "Files.Create"); m.Body.Kind != plan.MultipartBody || goType(m.Body.Type) != "Upload" {
		t.Errorf("body is %s %s", m.Body.Kind, goType(m.Body.Type))
	}
}

func TestPaging(t *testing.T) {
	t.Parallel()
	base := ref("OrderList")
	a := doc(
		object(ref("Order"), required("id", "#/text")),
		api.Schema{ID: base + "/properties/data", Kind: api.Array, Items: &api.Use{ID: ref("Order")}}, api.Schema{ID: "#/bool", Kind: api.Boolean},
		object(base, required("data", base+"/properties/data"), optional("meta", base+"/properties/meta"), required("has_more", "#/bool")),
		object(base+"/properties/meta", api.Property{Name: "next", Schema: api.Use{ID: "#/text", Nullable: true}}),
	)
	op := operation("GET", "/orders", "listOrders", base)
	op.Paging = &api.Paging{Style: "cursor", Param: "cursor", In: "query", Items: "data", Next: "meta.next", More: "has_more"}
	p := build(t, withOperations(a, op))
	got := method(t, p, "Orders.List").Paging
	want := &plan.Paging{
		All: "All", Item: got.Item, Style: "cursor", Param: "cursor", In: "query",
		Items: plan.Access{{Field: "Data"}},
		Next:  plan.Access{{Field: "Meta", Pointer: true}, {Field: "Next", Nullable: true}},
		More:  plan.Access{{Field: "HasMore"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("paging (-want +got):\n%s", diff)
	}
	if goType(got.Item) != "Order" {
		t.Errorf("items are %s", goType(got.Item))
	}
}

func TestOptionsOfSecuritySchemes(t *testing.T) {
	t.Parallel()
	a := withOperations(doc(), operation("GET", "/orders", "listOrders", ""))
	a.Schemes = []api.SecurityScheme{
		{Key: "admin_key", Type: "apiKey", In: "header", Name: "X-Admin"}, {Key: "apiKey", Type: "apiKey", In: "query", Name: "key"},
		{Key: "oauth", Type: "oauth2", Flows: []api.Flow{{Type: "clientCredentials", TokenURL: "https://x.test/token"}}},
		{Key: "tls", Type: "mutualTLS"}, {Key: "unused", Type: "http", Scheme: "basic"},
	}
	a.Operations[0].Security = []api.Requirement{{{Scheme: "admin_key"}, {Scheme: "tls"}}, {{Scheme: "apiKey"}}, {{Scheme: "oauth"}}, {}}
	p := build(t, a)
	var names []string
	for _, o := range p.Client.Options {
		names = append(names, o.Name)
	}
	want := []string{"WithAPIKey", "WithAccessToken", "WithAdminKeyAPIKey", "WithClientCredentials", "WithTokenSource"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("options (-want +got):\n%s", diff)
	}
	table := plan.Table{
		Name: "securityAdminKeyOrAPIKeyOrOAuthOrNone", Kind: plan.SecurityTable,
		Security: []plan.Requirement{{"admin_key"}, {"apiKey"}, {"oauth"}, {}},
	}
	if diff := cmp.Diff([]plan.Table{table}, p.Tables); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	a := doc(object(ref("Order"), required("id", "#/text")), object(ref("Shared"), required("id", "#/text")), object(ref("Unused"), required("id", "#/text")))
	p := build(t, withOperations(a,
		tagged(operation("GET", "/a", "getA", ref("Shared")), "Load test"), tagged(operation("GET", "/b", "getB", ref("Shared")), "types"),
		tagged(operation("GET", "/c", "getC", ref("Order")), "linux"), tagged(operation("GET", "/d", "getD", ""), "Client"),
	))
	var got []string
	for _, f := range p.Files {
		line := f.Name
		for _, d := range f.Decls {
			line += " " + declared(d)
		}
		got = append(got, line)
	}
	want := []string{"client_api.go", "linux.go Order", "load_test_api.go", "types.go Shared Unused", "types_api.go"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestManyTypesAreFiledByTheirNames(t *testing.T) {
	t.Parallel()
	a := doc(text("#/text"))
	for i := range 800 {
		first := []string{"Webhook", "Webhook", "Webhook", "Order", "Web"}[i%5]
		second := []string{"Pull", "Linux", "Push"}[i%3]
		s := object(ref(fmt.Sprintf("%s%s%c%c", first, second, 'A'+i%26, 'a'+i/26)), required("id", "#/text"))
		s.Name = strings.TrimPrefix(string(s.ID), "#/components/schemas/")
		a.Schemas[s.ID] = &s
	}
	got := map[string]int{}
	for _, f := range build(t, a).Files {
		got[f.Name] = len(f.Decls)
	}
	want := map[string]int{
		"types_o.go": 160, "types_web.go": 160, "types_webhook_pull.go": 160, "types_webhook_linux_types.go": 160, "types_webhook_push.go": 160,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestComments(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ summary, description, want string }{
		"a verb is put in the third person":           {"Place an order", "", "Do places an order."},
		"two verbs are":                               {"Create or update an order", "", "Do creates or updates an order."},
		"a verb that already is stays":                {"Returns the orders.", "", "Do returns the orders."},
		"a phrase of what is returned":                {"All orders of a customer", "", "Do returns all orders of a customer."},
		"an article does not make a phrase":           {"The job is gone", "", `Do implements "The job is gone".`},
		"a summary that is the name":                  {"Do", "", "Do calls GET /x."},
		"a noun before of":                            {"Bulk update of orders", "", `Do implements "Bulk update of orders".`},
		"a gerund is a verb":                          {"Deleting a file", "", "Do deletes a file."},
		"two gerunds are":                             {"Creating or updating orders", "", "Do creates or updates orders."},
		"with a doubled letter too":                   {"Getting orders", "", "Do returns orders."},
		"a gerund may be part of a noun":              {"Processing status", "", `Do implements "Processing status".`},
		"a noun is quoted":                            {"Order details", "", `Do implements "Order details".`},
		"a list is no verb before of":                 {"List of orders", "", `Do implements "List of orders".`},
		"without a summary the description is used":   {"", "Get it. More.", "Do returns it.\n\nMore."},
		"without both the path is":                    {"", "", "Do calls GET /x."},
		"getting returns":                             {"Get an order", "", "Do returns an order."},
		"an unknown verb has an object":               {"Compact a conversation", "", "Do compacts a conversation."},
		"several verbs are one":                       {"Create/modify/delete variables", "", "Do creates/modifies/deletes variables."},
		"a tag moves behind":                          {"[Beta] List orders.", "", "Do lists orders (Beta)."},
		"a description that says the same is none":    {"List orders", "Returns a list of all orders. More.", "Do lists orders.\n\nMore."},
		"a description that says more is the text":    {"List orders", "Returns orders, newest first.", "Do returns orders, newest first."},
		"a description that says another thing stays": {"List orders", "Slow.", "Do lists orders.\n\nSlow."},
		"Markdown is flattened": {
			"List orders", "See **[the guide](https://x.test/a)** for `code`:\n\n* one\n* two <b>bold</b> &amp; more\n\n```json\n{\n}\n```\n\n# Title\n| a | b |\n|---|---|\n| 1 | 2 |",
			"Do lists orders.\n\nSee the guide (https://x.test/a) for code:\n\n  - one\n  - two bold & more\n\n\t{\n\t}\n\nTitle\n\n  - a | b\n  - 1 | 2",
		},
		"hostile text is text": {
			"Get it", "*/ package evil\n\n+build ignore\n\ngo:generate rm\n\n//go:build x\n\nCode generated by x. DO NOT EDIT.\n\na\u202eb\x00c",
			"Do returns it.\n\n* / package evil\n\n+ build ignore\n\ng o:generate rm\n\n//g o:build x\n\nCode generated by x. do not edit.\n\nabc",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			op := tagged(operation("GET", "/x", "do", ""), "Things")
			op.Summary, op.Description = test.summary, test.description
			m := method(t, build(t, withOperations(doc(), op)), "Things.Do")
			got := strings.TrimSuffix(strings.Join(m.Doc, "\n"), "\n\nGET /x")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("comment (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheRouteSaysHowItRepeats(t *testing.T) {
	t.Parallel()
	keyed := operation("POST", "/orders", "createOrder", "")
	keyed.Idempotency, keyed.Summary = &api.Idempotency{Header: "Idempotency-Key"}, "Place an order"
	patch := operation("PATCH", "/orders/{id}", "updateOrder", "")
	patch.Deprecated, patch.Summary = true, "Change an order"
	p := build(t, withOperations(doc(), keyed, patch, operation("POST", "/refunds", "createRefund", "")))
	for name, want := range map[string]string{
		"Orders.Create": "Create places an order.\n\nPOST /orders (keyed: safe to retry)",
		"Orders.Update": "Update changes an order.\n\nPATCH /orders/{id} (not repeated after an ambiguous failure)\n\n" +
			"Deprecated: the document marks this operation as deprecated.",
		"Refunds.Create": "Create calls POST /refunds (not repeated after an ambiguous failure).",
	} {
		if diff := cmp.Diff(want, strings.Join(method(t, p, name).Doc, "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestCommentsOfTypes(t *testing.T) {
	t.Parallel()
	for description, want := range map[string]string{
		"":                             "",
		"An order of a customer.":      "Order is an order of a customer.",
		"A thing that was ordered.":    "Order is a thing that was ordered.",
		"An order was cancelled.":      "Order: an order was cancelled.",
		"An order is what people buy.": "Order is what people buy.",
		"Represents an order":          "Order represents an order.",
		"Encapsulates the order":       "Order encapsulates the order.",
		"Details of the order":         "Order: Details of the order.",
	} {
		s := object(ref("Order"), required("id", "#/text"))
		s.Description = description
		got := strings.Join(decl(t, build(t, doc(s, text("#/text"))), "Order").Struct.Doc, "\n")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", description, diff)
		}
	}
}
