package stream

import "github.com/apigen-go/apigen/runtime"

// Format holds the facts of a stream that its reader needs: plain data that the generator emits. The zero value is a stream
// of JSON values.
type Format struct {
	Text       bool     // items are the data of events as they are, not JSON
	Envelope   bool     // items are whole events: objects of the members "event", "data" and "id"
	TextEvents []string // of an Envelope: names of events whose data is text; "*" stands for all
	Sequence   bool     // of [Lines]: each item begins with RS (RFC 7464), and may have several lines

	// End is the data of the event that ends the stream; a stream that ends without it is cut short. "": the end of the
	// body is the end, and so is "[DONE]" where items are JSON, which it is not.
	End string

	// OwnError says that items have a member "error" of their own. Otherwise, an item with one is an error, as are events
	// of that name. Failure is the type of such an error, a typed nil as in [runtime.ErrorCase]; nil: its bytes only.
	OwnError bool
	Failure  runtime.ErrorBody

	// Whole is the value that a server sends which answers at once although it was asked for a stream: a typed nil,
	// (*WholeError[ChatCompletion])(nil). If it is of the type of the items it is the only item. Nil: none is declared.
	Whole Whole
}

// Whole is the type of a value in place of a stream: a typed nil of [WholeError].
type Whole interface {
	from(decode func(into any) error) error
}

// WholeError is the error of a stream call that was answered with one value of another type than the items.
type WholeError[W any] struct {
	Body W // what the server answered
}

// Error says what happened, and nothing of the value.
func (e *WholeError[W]) Error() string {
	return "the server answered with one value in place of a stream"
}

// from needs no receiver: formats hold typed nils.
func (*WholeError[W]) from(decode func(into any) error) error {
	e := new(WholeError[W])
	if err := decode(&e.Body); err != nil {
		return err
	}
	return e
}
