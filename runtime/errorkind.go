package runtime

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"

	"github.com/apigen-go/apigen/runtime/internal/replay"
)

// ErrorKind sorts an error of a call, an attempt or a middleware's request for metrics, as [CallInfo] has it.
func ErrorKind(err error) string {
	var call *CallError
	return errorKind(err, !errors.As(err, &call) || call.Attempts > 0)
}

// errorKind sorts an error into one of the words of [CallInfo]. What is told apart first is what says most; what is of no type
// that is known came from the transport if anything was sent.
func errorKind(err error, sent bool) string {
	if err == nil {
		return ""
	}
	for _, k := range [...]func(error) string{kindOfRefusal, kindOfEnd, kindOfResponse, kindOfNetwork} {
		if kind := k(err); kind != "" {
			return kind
		}
	}
	if sent {
		return "network"
	}
	return "local"
}

// kindOfRefusal is that of a request that the runtime did not let go.
func kindOfRefusal(err error) string {
	var circuit *CircuitOpenError
	var limit *RateLimitError
	var redirect *RedirectError
	switch {
	case errors.As(err, &circuit):
		return "circuit_open"
	case errors.As(err, &limit):
		return "rate_limit"
	case errors.As(err, &redirect):
		return "redirect"
	case errors.Is(err, ErrCrossOrigin):
		return "origin"
	case errors.Is(err, ErrNoCredentials), errors.Is(err, ErrInsecure), errors.Is(err, errCredential):
		return "credential"
	}
	return ""
}

// kindOfEnd is that of a call that ran out of time.
func kindOfEnd(err error) string {
	switch {
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, context.DeadlineExceeded):
		return "deadline"
	case errors.Is(err, ErrAttemptTimeout):
		return "timeout"
	}
	return ""
}

// kindOfResponse is that of a response that is not what was asked for.
func kindOfResponse(err error) string {
	var (
		partial *PartialError
		decode  *DecodeError
		foreign *UnexpectedContentTypeError
		large   *TooLargeError
		api     *APIError
	)
	switch {
	case errors.As(err, &partial):
		return "partial"
	case errors.As(err, &decode):
		return "decode"
	case errors.As(err, &foreign):
		return "content_type"
	case errors.As(err, &large):
		return "too_large"
	case errors.Is(err, ErrTruncated):
		return "truncated"
	case errors.As(err, &api):
		return "status"
	}
	return ""
}

// kindOfNetwork is that of a request or response that got lost.
func kindOfNetwork(err error) string {
	var (
		dns    *net.DNSError
		record tls.RecordHeaderError
		alert  tls.AlertError
		op     *net.OpError
	)
	switch {
	case errors.As(err, &dns):
		return "dns"
	case errors.As(err, &record), errors.As(err, &alert), replay.IsFinal(err):
		return "tls"
	case errors.As(err, &op) && op.Op == "dial":
		return "connect"
	case errors.As(err, &op), errors.Is(err, errResent), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "network"
	}
	return ""
}
