package stream

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/framing"
)

// source is a stream before its items have types.
type source struct {
	body   *runtime.StreamBody
	format Format
	events *framing.Events // nil: lines
	lines  *framing.Lines
	line   *line // how a lost connection is made again; nil: it is not
	over   bool
}

// frame is an item as it arrived.
type frame struct {
	id, name string
	own      bool // the id came with it
	data     []byte
}

// next returns the next item. At the end the error is io.EOF.
func (s *source) next() (frame, error) {
	for !s.over {
		f, err := s.read()
		if err != nil {
			if err = s.ended(err); err == nil {
				continue
			}
			return frame{}, err
		}
		switch {
		case s.isEnd(f.data):
			s.over = true
			_ = s.body.Finish() // all that was wanted is here
		case s.isEmpty(f), s.line.isDouble(f):
		case s.isFailure(f):
			return frame{}, s.body.Failure(f.data, s.format.Failure)
		default:
			return f, nil
		}
	}
	return frame{}, io.EOF
}

func (s *source) read() (frame, error) {
	if s.lines != nil {
		data, err := s.lines.Next()
		return frame{name: message, data: data}, err
	}
	e, err := s.events.Next()
	return frame{id: e.ID, own: e.Own, name: cmp.Or(e.Name, message), data: e.Data}, err
}

// isEnd tells the item that says that there are no more.
func (s *source) isEnd(data []byte) bool {
	switch {
	case s.lines != nil:
		return false
	case s.format.End != "":
		return string(data) == s.format.End
	}
	return !s.format.Text && string(data) == "[DONE]"
}

// isEmpty tells events that are there to keep the connection alive: they have data, but no value in it.
func (s *source) isEmpty(f frame) bool {
	return !s.format.Text && !s.format.Envelope && len(exact.Trim(f.data)) == 0
}

// isFailure tells items that report an error.
func (s *source) isFailure(f frame) bool {
	if f.name == "error" {
		return true
	}
	if s.format.OwnError || s.format.Text {
		return false
	}
	value, ok := exact.Member(f.data, "error")
	return ok && !slices.Contains([]string{"null", "false", `""`, "{}"}, string(value))
}

// ended decides what the end of the body means, or an error of reading it: nil if the stream goes on.
func (s *source) ended(err error) error {
	switch {
	case errors.Is(err, framing.ErrTooLong):
		return s.body.Fail(fmt.Errorf("%w of %d bytes", ErrTooLarge, s.body.ItemLimit))
	case err == io.EOF && (s.lines != nil || s.endsInSentinel()):
		return io.EOF
	case s.line != nil:
		return s.reconnect(err)
	case err != io.EOF:
		return s.body.Fail(err)
	}
	if _, unfinished := s.events.Unfinished(); unfinished {
		return s.body.Fail(s.body.Truncated("the last event is not whole"))
	}
	if s.format.End != "" {
		return s.body.Fail(s.body.Truncated("the event that ends the stream has not come"))
	}
	return io.EOF
}

// endsInSentinel puts up with servers that leave out the empty line behind the last event.
func (s *source) endsInSentinel() bool {
	data, unfinished := s.events.Unfinished()
	return unfinished && s.isEnd(data)
}

// decode makes a value of an item.
func (s *source) decode(f frame, into any) error {
	data := f.data
	switch text, ok := into.(*string); {
	case s.format.Text && ok:
		*text = string(data)
		return nil
	case s.format.Text:
		data = []byte(exact.Quote(string(data)))
	case s.format.Envelope:
		data = s.envelope(f)
	}
	err := s.body.Decode(data, into)
	switch {
	case s.lines == nil && err != nil:
		return s.body.Fail(err)
	case s.lines != nil && s.isCut(data):
		return s.body.Fail(s.body.Truncated("the last value is not whole"))
	case err != nil:
		return s.body.Fail(&LineError{s.lines.Number(), err})
	}
	return nil
}

// isCut tells the last item of a stream of lines that is the beginning of a value. In a sequence a number or a word that
// nothing ends may be one too.
func (s *source) isCut(data []byte) bool {
	if s.lines.Ended() {
		return false
	}
	return isCut(data) || s.lines.Sequence() && !bytes.ContainsAny(data[:1], `{["`)
}

// envelope writes the event as an object, as documents that describe the whole of it do.
func (s *source) envelope(f frame) []byte {
	members := []byte(`{"event":` + exact.Quote(f.name))
	if f.own {
		members = append(members, `,"id":`+exact.Quote(f.id)...)
	}
	names := s.format.TextEvents
	switch isText := slices.Contains(names, f.name) || slices.Contains(names, "*"); {
	case !isText && len(exact.Trim(f.data)) == 0:
	case isText || !json.Valid(f.data):
		members = append(members, `,"data":`+exact.Quote(string(f.data))...)
	default:
		members = append(append(members, `,"data":`...), f.data...)
	}
	return append(members, '}')
}

// LineError is an item of a stream of lines that is no JSON, or not of its type.
type LineError struct {
	Line int // from 1
	Err  error
}

// Error says where, and nothing of the line.
func (e *LineError) Error() string { return fmt.Sprintf("line %d of the stream: %v", e.Line, e.Err) }

// Unwrap returns the cause.
func (e *LineError) Unwrap() error { return e.Err }
