package poll

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/apigen-go/apigen/runtime"
)

// answer is what is kept of a response.
type answer struct {
	status int
	header http.Header
	url    *url.URL // that was asked, without credentials; nil: none was
	base   *url.URL // what the answer's links are relative to: behind redirects, without a query
	body   []byte
}

// watch notes the response of a call. The request goes to the target, if there is one: behind it come the credentials and the
// guard of the origin, as for any other request.
func (a *answer) watch(target *url.URL) runtime.Option {
	return runtime.WithCallMiddleware(func(next runtime.Doer) runtime.Doer {
		return runtime.DoerFunc(func(r *http.Request) (*http.Response, error) {
			if target != nil {
				to := *target
				r.URL, r.Host = &to, to.Host
			}
			asked := *r.URL
			a.url, a.base = &asked, &asked
			resp, err := next.Do(r)
			if resp != nil {
				a.note(resp)
			}
			return resp, err
		})
	})
}

func (a *answer) note(resp *http.Response) {
	a.status, a.header = resp.StatusCode, resp.Header
	if resp.Request != nil && resp.Request.URL != nil {
		base := *resp.Request.URL
		base.User, base.RawQuery, base.ForceQuery = nil, "", false // a credential may be in it
		a.base = &base
	}
}

// start makes the call that begins an operation. The body is read as text, as a server that has accepted it may say anything.
func start(ctx context.Context, c *runtime.Client, req *runtime.Request, opts []runtime.Option) (*answer, error) {
	a := new(answer)
	text, err := runtime.DoText(ctx, c, req, append(opts[:len(opts):len(opts)], a.watch(nil)))
	a.body = []byte(text)
	return a, err
}

// ask reads from a URL that a response has named. Another origin than the client's is [runtime.ErrCrossOrigin].
func ask(ctx context.Context, c *runtime.Client, op *runtime.Operation, target string, opts []runtime.Option) (*answer, error) {
	u, err := parseTarget(target)
	if err != nil {
		return nil, err
	}
	a := new(answer)
	// What the URL's path is called nobody knows: {operation} stands for it in errors and logs.
	get := &runtime.Operation{
		ID: op.ID, Method: http.MethodGet, Path: "/{operation}", Accept: "application/json",
		Server: op.Server, Security: op.Security, Errors: op.Errors, Redact: op.Redact,
	}
	req := runtime.NewRequest(get)
	req.Path("operation", "status")
	text, err := runtime.DoText(ctx, c, req, append(opts[:len(opts):len(opts)], a.watch(u)))
	a.body = []byte(text)
	return a, err
}

// link resolves what a header names against the URL that was asked; "" without the header.
func (a *answer) link(name string) (string, error) {
	value := a.header.Get(name)
	if value == "" || a.base == nil {
		return "", nil
	}
	u, err := a.base.Parse(value)
	if err != nil {
		return "", fmt.Errorf("poll: the header %s has no URL", name)
	}
	u.Fragment, u.RawFragment = "", ""
	if _, err := parseTarget(u.String()); err != nil {
		return "", fmt.Errorf("%w, in the header %s", err, name)
	}
	return u.String(), nil
}

// maxTarget is the length of the longest URL that is asked.
const maxTarget = 8 << 10

// parseTarget refuses what cannot be asked: it never quotes the URL, which may have a signature in it.
func parseTarget(target string) (*url.URL, error) {
	u, err := url.Parse(target)
	switch {
	case err != nil:
		return nil, errors.New("poll: not a URL")
	case len(target) > maxTarget:
		return nil, errors.New("poll: the URL is too long")
	case u.Scheme != "https" && u.Scheme != "http", u.Host == "", u.Opaque != "":
		return nil, errors.New("poll: not an absolute URL of http or https")
	case u.User != nil:
		return nil, errors.New("poll: the URL has user information")
	}
	return u, nil
}
