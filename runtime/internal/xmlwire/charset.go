package xmlwire

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Which charset a document is in, RFC 7303 says: a byte order mark goes before the parameter of the content type, and that
// before what the document says of itself.

// decoded returns the document in UTF-8, and what to do if it names a charset of its own.
func decoded(data []byte, charset string) ([]byte, func(label string, input io.Reader) (io.Reader, error), error) {
	as := func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		return data[3:], as, nil
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return fromUTF16(data[2:], binary.BigEndian), as, nil
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		return fromUTF16(data[2:], binary.LittleEndian), as, nil
	case bytes.HasPrefix(data, []byte("\x00<")):
		return fromUTF16(data, binary.BigEndian), as, nil
	case bytes.HasPrefix(data, []byte("<\x00")):
		return fromUTF16(data, binary.LittleEndian), as, nil
	case charset == "":
		return data, reader, nil
	}
	if isUTF8(charset) {
		return data, as, nil
	}
	r, err := reader(charset, bytes.NewReader(data))
	if err != nil {
		return nil, nil, err
	}
	data, err = io.ReadAll(r)
	return data, as, err
}

func isUTF8(label string) bool {
	switch strings.ToLower(label) {
	case "utf-8", "utf8", "us-ascii", "ascii":
		return true
	}
	return false
}

// reader decodes the charsets that servers still use.
func reader(label string, input io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1":
		return &latin1{source: input}, nil
	}
	if isUTF8(label) {
		return input, nil
	}
	return nil, fmt.Errorf("the charset %.40q is not one that is read: UTF-8, UTF-16 with a byte order mark, ISO-8859-1", label)
}

// latin1 is a text in ISO-8859-1, read as UTF-8: each byte is the code point of its number.
type latin1 struct {
	source io.Reader
	rest   []byte // decoded and not yet read
	buffer [512]byte
}

// Read decodes a piece.
func (l *latin1) Read(p []byte) (int, error) {
	for len(l.rest) == 0 {
		n, err := l.source.Read(l.buffer[:])
		for _, c := range l.buffer[:n] {
			l.rest = utf8.AppendRune(l.rest, rune(c))
		}
		if n == 0 && err != nil {
			return 0, err
		}
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// ReadByte lets the decoder read on from where the declaration of the charset ends, and not from behind its buffer.
func (l *latin1) ReadByte() (byte, error) {
	var one [1]byte
	_, err := io.ReadFull(l, one[:])
	return one[0], err
}

func fromUTF16(data []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	out := make([]byte, 0, len(units))
	for _, r := range utf16.Decode(units) {
		out = utf8.AppendRune(out, r)
	}
	return out
}
