package runtime

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// APIError is a response that is not a success. Find it with [errors.As], or ask [errors.Is] for the sentinel of its
// status. Its text never has a body, query, path value, header or secret in it.
type APIError struct {
	Operation      string        // operationId
	Method, Path   string        // "GET", "/orders/{order_id}": the template
	StatusCode     int           // 404
	Header         http.Header   // of the response
	Raw            []byte        // the body as received, at most Limits.Error bytes
	Problem        *Problem      // RFC 9457, if the body is application/problem+json
	RequestID      string        // the vendor's id of the request, for its support
	IdempotencyKey string        // key of the call, "" without
	Attempts       int           // requests sent; a 404 after more than one DELETE may be the first one's success
	RetryAfter     time.Duration // the wait that the server asked for, 0 if none

	// BudgetExhausted reports that another attempt was due, and left out because too many calls of the client are
	// being retried.
	BudgetExhausted bool

	// InStream reports that the error came as an item of a stream, after a success: StatusCode is that of the stream.
	InStream bool

	throttled bool // by status or headers: see isThrottle
}

// Error prints method, path template, status, code or title, request id and the number of attempts.
func (e *APIError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %d", e.Method, e.Path, e.StatusCode)
	if text := http.StatusText(e.StatusCode); e.InStream {
		b.WriteString(" stream reports an error")
	} else if text != "" {
		b.WriteString(" " + text)
	}
	if about := e.about(); about != "" {
		b.WriteString(": " + about)
	}
	if e.RequestID != "" {
		b.WriteString(" (request " + e.RequestID + ")")
	}
	writeAttempts(&b, e.Attempts, e.BudgetExhausted)
	return b.String()
}

// GoString keeps headers and body, which may have secrets in them, out of %#v.
func (e *APIError) GoString() string { return "&runtime.APIError(" + e.Error() + ")" }

// Is reports whether the target is the sentinel of the status.
func (e *APIError) Is(target error) bool {
	if e.throttled {
		return target == ErrRateLimited // a 403 too: the permission is there
	}
	return target != nil && target == sentinel(e.StatusCode)
}

// about is the error's code and title, as far as they are fit to print.
func (e *APIError) about() string {
	parts := make([]string, 0, 2)
	if code := redact.Code(e.Raw); code != "" {
		parts = append(parts, code)
	}
	if e.Problem != nil && e.Problem.Title != "" {
		parts = append(parts, strconv.Quote(redact.Clip(e.Problem.Title, 120)))
	}
	return strings.Join(parts, " ")
}

func writeAttempts(b *strings.Builder, n int, exhausted bool) {
	if n > 1 {
		fmt.Fprintf(b, " after %d attempts", n)
	}
	if exhausted {
		b.WriteString("; the retry budget is exhausted")
	}
}

// Error is a response that is not a success, with the body that the document declares for its status.
type Error[E any] struct {
	*APIError
	Body E
}

// Unwrap returns the APIError.
func (e *Error[E]) Unwrap() error { return e.APIError }

// decode needs no receiver: tables of operations hold typed nils.
func (*Error[E]) decode(api *APIError) error {
	e := &Error[E]{APIError: api}
	if err := exact.Decode(api.Raw, &e.Body); err != nil {
		return api
	}
	return e
}

// ErrorBody is the type of an error body in an [ErrorCase]: a typed nil, (*Error[Problem])(nil).
type ErrorBody interface{ decode(*APIError) error }

// typed returns the error with the body that the operation declares for the status: for the status itself, for its
// class, or by default. A body that does not decode leaves the APIError, with its raw bytes.
func (e *APIError) typed(cases []ErrorCase) error {
	if len(e.Raw) == 0 {
		return e
	}
	status := strconv.Itoa(e.StatusCode)
	for _, want := range [...]string{status, status[:1] + "XX", "default"} {
		for _, c := range cases {
			if strings.EqualFold(c.Status, want) && c.Body != nil {
				return c.Body.decode(e)
			}
		}
	}
	return e
}

// CallError is a call that ended without a response of the API: it could not be encoded, sent or read. Its cause is
// found by [errors.Is] and [errors.As].
type CallError struct {
	Operation       string // operationId
	Method, Path    string // "GET", "/orders/{order_id}": the template
	IdempotencyKey  string // key of the call, "" without
	Attempts        int    // requests sent; 0: nothing left this process
	BudgetExhausted bool   // see APIError
	Err             error  // cause
}

// Error prints method, path template, cause and the number of attempts.
func (e *CallError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %v", e.Method, e.Path, e.Err)
	writeAttempts(&b, e.Attempts, e.BudgetExhausted)
	return b.String()
}

// Unwrap returns the cause.
func (e *CallError) Unwrap() error { return e.Err }

// DecodeError is a success whose body is whole and yet does not decode. It is final: the server has executed the request.
type DecodeError struct {
	StatusCode int
	MediaType  string
	Start      []byte // the first 512 bytes of the body, secrets masked
	Err        error
}

// Error says where the trouble is, and prints nothing of the body: what a decoder says may quote it.
func (e *DecodeError) Error() string {
	what := "a value does not fit its type"
	var syntax *json.SyntaxError
	var mismatch *json.UnmarshalTypeError
	var located interface{ Where() string } // of XML, which is linked only where it is used
	switch {
	case errors.As(e.Err, &located):
		what = located.Where()
	case errors.As(e.Err, &syntax):
		what = fmt.Sprintf("invalid JSON at byte %d", syntax.Offset)
	case errors.As(e.Err, &mismatch):
		what = fmt.Sprintf("member %q does not fit %v", mismatch.Field, mismatch.Type)
	case errors.Is(e.Err, exact.ErrTrailing), errors.Is(e.Err, exact.ErrNesting):
		what = e.Err.Error()
	}
	return fmt.Sprintf("decoding the %s body of a %d: %s", e.MediaType, e.StatusCode, what)
}

// Unwrap returns what the decoder said.
func (e *DecodeError) Unwrap() error { return e.Err }

// UnexpectedContentTypeError is a success whose body is of another media type than the operation's: the HTML page of a
// captive portal or gateway.
type UnexpectedContentTypeError struct {
	StatusCode  int
	ContentType string // as received
	Start       []byte // the first 512 bytes of the body, secrets masked
}

// Error does not print the body.
func (e *UnexpectedContentTypeError) Error() string {
	return fmt.Sprintf("a %d with unexpected content type %q", e.StatusCode, redact.Clip(e.ContentType, 120))
}

// TooLargeError is a success whose body is longer than [Limits] allow, after decompression.
type TooLargeError struct{ Limit int64 }

// Error prints the limit.
func (e *TooLargeError) Error() string {
	return fmt.Sprintf("the response is longer than %d bytes", e.Limit)
}
