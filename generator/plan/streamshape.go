package plan

// Stream holds the facts of a method that returns a stream, as stream.Format of the runtime takes them.
type Stream struct {
	Lines      bool     // JSON lines, not events
	Sequence   bool     // of Lines: RFC 7464
	Text       bool     // items are the data of events as text
	Envelope   bool     // items are whole events
	TextEvents []string // of an Envelope: names of events whose data is text
	End        string   // data of the event that ends the stream; "": not declared
	OwnError   bool     // items have a member "error" of their own
	Failure    *Type    // what an item says that reports an error; nil: nothing known
	Whole      *Type    // what a server says that does not stream; nil: nothing declared
}

// Switch is how a request asks for a stream, or for none: body.Stream = new(true), or req.With("stream", true).
type Switch struct {
	Name     string // in the document: "stream"
	Query    string // parameter; "": the switch is in the body
	Body     string // the argument: "body"
	Optional bool   // it is a pointer, which may be nil, to what the caller owns
	Field    string // of the body: "Stream"
	Type     Type   // of the field
	Pointer  bool   // Type is a pointer
	Nullable bool   // Type is a runtime.Nullable
	Literal  string // JSON text of what it is set to: `true`; "": the field is cleared
}
