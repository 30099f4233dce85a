package api

// Stream says how a success arrives item by item, and what the items are.
type Stream struct {
	Status  string `json:"status"`         // of the response: "200"
	Media   string `json:"media"`          // its media type: "text/event-stream"
	Framing string `json:"framing"`        // events: server-sent events; lines: a JSON text on each line; sequence: RFC 7464
	Item    *Use   `json:"item,omitempty"` // nil: not described

	Text       bool     `json:"text,omitempty"`       // items are the data of events as text, not JSON
	Envelope   bool     `json:"envelope,omitempty"`   // items are whole events: objects of "event", "data" and "id"
	TextEvents []string `json:"textEvents,omitempty"` // of an Envelope: names of events whose data is text
	End        string   `json:"end,omitempty"`        // data of the event that ends the stream: "[DONE]"; "": not declared
	OwnError   bool     `json:"ownError,omitempty"`   // items have a member "error" that is no failure of the stream
	Failure    *Use     `json:"failure,omitempty"`    // what an event says that reports an error; nil: as error responses do

	Switch    *StreamSwitch `json:"switch,omitempty"`    // nil: the operation always streams, or goes by Accept
	Resumable bool          `json:"resumable,omitempty"` // it takes Last-Event-ID
	Why       string        `json:"why"`                 // the evidence, for people
}

// StreamSwitch is what a request says to be answered with a stream.
type StreamSwitch struct {
	In        string `json:"in"`                  // body: a member of it; query
	Name      string `json:"name"`                // "stream"
	Value     Value  `json:"value"`               // that asks for a stream: true
	IsDefault bool   `json:"isDefault,omitempty"` // the server streams unless it is told not to
}
