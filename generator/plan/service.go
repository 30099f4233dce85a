package plan

// Client is the type that callers make first.
type Client struct {
	Name     string // "Client"
	Doc      Comment
	BaseURL  string       // default server; "" if the document names none that is absolute
	AsksURL  bool         // New takes the base URL: the document names none, or did not when the client was first made
	BasePath string       // path of the default server, if that names no host: "/api/v3"
	Servers  []Server     // what else the base URL may be, by name; empty: BaseURL says it all
	Services []ServiceRef // by field name
	Options  []Option     // by name
	Pin      *Pin         // the API version sent with every request; nil: none

	Logins []Login // by name
	// Hints say which option is for a security scheme, for the error of a call that lacks it.
	Hints []Hint // by scheme
}

// Server is a base URL that callers may choose: a constant, or a struct with a field for each variable of the URL.
type Server struct {
	Name   string // "ServerSandbox"
	Doc    Comment
	URL    string    // "https://{region}.example.com"
	Fields []Field   // of the struct; nil: a constant
	Parts  []URLPart // of the struct: what its URL is made of
	Enums  []Enum    // types of fields
}

// URLPart is a piece of a server's URL: a text, or the value of a field.
type URLPart struct {
	Text    string // "https://"
	Field   string // "Region"
	Default string // what stands for an empty field
}

// ServiceRef is a field of the client.
type ServiceRef struct {
	Field string // "Orders"
	Type  string // "OrdersService"
	Doc   Comment
}

// Login is a generated func OAuth2Config(clientID string) auth.Config for a security scheme by which users log in. URLs
// that the document does not have are "".
type Login struct {
	Name         string // "OAuth2Config"
	Doc          Comment
	Scheme       string // key in the document: "userAuth"
	AuthURL      string
	TokenURL     string
	RefreshURL   string // "" also if it is TokenURL
	DeviceURL    string
	DiscoveryURL string // openIdConnect, in place of the others
}

// Hint names the option of a security scheme as callers write it.
type Hint struct {
	Scheme string // "bearerAuth"
	Option string // "orders.WithBearerToken"
}

// Pin is an API version that the document fixes.
type Pin struct {
	In    string // "header", "query"
	Name  string // "Acme-Version"
	Value string // "2026-10-01"
	Const string // Go constant: "APIVersion"
}

// OptionKind is the kind of credential that an option takes.
type OptionKind string

// Kinds of options.
const (
	APIKey            OptionKind = "apiKey"            // func(key string)
	Basic             OptionKind = "basic"             // func(user, password string)
	Bearer            OptionKind = "bearer"            // func(token string): http bearer, and access tokens got elsewhere
	TokenSource       OptionKind = "tokenSource"       // func(source func(context.Context) (string, error))
	ClientCredentials OptionKind = "clientCredentials" // func(clientID, clientSecret string, scopes ...string)
	OAuth2            OptionKind = "oauth2"            // func(config auth.Config): of a user who logged in
	Signing           OptionKind = "signing"           // func(keyID, secret string)
)

// Option is a generated func WithX(...) runtime.Option for a security scheme.
type Option struct {
	Name     string // "WithBearerToken"
	Doc      Comment
	Kind     OptionKind
	Scheme   string // key in the document, as operations name it: "bearerAuth"
	In       string // APIKey: header, query, cookie
	Key      string // APIKey: name of the header, parameter or cookie
	TokenURL string // ClientCredentials
	HMAC     *HMAC  // Signing
}

// Service groups methods.
type Service struct {
	Name    string // "OrdersService"
	Field   string // "Orders"
	Doc     Comment
	Methods []Method // by name
}

// Method is one operation as callers see it:
// (ctx, path arguments..., body, params, opts ...runtime.Option) (result, error).
type Method struct {
	Name    string  // "Create"
	Doc     Comment // with "GET /path" and Deprecated paragraphs
	Op      Operation
	Path    []Arg   // in the order of the template
	Body    *Body   // nil: none
	Params  *Params // nil: none
	Result  Result
	Paging  *Paging // nil: not a list
	Wait    *Wait   // nil: nothing to wait for
	Headers string  // struct for runtime.WithHeaders: "OrdersListHeaders"; "": none
	Stream  *Stream // nil: the result is not an ItemsResult
	Switch  *Switch // nil: nothing in the request says whether to stream
	Example string  // one-line call for documentation: "client.Orders.Get(ctx, orderID)"
}

// Operation is the table entry of plain facts: a package-level runtime.Operation.
type Operation struct {
	Var        string // "opOrdersCreate"
	ID         string // operationId, else "METHOD /path"
	Method     string
	Path       string
	Accept     string // media types asked for, "" for none
	Statuses   string // those that are declared: "200 404 5XX"; "": any
	Server     string // its own base URL, if the document gives it one
	KeyHeader  string // "Idempotency-Key"
	KeyField   string // "idempotency_key"
	Security   string // name of a security table; "" for none needed
	Errors     string // name of an errors table; "" for none typed
	Partial    *Partial
	Redact     []string // names of secret members, parameters and headers; sorted
	Retry      []int    // statuses worth another attempt; nil: by the runtime's list; empty: none
	Safe       bool     // declared repeatable
	Resumable  bool     // a stream that can go on where it was lost
	Redirects  bool     // its only success is a redirect, which is not followed
	Deprecated bool
}

