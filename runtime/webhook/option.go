package webhook

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
)

// Option changes how an [Endpoint] works.
type Option func(*config)

type config struct {
	parts     parts
	queue     Queue
	store     dedup.Store
	noDedup   bool
	failOpen  bool
	maxBody   int64
	addresses []netip.Prefix

	workers   int
	timeout   time.Duration
	retries   int
	base, cap time.Duration
	onFailed  func(context.Context, Message, error)
	logger    *slog.Logger
	decode    any // func(Message) (E, error)
	errs      []error
}

func newConfig(v Verifier, store dedup.Store, opts []Option) *config {
	c := &config{store: store, maxBody: 1 << 20, workers: 16, timeout: 5 * time.Minute, retries: 3, base: time.Second, cap: time.Minute}
	if known, ok := v.(*verifier); ok {
		s := known.scheme
		c.parts = parts{known: known, source: s.Name, id: s.ID, kind: s.Type, mediaTypes: s.MediaTypes, reply: s.reply}
	}
	for _, o := range opts {
		o(c)
	}
	if c.queue == nil {
		c.queue = Memory(0)
	}
	if c.store == nil {
		c.store = dedup.Memory(0, 0)
	}
	if c.logger == nil {
		c.logger = slog.Default()
	}
	c.check(v)
	return c
}

func (c *config) check(v Verifier) {
	if v == nil {
		c.refuse("there is no verifier: anybody could send")
	}
	if c.parts.id == (Place{}) && !c.noDedup {
		c.refuse("nothing says where the id of an event is: use WithID, or WithoutDedup if there is none")
	}
	if c.parts.source == "" && !c.noDedup {
		c.refuse("nothing names the sender in keys of the dedup store: use WithSource")
	}
	if c.workers < 1 || c.maxBody < 1 || c.timeout <= 0 {
		c.refuse("%d workers, bodies of %d bytes and a handler timeout of %v: want more than 0", c.workers, c.maxBody, c.timeout)
	}
	if c.retries < 0 || c.base < 0 || c.cap < c.base {
		c.refuse("%d retries after %v to %v: want none or more, and a limit that is no less than the first wait", c.retries, c.base, c.cap)
	}
}

func (c *config) refuse(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("webhook: "+format, args...))
}

func (c *config) err() error { return errors.Join(c.errs...) }

// WithSource names the sender in keys of the dedup store, so that a poll of the same data can build the same key:
// dedup.Key(source, id). The default is the name of the scheme. Senders that share a store and a scheme need names of their own.
func WithSource(name string) Option { return func(c *config) { c.parts.source = name } }

// WithID says where the id of an event is, in place of what the scheme says.
func WithID(p Place) Option { return func(c *config) { c.parts.id = p } }

// WithType says where the type of an event is, in place of what the scheme says. A header and a field are joined by a dot.
func WithType(p Place) Option { return func(c *config) { c.parts.kind = p } }

// WithMediaTypes says which bodies are taken, in place of what the scheme says. The default is JSON.
func WithMediaTypes(types ...string) Option {
	return func(c *config) { c.parts.mediaTypes = slices.Clone(types) }
}

// WithDecode decodes bodies in place of encoding/json. What it refuses is answered by 400 and is not put into the queue. E
// is that of [Handler]; it has no meaning for a [Mux].
func WithDecode[E any](decode func(Message) (E, error)) Option {
	return func(c *config) { c.decode = decode }
}

// WithReply answers a delivery that is no event but a question about the endpoint, such as a challenge: the function gets
// a body that has been verified, and returns what to answer as text; nil for an event.
func WithReply(reply func(body []byte) []byte) Option {
	return func(c *config) { c.parts.reply = reply }
}

// WithoutDedup takes every delivery for an event of its own: for senders without ids. What they repeat is handled again.
func WithoutDedup() Option { return func(c *config) { c.noDedup = true } }

// WithFailOpen accepts deliveries while the dedup store fails, at the price that one that is repeated may be handled again: only
// the queue knows it, for as long as it keeps the keys of what was done. The default is to answer 503, so that the sender comes
// back: nothing is handled twice, and nothing is handled until the store is up.
func WithFailOpen() Option { return func(c *config) { c.failOpen = true } }

// WithMaxBody sets how many bytes a body may have. The default is 1 MiB.
func WithMaxBody(bytes int64) Option { return func(c *config) { c.maxBody = bytes } }

// WithAllowedAddresses takes deliveries from these addresses only, beside the check of the signature. The address is that of
// the connection: behind a proxy it is the proxy's. The default is every address.
func WithAllowedAddresses(prefixes ...netip.Prefix) Option {
	return func(c *config) { c.addresses = slices.Clone(prefixes) }
}

// WithQueue sets where events wait. The default is [Memory] with room for 1,024. An endpoint has a queue of its own, and
// stops it when it is closed.
func WithQueue(q Queue) Option { return func(c *config) { c.queue = q } }

// WithWorkers sets how many events are handled at a time. The default is 16. With 1, the order is that of arrival, but for
// retries.
func WithWorkers(n int) Option { return func(c *config) { c.workers = n } }

// WithHandlerTimeout sets when the context of a call of the function ends. The default is 5 minutes. A function that does
// not look at its context keeps its worker.
func WithHandlerTimeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// WithRetries sets how often an event whose function failed is tried again, and how long before the first time and at most.
// The default is 3 times after 1 s, 2 s and 4 s, less up to a half by chance, at most 1 minute.
func WithRetries(n int, first, limit time.Duration) Option {
	return func(c *config) { c.retries, c.base, c.cap = n, first, limit }
}

// WithOnFailed sets what happens to an event that is given up: after the last retry, if it does not decode, or if the
// endpoint had to be closed before it was handled ([ErrStopped]). It was acknowledged, so this is the last place that has
// it. The function may be called by several goroutines, and twice for an event if the process dies meanwhile. The default is
// an error in the log.
func WithOnFailed(f func(ctx context.Context, m Message, err error)) Option {
	return func(c *config) { c.onFailed = f }
}

// WithLogger sets where refused deliveries and failed events are told of; no secret, header or body is in it. The default
// is slog.Default.
func WithLogger(l *slog.Logger) Option { return func(c *config) { c.logger = l } }
