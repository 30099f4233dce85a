package runtime

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/body"
	"github.com/apigen-go/apigen/runtime/internal/header"
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// StreamBody is the body of a success that arrives item by item, with what a reader of items needs to know of the call.
// Package stream makes one into values; it is of little use by itself. It belongs to one goroutine.
type StreamBody struct {
	StatusCode int
	Header     http.Header
	ItemLimit  int // Limits.Item; never negative
	Reconnects int // WithReconnect; negative: as often as needed

	incoming incoming
	limit    time.Duration // Timeouts.Stream
	closed   bool
}

// OpenStream makes a call whose success is a stream of items. Reading it fails with [ErrAttemptTimeout] if nothing arrives
// for Timeouts.Stream while something reads, with [ErrTruncated] if it is cut short, and with the context's error when that
// ends. The caller closes it.
func OpenStream(ctx context.Context, c *Client, req *Request, opts []Option) (*StreamBody, error) {
	s := &itemSink{}
	if err := c.checkReconnect(req, opts); err != nil {
		return nil, err
	}
	if err := c.do(ctx, req, opts, s); err != nil {
		return nil, err
	}
	return s.body, nil
}

// itemSink hands the body to a reader of items.
type itemSink struct{ body *StreamBody }

func (s *itemSink) read(a *attempt, resp *http.Response) error {
	set := a.call.set
	s.body = &StreamBody{
		StatusCode: resp.StatusCode, Header: resp.Header, ItemLimit: int(set.limits.Item), Reconnects: set.reconnects,
		incoming: incoming{a, resp.Body}, limit: set.timeouts.Stream,
	}
	if set.limits.Item < 0 {
		s.body.ItemLimit = 1<<31 - 1
	}
	if isForeign := header.IsHTML(resp.Header.Get("Content-Type")); isForeign {
		return s.body.unexpected()
	}
	a.open, a.call.open = true, true
	a.idle.Phase(0)
	return nil
}

// Read reads what has arrived. While nobody reads, time does not count: the server may have to wait for its reader.
func (b *StreamBody) Read(p []byte) (int, error) {
	if b.closed {
		return 0, http.ErrBodyReadAfterClose
	}
	b.incoming.attempt.idle.Phase(b.limit)
	n, err := b.incoming.Read(p)
	b.incoming.attempt.idle.Phase(0)
	return n, err
}

// Close ends the stream. Before the end of the body it closes the connection.
func (b *StreamBody) Close() error {
	if b.closed {
		return nil
	}
	b.closed = true
	return b.incoming.Close()
}

// Finish ends a stream whose last item has come. If the end of the body follows at once, the connection can be used again.
func (b *StreamBody) Finish() error {
	if !b.closed {
		b.incoming.attempt.drain(&b.incoming)
	}
	return b.Close()
}

// All reads the whole body, of at most Limits.Success bytes: that of a server that answered with one value.
func (b *StreamBody) All() ([]byte, error) {
	limit := b.incoming.attempt.call.set.limits.Success
	data, more, err := body.Read(b, -1, limit)
	if more {
		return nil, &TooLargeError{limit}
	}
	return data, err
}

// Decode decodes the JSON text of an item, as the client decodes everything. What does not fit is a [DecodeError].
func (b *StreamBody) Decode(data []byte, into any) error {
	err := b.incoming.attempt.client().exact.Decode(data, into)
	if err == nil {
		return nil
	}
	return &DecodeError{b.StatusCode, header.Essence(b.Header.Get("Content-Type")), b.incoming.attempt.excerpt(data), err}
}

// Truncated is the error of a stream that ended too early.
func (b *StreamBody) Truncated(what string) error {
	return b.incoming.attempt.truncated(errors.New(what))
}

// Failure is the error that an item of the stream reports: the body of an error response, of the type of failure if that is
// not nil, in an [APIError] with the status of the stream.
func (b *StreamBody) Failure(data []byte, failure ErrorBody) error {
	a := b.incoming.attempt
	api := &APIError{
		Operation: a.call.op.ID, Method: a.call.op.Method, Path: a.call.op.Path,
		StatusCode: b.StatusCode, Header: b.Header, Raw: data, RequestID: header.RequestID(b.Header),
		IdempotencyKey: a.call.key, Attempts: a.call.attempts, InStream: true,
	}
	if failure == nil {
		return api
	}
	return failure.decode(api)
}

// Fail gives an error of the stream the facts of the call, unless it has them.
func (b *StreamBody) Fail(err error) error { return b.incoming.attempt.call.fail(err) }

// Unexpected is the error of a body that is no stream of items.
func (b *StreamBody) Unexpected() error {
	defer b.Close()
	return b.Fail(b.unexpected())
}

func (b *StreamBody) unexpected() error {
	data, _, _ := body.Read(&b.incoming, -1, redact.ExcerptBytes)
	return &UnexpectedContentTypeError{b.StatusCode, b.Header.Get("Content-Type"), b.incoming.attempt.excerpt(data)}
}
