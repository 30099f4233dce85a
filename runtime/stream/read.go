package stream

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/framing"
)

// maxItem is how long an item may be where no call says otherwise.
const maxItem = 16 << 20

// ReadEvents yields the server-sent events that a reader holds, by the WHATWG's algorithm: an event that the end of the
// reader interrupts is dropped. An event of more than 16 MiB is [ErrTooLarge]. An error is yielded once and ends the
// sequence. The reader is not closed.
func ReadEvents(r io.Reader) iter.Seq2[Event[string], error] {
	return func(yield func(Event[string], error) bool) {
		events := framing.NewEvents(r, maxItem, "")
		for {
			e, err := events.Next()
			if err == io.EOF || !yield(Event[string]{ID: e.ID, Name: name(e.Name, err), Data: string(e.Data)}, tooLarge(err)) || err != nil {
				return
			}
		}
	}
}

// name is empty beside an error.
func name(sent string, err error) string {
	if err != nil {
		return ""
	}
	return cmp.Or(sent, message)
}

// ReadLines yields the JSON values that a reader holds, one on each line. A last line that ends within its value is
// [runtime.ErrTruncated], any other that does not decode a [LineError], a line of more than 16 MiB [ErrTooLarge]. An error is
// yielded once and ends the sequence. The reader is not closed.
func ReadLines[T any](r io.Reader) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		lines := framing.NewLines(r, maxItem)
		for {
			item, err := readLine[T](lines)
			if err == io.EOF || !yield(item, tooLarge(err)) || err != nil {
				return
			}
		}
	}
}

func readLine[T any](lines *framing.Lines) (item T, err error) {
	data, err := lines.Next()
	if err != nil {
		return item, err
	}
	err = exact.Decode(data, &item)
	if err == nil {
		return item, nil
	}
	var none T
	if !lines.Ended() && isCut(data) {
		return none, fmt.Errorf("%w: the last value is not whole", runtime.ErrTruncated)
	}
	return none, &LineError{lines.Number(), err}
}

// isCut reports whether data is the beginning of a JSON text.
func isCut(data []byte) bool {
	var whole json.RawMessage
	return errors.Is(exact.Decode(data, &whole), io.ErrUnexpectedEOF)
}

func tooLarge(err error) error {
	if errors.Is(err, framing.ErrTooLong) {
		return fmt.Errorf("%w of %d bytes", ErrTooLarge, maxItem)
	}
	return err
}
