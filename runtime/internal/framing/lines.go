package framing

import (
	"bytes"
	"io"
)

// Lines reads a JSON text from each line: NDJSON, also called JSON lines. Lines end with LF or CRLF, those of white space
// alone are skipped, and the last needs no end. As a sequence (RFC 7464) a text begins with RS, and may have several lines.
type Lines struct {
	lines    buffer
	sequence bool
	number   int // of the line that is read next, from 1
	first    int // line on which the item began
	ended    bool
	text     []byte // of a sequence: what has come of the text
	nesting  nesting
}

// NewLines reads items of at most limit bytes, one on each line.
func NewLines(source io.Reader, limit int) *Lines {
	return &Lines{lines: buffer{source: source, limit: limit}, number: 1}
}

// NewSequence reads items of at most limit bytes, each behind an RS.
func NewSequence(source io.Reader, limit int) *Lines {
	return &Lines{lines: buffer{source: source, limit: limit}, number: 1, sequence: true}
}

// Number is the line on which the last item began, from 1.
func (l *Lines) Number() int { return l.first }

// Ended reports whether the end of the line came behind the last item, so that it is not what is left of a longer one.
func (l *Lines) Ended() bool { return l.ended }

// Sequence reports whether the items are texts of a sequence, in which a number or word without an end is not whole.
func (l *Lines) Sequence() bool { return l.sequence }

// Next returns the next item, which need not be JSON. It is valid until the next call. At the end the error is io.EOF.
func (l *Lines) Next() ([]byte, error) {
	if l.sequence {
		return l.nextText()
	}
	for {
		line, end, err := l.line("\n")
		if err != nil {
			return nil, err
		}
		l.first, l.ended = l.number, end != 0
		l.number++
		if line = trim(line); len(line) > 0 {
			return line, nil
		}
	}
}

// nextText joins lines to a text, which ends where its brackets are closed and a line is.
func (l *Lines) nextText() ([]byte, error) {
	l.text, l.nesting = l.text[:0], nesting{}
	for {
		part, end, err := l.line("\n\x1e")
		if err == io.EOF && len(trim(l.text)) > 0 {
			return trim(l.text), nil
		}
		if err != nil {
			return nil, err
		}
		if len(trim(l.text)) == 0 {
			l.text, l.first = l.text[:0], l.number
		}
		l.text, l.ended = append(l.text, part...), end == '\n'
		l.nesting.read(part)
		if len(l.text) > l.lines.limit {
			return nil, ErrTooLong
		}
		if l.ended {
			l.number++
			l.text = append(l.text, '\n')
		}
		if len(trim(l.text)) > 0 && (!l.ended || l.nesting.closed()) {
			return trim(l.text), nil
		}
	}
}

// line returns the next line; of the last, which may have no end, the end is 0.
func (l *Lines) line(ends string) (line []byte, end byte, err error) {
	line, end, err = l.lines.line(ends)
	if err == io.EOF {
		if line = l.lines.rest(); len(line) > 0 {
			err = nil
		}
	}
	if l.number == 1 {
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
	}
	return line, end, err
}

// trim cuts off white space, and the RS of a sequence that is sent as lines.
func trim(line []byte) []byte { return bytes.Trim(line, " \t\r\n\x1e") }

// nesting follows the brackets and strings of a JSON text that comes in parts.
type nesting struct {
	open            int
	quoted, escaped bool
}

func (n *nesting) closed() bool { return n.open <= 0 && !n.quoted }

func (n *nesting) read(part []byte) {
	for _, c := range part {
		switch {
		case n.escaped:
			n.escaped = false
		case n.quoted:
			n.escaped, n.quoted = c == '\\', c != '"'
		case c == '"':
			n.quoted = true
		case c == '{', c == '[':
			n.open++
		case c == '}', c == ']':
			n.open--
		}
	}
}
