package runtimetest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// bodies is group D: do bodies arrive whole, or not at all?
func bodies() []Case {
	return []Case{
		inBubble("D1", "a body from a plain reader never arrives short, also not on a retry", plainReader, Readers),
		inBubble("D2", "a body from a seeker starts on every attempt where it was handed over", seeker, Seekers),
		onSockets("D3", "an upload of 1 GiB is not held in memory", bigUpload, Readers),
		onSockets("D4", "three attempts whose responses have 16 KiB share a connection", sharedConnection),
		inBubble("D5", "of an error of 64 MiB at most 1 MiB is kept, and little more read", bigError, Bodies),
		onSockets("D6", "a response of which half is missing is never a success", cutResponse),
		onSockets("D7", "a GET whose response was cut once returns the whole", cutOnce, Bodies),
		onSockets("D8", "a POST without a key whose response was cut is an error, and not repeated", cutPost),
		onSockets("D9", "a thousand calls leave no connection behind that cannot be used again", openBodies),
	}
}

// onlyReader hides whatever else a reader can do.
type onlyReader struct{ io.Reader }

func plainReader(b *bench) error {
	text := strings.Repeat("0123456789", 100)
	s := b.site(statuses(503, 503, 200))
	b.call(b.client(s, Setup{MaxAttempts: 3}), Call{Method: http.MethodPut, Reader: onlyReader{strings.NewReader(text)}})
	return wholeBodies(s, text)
}

func wholeBodies(s *site, want string) error {
	hits := s.seen()
	if len(hits) == 0 {
		return errors.New("nothing was sent")
	}
	for i, h := range hits {
		if !h.broken && string(h.body) != want {
			return fmt.Errorf("attempt %d has %d of %d bytes, and looks complete", i+1, len(h.body), len(want))
		}
	}
	return nil
}

func seeker(b *bench) error {
	body := strings.NewReader("HEADER" + "the body")
	body.Seek(6, io.SeekStart)
	s := b.site(statuses(503, 503, 200))
	r := b.call(b.client(s, Setup{MaxAttempts: 3}), Call{Method: http.MethodPut, Reader: body})
	err := all(success(r), attempts(s, 3))
	for i, h := range s.seen() {
		err = all(err, that(string(h.body) == "the body", "attempt %d has the body %q", i+1, h.body))
	}
	return err
}

// leash is a source that breaks when too much of what was read from it has not arrived.
type leash struct {
	left    int64
	read    int64
	arrived *atomic.Int64
	broken  atomic.Bool
}

const slack = 32 << 20

// Read returns what was in p: nobody looks at it.
func (l *leash) Read(p []byte) (int, error) {
	if l.left == 0 {
		return 0, io.EOF
	}
	if l.read-l.arrived.Load() > slack {
		l.broken.Store(true)
		return 0, errors.New("too much is under way")
	}
	n := min(int64(len(p)), l.left)
	l.left -= n
	l.read += n
	return int(n), nil
}

// arrivals counts what arrives.
type arrivals struct{ n *atomic.Int64 }

// Write counts.
func (a arrivals) Write(p []byte) (int, error) {
	a.n.Add(int64(len(p)))
	return len(p), nil
}

func bigUpload(b *bench) error {
	var arrived atomic.Int64
	s := b.site(func(_ int, w http.ResponseWriter, h *hit) {
		io.CopyBuffer(arrivals{&arrived}, onlyReader{h.request.Body}, make([]byte, 256<<10))
		reply{status: 200}.write(w)
	})
	s.streams = true
	source := &leash{left: big, arrived: &arrived}
	r := b.call(b.client(s, Setup{MaxAttempts: 3}), Call{Method: http.MethodPut, Reader: source})
	if source.broken.Load() {
		return errors.New("more than 32 MiB are held in memory")
	}
	return all(success(r), that(arrived.Load() == big, "%d bytes arrived", arrived.Load()))
}

func sharedConnection(b *bench) error {
	long := `"` + strings.Repeat("x", 16<<10) + `"`
	s := b.site(script(reply{status: 503, body: long}, reply{status: 503, body: long}, reply{status: 200}))
	// A transport of the case's own: closing any test server closes the idle connections of http.DefaultTransport.
	r := b.call(b.client(s, Setup{MaxAttempts: 3, Transport: new(http.Transport)}), Call{})
	opened, _ := s.connections()
	return all(success(r), attempts(s, 3), that(opened == 1, "%s, want 1", plural(opened, "connection")))
}

func bigError(b *bench) error {
	const size, kept, read = 64 << 20, 1 << 20, 2<<20 + 64<<10
	var written atomic.Int64
	s := b.site(func(_ int, w http.ResponseWriter, _ *hit) {
		w.Header().Set("Content-Length", strconv.Itoa(size))
		w.WriteHeader(http.StatusBadRequest)
		chunk := make([]byte, 32<<10)
		for written.Load() < size {
			n, err := w.Write(chunk)
			written.Add(int64(n))
			if err != nil {
				return
			}
		}
	})
	r := b.call(b.client(s, Setup{MaxAttempts: 3}), Call{})
	return all(shows(r, 400), that(len(r.Body) <= kept, "%d MiB are kept", len(r.Body)>>20),
		that(written.Load() <= read, "%d MiB were read", written.Load()>>20))
}

var half = reply{status: 200, body: `{"id": "` + strings.Repeat("1", 88) + `"}`, cut: true}

func cutResponse(b *bench) error {
	s := b.site(script(half))
	return failure(b.call(b.client(s, Setup{MaxAttempts: 2}), Call{}))
}

func cutOnce(b *bench) error {
	whole := half
	whole.cut = false
	s := b.site(script(half, whole))
	r := b.call(b.client(s, Setup{MaxAttempts: 3}), Call{})
	return all(success(r), attempts(s, 2), that(len(r.Body) == 0 || strings.TrimSpace(string(r.Body)) == whole.body, "the body is not the whole"))
}

func cutPost(b *bench) error {
	s := b.site(script(half))
	r := b.call(b.client(s, Setup{MaxAttempts: 3}), post())
	return all(failure(r), onceOrKeyed(s))
}

func openBodies(b *bench) error {
	codes := []int{200, 404, 204, 200, 422}
	s := b.site(func(n int, w http.ResponseWriter, _ *hit) { reply{status: codes[n%len(codes)]}.write(w) })
	transport := new(http.Transport)
	c := b.client(s, Setup{MaxAttempts: 3, Transport: transport})
	for range 1000 {
		b.call(c, Call{})
	}
	opened, live := s.connections()
	transport.CloseIdleConnections()
	for wait := 0; live > 0 && wait < 100; wait++ {
		time.Sleep(10 * time.Millisecond)
		_, live = s.connections()
	}
	return all(that(opened <= 3, "%s for calls one after the other", plural(opened, "connection")),
		that(live == 0, "%s cannot be closed as idle", plural(live, "connection")))
}
