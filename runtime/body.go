package runtime

import "io"

// body is a request body: how it is opened for each attempt, and whether it can be opened again.
type body struct {
	mediaType string                        // Content-Type
	length    int64                         // -1: unknown
	open      func() (io.ReadCloser, error) // called once per attempt
	replay    bool                          // open may be called again
	json      []byte                        // the bytes of a JSON body, for KeyField; nil otherwise
}
