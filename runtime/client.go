package runtime

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/backoff"
	"github.com/apigen-go/apigen/runtime/internal/breaker"
	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/idle"
	"github.com/apigen-go/apigen/runtime/internal/once"
	"github.com/apigen-go/apigen/runtime/internal/ratelimit"
)

// Client sends calls to one API. It is safe for concurrent use, is not changed after [New], and needs no Close. It may
// be printed in any form: no secret shows.
type Client struct {
	settings  *settings // what a call without options uses
	transport http.RoundTripper
	jar       http.CookieJar
	redirect  func(*http.Request, []*http.Request) error // the caller's CheckRedirect, nil without
	plain     bool                                       // the transport is one of net/http
	blank     *http.Request                              // copied for each attempt
	idle      *idle.List
	budgets   *backoff.Budgets
	breakers  *breaker.Set // nil: off
	gate      *ratelimit.Gate
	told      *once.Set[toldKey]
	clock     *clock
	exact     *exact.Types
}

// New returns a client for the API at the base URL, whose path, if any, precedes that of every operation. All that is
// wrong with the URL and the options is reported at once.
func New(baseURL string, opts ...Option) (*Client, error) {
	s := defaults()
	errs := []error{s.setBase(baseURL)}
	s.baseGiven = false
	for _, o := range opts {
		errs = append(errs, s.use(o))
	}
	blank := &http.Request{Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
	c := &Client{
		settings: s, blank: blank, idle: idle.New(ErrAttemptTimeout), budgets: backoff.NewBudgets(), breakers: newBreakers(s.breaker),
		told: once.NewSet[toldKey](maxTold), exact: new(exact.Types), clock: new(clock), gate: new(ratelimit.Gate),
	}
	c.connect()
	errs = append(errs, s.bind(c.transport), s.checkVersion())
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return c, nil
}

// connect takes what the caller's http.Client has, and the runtime's own transport where it has none.
func (c *Client) connect() {
	if own := c.settings.http; own != nil {
		c.transport, c.jar, c.redirect = own.Transport, own.Jar, own.CheckRedirect
		if c.settings.timeouts.Attempt == 0 {
			c.settings.timeouts.Attempt = own.Timeout
		}
	}
	if c.transport == nil {
		c.transport = newTransport(c.settings.timeouts)
	}
	_, c.plain = c.transport.(*http.Transport)
}

// settingsFor returns the client's settings with the options of one call on top.
func (c *Client) settingsFor(opts []Option) (*settings, error) {
	if len(opts) == 0 {
		return c.settings, nil
	}
	s := *c.settings
	s.perCall, s.fresh = true, nil
	var errs []error
	for _, o := range opts {
		errs = append(errs, s.use(o))
	}
	errs = append(errs, s.bind(c.transport), s.checkVersion())
	return &s, errors.Join(errs...)
}

// baseFor returns the URL to which the operation's path is appended. A server of the operation's own counts unless
// [WithBaseURL] was given: a client pointed at a test server must not reach the vendor by one of its operations.
func (s *settings) baseFor(op *Operation) (*url.URL, error) {
	base := s.base
	if op.Server != "" {
		own, err := url.Parse(op.Server)
		if err != nil {
			return nil, errors.New("the operation's server is not a URL")
		}
		if !own.IsAbs() {
			base = base.ResolveReference(own)
		} else if !s.baseGiven {
			base = own
		}
	}
	if err := checkBase(base); err != nil {
		return nil, err
	}
	return s.version.inPath(base), nil
}

func (s *settings) setBase(raw string) error {
	u, err := url.Parse(raw)
	if err != nil {
		return errors.New("base URL: not a URL") // url.Error would print it, with what is secret in it
	}
	if err := checkBase(u); err != nil {
		return fmt.Errorf("base URL: %w", err)
	}
	s.base, s.baseGiven = u, true
	return nil
}

func checkBase(u *url.URL) error {
	switch {
	case u == nil:
		return errors.New("no base URL")
	case u.Scheme != "https" && u.Scheme != "http":
		return fmt.Errorf("scheme %q: want https or http", u.Scheme)
	case u.Hostname() == "":
		return errors.New("no host")
	case u.User != nil:
		return errors.New("it has a user name or password: use auth.Basic")
	case u.Fragment != "":
		return errors.New("it has a fragment")
	}
	return nil
}

// Format prints the type and the origin whatever the verb is.
func (c Client) Format(f fmt.State, _ rune) {
	where := ""
	if c.settings != nil && c.settings.base != nil {
		where = c.settings.base.Scheme + "://" + c.settings.base.Host
	}
	io.WriteString(f, "runtime.Client("+strings.ToLower(where)+")")
}
