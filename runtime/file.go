package runtime

import (
	"io"
	"net/http"

	"github.com/apigen-go/apigen/runtime/internal/body"
	"github.com/apigen-go/apigen/runtime/internal/wire"
)

// File is a file in a multipart body.
//
// A Content that is an [io.Seeker] is read from where it stands when the call begins, and can be sent again; any other
// reader is sent once. Nil is an empty file. The caller closes it.
type File struct {
	Name        string      // as the server sees it; "": the name of the field
	ContentType string      // "": what the document says, else application/octet-stream
	Header      http.Header // further headers of the part, beside Content-Disposition and Content-Type; usually none
	Content     io.Reader   // what is sent
}

// MarshalJSON is an error, as a file has no JSON; of the zero File it returns null.
func (f File) MarshalJSON() ([]byte, error) {
	if f.Name == "" && f.ContentType == "" && len(f.Header) == 0 && f.Content == nil {
		return []byte("null"), nil
	}
	return nil, wire.ErrFile
}

// Reopen returns a request body that is opened anew for each attempt, and closed after it: a call that sends it can be
// retried although its source cannot seek.
func Reopen(open func() (io.ReadCloser, error)) io.Reader { return body.Reopen(open) }
