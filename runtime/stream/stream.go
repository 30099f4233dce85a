// Package stream answers: what are the values in a response that arrives item by item?
//
// Generated methods whose answer is a stream of server-sent events or of JSON lines return a [Stream]:
//
//	chunks, err := client.Chat.CreateCompletionStream(ctx, request)
//	if err != nil { ... }
//	for chunk, err := range chunks.All() { ... }
//
// [ReadEvents] and [ReadLines] read the same from any reader.
package stream

import (
	"errors"
	"io"
	"iter"

	"github.com/apigen-go/apigen/runtime"
)

// ErrClosed is what ranging over a [Stream] yields that was closed or ranged over before.
var ErrClosed = errors.New("stream: already closed or read")

// ErrTooLarge is an item longer than Limits.Item of the runtime allows. What comes after it is not read.
var ErrTooLarge = errors.New("stream: an item is longer than the limit")

// Stream is the answer of a call in items of type T. It holds a connection until it is ranged over, which closes it however
// the loop ends, or closed. It belongs to one goroutine.
type Stream[T any] struct {
	source *source
	single *T // the one value of a server that does not stream
	used   bool
}

// Event is an item with what came around it. Of JSON lines it has the data alone.
type Event[T any] struct {
	ID   string // the position behind it, "" if the server sends none; it stays until another comes
	Name string // "message" if the server sends none
	Data T
}

// All returns an iterator over the items, each as soon as it is there. It can be ranged over once. An error is yielded once,
// after the items before it, and ends the stream: an [runtime.APIError] or [runtime.Error] with InStream set if the server
// reports one, [runtime.ErrTruncated] if the stream is cut short, [runtime.ErrAttemptTimeout] if nothing comes for
// Timeouts.Stream, a [runtime.DecodeError] for an item of another shape. A break closes the connection.
func (s *Stream[T]) All() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for e, err := range s.Events() {
			if !yield(e.Data, err) {
				return
			}
		}
	}
}

// Events is [Stream.All] with the id and the name of each event.
func (s *Stream[T]) Events() iter.Seq2[Event[T], error] {
	return func(yield func(Event[T], error) bool) {
		if s.used {
			yield(Event[T]{}, ErrClosed)
			return
		}
		defer s.Close()
		for {
			e, err := s.next()
			if err == io.EOF || !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// Close ends a stream that is not, or not to its end, ranged over. It may be called more than once.
func (s *Stream[T]) Close() error {
	s.used = true
	return s.source.body.Close()
}

func (s *Stream[T]) next() (Event[T], error) {
	if s.single != nil {
		e := Event[T]{Name: message, Data: *s.single}
		s.single, s.source.over = nil, true
		return e, nil
	}
	f, err := s.source.next()
	if err != nil {
		return Event[T]{}, err
	}
	e := Event[T]{ID: f.id, Name: f.name}
	if err := s.source.decode(f, &e.Data); err != nil {
		return Event[T]{}, err
	}
	return e, nil
}

// message is the name of an event that has none.
const message = "message"

// takeWhole reads the answer of a server that does not stream although it was asked to.
func (s *Stream[T]) takeWhole() error {
	body := s.source.body
	defer body.Close()
	data, err := body.All()
	switch {
	case err != nil:
		return body.Fail(err)
	case isCut(data):
		return body.Fail(body.Truncated("the value is not whole"))
	case s.source.isFailure(frame{data: data}):
		return body.Failure(data, s.source.format.Failure)
	case s.source.format.Whole == nil:
		return body.Fail(&runtime.UnexpectedContentTypeError{StatusCode: body.StatusCode, ContentType: body.Header.Get("Content-Type")})
	}
	err = s.source.format.Whole.from(func(into any) error { return body.Decode(data, into) })
	if whole, ok := err.(*WholeError[T]); ok {
		s.single = &whole.Body
		return nil
	}
	return body.Fail(err)
}
