package runtime

import (
	"net/http"
)

// Request is what one call sends: the generated method fills it, [Do] and its siblings send it. Values that cannot be
// encoded are remembered and returned by the call before anything is sent. A Request belongs to one goroutine.
type Request struct {
	op     *Operation
	path   []pathArg   // in the order given
	query  []pair      // encoded, in the order given
	header http.Header // parameters in headers; nil until the first
	cookie []pair      // parameters in cookies
	body   *body       // nil: none
	errs   []error     // what could not be encoded
}

// pair is one name and value, both percent-encoded where the place asks for it.
type pair struct{ name, value string }

// pathArg is the escaped expansion of one placeholder of the path template.
type pathArg struct{ name, expansion string }

// NewRequest begins a request of the operation.
func NewRequest(op *Operation) *Request { return &Request{op: op} }
