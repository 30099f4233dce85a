package runtime

// Operation holds the facts of one API operation: plain data that the generator emits, one variable per operation.
// It is never changed after its declaration.
type Operation struct {
	ID     string // operationId, else "GET /path"
	Method string // upper case: "GET"
	Path   string // template: "/orders/{order_id}"

	Accept   string // media types asked for; "": none
	Statuses string // those that are declared, for the observer of drift: "200 404 5XX"; "": any
	Server   string // the operation's own base URL; "": the client's

	KeyHeader string // header of the declared idempotency key: "Idempotency-Key"; "": none
	KeyField  string // member of the JSON body that carries the declared key: "idempotency_key"; "": none

	Security []Requirement // alternatives: the first whose schemes are all configured is used; nil: no credential is sent
	Errors   []ErrorCase   // typed bodies of error responses

	Partial PartialCase // where a success reports failure; zero: nowhere
	Redact  []string    // names of members, parameters and headers whose values are masked wherever a message is shown; sorted
	Retry   []int       // statuses worth another attempt, in place of those of RetryPolicy; nil: those; empty: none
	Safe    bool        // executing it twice does no harm, whatever its method is: a search by POST

	Resumable bool // a stream of events that declares Last-Event-ID: it can go on where it was lost

	Redirects  bool // a redirect is the success: it is not followed, and Meta has its Location
	Deprecated bool // deprecated: true in the document

	everyCredential bool // of NewRawRequest
}

// Requirement is one alternative of an operation's security: the keys of the schemes that go together. An empty one
// means that no credential is needed.
type Requirement []string

// ErrorCase is the typed body of an error response.
type ErrorCase struct {
	Status string    // "404", "4XX" or "default"
	Body   ErrorBody // a typed nil: (*Error[Problem])(nil)
}
