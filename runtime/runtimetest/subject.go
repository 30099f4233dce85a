package runtimetest

import (
	"context"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Subject is a client under test: an adapter between the kit and one library, configured as its documentation advises for
// production. It is safe for concurrent use.
type Subject interface {
	// Name is the column of the subject in a report: "net/http".
	Name() string
	// Features are what the client offers by itself. Cases that need others are not run.
	Features() []Feature
	// New makes a client. Fields of the setup that belong to features that the subject lacks can be ignored.
	New(Setup) (Caller, error)
}

// Caller is a client that was made for a case. It is safe for concurrent use. It may also be a [Paginator], [Namer],
// [Linker], [Holder] or [Authorization].
type Caller interface {
	// Call makes one call, with all its attempts. The response body is read and closed when it returns.
	Call(ctx context.Context, c Call) Result
}

// Paginator is a Caller that walks lists by cursor. The list is {"data": [{"id": "1"}], "has_more": true, "next": "c"},
// with next_cursor as another name for next; the query parameter cursor leads to the next page. It goes with [Pages].
type Paginator interface {
	// Items walks the items of all pages, and yields their ids.
	Items(ctx context.Context, c Call) iter.Seq2[string, error]
	// Collect returns the ids of at most n items, and whether there are more.
	Collect(ctx context.Context, c Call, n int) (ids []string, more bool, err error)
}

// Linker is a Caller that walks lists by the URL of the next page. It goes with [Links].
type Linker interface {
	// Linked walks a JSON array of {"id": "1"} by the Link header, and yields the ids.
	Linked(ctx context.Context, c Call) iter.Seq2[string, error]
	// Addressed walks a list as in [Paginator] by the URL in its member "next".
	Addressed(ctx context.Context, c Call) iter.Seq2[string, error]
}

// Namer is a Paginator whose errors have kinds. It goes with [ErrorKinds].
type Namer interface{ Kinds(err error) []Kind }

// Holder is a Caller that says which of its values a program may come to print: the client, its credentials. It goes with
// [Credentials].
type Holder interface{ Held() []any }

// Authorization is a Caller that runs the authorization code grant with PKCE. It goes with [PKCE].
type Authorization interface {
	// Begin returns the URL that the user is sent to.
	Begin(ctx context.Context) (string, error)
	// Finish takes what the redirect brought back. The token is fetched before it returns.
	Finish(ctx context.Context, query url.Values) error
}

// Feature is something that a client offers by itself, so that a case about it makes sense.
type Feature string

// What cases may need. Retries are needed of all.
const (
	RetryAfter    Feature = "reads Retry-After"
	Hints         Feature = "obeys X-Should-Retry or Stripe-Should-Retry"
	Bodies        Feature = "reads response bodies itself"
	Readers       Feature = "sends bodies from plain readers"
	Seekers       Feature = "sends bodies from seekers"
	Decoding      Feature = "decodes JSON"
	ErrorKinds    Feature = "names what went wrong, by Result.Kinds"
	Problems      Feature = "parses application/problem+json"
	PartialErrors Feature = "reports the errors in a success"
	Decorrelation Feature = "has decorrelated jitter"
	Breaking      Feature = "has a circuit breaker"
	Limits        Feature = "acts on rate limit headers"
	Credentials   Feature = "holds credentials"
	Templates     Feature = "fills path templates"
	Logs          Feature = "logs attempts"
	Tokens        Feature = "fetches OAuth2 tokens"
	Signatures    Feature = "signs requests"
	PKCE          Feature = "runs the authorization code grant"
	Keys          Feature = "has idempotency keys of its own"
	KeyFields     Feature = "puts idempotency keys into bodies"
	Numbering     Feature = "sends the number of the retry"
	Pages         Feature = "walks lists by cursor"
	Links         Feature = "walks lists by URL"
	Deprecations  Feature = "tells of deprecation"
	Hooks         Feature = "has hooks"
)

// Setup says what a client is made for. Zero fields leave the subject's own default.
type Setup struct {
	URL       string          // base of all paths: "http://127.0.0.1:8080"
	Transport *http.Transport // to be used as it is; nil: the client's own

	MaxAttempts    int           // attempts, the first included
	AttemptTimeout time.Duration // of one attempt
	Base, Cap      time.Duration // bounds of the back-off
	Decorrelated   bool          // jitter; with Decorrelation
	Breaker        bool          // opens after 5 failures in a row, for about 30 s; with Breaking
	RateLimits     bool          // with Limits
	Insecure       bool          // credentials may go over plain http

	Bearer   string     // token in Authorization
	APIKey   string     // in the header X-Api-Key
	QueryKey string     // in the query parameter api_key
	Cookie   string     // in the cookie session
	Token    *Token     // OAuth2; with Tokens or PKCE
	Sign     *Signature // with Signatures

	Log         *slog.Logger // debug log; with Logs
	Hook        func()       // called for each attempt; with Hooks
	Deprecation func()       // called for each notice, else notices go to Log; with Deprecations
}

// Token is an authorization server. Clients authenticate by basic authentication.
type Token struct {
	URL, AuthURL, RedirectURL string
	ID, Secret                string
}

// Signature is how a request is signed: X-Timestamp has the seconds since 1970, and X-Signature has the HMAC-SHA256, in
// lower-case hex, of method, path with query, timestamp and the SHA-256 of the body in hex, joined by line feeds.
type Signature struct{ Key string }

// Call is one intent of the caller.
type Call struct {
	Base   string            // in place of Setup.URL; "": that
	Method string            // "GET"
	Path   string            // template: "/items/{id}"
	Params map[string]string // of the template
	Query  url.Values
	Header http.Header
	JSON   []byte    // body; nil: none
	Reader io.Reader // body of application/octet-stream, in place of JSON; it may be an io.Seeker
	Keyed  bool      // the operation declares an idempotency key in the header Idempotency-Key
	Field  bool      // the operation declares an idempotency key in the body's member idempotency_key
	Key    string    // idempotency key of the caller's

	Partial bool // the operation may report "errors" beside "data" in a success
}

// Result is what the caller is told.
type Result struct {
	Status     int           // of the response, or of the one that the error shows; 0: none
	Header     http.Header   // as Status
	Body       []byte        // as Status
	RetryAfter time.Duration // that the error shows
	Kinds      []Kind        // of the error; with ErrorKinds
	Members    []string      // members beside those of RFC 9457 that the error shows; with Problems
	Err        error
}

// ok reports whether the caller would take the call for a success.
func (r Result) ok() bool { return r.Err == nil && r.Status/100 == 2 }

func (r Result) is(k Kind) bool { return slices.Contains(r.Kinds, k) }

// Kind is what an error is, by a type or sentinel that the client exports.
type Kind string

// Kinds of errors that cases ask for.
const (
	Undecodable      Kind = "a body that does not decode"
	CutShort         Kind = "a response cut short"
	AttemptTimeout   Kind = "a timeout of the attempt"
	DeadlineTooClose Kind = "a deadline too close for another attempt"
	RateLimited      Kind = "a limit that would be exceeded"
	CircuitOpen      Kind = "an open circuit"
	Redirected       Kind = "a redirect not followed"
	CrossOrigin      Kind = "another origin"
	PageLoop         Kind = "a list that leads back to a page"
	Partial          Kind = "a success with errors in it"
)
