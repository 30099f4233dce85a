package render_test

import "github.com/apigen-go/apigen/generator/plan"

const runtimePath = "github.com/apigen-go/apigen/runtime"

func named(name string) plan.Type {
	return plan.Type{Kind: plan.Named, Ident: plan.Ident{Name: name}}
}

func from(path, name string, args ...plan.Type) plan.Type {
	return plan.Type{Kind: plan.Named, Ident: plan.Ident{Path: path, Name: name}, Args: args}
}

func pointer(t plan.Type) plan.Type  { return plan.Type{Kind: plan.Pointer, Elem: &t} }
func slice(t plan.Type) plan.Type    { return plan.Type{Kind: plan.Slice, Elem: &t} }
func mapOf(t plan.Type) plan.Type    { return plan.Type{Kind: plan.Map, Elem: &t} }
func nullable(t plan.Type) plan.Type { return from(runtimePath, "Nullable", t) }

// ordersPlan has every shape once.
func ordersPlan() *plan.Package {
	return &plan.Package{
		Name: "orders", Runtime: runtimePath, Title: "Orders API", Version: "1.4.0",
		Doc: plan.Comment{"Package orders is a client for the Orders API.", "", "Orders are placed, paid and shipped."},
		Client: plan.Client{
			Name: "Client", Doc: plan.Comment{"Client calls the Orders API. It is safe for concurrent use."},
			BaseURL: "https://api.example.com/v1",
			Services: []plan.ServiceRef{
				{Field: "Files", Type: "FilesService"},
				{Field: "Orders", Type: "OrdersService", Doc: plan.Comment{"Orders are what customers place."}},
			},
			Options: ordersOptions(),
			Pin:     &plan.Pin{In: "header", Name: "Acme-Version", Value: "2026-10-01", Const: "APIVersion"},
		},
		Tables: []plan.Table{
			{Name: "errorsProblem", Kind: plan.ErrorTable, Errors: []plan.ErrorCase{{Status: "default", Body: named("Problem")}}},
			{Name: "errorsProblemStrings", Kind: plan.ErrorTable, Errors: []plan.ErrorCase{
				{Status: "404", Body: slice(from("", "string"))}, {Status: "4XX", Body: named("Problem")},
			}},
			{Name: "securityBearerAuth", Kind: plan.SecurityTable, Security: []plan.Requirement{{"bearerAuth"}}},
			{Name: "securityKeyOrNone", Kind: plan.SecurityTable, Security: []plan.Requirement{{"key", "basic"}, {}}},
		},
		Files: []plan.File{filesFile(), ordersFile(), typesFile()},
	}
}

func ordersOptions() []plan.Option {
	return []plan.Option{
		{Name: "WithAPIKey", Kind: plan.APIKey, Scheme: "key", In: "header", Key: "X-Api-Key",
			Doc: plan.Comment{`WithAPIKey sends the key in the X-Api-Key header (security scheme "key").`}},
		{Name: "WithBasicAuth", Kind: plan.Basic, Scheme: "basic"},
		{Name: "WithBearerToken", Kind: plan.Bearer, Scheme: "bearerAuth",
			Doc: plan.Comment{`WithBearerToken sends a bearer token (security scheme "bearerAuth").`}},
		{Name: "WithClientCredentials", Kind: plan.ClientCredentials, Scheme: "oauth", TokenURL: "https://auth.example.com/token"},
		{Name: "WithTokenSource", Kind: plan.TokenSource, Scheme: "oauth"},
	}
}

func ordersFile() plan.File {
	return plan.File{
		Name: "orders.go",
		Service: &plan.Service{Name: "OrdersService", Field: "Orders",
			Doc: plan.Comment{"OrdersService groups what is done with orders."}, Methods: ordersMethods()},
		Decls: []plan.Decl{
			{Struct: &plan.Struct{Name: "OrdersExportParams", Params: true,
				Doc: plan.Comment{"OrdersExportParams are the parameters of [OrdersService.Export]."},
				Fields: []plan.Field{
					{Name: "Format", Type: named("OrderStatus"), Doc: plan.Comment{"Format of the file. Required."}},
					{Name: "Filter", Type: pointer(named("Filter"))},
				}}},
			{Struct: &plan.Struct{Name: "OrdersListParams", Params: true, Fields: []plan.Field{
				{Name: "Cursor", Type: pointer(named("string"))},
				{Name: "Limit", Type: pointer(named("int64")), Doc: plan.Comment{"Limit is the number of orders per page.", "At most 100."}},
				{Name: "Session", Type: pointer(named("string"))},
				{Name: "Trace", Type: slice(named("string"))},
			}}},
			{Struct: &plan.Struct{Name: "OrdersPayResult", Doc: plan.Comment{"OrdersPayResult has one field per status."}, Fields: []plan.Field{
				{Name: "OK", Type: pointer(named("Order"))}, {Name: "Accepted", Type: slice(named("string"))},
			}}},
		},
	}
}

