package runtime

import (
	"errors"
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/header"
)

// WithContentType sends the body as another media type than the first that the document declares for it: "image/png" where
// an upload may be of several types. The bytes stay as they are; the boundary of a multipart body is added. Default: the
// document's. No effect without a body.
func WithContentType(mediaType string) Option {
	return option{"WithContentType", callOnly, func(s *settings) error {
		s.contentType = mediaType
		return checkMediaType(mediaType)
	}}
}

// WithAccept asks for some of the media types that the operation can answer with, the best first; they may have parameters,
// "text/csv;q=0.5". Default: all that the method can read. An operation that reads JSON cannot read anything else because of
// it: choose among the types of one method.
func WithAccept(mediaTypes ...string) Option {
	return option{"WithAccept", callOnly, func(s *settings) error {
		if len(mediaTypes) == 0 {
			return errors.New("no media type")
		}
		for _, m := range mediaTypes {
			if err := checkMediaType(m); err != nil {
				return err
			}
		}
		s.accept = strings.Join(mediaTypes, ", ")
		return nil
	}}
}

func checkMediaType(m string) error {
	kind, sub, ok := strings.Cut(header.Essence(m), "/")
	if !ok || !header.IsToken(kind) || !header.IsToken(sub) {
		return fmt.Errorf("%.60q is no media type", m)
	}
	return header.CheckValue(m)
}

// accept is the Accept header before the version of the API is in it.
func (c *call) accept() string {
	if c.set.accept != "" {
		return c.set.accept
	}
	return c.op.Accept
}

// contentType is the Content-Type header of the body.
func (c *call) contentType() string {
	own := c.set.contentType
	if own == "" {
		return c.body.MediaType
	}
	if boundary := header.Parameter(c.body.MediaType, "boundary"); boundary != "" && header.Parameter(own, "boundary") == "" {
		return own + "; boundary=" + boundary
	}
	return own
}
