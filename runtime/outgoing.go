package runtime

import (
	"errors"
	"fmt"
	"io"
	"net/http"
)

// openBody gives the attempt's request its body, and the means to open it again for a connection that turns out to be dead.
func (a *attempt) openBody(r *http.Request) error {
	b := a.call.body
	if b == nil {
		return nil
	}
	if b.Length == 0 {
		r.Body = http.NoBody
		return nil
	}
	open := a.newUpload
	if b.IsSmall() {
		open = b.Open
	}
	var err error
	if r.Body, err = open(); err != nil {
		return fmt.Errorf("opening the body: %w", err)
	}
	r.ContentLength = b.Length
	if b.Replay {
		r.GetBody = func() (io.ReadCloser, error) {
			if a.trace.isResending() {
				return nil, errResent
			}
			return open()
		}
	}
	return nil
}

// newUpload opens the body once more, when nothing reads it any longer. Progress counts as such; from the end of the body on
// it is the response that must not be silent for too long.
func (a *attempt) newUpload() (io.ReadCloser, error) {
	if a.upload != nil && !a.upload.Release() {
		return nil, errors.New("the body is still being read by the request before")
	}
	upload, err := a.call.body.Upload(a.ctx.Done(), func(end bool) {
		if a.idle.Touch(); end {
			a.idle.Phase(a.call.set.timeouts.ResponseHeader)
		}
	})
	if err != nil {
		return nil, err
	}
	a.upload = upload
	a.idle.Phase(a.sendLimit()) // a signer may have read the body to its end before
	return upload, nil
}