func op(name, method, path string) plan.Operation {
	return plan.Operation{Var: "opOrders" + name, ID: "orders" + name, Method: method, Path: path,
		Accept: "application/json", Security: "securityBearerAuth", Errors: "errorsProblem"}
}

func ordersMethods() []plan.Method {
	id := plan.Arg{Name: "orderID", Wire: "order_id", Type: named("string")}
	create := op("Create", "POST", "/orders")
	create.KeyHeader, create.KeyField = "Idempotency-Key", "key"
	items := op("ListItems", "GET", "/orders/{order_id}/items{.format}")
	items.Deprecated = true
	search := op("Search", "POST", "/orders/search")
	search.Server = "https://search.example.com"
	return []plan.Method{
		{Name: "Cancel", Op: op("Cancel", "DELETE", "/orders/{order_id}"), Path: []plan.Arg{id},
			Result: plan.Result{Kind: plan.NoResult}, Doc: plan.Comment{"Cancel cancels an order.", "", "DELETE /orders/{order_id}"}},
		{Name: "Create", Op: create, Result: plan.Result{Kind: plan.PointerResult, Type: named("Order")},
			Body: &plan.Body{Name: "body", Kind: plan.JSONBody, Type: named("Order"), MediaType: "application/json"},
			Doc:  plan.Comment{"Create places an order.", "", "POST /orders"}},
		{Name: "Export", Op: op("Export", "GET", "/orders/export"), Result: plan.Result{Kind: plan.StreamResult},
			Params: &plan.Params{Type: "OrdersExportParams", Required: true, Fields: []plan.Param{
				{Field: "Format", In: "query", Wire: "format"}, {Field: "Filter", In: "querystring"},
			}}},
		{Name: "Get", Op: op("Get", "GET", "/orders/{order_id}"), Path: []plan.Arg{id},
			Result: plan.Result{Kind: plan.PointerResult, Type: named("Order")},
			Doc:    plan.Comment{"Get returns an order.", "", "GET /orders/{order_id}"}},
		{Name: "List", Op: op("List", "GET", "/orders"), Result: plan.Result{Kind: plan.PointerResult, Type: named("OrderList")},
			Params: &plan.Params{Type: "OrdersListParams", Fields: []plan.Param{
				{Field: "Cursor", In: "query", Wire: "cursor"}, {Field: "Limit", In: "query", Wire: "limit"},
				{Field: "Session", In: "cookie", Wire: "session"},
				{Field: "Trace", In: "header", Wire: "X-Trace", Style: []string{"Explode"}},
			}},
			Doc: plan.Comment{"List returns one page of orders.", "", "GET /orders"},
			Paging: &plan.Paging{All: "All", Item: named("Order"), Style: "cursor", Param: "cursor",
				Items: plan.Access{{Field: "Data"}}, Next: plan.Access{{Field: "Meta", Pointer: true}, {Field: "Next", Pointer: true}},
				More: plan.Access{{Field: "Meta", Pointer: true}, {Field: "HasMore"}}}},
		{Name: "ListItems", Op: items,
			Doc:    plan.Comment{"ListItems returns the items.", "", "Deprecated: use [OrdersService.Get],", "which has them."},
			Path:   []plan.Arg{id, {Name: "format", Wire: "format", Type: named("string"), Style: []string{"Label", "Explode"}}},
			Result: plan.Result{Kind: plan.ValueResult, Type: slice(named("Item"))},
			Paging: &plan.Paging{All: "AllItems", Item: named("Item"), Style: "lastID", Param: "after",
				ID: plan.Access{{Field: "Ref", Pointer: true}, {Field: "ID"}}}},
		{Name: "Pay", Op: op("Pay", "PUT", "/orders/{order_id}/payment"), Path: []plan.Arg{id},
			Body: &plan.Body{Name: "body", Kind: plan.JSONBody, Type: pointer(named("PaymentSource")), MediaType: "application/merge-patch+json", Optional: true},
			Result: plan.Result{Kind: plan.StatusResult, Type: named("OrdersPayResult"), Cases: []plan.StatusCase{
				{Status: "200", Field: "OK"}, {Status: "202", Field: "Accepted"}}}},
		{Name: "Search", Op: search, Result: plan.Result{Kind: plan.PointerResult, Type: named("SearchResult")},
			Body: &plan.Body{Name: "query", Kind: plan.FormBody, Type: named("Filter"), MediaType: "application/x-www-form-urlencoded",
				Fields: []plan.FieldStyle{{Field: "note", ContentType: "application/json"}, {Field: "status", Style: []string{"DeepObject", "Explode"}}}},
			Doc: plan.Comment{"Search finds orders.", "", "POST /orders/search"},
			Paging: &plan.Paging{All: "SearchAll", Item: named("Order"), Style: "cursor", Param: "next",
				Items: plan.Access{{Field: "Result", Nullable: true}, {Field: "Orders", Nullable: true}},
				Next:  plan.Access{{Field: "Result", Nullable: true}, {Field: "Next"}}}},
	}
}

