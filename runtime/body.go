package runtime

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// body is a request body: how it is opened for each attempt, and whether it can be opened again.
type body struct {
	mediaType string                        // Content-Type
	length    int64                         // -1: unknown
	open      func() (io.ReadCloser, error) // called once per attempt
	replay    bool                          // open may be called again
	json      []byte                        // the bytes of a JSON body, for KeyField; nil otherwise
	memory    bool                          // open returns bytes in memory
}

// bytesBody is a body whose bytes are known: it is sent with its length, as often as needed.
func bytesBody(mediaType string, data []byte) *body {
	b := &body{mediaType: mediaType, length: int64(len(data)), replay: true, memory: true}
	b.open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	if isJSON(mediaType) {
		b.json = data
	}
	return b
}

// readerBody is a body read from the caller's source. What can seek is rewound, for each attempt, to the offset at which
// it was handed over; anything else is sent once and never sent again, nor silently held in memory.
func readerBody(mediaType string, source io.Reader) *body {
	switch s := source.(type) {
	case reopener:
		return &body{mediaType: mediaType, length: -1, replay: true, open: s.open}
	case *bytes.Buffer:
		return &body{mediaType: mediaType, length: int64(s.Len()), open: once(source)}
	case io.Seeker:
		if b := seekerBody(mediaType, source, s); b != nil {
			return b
		}
	}
	return &body{mediaType: mediaType, length: -1, open: once(source)}
}

// once opens a source that cannot be read twice.
func once(source io.Reader) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(source), nil }
}

// seekerBody returns nil for what has a Seek method but cannot seek: a pipe, a terminal.
func seekerBody(mediaType string, source io.Reader, s io.Seeker) *body {
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
	b := &body{mediaType: mediaType, length: max(end-start, 0), replay: true}
	b.open = func() (io.ReadCloser, error) {
		if r := readAt(source); r != nil {
			return io.NopCloser(io.NewSectionReader(r, start, b.length)), nil
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

// buffered holds a body that can be sent only once in memory, if it is not longer than limit, so that it can be sent again.
func (b *body) buffered(limit int64) (*body, error) {
	if b == nil || b.replay || limit <= 0 {
		return b, nil
	}
	source, err := b.open()
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
	return bytesBody(b.mediaType, data), nil
}
