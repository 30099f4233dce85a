package runtime

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/apigen-go/apigen/runtime/internal/header"
	"github.com/apigen-go/apigen/runtime/internal/replay"
	"github.com/apigen-go/apigen/runtime/internal/wire"
)

// Option changes how a client or a single call behaves. Options of a call are laid over those of the client. An option
// that means nothing for a call, or nothing for a client, is an error there.
type Option interface{ apply(*settings) error }

type option struct {
	name  string
	scope scope
	set   func(*settings) error
}

type scope int

const (
	anywhere scope = iota
	clientOnly
	callOnly
)

func (o option) apply(s *settings) error {
	if s.perCall && o.scope == clientOnly {
		return fmt.Errorf("%s is an option of a client, not of a call", o.name)
	}
	if !s.perCall && o.scope == callOnly {
		return fmt.Errorf("%s is an option of a call, not of a client", o.name)
	}
	if err := o.set(s); err != nil {
		return fmt.Errorf("%s: %w", o.name, err)
	}
	return nil
}

// WithOptions is several options in one, in their order.
func WithOptions(opts ...Option) Option {
	return option{"WithOptions", anywhere, func(s *settings) error {
		errs := make([]error, len(opts))
		for i, o := range opts {
			errs[i] = s.use(o)
		}
		return errors.Join(errs...)
	}}
}

// WithBaseURL replaces the base URL that the generated client or the document names, for a sandbox, a region or a test
// server. It also replaces the servers that single operations have of their own. Credentials and bodies go to the new
// origin and no other. Default: the document's.
func WithBaseURL(baseURL string) Option {
	return option{"WithBaseURL", anywhere, func(s *settings) error { return s.setBase(baseURL) }}
}

// WithHTTPClient sends requests by the client's Transport, Jar, Timeout (of one attempt) and CheckRedirect, which can
// refuse a redirect but not allow one. The client is copied and never changed. Without a Transport, or without this
// option, the runtime uses a transport of its own; Timeouts.Connect and TLSHandshake are about that one only.
func WithHTTPClient(client *http.Client) Option {
	return option{"WithHTTPClient", clientOnly, func(s *settings) error {
		if client == nil {
			return errors.New("the client is nil")
		}
		own := *client
		s.http = &own
		return nil
	}}
}

// WithCredential configures the credential of a security scheme of the document, named by its key there. An operation
// sends the first of its alternatives of which all schemes are configured, and fails before anything is sent if it needs
// one and none is. Default: none. For a call it replaces the client's credential of that scheme.
func WithCredential(scheme string, a Authorizer) Option {
	return option{"WithCredential", anywhere, func(s *settings) error {
		if a == nil {
			return fmt.Errorf("the credential of %q is nil", scheme)
		}
		s.credential(scheme, a)
		return nil
	}}
}

// WithRetry sets the fields of the policy that are not zero. Default: see [RetryPolicy].
func WithRetry(p RetryPolicy) Option {
	return option{"WithRetry", anywhere, func(s *settings) error {
		s.retry = p.over(s.retry)
		return nil
	}}
}

// WithTimeouts sets the timeouts that are not zero. Default: see [Timeouts].
func WithTimeouts(t Timeouts) Option {
	return option{"WithTimeouts", anywhere, func(s *settings) error {
		if s.perCall && (t.Connect != 0 || t.TLSHandshake != 0) {
			return errors.New("settings of a client, not of a call: Connect and TLSHandshake")
		}
		override(&s.timeouts.Connect, t.Connect)
		override(&s.timeouts.TLSHandshake, t.TLSHandshake)
		override(&s.timeouts.ResponseHeader, t.ResponseHeader)
		override(&s.timeouts.Idle, t.Idle)
		override(&s.timeouts.Stream, t.Stream)
		override(&s.timeouts.Attempt, t.Attempt)
		override(&s.timeouts.Call, t.Call)
		return nil
	}}
}

// WithLimits sets the limits that are not zero. Default: see [Limits].
func WithLimits(l Limits) Option {
	return option{"WithLimits", anywhere, func(s *settings) error {
		override(&s.limits.Success, l.Success)
		override(&s.limits.Error, l.Error)
		override(&s.limits.Item, l.Item)
		return nil
	}}
}

// WithBuffer holds a request body that comes from a plain reader in memory, up to max bytes, so that the call can be
// retried. A longer one is an error. Default: 0, a plain reader is sent once. No effect on bodies that can be sent again
// anyway: JSON, forms, files and other seekers, [Reopen].
func WithBuffer(max int64) Option {
	return option{"WithBuffer", anywhere, func(s *settings) error {
		s.buffer = max
		return nil
	}}
}