func filesFile() plan.File {
	read := plan.Operation{Var: "opFilesRead", ID: "GET /files", Method: "GET", Path: "/files", Accept: "text/plain"}
	return plan.File{Name: "files.go", Service: &plan.Service{Name: "FilesService", Field: "Files", Methods: []plan.Method{
		{Name: "Names", Op: plan.Operation{Var: "opFilesNames", ID: "names", Method: "GET", Path: "/names"},
			Result: plan.Result{Kind: plan.ValueResult, Type: mapOf(named("string"))}},
		{Name: "Note", Op: plan.Operation{Var: "opFilesNote", ID: "note", Method: "POST", Path: "/note"},
			Body:   &plan.Body{Name: "body", Kind: plan.TextBody, Type: named("string"), MediaType: "text/plain"},
			Result: plan.Result{Kind: plan.NoResult}},
		{Name: "Read", Op: read, Result: plan.Result{Kind: plan.TextResult}},
		{Name: "Send", Op: plan.Operation{Var: "opFilesSend", ID: "send", Method: "POST", Path: "/send"},
			Body:   &plan.Body{Name: "body", Kind: plan.MultipartBody, Type: named("Upload"), MediaType: "multipart/form-data"},
			Result: plan.Result{Kind: plan.NoResult}},
		{Name: "Upload", Op: plan.Operation{Var: "opFilesUpload", ID: "upload", Method: "PUT", Path: "/files"},
			Body:   &plan.Body{Name: "body", Kind: plan.ReaderBody, Type: from("io", "Reader"), MediaType: "application/octet-stream"},
			Result: plan.Result{Kind: plan.NoResult}},
	}}}
}

