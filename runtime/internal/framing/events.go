package framing

import (
	"bytes"
	"io"
	"math"
	"strconv"
	"time"
)

// Events reads server-sent events by the algorithm of the WHATWG's HTML standard, section 9.2.6:
//
//	id: 7             the position, which stays until another comes
//	event: delta      the name; of this event alone
//	data: {"a":       the data; several lines are joined by LF
//	data: 1}
//	: a comment
//	                  the empty line that ends the event
//
// Lines end with LF, CR or CRLF, bytes that are not UTF-8 become U+FFFD. What has no data is no event, but its id counts.
type Events struct {
	lines  buffer
	began  bool // the first line has come
	skipLF bool // the line before ended with CR: an LF belongs to it

	data   []byte // of the event that is being read
	any    bool   // it has a line of data
	name   string
	id     string // the last one read
	own    bool   // the event has one of its own
	lastID string // when the last event ended
	retry  time.Duration
	asked  bool
}

// Event is one server-sent event.
type Event struct {
	ID   string // the position after it: the last id that came
	Own  bool   // the id came with this event
	Name string // "": none was sent, which means "message"
	Data []byte
}

// NewEvents reads events whose data has at most limit bytes. The position is that of the stream before, "" without.
func NewEvents(source io.Reader, limit int, position string) *Events {
	return &Events{lines: buffer{source: source, limit: limit + len("data: ")}, id: position, lastID: position}
}

// Next returns the next event. At the end of the source the error is io.EOF, whether it ended within an event or not.
func (e *Events) Next() (Event, error) {
	for {
		line, err := e.line()
		if err != nil {
			if err == io.EOF {
				e.field(e.decoded(e.lines.rest())) // for Unfinished
			}
			return Event{}, err
		}
		if len(line) > 0 {
			e.field(line)
			if len(e.data) > e.limit() {
				return Event{}, ErrTooLong
			}
			continue
		}
		if event, ok := e.dispatch(); ok {
			return event, nil
		}
	}
}

func (e *Events) limit() int { return e.lines.limit - len("data: ") }

// LastID is the id that the last complete event left behind.
func (e *Events) LastID() string { return e.lastID }

// Retry is how long the server wants a client to wait before it connects again; false if it never said.
func (e *Events) Retry() (time.Duration, bool) { return e.retry, e.asked }

// SetRetry carries the wait over from the connection before.
func (e *Events) SetRetry(d time.Duration) { e.retry, e.asked = d, true }

// Unfinished is, at the end of the source, the data of an event that was not ended by an empty line; false if there is none.
func (e *Events) Unfinished() ([]byte, bool) { return e.data, e.any }

// line returns the next line without its end. It does not wait to see whether an LF follows a CR.
func (e *Events) line() ([]byte, error) {
	for {
		line, end, err := e.lines.line("\r\n")
		if err != nil {
			return nil, err
		}
		second := e.skipLF && end == '\n' && len(line) == 0
		e.skipLF = end == '\r'
		if !second {
			return e.decoded(line), nil
		}
	}
}

// decoded is a line in UTF-8, without the byte order mark that may begin the stream.
func (e *Events) decoded(line []byte) []byte {
	if !e.began {
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
	}
	e.began = true
	return validUTF8(line)
}

// field takes what a line says.
func (e *Events) field(line []byte) {
	name, value, _ := bytes.Cut(line, []byte{':'})
	value = bytes.TrimPrefix(value, []byte{' '})
	switch string(name) {
	case "data":
		if e.any {
			e.data = append(e.data, '\n')
		}
		e.data, e.any = append(e.data, value...), true
	case "event":
		e.name = string(value)
	case "id":
		if bytes.IndexByte(value, 0) < 0 {
			e.id, e.own = string(value), true
		}
	case "retry":
		e.setRetry(string(value))
	}
}

// maxRetry is as long as a server may make a client wait.
const maxRetry = 5 * time.Minute

// setRetry takes milliseconds, in digits only.
func (e *Events) setRetry(value string) {
	for _, c := range []byte(value) {
		if c < '0' || c > '9' {
			return
		}
	}
	if value == "" {
		return
	}
	ms, err := strconv.ParseInt(value, 10, 64)
	if err != nil || ms > math.MaxInt64/int64(time.Millisecond) {
		ms = maxRetry.Milliseconds()
	}
	e.retry, e.asked = min(time.Duration(ms)*time.Millisecond, maxRetry), true
}

// dispatch ends the event; false if it has no data.
func (e *Events) dispatch() (Event, bool) {
	event, any := Event{ID: e.id, Own: e.own, Name: e.name, Data: e.data}, e.any
	e.lastID = e.id
	e.data, e.any, e.name, e.own = nil, false, "", false
	return event, any
}