// Arg is a path argument.
type Arg struct {
	Name  string // Go: "orderID"
	Wire  string // in the document: "order_id"
	Type  Type
	Style []string // runtime.Style constants that differ from the default: "Label", "Explode"
}

// BodyKind is how a body is encoded.
type BodyKind string

// Kinds of bodies.
const (
	JSONBody      BodyKind = "json"
	FormBody      BodyKind = "form"      // application/x-www-form-urlencoded
	MultipartBody BodyKind = "multipart" // multipart/form-data
	TextBody      BodyKind = "text"
	XMLBody       BodyKind = "xml"
	ReaderBody    BodyKind = "reader" // any other media type: io.Reader
)

// Body is the body argument.
type Body struct {
	Name      string // Go: "body"
	Kind      BodyKind
	Type      Type   // a pointer if the body is optional
	MediaType string // sent as Content-Type
	Root      string // XMLBody: the root element, as (*runtime.Request).XML takes it: "urn:books b:book"
	Doc       Comment
	Optional  bool
	Fields    []FieldStyle // FormBody, MultipartBody: properties that are sent in another way than the default; by name
}

// FieldStyle says how one property of a form or multipart body is sent: req.Form(body, runtime.FieldStyle{...}).
type FieldStyle struct {
	Field       string       // name in the document: "expand"
	Style       []string     // runtime.Style constants: "DeepObject"
	ContentType string       // "image/png"; "": the default
	Header      []PartHeader // of the parts of a multipart body, by name
}

// PartHeader is a header that a part is sent with.
type PartHeader struct {
	Name  string // "X-Kind"
	Value string // "": the runtime fills it in, with the name of the property
}

// Params is the struct argument with everything outside path and body.
type Params struct {
	Type     string // "OrdersListParams"
	Required bool   // by value, as at least one of them is required; else a pointer that may be nil
	Fields   []Param
}

// Param is one line of a method: req.Query("limit", p.Limit).
type Param struct {
	Field string   // Go field of the struct
	In    string   // query, header, cookie, querystring
	Wire  string   // name in the document
	Style []string // runtime.Style constants that differ from the default for the place
}

// ResultKind is what a method returns beside the error.
type ResultKind string

// Kinds of results.
const (
	NoResult      ResultKind = "none"   // error
	PointerResult ResultKind = "json"   // *T, error: decoded from JSON
	ValueResult   ResultKind = "value"  // T, error: slices, maps, scalars, any
	TextResult    ResultKind = "text"   // string, error
	StreamResult  ResultKind = "stream" // io.ReadCloser, error: the caller closes it
	ItemsResult   ResultKind = "items"  // *stream.Stream[T], error: ranged over, or closed by the caller
	StatusResult  ResultKind = "status" // *T, error: a struct with one field per status
)

// Result is what a method returns.
type Result struct {
	Kind  ResultKind
	Type  Type         // T, without the pointer
	XML   bool         // PointerResult, ValueResult: decoded from XML
	Cases []StatusCase // StatusResult
}

// StatusCase is a field of a StatusResult's struct.
type StatusCase struct {
	Status string // "200", "2XX"
	Field  string // Go field, a pointer, slice or map: "OK"
}

// Paging says how a list method goes on, in Go's words. An Access that is empty is not declared, or of no use to the style.
type Paging struct {
	All       string // name of the iterator method: "All"
	Doc       string // what its comment says of the way in which it pages; "": nothing
	Item      Type
	Style     string // "cursor", "lastID", "number", "offset", "url", "link"
	Param     string // "cursor"; a path if In is "body"
	In        string // query, header, body
	First     int64  // number, offset: that of the first page
	Unknown   bool   // number, offset: nothing says whether First is 0 or 1
	SizeParam string // "limit"
	Header    string // cursor: the response header that has it, in place of Next
	Items     Access // of the body; empty: it is the list
	Next      Access // of the body
	More      Access // of the body
	Done      Access // of the body: the opposite of More
	Total     Access // of the body
	Pages     Access // of the body
	Limit     Access // of the body
	Number    Access // of the body: the number or offset of the page itself
	ID        Access // lastID: of an item; empty: the item itself
}

// Access is a chain of fields: body.Meta.Next. An optional step (a pointer) is guarded by the renderer.
type Access []Step

// Step is one field of an Access.
type Step struct {
	Field    string
	Pointer  bool // may be nil
	Nullable bool // a runtime.Nullable: read by its Or method
}
