// Package body answers: how does a body go out, once or again, and never after its time?
package body

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/header"
)

// Body is a request body: how it is opened for each attempt, and whether it can be opened again.
type Body struct {
	MediaType string                        // Content-Type
	Length    int64                         // -1: unknown
	Open      func() (io.ReadCloser, error) // called once per attempt
	Replay    bool                          // Open may be called again
	JSON      []byte                        // the bytes of a JSON body, for KeyField; nil otherwise
	Memory    bool                          // Open returns bytes in memory
}

// FromBytes is a body whose bytes are known: it is sent with its length, as often as needed.
func FromBytes(mediaType string, data []byte) *Body {
	b := &Body{MediaType: mediaType, Length: int64(len(data)), Replay: true, Memory: true}
	b.Open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	if header.IsJSON(mediaType) {
		b.JSON = data
	}
	return b
}

// FromReader is a body read from the caller's source. What can seek is rewound, for each attempt, to the offset at which
// it was handed over; anything else is sent once and never sent again, nor silently held in memory.
func FromReader(mediaType string, source io.Reader) *Body {
	switch s := source.(type) {
	case reopener:
		return &Body{MediaType: mediaType, Length: -1, Replay: true, Open: s.open}
	case *bytes.Buffer:
		return &Body{MediaType: mediaType, Length: int64(s.Len()), Open: single(source)}
	case io.Seeker:
		if b := seekerBody(mediaType, source, s); b != nil {
			return b
		}
	}
	return &Body{MediaType: mediaType, Length: -1, Open: single(source)}
}

// single opens a source that cannot be read twice.
func single(source io.Reader) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(source), nil }
}

// seekerBody returns nil for what has a Seek method but cannot seek: a pipe, a terminal.
func seekerBody(mediaType string, source io.Reader, s io.Seeker) *Body {
	start, err := s.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil
	}
	end, err := s.Seek(0, io.SeekEnd)
	if err != nil {
		return nil
	}
	if _, err := s.Seek(start, io.SeekStart); err != nil {
		return nil
	}
	b := &Body{MediaType: mediaType, Length: max(end-start, 0), Replay: true}
	b.Open = func() (io.ReadCloser, error) {
		if r := readAt(source); r != nil {
			return io.NopCloser(io.NewSectionReader(r, start, b.Length)), nil
		}
		if _, err := s.Seek(start, io.SeekStart); err != nil {
			return nil, fmt.Errorf("rewinding the body: %w", err)
		}
		return io.NopCloser(source), nil
	}
	return b
}

// readAt returns the source if attempts can read it without moving its offset. Only types whose Read is known to read
// what ReadAt reads: a type that wraps a file to count or to encrypt has the file's ReadAt too.
func readAt(source io.Reader) io.ReaderAt {
	switch s := source.(type) {
	case *os.File:
		return s
	case *bytes.Reader:
		return s
	case *strings.Reader:
		return s
	case *io.SectionReader:
		return s
	}
	return nil
}

// Reopen returns a request body that is opened anew for each attempt, and closed after it: a call that sends it can be
// retried although its source cannot seek.
func Reopen(open func() (io.ReadCloser, error)) io.Reader { return reopener{open} }

type reopener struct{ open func() (io.ReadCloser, error) }

// Read fails: a reopened body is read through what its function opens.
func (reopener) Read([]byte) (int, error) {
	return 0, errors.New("a body made by runtime.Reopen is read by a call only")
}

// Buffered holds a body that can be sent only once in memory, if it is not longer than limit, so that it can be sent again.
func (b *Body) Buffered(limit int64) (*Body, error) {
	if b == nil || b.Replay || limit <= 0 {
		return b, nil
	}
	source, err := b.Open()
	if err != nil {
		return nil, err
	}
	defer source.Close()
	data, err := io.ReadAll(io.LimitReader(source, limit+1))
	if err != nil {
		return nil, fmt.Errorf("reading the body: %w", err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("the body is longer than the %d bytes that WithBuffer allows", limit)
	}
	return FromBytes(b.MediaType, data), nil
}

// IsSmall reports whether the body is written at once: net/http sends it in one packet with the header if it sees that
// it is in memory, and there is neither progress to be watched nor a source to be kept from it.
func (b *Body) IsSmall() bool { return b == nil || b.Memory && b.Length <= 64<<10 }

// IsNil reports whether a reader is nil, or an interface around a nil pointer.
func IsNil(r io.Reader) bool {
	v := reflect.ValueOf(r)
	return !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil()
}
