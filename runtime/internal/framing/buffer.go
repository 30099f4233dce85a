// Package framing answers: where does one item of a stream end, and where does the next begin?
//
// It knows three ways to send items one after the other: server-sent events, a JSON text on each line, and JSON text
// sequences. An item is returned as soon as its last byte is there. What the items mean is for others.
package framing

import (
	"bytes"
	"errors"
	"io"
)

// ErrTooLong is an item, or a line of one, that is longer than the limit.
var ErrTooLong = errors.New("longer than the limit")

// buffer holds what was read and not yet taken. It grows with what an item needs, up to the limit.
type buffer struct {
	source     io.Reader
	limit      int // bytes of a line
	store      []byte
	start, end int // of what is not yet taken
	looked     int // bytes of it in which no end was found
	err        error
}

const firstRead = 4 << 10

// line returns the bytes before the first of the ends, and which it was; the end is taken too. The bytes are valid until
// the next call. Behind the last end the error is io.EOF, or what else the source said: what is left is in rest.
func (b *buffer) line(ends string) (line []byte, end byte, err error) {
	for {
		held := b.store[b.start:b.end]
		if i := bytes.IndexAny(held[b.looked:], ends); i >= 0 {
			i += b.looked
			b.start, b.looked = b.start+i+1, 0
			if i > b.limit {
				return nil, 0, ErrTooLong
			}
			return held[:i], held[i], nil
		}
		b.looked = len(held)
		if b.looked > b.limit {
			return nil, 0, ErrTooLong
		}
		if err := b.fill(); err != nil {
			return nil, 0, err
		}
	}
}

// rest takes what is left at the end of the source.
func (b *buffer) rest() []byte {
	left := b.store[b.start:b.end]
	b.start, b.looked = b.end, 0
	return left
}

// fill reads once, or a few times from a source that returns nothing.
func (b *buffer) fill() error {
	if b.start > 0 {
		b.end = copy(b.store, b.store[b.start:b.end])
		b.start = 0
	}
	if b.end == len(b.store) {
		b.store = append(b.store, make([]byte, max(len(b.store), firstRead))...)
	}
	for range 100 {
		if b.err != nil {
			return b.err
		}
		var n int
		n, b.err = b.source.Read(b.store[b.end:])
		b.end += n
		if n > 0 {
			return nil
		}
	}
	return io.ErrNoProgress
}
