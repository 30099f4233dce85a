package runtime

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/body"
	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/header"
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// receive reads a response: a success goes to the call's sink, anything else becomes an error.
func (a *attempt) receive(resp *http.Response, out *outcome) {
	out.request, out.executed = a.req, true
	a.note(resp)
	a.observe(resp)
	if resp.StatusCode/100 != 2 && !a.isWanted(resp) {
		out.api = a.apiError(resp)
		out.err = out.api.typed(a.call.op.Errors)
		out.executed = mayHaveActed(out.api)
		return
	}
	if a.isBodiless(resp) {
		resp.Body.Close()
		out.err = a.call.sink.read(a, &http.Response{StatusCode: resp.StatusCode, Header: resp.Header, Body: http.NoBody})
		return
	}
	out.err = a.call.sink.read(a, resp)
	if !a.open {
		resp.Body.Close()
	}
	out.final = out.err != nil && !errors.Is(out.err, ErrTruncated) && !errors.Is(out.err, ErrAttemptTimeout)
}

func (a *attempt) isBodiless(resp *http.Response) bool {
	return resp.StatusCode == http.StatusNoContent || resp.StatusCode == http.StatusResetContent || a.req.Method == http.MethodHead
}

// incoming is the body of a response. It notes progress for the watch and says why reading failed.
type incoming struct {
	attempt *attempt
	body    io.ReadCloser
}

// Read names the end of the context, a timeout, or a body that was cut short.
func (d *incoming) Read(p []byte) (int, error) {
	n, err := d.body.Read(p)
	d.attempt.received += int64(n)
	d.attempt.idle.Touch()
	if err == nil || err == io.EOF {
		return n, err
	}
	return n, d.attempt.readError(err)
}

func (a *attempt) readError(err error) error {
	if ended := a.parent.Err(); ended != nil {
		return ended
	}
	if !a.timedOut() {
		return a.truncated(err)
	}
	if a.call.repeatable || a.open {
		return ErrAttemptTimeout
	}
	return fmt.Errorf("the server may have executed the request: %w", ErrAttemptTimeout)
}

func (a *attempt) truncated(err error) error {
	if a.call.repeatable {
		return fmt.Errorf("%w: %w", ErrTruncated, redact.Error(err))
	}
	return fmt.Errorf("%w; the server may have executed the request: %w", ErrTruncated, redact.Error(err))
}

// Close ends the attempt. Before the end of the body it closes the connection.
func (d *incoming) Close() error {
	d.attempt.end()
	err := d.body.Close()
	d.attempt.call.ended()
	return err
}

// readBody reads a body of at most limit bytes; more is reported by the second result. A negative limit is none.
func (a *attempt) readBody(resp *http.Response, limit int64) ([]byte, bool, error) {
	a.reader = incoming{a, resp.Body}
	return body.Read(&a.reader, resp.ContentLength, limit)
}

// success reads the body of a success as a whole.
func (a *attempt) success(resp *http.Response) ([]byte, error) {
	limit := a.call.set.limits.Success
	data, more, err := a.readBody(resp, limit)
	if more {
		return nil, &TooLargeError{limit}
	}
	if len(a.call.set.around) > 0 {
		a.call.kept = data
	}
	a.logBody(resp, data)
	return data, err
}

// decode decodes the JSON body of a success. Servers that call their JSON text or binary are put up with.
func (a *attempt) decode(resp *http.Response, data []byte, into any) error {
	contentType := resp.Header.Get("Content-Type")
	if header.IsHTML(contentType) || !header.IsUTF8(contentType) {
		return a.unexpected(resp, data)
	}
	err := a.client().exact.Decode(data, into)
	if err == nil {
		a.observeBody(data, into)
		return nil
	}
	if contentType != "" && !header.IsJSON(contentType) {
		return a.unexpected(resp, data)
	}
	var whole json.RawMessage
	if errors.Is(exact.Decode(data, &whole), io.ErrUnexpectedEOF) {
		return a.truncated(io.ErrUnexpectedEOF)
	}
	return &DecodeError{resp.StatusCode, header.Essence(contentType), a.excerpt(data), err}
}

func (a *attempt) unexpected(resp *http.Response, data []byte) error {
	return &UnexpectedContentTypeError{resp.StatusCode, resp.Header.Get("Content-Type"), a.excerpt(data)}
}

// apiError reads a response that is not a success. The status survives whatever happens to the body.
func (a *attempt) apiError(resp *http.Response) *APIError {
	e := &APIError{
		Operation: a.call.op.ID, Method: a.call.op.Method, Path: a.call.op.Path,
		StatusCode: resp.StatusCode, Header: resp.Header, RequestID: header.RequestID(resp.Header),
		IdempotencyKey: a.call.key, Attempts: a.call.attempts, throttled: a.isThrottle(resp),
	}
	e.RetryAfter, _ = RetryAfter(resp.Header)
	if resp.StatusCode != http.StatusNotModified && a.req.Method != http.MethodHead {
		a.idle.Within(a.call.set.timeouts.Idle) // as a whole: an error is not worth a longer wait
		var more bool
		e.Raw, more, _ = a.readBody(resp, a.call.set.limits.Error)
		if more {
			a.drain(resp.Body)
		}
		a.logBody(resp, e.Raw)
	}
	resp.Body.Close()
	if header.Essence(resp.Header.Get("Content-Type")) == "application/problem+json" {
		e.Problem = parseProblem(e.Raw, e.StatusCode)
	}
	return e
}

const (
	drainBytes = 256 << 10
	drainTime  = 50 * time.Millisecond
)

// drain reads the rest of a body that is not kept, so that its connection can be used again, if that is soon done.
func (a *attempt) drain(body io.Reader) {
	a.idle.Within(drainTime)
	io.CopyN(io.Discard, body, drainBytes)
}

// discard drops the body of a redirect; the attempt goes on.
func (a *attempt) discard(body io.ReadCloser) {
	io.CopyN(io.Discard, body, 2<<10)
	body.Close()
}
