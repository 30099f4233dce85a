// Package api answers: what is this API, in OpenAPI's own words, whatever version or format it was written in?
//
// Everything here is plain data that dumps as JSON. References between schemas are [ID]s, never pointers, so that
// recursion costs nothing and order means nothing. Nothing downstream can ask which version the document had.
package api

import "github.com/apigen-go/apigen/generator/diag"

// ID names a place in the documents: a JSON pointer behind the file that it stands in. The root document's file is
// left out: "#/components/schemas/Order", "models/pet.yaml#/Pet".
type ID string

// API is a whole document, lowered.
type API struct {
	Title       string           `json:"title"`
	Summary     string           `json:"summary,omitempty"`
	Description string           `json:"description,omitempty"`
	Version     string           `json:"version,omitempty"` // info.version
	DocsURL     string           `json:"docsURL,omitempty"` // externalDocs.url
	Servers     []Server         `json:"servers,omitempty"`
	Tags        []Tag            `json:"tags,omitempty"`       // declared ones, in document order
	Schemes     []SecurityScheme `json:"schemes,omitempty"`    // sorted by key
	Operations  []Operation      `json:"operations,omitempty"` // sorted by path, then method
	Webhooks    []Webhook        `json:"webhooks,omitempty"`   // sorted by name, then method
	Events      *Events          `json:"events,omitempty"`     // nil: the vendor sends nothing
	Pin         *VersionPin      `json:"pin,omitempty"`        // nil: calls name no version
	Schemas     map[ID]*Schema   `json:"schemas,omitempty"`    // every schema that is named or used, inline ones too
	Left        []Left           `json:"left,omitempty"`       // operations that the user's choices leave out, in document order
}

// Left is an operation that is left out by choice.
type Left struct {
	Method      string   `json:"method"`
	Path        string   `json:"path"`
	OperationID string   `json:"operationId,omitempty"`
	By          string   `json:"by,omitempty"` // the choice that excludes it; "": none includes it
	ByPos       diag.Pos `json:"byPos,omitzero"`
	Pos         diag.Pos `json:"pos"`
}

// VersionPin is a header or query parameter that names the version of the API that the document describes. Nearly all
// operations declare it, so it is a fact of the client and not among their Params.
type VersionPin struct {
	In    string `json:"in"`    // header, query
	Name  string `json:"name"`  // "Acme-Version"
	Value string `json:"value"` // "2026-01-31"
}

// Server is one base URL.
type Server struct {
	URL         string           `json:"url"` // absolute where the document allows it: "https://{region}.example.com/v1"
	Name        string           `json:"name,omitempty"`
	Description string           `json:"description,omitempty"`
	Variables   []ServerVariable `json:"variables,omitempty"`
}

// ServerVariable is a placeholder in a server's URL.
type ServerVariable struct {
	Name        string   `json:"name"`
	Default     string   `json:"default"`
	Enum        []string `json:"enum,omitempty"`
	Description string   `json:"description,omitempty"`
}

// Tag groups operations.
type Tag struct {
	Name        string `json:"name"`
	Summary     string `json:"summary,omitempty"`
	Description string `json:"description,omitempty"`
	Parent      string `json:"parent,omitempty"` // 3.2
}

// SecurityScheme says how a caller proves who they are.
type SecurityScheme struct {
	Key              string   `json:"key"`  // its name in the document: "bearerAuth"
	Type             string   `json:"type"` // apiKey, http, oauth2, openIdConnect, mutualTLS
	Description      string   `json:"description,omitempty"`
	In               string   `json:"in,omitempty"`               // apiKey: header, query, cookie
	Name             string   `json:"name,omitempty"`             // apiKey: the header, parameter or cookie
	Scheme           string   `json:"scheme,omitempty"`           // http, lower case: "basic", "bearer"
	BearerFormat     string   `json:"bearerFormat,omitempty"`     // http bearer: "JWT"
	Flows            []Flow   `json:"flows,omitempty"`            // oauth2, sorted by type
	OpenIDConnectURL string   `json:"openIDConnectURL,omitempty"` // openIdConnect
	Deprecated       bool     `json:"deprecated,omitempty"`       // 3.2
	Pos              diag.Pos `json:"pos"`
}

