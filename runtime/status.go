package runtime

import (
	"errors"
	"net/http"
)

// What the API said, for [errors.Is] on an error that has an [APIError] in it.
var (
	ErrNotModified   = errors.New("not modified")          // 304
	ErrBadRequest    = errors.New("bad request")           // 400
	ErrUnauthorized  = errors.New("unauthorized")          // 401
	ErrForbidden     = errors.New("forbidden")             // 403
	ErrNotFound      = errors.New("not found")             // 404
	ErrConflict      = errors.New("conflict")              // 409
	ErrGone          = errors.New("gone")                  // 410
	ErrUnprocessable = errors.New("unprocessable content") // 422
	ErrRateLimited   = errors.New("rate limited")          // 429, a 403 that means it, RateLimitError
	ErrServer        = errors.New("server error")          // 500 to 599
)

// What happened to the call, for [errors.Is].
var (
	// ErrTruncated is a 2xx response that was cut short. The server may have executed the request.
	ErrTruncated = errors.New("the response was cut short")
	// ErrDeadlineTooClose means that the context's deadline would have passed before the next attempt could start. It
	// comes together with the error of the last attempt.
	ErrDeadlineTooClose = errors.New("the deadline is too close for another attempt")
	// ErrAttemptTimeout is an attempt that ran into one of [Timeouts], not into the caller's deadline. The error in the
	// chain has a method Timeout() that returns true.
	ErrAttemptTimeout error = attemptTimeout{}
	// ErrNoCredentials means that an operation needs a credential and none is configured for it. Nothing was sent.
	ErrNoCredentials = errors.New("no credential is configured")
	// ErrInsecure is a credential that would have been sent over plain http. Nothing was sent.
	ErrInsecure = errors.New("a credential must not be sent over plain http")
	// ErrCrossOrigin is a request that would have left the origin of the base URL. It was not sent.
	ErrCrossOrigin = errors.New("another origin than the base URL's")
)

type attemptTimeout struct{}

func (attemptTimeout) Error() string   { return "the attempt timed out" }
func (attemptTimeout) Timeout() bool   { return true }
func (attemptTimeout) Temporary() bool { return true }

// sentinel is the error of a status, nil if it has none.
func sentinel(status int) error {
	switch status {
	case http.StatusNotModified:
		return ErrNotModified
	case http.StatusBadRequest:
		return ErrBadRequest
	case http.StatusUnauthorized:
		return ErrUnauthorized
	case http.StatusForbidden:
		return ErrForbidden
	case http.StatusNotFound:
		return ErrNotFound
	case http.StatusConflict:
		return ErrConflict
	case http.StatusGone:
		return ErrGone
	case http.StatusUnprocessableEntity:
		return ErrUnprocessable
	case http.StatusTooManyRequests:
		return ErrRateLimited
	}
	if status >= 500 && status <= 599 {
		return ErrServer
	}
	return nil
}
