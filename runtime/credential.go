package runtime

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/origin"
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// Authorizer adds a credential to a request: package auth has those of the common security schemes. Authorize is called
// for every attempt, last before the request is sent, by many goroutines at once; it may change the request's header and
// query. An error of it is the error of the call. Further methods are used if an Authorizer has them:
//
//	Check() error                                       // asked by New: a credential that cannot work is reported there
//	Refused(ctx context.Context, r *http.Request) bool  // r was answered by a 401; true: another attempt has a new token
//	Bind(http.RoundTripper) Authorizer                  // the same credential, getting its tokens over the client's transport
type Authorizer interface {
	Authorize(ctx context.Context, r *http.Request) error
}

type refuser interface {
	Refused(ctx context.Context, r *http.Request) bool
}

// chooseCredentials picks the first alternative of the operation of which all schemes are configured. The alternative
// without any scheme is the last resort wherever it stands: documents that make a credential optional put it first.
func (c *call) chooseCredentials() error {
	anonymous := len(c.op.Security) == 0
	for _, alternative := range c.op.Security {
		if len(alternative) == 0 {
			anonymous = true
			continue
		}
		if slices.ContainsFunc(alternative, func(scheme string) bool { return c.set.credentials[scheme] == nil }) {
			continue
		}
		c.credentials = make([]Authorizer, len(alternative))
		for i, scheme := range alternative {
			c.credentials[i] = c.set.credentials[scheme]
		}
		return nil
	}
	if anonymous {
		return nil
	}
	return noCredentials(c.op.Security)
}

// noCredentials names what to configure.
func noCredentials(alternatives []Requirement) error {
	names := make([]string, len(alternatives))
	for i, a := range alternatives {
		names[i] = strings.Join(a, " and ")
	}
	first := alternatives[0][0]
	return fmt.Errorf("%w: the operation needs %s; use the client's option for it, or runtime.WithCredential(%q, ...)",
		ErrNoCredentials, strings.Join(names, ", or "), first)
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
		if err := credential.Authorize(a.ctx, a.req); err != nil {
			return fmt.Errorf("credential: %w", redact.Error(err))
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
