package stream

import (
	"context"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/internal/framing"
	"github.com/apigen-go/apigen/runtime/internal/header"
)

// Events makes a call that is answered with server-sent events (WHATWG HTML, section 9.2). The error is that of the call;
// what goes wrong later is yielded by the stream. With [runtime.WithReconnect] a lost connection is made again.
func Events[T any](ctx context.Context, c *runtime.Client, req *runtime.Request, opts []runtime.Option, f Format) (*Stream[T], error) {
	own := slices.Clone(opts) // they are needed again after the caller has gone on
	open := func(lastID string) (*runtime.StreamBody, error) {
		with := own
		if lastID != "" {
			with = append(own[:len(own):len(own)], runtime.WithHeader("Last-Event-ID", lastID))
		}
		return runtime.OpenStream(ctx, c, req, with)
	}
	body, err := open("")
	if err != nil {
		return nil, err
	}
	s := &Stream[T]{source: &source{body: body, format: f}}
	switch s.source.arrival() {
	case inJSON:
		return checked(s, s.takeWhole())
	case inOther:
		return nil, body.Unexpected()
	}
	s.source.events = framing.NewEvents(body, body.ItemLimit, "")
	if body.Reconnects != 0 {
		s.source.line = newLine(ctx, open, body.Reconnects)
	}
	return s, nil
}

// Lines makes a call that is answered with a JSON text on each line (NDJSON, JSON lines) or, as f says, with a JSON text
// sequence. The error is that of the call; what goes wrong later is yielded by the stream.
func Lines[T any](ctx context.Context, c *runtime.Client, req *runtime.Request, opts []runtime.Option, f Format) (*Stream[T], error) {
	body, err := runtime.OpenStream(ctx, c, req, opts)
	if err != nil {
		return nil, err
	}
	s := &source{body: body, format: f}
	if s.arrival() == inEvents && header.Essence(body.Header.Get("Content-Type")) == "text/event-stream" {
		return nil, body.Unexpected()
	}
	s.lines = framing.NewLines(body, body.ItemLimit)
	if f.Sequence {
		s.lines = framing.NewSequence(body, body.ItemLimit)
	}
	return &Stream[T]{source: s}, nil
}

func checked[T any](s *Stream[T], err error) (*Stream[T], error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

// arrival is what the body of an answer says that it is.
type arrival int

const (
	inEvents arrival = iota
	inJSON
	inOther
)

// arrival puts up with servers that call their events text or nothing.
func (s *source) arrival() arrival {
	contentType := s.body.Header.Get("Content-Type")
	switch name := header.Essence(contentType); {
	case name == "text/event-stream", name == "", strings.HasPrefix(name, "text/plain"), name == "application/octet-stream":
		return inEvents
	case header.IsJSON(contentType):
		return inJSON
	}
	return inOther
}
