package body

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// Upload is the body of one attempt, as the transport reads it. It tells of progress, keeps the error of the source, and
// cuts the transport off from the source when the attempt is over.
type Upload struct {
	source  io.ReadCloser
	memory  bool
	over    <-chan struct{}
	moved   func(end bool)
	busy    chan struct{} // holds an item while the source is read, and for good once it is released
	failure atomic.Pointer[error]
	buffer  []byte
	pieces  chan piece

	mu    sync.Mutex // Release is called by the transport and by the attempt
	ended bool
	stuck bool // the source was still being read when the attempt had to return
}

var errReleased = errors.New("the attempt is over")

// Upload opens the body for an attempt that is over when the channel is closed. Moved is called when something was read,
// by the goroutine of the transport, and told whether that was the end.
func (b *Body) Upload(over <-chan struct{}, moved func(end bool)) (*Upload, error) {
	source, err := b.Open()
	if err != nil {
		return nil, err
	}
	return &Upload{source: source, memory: b.Memory, over: over, moved: moved, busy: make(chan struct{}, 1)}, nil
}

// Read is called by the transport, from a goroutine of its own.
func (u *Upload) Read(p []byte) (int, error) {
	select {
	case u.busy <- struct{}{}:
	default:
		return 0, errReleased
	}
	n, err := u.readSource(p)
	u.moved(err == io.EOF)
	if err != nil && err != io.EOF && !u.isOver() {
		u.failure.Store(&err)
	}
	return n, err
}

// readSource reads in another goroutine what may block: net/http does not return before its reader of the body does,
// and the caller of a cancelled call must not wait for a pipe into which nobody writes.
func (u *Upload) readSource(p []byte) (int, error) {
	if u.memory {
		defer func() { <-u.busy }()
		return u.source.Read(p)
	}
	if u.buffer == nil {
		u.buffer = make([]byte, 32<<10)
		u.pieces = make(chan piece, 1)
	}
	part := u.buffer[:min(len(p), len(u.buffer))]
	go func() {
		n, err := u.source.Read(part)
		<-u.busy
		u.pieces <- piece{n, err}
	}()
	select {
	case got := <-u.pieces:
		return copy(p, part[:got.n]), got.err
	case <-u.over:
		return 0, errReleased
	}
}

func (u *Upload) isOver() bool {
	select {
	case <-u.over:
		return true
	default:
		return false
	}
}

// piece is what one Read of the source returned.
type piece struct {
	n   int
	err error
}

// Close is called by the transport when it is done with the body.
func (u *Upload) Close() error {
	u.Release()
	return nil
}

// Release ends reading for good and closes the source. It waits for a Read of the source that is under way, but not for
// long, as nothing can end a Read that blocks. It reports whether the source is free.
func (u *Upload) Release() bool {
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

// Err is the error of the source, nil if it had none.
func (u *Upload) Err() error {
	if u == nil {
		return nil
	}
	if err := u.failure.Load(); err != nil {
		return fmt.Errorf("reading the request body: %w", *err)
	}
	return nil
}
