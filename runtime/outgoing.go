package runtime

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// outgoing is the request body of one attempt, as the transport reads it. It notes progress for the watch and errors of
// the source, and cuts the transport off from the source when the attempt is over.
type outgoing struct {
	attempt *attempt
	source  io.ReadCloser
	busy    chan struct{} // holds an item while the source is read, and for good once it is released
	failure atomic.Pointer[error]

	mu    sync.Mutex // release is called by the transport and by the attempt
	ended bool
	stuck bool // the source was still being read when the attempt had to return
}

var errReleased = errors.New("the attempt is over")

// openBody gives the attempt's request its body, and the means to open it again for a connection that turns out to be dead.
func (a *attempt) openBody(r *http.Request) error {
	b := a.call.body
	if b == nil {
		return nil
	}
	if b.length == 0 {
		r.Body = http.NoBody
		return nil
	}
	open := a.newUpload
	if b.isSmall() {
		open = b.open
	}
	var err error
	if r.Body, err = open(); err != nil {
		return fmt.Errorf("opening the body: %w", err)
	}
	r.ContentLength = b.length
	if b.replay {
		r.GetBody = open
	}
	return nil
}

// isSmall reports whether the body is written at once: net/http sends it in one packet with the header if it sees that
// it is in memory, and there is neither progress to be watched nor a source to be kept from it.
func (b *body) isSmall() bool { return b == nil || b.memory && b.length <= 64<<10 }

func (a *attempt) newUpload() (io.ReadCloser, error) {
	if a.upload != nil && !a.upload.release() {
		return nil, errors.New("the body is still being read by the request before")
	}
	source, err := a.call.body.open()
	if err != nil {
		return nil, err
	}
	a.upload = &outgoing{attempt: a, source: source, busy: make(chan struct{}, 1)}
	return a.upload, nil
}

// Read is called by the transport, from a goroutine of its own.
func (u *outgoing) Read(p []byte) (int, error) {
	select {
	case u.busy <- struct{}{}:
	default:
		return 0, errReleased
	}
	n, err := u.source.Read(p)
	<-u.busy
	u.attempt.watched.touch()
	switch {
	case err == io.EOF:
		u.attempt.watched.phase(u.attempt.call.set.timeouts.ResponseHeader)
	case err != nil:
		u.failure.Store(&err)
	}
	return n, err
}

// Close is called by the transport when it is done with the body.
func (u *outgoing) Close() error {
	u.release()
	return nil
}

// release ends reading for good and closes the source. It waits for a Read of the source that is under way, but not for
// long, as nothing can end a Read that blocks. It reports whether the source is free.
func (u *outgoing) release() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.ended {
		return !u.stuck
	}
	u.ended = true
	select {
	case u.busy <- struct{}{}:
		u.source.Close()
		return true
	default:
	}
	u.source.Close() // makes a pipe's Read return
	timer := time.NewTimer(30 * time.Millisecond)
	defer timer.Stop()
	select {
	case u.busy <- struct{}{}:
	case <-timer.C:
		u.stuck = true
	}
	return !u.stuck
}

// err is the error of the source, nil if it had none.
func (u *outgoing) err() error {
	if u == nil {
		return nil
	}
	if err := u.failure.Load(); err != nil {
		return fmt.Errorf("reading the request body: %w", *err)
	}
	return nil
}
