package runtime

// Operation holds the facts of one API operation: plain data that the generator emits, one variable per operation.
// It is never changed after its declaration.
type Operation struct {
	ID     string // operationId, else "GET /path"
	Method string // upper case: "GET"
	Path   string // template: "/orders/{order_id}"

	Accept string // media types asked for; "": none
	Server string // the operation's own base URL; "": the client's

	KeyHeader string // header of the declared idempotency key: "Idempotency-Key"; "": none
	KeyField  string // member of the JSON body that carries the declared key: "idempotency_key"; "": none

	Security []Requirement // alternatives: the first whose schemes are all configured is used; nil: no credential is sent
	Errors   []ErrorCase   // typed bodies of error responses

	Redirects  bool // a redirect is the success: it is not followed, and Meta has its Location
	Deprecated bool // deprecated: true in the document
}

// Requirement is one alternative of an operation's security: the keys of the schemes that go together. An empty one
// means that no credential is needed.
type Requirement []string

// ErrorCase is the typed body of an error response.
type ErrorCase struct {
	Status string    // "404", "4XX" or "default"
	Body   ErrorBody // a typed nil: (*Error[Problem])(nil)
}
