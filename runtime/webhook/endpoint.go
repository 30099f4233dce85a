package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
)

// Endpoint receives the deliveries of one sender: an [http.Handler] with workers behind it. It is safe for concurrent use.
type Endpoint struct {
	*config
	verifier Verifier
	consumer consumer
	joint    Joint // nil if the queue and the store are apart

	ctx       context.Context // of the workers
	cancel    context.CancelCauseFunc
	working   sync.WaitGroup
	abandoned atomic.Bool // closed before all was handled: nothing is tried again
}

// consumer is what is behind the queue.
type consumer interface {
	check(Message) error                  // tells whether the message decodes
	consume(context.Context, Lease) error // calls the function
}

// Handler returns an endpoint that calls the function for every event, with its body decoded as an E: []byte for the bytes as
// they are, [net/url.Values] for a form, all else from JSON. Several workers call it at a time. An error or a panic is a
// failure, after which the event is tried again. A store that is nil is a [dedup.Memory]. Mistakes in the options are errors, all
// at once. The endpoint works until it is closed.
func Handler[E any](v Verifier, store dedup.Store, handle func(context.Context, Event[E]) error, opts ...Option) (*Endpoint, error) {
	c := newConfig(v, store, opts)
	t := &typed[E]{handle: handle, decode: decodeBody[E]}
	if c.decode != nil {
		decode, ok := c.decode.(func(Message) (E, error))
		if !ok {
			c.refuse("WithDecode has a function %T, want %T", c.decode, t.decode)
		}
		t.decode = decode
	}
	if handle == nil {
		c.refuse("there is no function to handle events")
	}
	return c.start(v, t)
}

// start begins the work, unless there are mistakes.
func (c *config) start(v Verifier, consumer consumer) (*Endpoint, error) {
	if err := c.err(); err != nil {
		return nil, err
	}
	e := &Endpoint{config: c, verifier: v, consumer: consumer}
	if q, ok := c.queue.(Joiner); ok {
		e.joint = q.Join(c.store)
	}
	e.ctx, e.cancel = context.WithCancelCause(context.Background())
	for range c.workers {
		e.working.Go(e.work)
	}
	return e, nil
}

// typed calls one function for all events.
type typed[E any] struct {
	handle func(context.Context, Event[E]) error
	decode func(Message) (E, error)
}

func (t *typed[E]) check(m Message) error {
	_, err := t.decode(m)
	return err
}

// consume decodes anew for each attempt: what the one before changed in the event is not there.
func (t *typed[E]) consume(ctx context.Context, l Lease) error {
	data, err := t.decode(l.Message)
	if err != nil {
		return permanent{err}
	}
	return t.handle(ctx, Event[E]{Message: l.Message, Data: data, Attempt: l.Attempt})
}

// permanent is an error that would be the same again.
type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// refusal is a delivery that is not taken.
type refusal struct {
	status int
	err    error
}

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

func refused(status int, format string, args ...any) error {
	return &refusal{status, fmt.Errorf(format, args...)}
}

// retryAfter is how many seconds a sender is asked to wait with what is not taken now.
const retryAfter = "5"

// ServeHTTP takes a delivery. It returns within a second of having read the body, whatever the function takes.
func (e *Endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	reply, err := e.receive(w, r)
	if err == nil {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Write(reply)
		return
	}
	var no *refusal
	if !errors.As(err, &no) {
		no = &refusal{http.StatusServiceUnavailable, err}
	}
	switch no.status {
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", retryAfter)
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", http.MethodPost)
	}
	e.logger.WarnContext(r.Context(), "webhook delivery refused", "source", e.parts.source, "status", no.status, "error", err)
	http.Error(w, http.StatusText(no.status), no.status) // the same text whatever was wrong
}

// receive does all that is between a request and its acknowledgement.
func (e *Endpoint) receive(w http.ResponseWriter, r *http.Request) (reply []byte, err error) {
	body, err := e.read(w, r)
	if err != nil {
		return nil, err
	}
	if err := e.verifier.Verify(r, body); err != nil {
		if errors.Is(err, ErrMalformed) {
			return nil, &refusal{http.StatusBadRequest, err}
		}
		return nil, &refusal{http.StatusUnauthorized, err}
	}
	m, err := e.parts.message(r, body)
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, err}
	}
	if e.parts.reply != nil {
		if reply := e.parts.reply(body); reply != nil {
			return reply, nil
		}
	}
	if err := e.identify(&m); err != nil {
		return nil, err
	}
	return nil, e.accept(context.WithoutCancel(r.Context()), m) // a sender who goes away must not leave the event half taken
}

// read checks what can be checked before the body, and reads that: once, and no more than it may have.
func (e *Endpoint) read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	switch {
	case !e.mayCome(r.RemoteAddr):
		return nil, refused(http.StatusForbidden, "the address %s is not allowed", r.RemoteAddr)
	case r.Method != http.MethodPost:
		return nil, refused(http.StatusMethodNotAllowed, "the method is not POST")
	case !e.parts.takes(r.Header.Get("Content-Type")):
		return nil, refused(http.StatusUnsupportedMediaType, "the media type is not expected")
	case r.Header.Get("Content-Encoding") != "":
		return nil, refused(http.StatusUnsupportedMediaType, "the body is compressed")
	case r.ContentLength > e.maxBody:
		return nil, e.tooLarge()
	}
	control := http.NewResponseController(w)
	control.SetReadDeadline(time.Now().Add(readWithin)) // where the server has no limit of its own
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, e.maxBody))
	if err == nil { // else the server would read on, to the end of the body
		control.SetReadDeadline(time.Time{})
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, e.tooLarge()
	case err != nil:
		return nil, refused(http.StatusBadRequest, "the body ends early: %w", err)
	}
	return body, nil
}

// readWithin is how long a sender may take to send the body.
const readWithin = 10 * time.Second

func (e *Endpoint) tooLarge() error {
	return refused(http.StatusRequestEntityTooLarge, "the body has more than %d bytes", e.maxBody)
}

func (e *Endpoint) mayCome(remote string) bool {
	if len(e.addresses) == 0 {
		return true
	}
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return false
	}
	for _, p := range e.addresses {
		if p.Contains(at.Addr().Unmap()) {
			return true
		}
	}
	return false
}

// identify gives the message its key, and refuses what cannot be told apart or decoded.
func (e *Endpoint) identify(m *Message) error {
	if !e.noDedup {
		if m.ID == "" {
			return refused(http.StatusBadRequest, "the event has no id")
		}
		m.Key = dedup.Key(e.parts.source, m.ID)
	}
	if err := e.consumer.check(*m); err != nil {
		return &refusal{http.StatusBadRequest, err}
	}
	return nil
}