// Flow is one way to get an OAuth2 token.
type Flow struct {
	Type             string  `json:"type"` // clientCredentials, authorizationCode, implicit, password, deviceAuthorization
	AuthorizationURL string  `json:"authorizationURL,omitempty"`
	TokenURL         string  `json:"tokenURL,omitempty"`
	RefreshURL       string  `json:"refreshURL,omitempty"`
	DeviceURL        string  `json:"deviceURL,omitempty"`
	Scopes           []Scope `json:"scopes,omitempty"`
}

// Scope is one permission of an OAuth2 flow.
type Scope struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

// Requirement is one alternative: all of its schemes together. An empty one means that no credential is needed.
type Requirement []SchemeUse

// SchemeUse is a scheme with the scopes that an operation asks of it.
type SchemeUse struct {
	Scheme string   `json:"scheme"` // SecurityScheme.Key; always one that exists
	Scopes []string `json:"scopes,omitempty"`
}

// Operation is one method of one path.
type Operation struct {
	Pointer     ID            `json:"pointer"`     // where it stands; inline schemas below it begin with it
	OperationID string        `json:"operationId"` // as the document has it; may be empty, may repeat
	Method      string        `json:"method"`      // upper case: "GET", "QUERY"
	Path        string        `json:"path"`        // template with its parameters in braces: "/orders/{order_id}"
	Tags        []string      `json:"tags,omitempty"`
	Summary     string        `json:"summary,omitempty"`
	Description string        `json:"description,omitempty"`
	DocsURL     string        `json:"docsURL,omitempty"`
	Deprecated  bool          `json:"deprecated,omitempty"`
	Params      []Param       `json:"params,omitempty"`   // path, query, header, cookie; path item's first, in document order
	Body        *Body         `json:"body,omitempty"`     // nil: none declared
	Responses   []Response    `json:"responses"`          // by status ascending, ranges after codes, default last
	Security    []Requirement `json:"security,omitempty"` // resolved: the document's default applied; nil: no credential
	Servers     []Server      `json:"servers,omitempty"`  // only if the operation or its path overrides the document's
	Callbacks   []Webhook     `json:"callbacks,omitempty"`
	Idempotency *Idempotency  `json:"idempotency,omitempty"` // nil: the document declares no key
	Paging      *Paging       `json:"paging,omitempty"`      // nil: not a list, or not sure
	NoPaging    string        `json:"noPaging,omitempty"`    // why what looks like a list in pages is none, or has no iterator
	Whole       bool          `json:"whole,omitempty"`       // of a list without paging: nothing in the request is about pages
	Stream      *Stream       `json:"stream,omitempty"`      // nil: no success arrives item by item
	Wait        *Wait         `json:"wait,omitempty"`        // nil: there is nothing to wait for, or not sure
	Partial     *Partial      `json:"partial,omitempty"`     // nil: a success is a success
	Retry       []int         `json:"retry,omitzero"`        // statuses worth another attempt; nil: not declared; empty: none
	Repeatable  bool          `json:"repeatable,omitempty"`  // declared to do no harm if executed twice
	Reason      string        `json:"reason,omitempty"`      // x-deprecated-reason
	GoName      string        `json:"goName,omitempty"`      // x-go-name, x-ogen-name, x-ms-client-name
	Pos         diag.Pos      `json:"pos"`
}

