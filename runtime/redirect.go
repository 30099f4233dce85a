package runtime

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/apigen-go/apigen/runtime/internal/origin"
	"github.com/apigen-go/apigen/runtime/internal/replay"
)

// maxRedirects is how many redirects a request follows.
const maxRedirects = 5

// RedirectError is a redirect that was not followed: of a write, away from the origin, to plain http, or one too many.
type RedirectError struct {
	*APIError
	Location string // where it leads, without user information; not printed, as it may carry secrets
	Reason   string
}

// Error says why it was not followed.
func (e *RedirectError) Error() string {
	return e.APIError.Error() + ": redirect not followed: " + e.Reason
}

// Unwrap returns the response as an APIError, and ErrCrossOrigin if it leads to another origin.
func (e *RedirectError) Unwrap() []error {
	if e.Reason == foreign {
		return []error{e.APIError, ErrCrossOrigin}
	}
	return []error{e.APIError}
}

const foreign = "it leads to another origin"

// isRedirect reports whether a response asks for the request to be sent elsewhere.
func isRedirect(resp *http.Response) bool {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return resp.Header.Get("Location") != ""
	}
	return false
}

// isWanted reports whether a redirect is what the operation is for.
func (a *attempt) isWanted(resp *http.Response) bool {
	return a.call.op.Redirects && resp.StatusCode/100 == 3 && resp.StatusCode != http.StatusNotModified
}

// follow sends the request, and sends it again to where redirects lead. Reads follow all redirects within the origin,
// writes only those that keep the method.
func (a *attempt) follow() (*http.Response, error) {
	for hops := 0; ; hops++ {
		resp, err := a.send()
		if err != nil || a.isWanted(resp) || !isRedirect(resp) {
			return resp, err
		}
		a.history = append(a.history, a.req)
		next, err := a.redirectTarget(resp, hops)
		if errors.Is(err, http.ErrUseLastResponse) {
			return resp, nil
		}
		if err != nil {
			return nil, &RedirectError{APIError: a.apiError(resp), Location: location(next), Reason: err.Error()}
		}
		a.discard(resp.Body)
		a.left = a.left || !origin.Of(a.call.base).Covers(origin.Of(next))
		a.url = next
	}
}

// redirectTarget returns where a redirect leads, and an error if it is not to be followed.
func (a *attempt) redirectTarget(resp *http.Response, hops int) (*url.URL, error) {
	next, err := a.req.URL.Parse(resp.Header.Get("Location"))
	if err != nil {
		return nil, errors.New("its location is not a URL")
	}
	write := !replay.IsSafe(a.req.Method)
	here, there := origin.Of(a.req.URL), origin.Of(next)
	switch {
	case write && resp.StatusCode < http.StatusTemporaryRedirect:
		return next, fmt.Errorf("a %d of a %s would turn it into a GET", resp.StatusCode, a.req.Method)
	case there.Scheme != "https" && there.Scheme != "http":
		return next, errors.New("it leads to another scheme than https")
	case next.User != nil:
		return next, errors.New("its location has user information")
	case here.Scheme == "https" && there.Scheme == "http":
		return next, errors.New("it leads from https to http")
	case !origin.Of(a.call.base).Covers(there) && (write || !a.call.set.isAllowed(next)):
		return next, errors.New(foreign)
	case hops >= maxRedirects:
		return next, fmt.Errorf("it is number %d of the request", hops+1)
	case write && !a.call.canSendAgain(nil):
		return next, errors.New("the body cannot be sent again")
	}
	return next, a.askCaller(next)
}

// askCaller lets the CheckRedirect of the caller's http.Client refuse what the runtime would follow.
func (a *attempt) askCaller(next *url.URL) error {
	check := a.call.client.redirect
	if check == nil {
		return nil
	}
	r := a.req.Clone(a.ctx)
	r.URL, r.Host, r.Body = next, next.Host, nil
	if err := check(r, a.history); err != nil {
		if errors.Is(err, http.ErrUseLastResponse) {
			return err
		}
		return errors.New("CheckRedirect of the http.Client refused it")
	}
	return nil
}

func location(u *url.URL) string {
	if u == nil {
		return ""
	}
	bare := *u
	bare.User = nil
	return bare.String()
}