// WithCompression sends request bodies as gzip, with Content-Encoding: gzip, to an API that takes them so; a body that is not in
// memory is compressed as it is read. Give it to the calls that send much, or to a client. Default: bodies go out as they are.
func WithCompression() Option {
	return option{"WithCompression", anywhere, func(s *settings) error {
		s.compressed = true
		return nil
	}}
}

// WithLogger logs each attempt at Debug, each retry at Info and deprecations at Warn or Error. Values of headers and
// queries show only if they are known to be harmless; paths are logged as templates, bodies only by
// [WithBodyLogging]. Default, and nil: off, but deprecations go to [slog.Default].
func WithLogger(l *slog.Logger) Option {
	return option{"WithLogger", anywhere, func(s *settings) error {
		s.logger = l
		return nil
	}}
}

// WithDeprecationHandler hands deprecations of operations to f in place of the log, on the goroutine of the call that
// learns of one. Each is told once per client. A panic of f is swallowed. Nil: back to the log, the default.
func WithDeprecationHandler(f func(Notice)) Option {
	return option{"WithDeprecationHandler", clientOnly, func(s *settings) error {
		s.notify = f
		return nil
	}}
}

// WithHeader sends a header with every request, in place of what the operation sends under that name; that of a call
// wins over that of the client. Default: none. Host and what frames the message cannot be set.
func WithHeader(name, value string) Option {
	return option{"WithHeader", anywhere, func(s *settings) error {
		if err := header.CheckLine(name, value); err != nil {
			return err
		}
		s.header = replacePair(s.header, wire.Pair{Name: http.CanonicalHeaderKey(name), Value: value})
		return nil
	}}
}

// WithQuery sends a query parameter with every request, in place of any of that name; that of a call wins over that of
// the client. Default: none.
func WithQuery(name, value string) Option {
	return option{"WithQuery", anywhere, func(s *settings) error {
		if name == "" {
			return errors.New("no name")
		}
		s.query = replacePair(s.query, wire.Pair{Name: url.QueryEscape(name), Value: url.QueryEscape(value)})
		return nil
	}}
}

// WithUserAgent puts the product of the application, such as "shop/1.4", before the runtime's own in the User-Agent
// header. Default: the runtime's alone. [WithHeader] replaces the whole.
func WithUserAgent(product string) Option {
	return option{"WithUserAgent", anywhere, func(s *settings) error {
		if err := header.CheckProduct(product); err != nil {
			return err
		}
		s.agent = header.UserAgent(product)
		return nil
	}}
}

// WithIdempotencyKey gives the call the key of an intent that outlives it: the same key for the same order, also after a
// restart of the process. It is sent in the header or body field that the operation declares, else in Idempotency-Key,
// and makes the call one that may be retried. Default: an operation that declares a key gets a random one per call.
// An error on methods that change nothing.
func WithIdempotencyKey(key string) Option {
	return option{"WithIdempotencyKey", callOnly, func(s *settings) error {
		s.key = key
		return replay.CheckKey(key)
	}}
}

// WithIdempotencyHeader names the header of the idempotency key of an API that takes one on all writes but does not
// declare it in its document. Operations that declare a header keep theirs. Default: none, and no key is sent.
func WithIdempotencyHeader(name string) Option {
	return option{"WithIdempotencyHeader", anywhere, func(s *settings) error {
		s.keyHeader = http.CanonicalHeaderKey(name)
		return header.CheckLine(name, "")
	}}
}

// WithResponse fills m with what the response says besides its body, also if the call fails. Default, and nil: nothing.
func WithResponse(m *Meta) Option {
	return option{"WithResponse", callOnly, func(s *settings) error {
		s.meta = m
		return nil
	}}
}

// AllowInsecure lets credentials go over plain http. Default: over https only, and http to this machine.
func AllowInsecure() Option {
	return option{"AllowInsecure", clientOnly, func(s *settings) error {
		s.insecure = true
		return nil
	}}
}

// WithAllowedHosts lets reads follow redirects to hosts outside of the base URL's origin, "cdn.example.com" or with a
// port. What goes there goes without credentials, cookies and key. Default: none. Several options add up.
func WithAllowedHosts(hosts ...string) Option {
	return option{"WithAllowedHosts", anywhere, func(s *settings) error {
		s.allowed = append(s.allowed[:len(s.allowed):len(s.allowed)], hosts...)
		return nil
	}}
}

// WithAPIVersion sends the version of the API with every request: in is "header", "query", "path" (in place of {name} in
// the base URL) or "accept" (a parameter of the Accept header). That of a call wins over that of the client. A response
// that names another version in the same header is logged once. Default: none.
func WithAPIVersion(in, name, value string) Option {
	return option{"WithAPIVersion", anywhere, func(s *settings) error {
		s.version = apiVersion{in, name, value}
		return s.version.check()
	}}
}
