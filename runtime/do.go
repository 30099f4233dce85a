package runtime

import (
	"context"
	"io"
	"net/http"

	"github.com/apigen-go/apigen/runtime/internal/header"
)

// Do makes a call whose success has a JSON body, and returns it. The pointer is not nil whenever the error is nil: a
// success without a body is a zero T. A response that is not 2xx is an error, an [APIError] and, where the document
// declares its body, an [Error] around it. A success that reports failure returns both the pointer and a [PartialError].
func Do[T any](ctx context.Context, c *Client, req *Request, opts []Option) (*T, error) {
	into := new(T)
	err := c.do(ctx, req, opts, &jsonSink{into: into})
	if err != nil && !isPartial(err) {
		return nil, err
	}
	return into, err
}

// DoValue is [Do] for types that are not worth a pointer: slices, maps, strings.
func DoValue[T any](ctx context.Context, c *Client, req *Request, opts []Option) (T, error) {
	var into T
	err := c.do(ctx, req, opts, &jsonSink{into: &into})
	if err != nil && !isPartial(err) {
		var zero T
		return zero, err
	}
	return into, err
}

// DoEmpty makes a call whose success has no body of interest.
func DoEmpty(ctx context.Context, c *Client, req *Request, opts []Option) error {
	return c.do(ctx, req, opts, &emptySink{})
}

// DoText makes a call whose success is text.
func DoText(ctx context.Context, c *Client, req *Request, opts []Option) (string, error) {
	var text string
	if err := c.do(ctx, req, opts, &textSink{into: &text}); err != nil {
		return "", err
	}
	return text, nil
}

// DoStream makes a call whose success is read by the caller as it arrives, without a limit of its length. The caller
// closes it; before its end that closes the connection. Reading fails with [ErrAttemptTimeout] if nothing arrives for
// Timeouts.Idle, with [ErrTruncated] if the body is cut short, and with the context's error when that ends.
func DoStream(ctx context.Context, c *Client, req *Request, opts []Option) (io.ReadCloser, error) {
	var s streamSink
	if err := c.do(ctx, req, opts, &s); err != nil {
		return nil, err
	}
	if s.body == nil {
		return http.NoBody, nil
	}
	return s.body, nil
}

// Target says where the body of a success with a given status goes.
type Target struct {
	status string
	into   any
}

// On is the target of a status, "200", of a class, "2XX", or of all others, "default". The body is decoded as JSON into
// the pointer; a *string also takes text, and nil ignores the body.
func On(status string, into any) Target { return Target{status, into} }

func (t Target) take(a *attempt, resp *http.Response, data []byte) error {
	if t.into == nil {
		return nil
	}
	if text, ok := t.into.(*string); ok && !header.IsJSON(resp.Header.Get("Content-Type")) {
		*text = string(data)
		return nil
	}
	return a.decode(resp, data, t.into)
}

// DoByStatus makes a call whose successes differ by status, and fills the target of the one that came. A success for
// which there is no target fills none: a status that the document did not have yet is no error. It returns the pointer to what
// the targets are parts of, as [Do] does.
func DoByStatus[T any](ctx context.Context, c *Client, req *Request, opts []Option, into *T, targets ...Target) (*T, error) {
	err := c.do(ctx, req, opts, &statusSink{targets: targets})
	if err != nil && !isPartial(err) {
		return nil, err
	}
	return into, err
}