func typesFile() plan.File {
	return plan.File{Name: "types.go", Decls: []plan.Decl{
		{Struct: &plan.Struct{Name: "Card", Fixed: []plan.Fixed{{Field: "Object", Literal: `"card"`}}, Fields: []plan.Field{
			{Name: "Object", Type: named("string"), JSON: "object"}, {Name: "Number", Type: from(runtimePath, "Secret"), JSON: "number"},
		}}},
		{Struct: &plan.Struct{Name: "Filter", Fields: []plan.Field{{Name: "Status", Type: slice(named("OrderStatus")), JSON: "status", OmitZero: true}}}},
		{Struct: &plan.Struct{Name: "Item", Fields: []plan.Field{{Name: "Ref", Type: pointer(named("Ref")), JSON: "ref", OmitZero: true}}}},
		{Struct: &plan.Struct{Name: "Meta", Fields: []plan.Field{
			{Name: "Next", Type: pointer(named("string")), JSON: "next", OmitZero: true}, {Name: "HasMore", Type: named("bool"), JSON: "has_more"},
		}}},
		{Struct: &plan.Struct{Name: "Order", Doc: plan.Comment{"Order is what a customer buys."}, EmptyLists: []string{"Items", "Labels"},
			Fields: []plan.Field{
				{Name: "ID", Type: named("string"), JSON: "id", Doc: plan.Comment{"ID identifies the order."}},
				{Name: "CreatedAt", Type: from("time", "Time"), JSON: "created_at"},
				{Name: "Items", Type: slice(named("Item")), JSON: "items"},
				{Name: "Labels", Type: named("Labels"), JSON: "labels", Map: true},
				{Name: "Note", Type: nullable(named("string")), JSON: "note", OmitZero: true,
					Doc: plan.Comment{"Note is shown to the customer.", "", "It is kept for a year."}},
				{Name: "Status", Type: pointer(named("OrderStatus")), JSON: "status", OmitZero: true},
			},
			Additional: &plan.Field{Name: "AdditionalProperties", Type: mapOf(named("any")), Doc: plan.Comment{"AdditionalProperties are members that the document does not name."}}}},
		{Struct: &plan.Struct{Name: "OrderList", EmptyLists: []string{"Data"}, Fields: []plan.Field{
			{Name: "Data", Type: slice(named("Order")), JSON: "data"}, {Name: "Meta", Type: pointer(named("Meta")), JSON: "meta", OmitZero: true},
		}}},
		{Enum: &plan.Enum{Name: "OrderPriority", Base: plan.Ident{Name: "int64"}, Values: []plan.Const{
			{Name: "OrderPriorityLow", Literal: "-1"}, {Name: "OrderPriorityHuge", Literal: "9007199254740993"}, {Name: "OrderPriorityRound", Literal: "1e3"},
		}}},
		{Enum: &plan.Enum{Name: "OrderRate", Base: plan.Ident{Name: "float64"}, Values: []plan.Const{{Name: "OrderRateHalf", Literal: "0.5"}, {Name: "OrderRateOne", Literal: "1"}}}},
		{Enum: &plan.Enum{Name: "OrderStatus", Base: plan.Ident{Name: "string"}, Doc: plan.Comment{"OrderStatus is how far an order has come."}, Values: []plan.Const{
			{Name: "OrderStatusOpen", Literal: `"open"`}, {Name: "OrderStatusPaid", Literal: `"paid"`, Doc: plan.Comment{"The money has arrived."}},
		}}},
		{Enum: &plan.Enum{Name: "Always", Base: plan.Ident{Name: "bool"}, Values: []plan.Const{{Name: "AlwaysTrue", Literal: "true"}}}},
		{Union: &plan.Union{Name: "PaymentSource", Table: "unionPaymentSource", Discriminator: "object", Default: 1,
			Doc: plan.Comment{"PaymentSource is one of several types: exactly one field is set."},
			Variants: []plan.Variant{
				{Field: "Card", Type: pointer(named("Card")), Values: []string{"card", "credit_card"}, JSON: "object",
					Required: []string{"object"}, Known: []string{"object", "number"}, Consts: []plan.Fact{{Member: "object", Values: []string{`"card"`}}}},
				{Field: "Token", Type: pointer(named("string")), JSON: "string", Enum: []string{`"tok_1"`}, Doc: plan.Comment{"Token of the vault."}},
				{Field: "List", Type: slice(named("string")), JSON: "array"},
			}}},
		{Defined: &plan.Defined{Name: "Labels", Type: mapOf(named("string")), Doc: plan.Comment{"Labels are free."}}},
		{Defined: &plan.Defined{Name: "Timestamp", Type: from("time", "Time"), Alias: true}},
		{Struct: &plan.Struct{Name: "Problem", Fields: []plan.Field{{Name: "Title", Type: pointer(named("string")), JSON: "title", OmitZero: true}}}},
		{Struct: &plan.Struct{Name: "Ref", Fields: []plan.Field{{Name: "ID", Type: named("string"), JSON: "id"}}}},
		{Struct: &plan.Struct{Name: "Result", Fields: []plan.Field{
			{Name: "Orders", Type: nullable(slice(named("Order"))), JSON: "orders", OmitZero: true}, {Name: "Next", Type: nullable(named("string")), JSON: "next", OmitZero: true},
		}}},
		{Struct: &plan.Struct{Name: "SearchResult", Fields: []plan.Field{{Name: "Result", Type: nullable(named("Result")), JSON: "result", OmitZero: true}}}},
		{Struct: &plan.Struct{Name: "Upload", Fields: []plan.Field{{Name: "File", Type: from(runtimePath, "File"), JSON: "file"}}}},
	}}
}

// barePlan has no server, no options, no tables and no docs.
func barePlan() *plan.Package {
	ping := plan.Method{Name: "Ping", Op: plan.Operation{Var: "opRootPing", ID: "GET /", Method: "GET", Path: "/"}, Result: plan.Result{Kind: plan.NoResult}}
	return &plan.Package{
		Name: "bare", Runtime: runtimePath, Title: "Bare",
		Client: plan.Client{Name: "Client", AsksURL: true, Services: []plan.ServiceRef{{Field: "Root", Type: "RootService"}}},
		Files:  []plan.File{{Name: "root.go", Service: &plan.Service{Name: "RootService", Field: "Root", Methods: []plan.Method{ping}}}},
	}
}

