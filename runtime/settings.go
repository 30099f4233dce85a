package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/breaker"
	"github.com/apigen-go/apigen/runtime/internal/header"
	"github.com/apigen-go/apigen/runtime/internal/wire"
)

// settings is what options set: once for a client, and on a copy of that for a call that has options of its own.
type settings struct {
	perCall bool // the options are those of a call

	base        *url.URL
	baseGiven   bool         // by WithBaseURL
	http        *http.Client // the caller's, copied; nil: none
	credentials map[string]Authorizer
	hints       map[string]string // options by scheme, for errors
	fresh       []string          // schemes whose credentials bind has not seen
	retry       RetryPolicy
	timeouts    Timeouts
	limits      Limits
	breaker     *breaker.Policy // nil: off
	rate        ratePolicy
	logger      *slog.Logger
	bodyLog     int // WithBodyLogging: bytes of a body; 0: none
	notify      func(Notice)
	hooks       []Hooks
	curl        func(string)
	drift       func(context.Context, Drift)
	driftShare  float64
	middleware  []func(Doer) Doer // of attempts, the first outermost
	around      []func(Doer) Doer // of calls
	header      []wire.Pair       // canonical names
	query       []wire.Pair       // escaped
	agent       string            // User-Agent
	accept      string            // WithAccept
	contentType string            // WithContentType
	typed       any               // WithHeaders: a pointer to a struct; nil: none
	key         string            // WithIdempotencyKey
	keyHeader   string            // WithIdempotencyHeader
	meta        *Meta
	insecure    bool
	allowed     []string // hosts outside of the origin that requests may go to
	version     apiVersion
	buffer      int64
	compressed  bool
	reconnects  int // WithReconnect
	walk        Walk
}

// Timeouts limit how long the parts of a call may take. A zero field leaves what was set before, at first the default;
// a negative one means no limit.
type Timeouts struct {
	Connect        time.Duration // to connect; 5 s. For a client only, and only on the runtime's own transport
	TLSHandshake   time.Duration // to agree on TLS; 5 s. As Connect
	ResponseHeader time.Duration // from the end of the request to the header of the response, connecting included; 30 s
	Idle           time.Duration // without a byte while a body is read or written; 30 s
	Stream         time.Duration // without a byte while an item of a stream is waited for; 60 s
	Attempt        time.Duration // one attempt as a whole, its body included; none
	Call           time.Duration // all attempts and waits together; none. The context's deadline counts too
}

// Limits bound what is kept of a response, after decompression. A zero field leaves what was set before, at first the
// default; a negative one means no limit. Streams have none.
type Limits struct {
	Success int64 // bytes of a 2xx; 64 MiB. More is a TooLargeError
	Error   int64 // bytes of any other body; 1 MiB. The rest is dropped
	Item    int64 // bytes of one item of a stream; 16 MiB. More is an error
}

func defaults() *settings {
	return &settings{
		agent: header.UserAgent(""),
		timeouts: Timeouts{
			Connect: 5 * time.Second, TLSHandshake: 5 * time.Second, ResponseHeader: 30 * time.Second, Idle: 30 * time.Second, Stream: time.Minute,
		},
		limits: Limits{Success: 64 << 20, Error: 1 << 20, Item: 16 << 20},
		retry:  defaultPolicy(),
		rate:   defaultRate(),
	}
}

// use applies an option.
func (s *settings) use(o Option) error {
	if o == nil {
		return errors.New("an option is nil")
	}
	return o.apply(s)
}

// override sets each value that the newer one gives.
func override[T comparable](into *T, newer T) {
	var zero T
	if newer != zero {
		*into = newer
	}
}

// replacePair returns the pairs with the name set to the value. The slice handed in is not changed: calls share it.
func replacePair(pairs []wire.Pair, p wire.Pair) []wire.Pair {
	others := slices.DeleteFunc(slices.Clone(pairs), func(old wire.Pair) bool { return old.Name == p.Name })
	return append(others, p)
}

// credential configures a scheme. The map handed down by the client is not changed.
func (s *settings) credential(scheme string, a Authorizer) {
	s.credentials = maps.Clone(s.credentials)
	if s.credentials == nil {
		s.credentials = make(map[string]Authorizer)
	}
	s.credentials[scheme] = a
	s.fresh = append(s.fresh, scheme)
}

// bind checks the credentials that were configured since the last time, and gives those that fetch tokens the client's
// transport, so that a test server, a proxy or a private root certificate counts for them too.
func (s *settings) bind(transport http.RoundTripper) error {
	var errs []error
	for _, scheme := range s.fresh {
		a := s.credentials[scheme]
		if c, ok := a.(interface{ Check() error }); ok {
			if err := c.Check(); err != nil {
				errs = append(errs, fmt.Errorf("credential %q: %w", scheme, err))
			}
		}
		if b, ok := a.(interface {
			Bind(http.RoundTripper) Authorizer
		}); ok {
			s.credentials[scheme] = b.Bind(secureTransport{transport, s.insecure})
		}
	}
	s.fresh = nil
	return errors.Join(errs...)
}
