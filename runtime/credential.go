package runtime

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/origin"
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// Authorizer adds a credential to a request: package auth has those of the common security schemes. Authorize is called
// for every attempt, last before the request is sent, by many goroutines at once; it may change the request's header and
// query. One that reads the body opens it by GetBody, and then sets Body to what GetBody returns once more. An error of it is the error of the call. Further methods are used if an Authorizer has them:
//
//	Check() error                                       // asked by New: a credential that cannot work is reported there
//	Refused(ctx context.Context, r *http.Request) bool  // r was answered by a 401; true: another attempt has a new token
//	Bind(http.RoundTripper) Authorizer                  // the same credential, getting its tokens over the client's transport
//
//	// In place of Authorize, for a credential that signs the time: now is by the API's clock, as far as its responses tell.
//	AuthorizeAt(ctx context.Context, r *http.Request, now time.Time) error
type Authorizer interface {
	Authorize(ctx context.Context, r *http.Request) error
}

// errCredential is a credential that could not be added.
var errCredential = errors.New("credential")

type refuser interface {
	Refused(ctx context.Context, r *http.Request) bool
}

// chooseCredentials picks the first alternative of the operation of which all schemes are configured. The alternative
// without any scheme is the last resort wherever it stands: documents that make a credential optional put it first.
func (c *call) chooseCredentials() error {
	if c.op.everyCredential {
		c.useCredentials(slices.Sorted(maps.Keys(c.set.credentials)))
		return nil
	}
	anonymous := len(c.op.Security) == 0
	for _, alternative := range c.op.Security {
		if len(alternative) == 0 {
			anonymous = true
			continue
		}
		if slices.ContainsFunc(alternative, func(scheme string) bool { return c.set.credentials[scheme] == nil }) {
			continue
		}
		c.useCredentials(alternative)
		return nil
	}
	if anonymous {
		return nil
	}
	return c.noCredentials()
}

// useCredentials takes the credentials of the schemes. Those that sign come last, as they sign what the others add.
func (c *call) useCredentials(schemes []string) {
	c.credentials = make([]Authorizer, 0, len(schemes))
	for _, signs := range [...]bool{false, true} {
		for _, scheme := range schemes {
			credential := c.set.credentials[scheme]
			if _, ok := credential.(timedAuthorizer); ok == signs {
				c.credentials = append(c.credentials, credential)
			}
		}
	}
}

// WithCredentialHints says by which option a caller gives the credential of each security scheme, as the caller writes it:
// "orders.WithBearerToken". It is for the error of a call that lacks a credential, and generated clients give it. Default:
// none, and the error names the scheme.
func WithCredentialHints(options map[string]string) Option {
	return option{"WithCredentialHints", clientOnly, func(s *settings) error {
		s.hints = options
		return nil
	}}
}

// noCredentials names what to configure: the option of each scheme of the alternatives, all of which are missing a scheme.
func (c *call) noCredentials() error {
	names := make([]string, len(c.op.Security))
	for i, alternative := range c.op.Security {
		schemes := make([]string, len(alternative))
		for j, scheme := range alternative {
			schemes[j] = cmp.Or(c.set.hints[scheme], fmt.Sprintf("runtime.WithCredential(%q, ...)", scheme))
		}
		names[i] = strings.Join(schemes, " and ")
	}
	return fmt.Errorf("%w: the operation needs %s", ErrNoCredentials, strings.Join(names, ", or "))
}

// authorize adds the credentials to the attempt's request, unless it goes where they must not go.
func (a *attempt) authorize() error {
	if a.left {
		return nil
	}
	for _, credential := range a.call.credentials {
		if !a.call.set.insecure && !origin.IsConfidential(a.req.URL) {
			return ErrInsecure
		}
		if err := a.sign(credential); err != nil {
			return fmt.Errorf("%w: %w", errCredential, redact.Error(err))
		}
	}
	return nil
}

// refused tells the credentials of a 401 that they were refused, and reports whether the request is to be sent once more:
// with a new token, and with the same key. It is no retry: whatever the method is, a server that answers 401 did not act.
func (c *call) refused(ctx context.Context, out *outcome) bool {
	if out.api == nil || out.api.StatusCode != http.StatusUnauthorized || c.replayed {
		return false
	}
	renewed := false
	for _, credential := range c.credentials {
		if r, ok := credential.(refuser); ok && r.Refused(ctx, out.request) {
			renewed = true
		}
	}
	c.replayed = renewed && c.canSendAgain(out)
	return c.replayed
}