// hostilePlan has text from a vendor who means harm wherever a plan holds text of the document.
func hostilePlan() *plan.Package {
	const evil = "`\"'*/ }\n//go:generate rm -rf /\n+build ignore\r\tfunc init() { panic(1) } /* \x00\uFEFF\u202E\xff | <script> [x](y) ``` \\"
	doc := plan.Comment{evil, "//go:build ignore", "\t//go:generate x", "+build linux", "", "Deprecated: " + evil}
	requirement := []plan.Requirement{{evil}}
	return &plan.Package{
		Name: "hostile", Runtime: runtimePath, Title: evil, Version: evil, Doc: append(plan.Comment{"Package hostile is hostile."}, doc[:4]...),
		Client: plan.Client{
			Name: "Client", Doc: doc, BaseURL: evil, Services: []plan.ServiceRef{{Field: "Root", Type: "RootService", Doc: doc}},
			Options: []plan.Option{{Name: "WithKey", Doc: doc, Kind: plan.APIKey, Scheme: evil, In: "query", Key: evil}},
			Pin:     &plan.Pin{In: "query", Name: evil, Value: evil, Const: "APIVersion"},
		},
		Tables: []plan.Table{{Name: "securityAll", Kind: plan.SecurityTable, Security: requirement}},
		Files: []plan.File{{Name: "root.go",
			Service: &plan.Service{Name: "RootService", Field: "Root", Doc: doc, Methods: []plan.Method{{
				Name: "Ping", Doc: doc, Result: plan.Result{Kind: plan.NoResult},
				Op:     plan.Operation{Var: "opRootPing", ID: evil, Method: "GET", Path: evil, Accept: evil, Server: evil, KeyHeader: evil, KeyField: evil, Security: "securityAll"},
				Path:   []plan.Arg{{Name: "id", Wire: evil, Type: named("string")}},
				Body:   &plan.Body{Name: "body", Kind: plan.TextBody, Type: named("string"), MediaType: evil},
				Params: &plan.Params{Type: "RootPingParams", Fields: []plan.Param{{Field: "X", In: "query", Wire: evil}}},
			}}},
			Decls: []plan.Decl{
				{Struct: &plan.Struct{Name: "RootPingParams", Doc: doc, Params: true, Fields: []plan.Field{{Name: "X", Type: named("string"), Doc: doc}}}},
				{Enum: &plan.Enum{Name: "Colour", Doc: doc, Base: plan.Ident{Name: "string"}, Values: []plan.Const{
					{Name: "ColourEvil", Literal: "\"\\u0000`*/\\n\\\"'\u202E\\ud800\"", Doc: doc}}}},
				{Union: &plan.Union{Name: "Choice", Doc: doc, Table: "unionChoice", Discriminator: evil, Default: -1, Variants: []plan.Variant{
					{Field: "A", Type: pointer(named("string")), Doc: doc, Values: []string{evil}, JSON: evil, Required: []string{evil},
						Known: []string{evil}, Consts: []plan.Fact{{Member: evil, Values: []string{evil}}}, Enum: []string{evil}}}}},
				{Defined: &plan.Defined{Name: "Name", Doc: doc, Type: named("string")}},
				{Struct: &plan.Struct{Name: "Closed", Doc: plan.Comment{"Closed has members that no tag can name."}, EmptyLists: []string{"Both", "Lost"}, Fields: []plan.Field{
					{Name: "Both", Type: slice(named("string")), JSON: "both"},
					{Name: "Lost", Type: slice(named("string")), JSON: "a,b"},
					{Name: "Quote", Type: named("string"), JSON: "\"\\`"},
				}}},
				{Struct: &plan.Struct{Name: "Öl", Doc: doc, EmptyLists: []string{"Strange"}, Fields: []plan.Field{
					{Name: "Dash", Type: named("string"), JSON: "-"},
					{Name: "Dollar", Type: named("string"), JSON: "$ref", OmitZero: true},
					{Name: "Spaced", Type: named("string"), JSON: "a b:c@d.e/f", Doc: doc},
					{Name: "Strange", Type: slice(named("string")), JSON: "größe"},
				}}},
			}}},
	}
}