// Param is one parameter outside the body.
type Param struct {
	Name          string   `json:"name"`
	In            string   `json:"in"` // path, query, header, cookie, querystring
	Description   string   `json:"description,omitempty"`
	Required      bool     `json:"required,omitempty"`
	Deprecated    bool     `json:"deprecated,omitempty"`
	Schema        Use      `json:"schema"`
	Style         string   `json:"style"` // simple, label, matrix, form, cookie, spaceDelimited, pipeDelimited, tabDelimited, deepObject
	Explode       bool     `json:"explode,omitempty"`
	AllowReserved bool     `json:"allowReserved,omitempty"`
	AllowEmpty    bool     `json:"allowEmpty,omitempty"`
	MediaType     string   `json:"mediaType,omitempty"` // set if the value is encoded as content: "application/json"
	Reason        string   `json:"reason,omitempty"`    // x-deprecated-reason
	GoName        string   `json:"goName,omitempty"`
	Sensitive     bool     `json:"sensitive,omitempty"` // x-sensitive, x-ms-secret
	Example       string   `json:"example,omitempty"`   // of a header that the vendor sends
	Pos           diag.Pos `json:"pos"`
}

// Body is a request body.
type Body struct {
	Description string   `json:"description,omitempty"`
	Required    bool     `json:"required,omitempty"`
	Content     []Media  `json:"content"` // sorted by type, at least one
	Pos         diag.Pos `json:"pos"`
}

// Media is one representation of a body.
type Media struct {
	Type       string     `json:"type"`                 // as the document has it: "application/json; charset=utf-8"
	Schema     *Use       `json:"schema,omitempty"`     // nil: not described
	ItemSchema *Use       `json:"itemSchema,omitempty"` // 3.2: one item of a sequential media type
	End        string     `json:"end,omitempty"`        // x-speakeasy-sse-sentinel: data of the event that ends a stream
	Encoding   []Encoding `json:"encoding,omitempty"`   // form and multipart: how single properties are sent
}

// Encoding says how one property of a form or multipart body is sent.
type Encoding struct {
	Property      string       `json:"property"`
	ContentType   string       `json:"contentType,omitempty"`
	Style         string       `json:"style,omitempty"` // "": by media type
	Explode       bool         `json:"explode,omitempty"`
	AllowReserved bool         `json:"allowReserved,omitempty"`
	Headers       []PartHeader `json:"headers,omitempty"` // of the parts of a multipart body, by name
}

// PartHeader is a header of a part.
type PartHeader struct {
	Name  string `json:"name"`
	Value string `json:"value,omitempty"` // the one value or the default; "": the caller's to give
}

// Response is what one status means.
type Response struct {
	Status      string   `json:"status"`         // "200", "4XX", "default"
	Name        string   `json:"name,omitempty"` // its key, if it is a component
	Description string   `json:"description,omitempty"`
	Headers     []Param  `json:"headers,omitempty"` // In is "header"
	Content     []Media  `json:"content,omitempty"` // sorted by type
	Pos         diag.Pos `json:"pos"`
}

// Webhook is a request that the vendor sends: an entry of webhooks or of an operation's callbacks.
type Webhook struct {
	Name       string     `json:"name"` // the key: "order.paid"
	Expression string     `json:"expression,omitempty"`
	Pointer    ID         `json:"pointer"`
	Method     string     `json:"method"`
	Summary    string     `json:"summary,omitempty"`
	Descr      string     `json:"description,omitempty"`
	Deprecated bool       `json:"deprecated,omitempty"`
	Params     []Param    `json:"params,omitempty"`
	Body       *Body      `json:"body,omitempty"`
	Responses  []Response `json:"responses,omitempty"`
	Pos        diag.Pos   `json:"pos"`
}

// Idempotency says where a declared idempotency key travels.
type Idempotency struct {
	Header string `json:"header,omitempty"` // "Idempotency-Key"
	Field  string `json:"field,omitempty"`  // a property of the JSON body: "idempotency_key"
}

// Partial says where a success reports failure. Names are the document's; a path has dots between property names, and goes
// through the items of lists.
type Partial struct {
	Flag   string `json:"flag,omitempty"`   // path to a boolean that is false if the call has failed: "ok"
	Errors string `json:"errors,omitempty"` // path to what went wrong: "errors"
}
