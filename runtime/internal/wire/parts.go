package wire

import (
	"errors"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/apigen-go/apigen/runtime/internal/body"
)

// reader returns a reader over all parts, from their beginnings.
func (m *multipartBody) reader(end string) io.ReadCloser {
	var files closers
	readers := make([]io.Reader, 0, 2*len(m.parts)+1)
	for _, p := range m.parts {
		readers = append(readers, strings.NewReader(p.header))
		if p.file == nil {
			readers = append(readers, strings.NewReader(p.text))
			continue
		}
		file := &lateReader{body: p.file}
		files = append(files, file)
		readers = append(readers, file)
	}
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(append(readers, strings.NewReader(end))...), files}
}

// lateReader opens a file when it is its turn, so that one file may be the content of several parts. It reads as many bytes
// as were announced. Close may be called while Read is blocked: it ends the Read of a pipe.
type lateReader struct {
	body *body.Body

	mu     sync.Mutex
	source io.ReadCloser
	limit  io.Reader
	closed bool
}

func (r *lateReader) Read(p []byte) (int, error) {
	source, err := r.open()
	if err != nil {
		return 0, err
	}
	return source.Read(p)
}

// open opens the file, once. The lock is not held meanwhile: a function of the caller's may take its time, and Close must not
// wait for it.
func (r *lateReader) open() (io.Reader, error) {
	if opened, err := r.opened(); opened != nil || err != nil {
		return opened, err
	}
	source, err := r.body.Open()
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		source.Close()
		return nil, os.ErrClosed
	}
	r.source, r.limit = source, source
	if r.body.Length >= 0 {
		r.limit = io.LimitReader(source, r.body.Length)
	}
	return r.limit, nil
}

func (r *lateReader) opened() (io.Reader, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, os.ErrClosed
	}
	return r.limit, nil
}

// Close closes what was opened; a file that was not reached is left alone.
func (r *lateReader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	if r.source == nil {
		return nil
	}
	return r.source.Close()
}

type closers []*lateReader

func (c closers) Close() error {
	var errs []error
	for _, r := range c {
		errs = append(errs, r.Close())
	}
	return errors.Join(errs...)
}
