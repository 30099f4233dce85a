// Package ours answers: how does the torture kit reach the runtime itself, without a generated client around it?
package ours

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
	"github.com/apigen-go/apigen/runtime/page"
	"github.com/apigen-go/apigen/runtime/runtimetest"
)

// Runtime is the runtime with its defaults, as generated clients use it.
type Runtime struct{}

// Name is the column of the runtime in a report.
func (Runtime) Name() string { return "apigen" }

// Features are all that the kit asks for.
func (Runtime) Features() []runtimetest.Feature {
	return []runtimetest.Feature{
		runtimetest.RetryAfter, runtimetest.Hints, runtimetest.Bodies, runtimetest.Readers, runtimetest.Seekers,
		runtimetest.Decoding, runtimetest.ErrorKinds,
		runtimetest.Problems, runtimetest.PartialErrors, runtimetest.Decorrelation, runtimetest.Breaking, runtimetest.Limits,
		runtimetest.Credentials, runtimetest.Templates, runtimetest.Logs, runtimetest.Tokens, runtimetest.Signatures,
		runtimetest.PKCE, runtimetest.Keys, runtimetest.KeyFields, runtimetest.Numbering, runtimetest.Pages, runtimetest.Links,
		runtimetest.Deprecations, runtimetest.Hooks,
	}
}

// New makes a client.
func (Runtime) New(set runtimetest.Setup) (runtimetest.Caller, error) {
	opts := Options(set)
	for scheme, credential := range credentials(set) {
		opts = append(opts, runtime.WithCredential(scheme, credential))
	}
	c, err := runtime.New(set.URL, opts...)
	if err != nil {
		return nil, err
	}
	return &caller{client: c, set: set, login: loginConfig(set)}, nil
}

// caller makes calls without a generated client.
type caller struct {
	client *runtime.Client
	set    runtimetest.Setup
	login  auth.Config
	begun  []*auth.Login
}

// Call makes a call.
func (c *caller) Call(ctx context.Context, call runtimetest.Call) runtimetest.Result {
	var meta runtime.Meta
	body, err := runtime.DoValue[json.RawMessage](ctx, c.client, c.request(call), append(options(call), runtime.WithResponse(&meta)))
	return Result(meta, body, err)
}

// request is what a generated method would make of the call.
func (c *caller) request(call runtimetest.Call) *runtime.Request {
	op := &runtime.Operation{
		ID: "torture", Method: call.Method, Path: call.Path, Accept: "application/json", Security: c.security(),
	}
	if call.Keyed {
		op.KeyHeader = "Idempotency-Key"
	}
	if call.Field {
		op.KeyField = "idempotency_key"
	}
	if call.Partial {
		op.Partial = runtime.PartialCase{Errors: "errors"}
	}
	r := runtime.NewRequest(op)
	for name, value := range call.Params {
		r.Path(name, value)
	}
	for name, values := range call.Query {
		r.Query(name, values[0])
	}
	for name := range call.Header {
		r.Header(name, call.Header.Get(name))
	}
	if call.JSON != nil {
		r.JSON("application/json", json.RawMessage(call.JSON))
	}
	r.Body("application/octet-stream", call.Reader)
	return r
}

// security wants all credentials of the setup.
func (c *caller) security() []runtime.Requirement {
	all := runtime.Requirement{}
	for scheme := range credentials(c.set) {
		all = append(all, scheme)
	}
	slices.Sort(all)
	return []runtime.Requirement{all}
}

// options are those of the call.
func options(call runtimetest.Call) (opts []runtime.Option) {
	if call.Key != "" {
		opts = append(opts, runtime.WithIdempotencyKey(call.Key))
	}
	if call.Base != "" {
		opts = append(opts, runtime.WithBaseURL(call.Base))
	}
	return opts
}

// Held are the values that a program may come to print.
func (c *caller) Held() []any {
	held := []any{c.client, *c.client}
	for _, credential := range credentials(c.set) {
		held = append(held, credential)
	}
	return held
}

// Options are what the setup asks for, but for credentials.
func Options(set runtimetest.Setup) []runtime.Option {
	policy := runtime.RetryPolicy{MaxAttempts: set.MaxAttempts, Base: set.Base, Cap: set.Cap}
	if set.Decorrelated {
		policy.Jitter = runtime.JitterDecorrelated
	}
	opts := []runtime.Option{
		runtime.WithRetry(policy), runtime.WithTimeouts(runtime.Timeouts{Attempt: set.AttemptTimeout}), runtime.WithLogger(set.Log),
	}
	if set.Transport != nil {
		opts = append(opts, runtime.WithHTTPClient(&http.Client{Transport: set.Transport}))
	}
	if set.Insecure {
		opts = append(opts, runtime.AllowInsecure())
	}
	if set.Breaker {
		opts = append(opts, runtime.WithBreaker(runtime.BreakerPolicy{}))
	}
	if set.Hook != nil {
		opts = append(opts, runtime.WithHooks(runtime.Hooks{Attempt: func(context.Context, runtime.AttemptInfo) { set.Hook() }}))
	}
	if set.Deprecation != nil {
		opts = append(opts, runtime.WithDeprecationHandler(func(runtime.Notice) { set.Deprecation() }))
	}
	return opts
}

// Result is what the caller learns.
func Result(meta runtime.Meta, body []byte, err error) runtimetest.Result {
	r := runtimetest.Result{Status: meta.StatusCode, Header: meta.Header, Body: body, Err: err, Kinds: Kinds(err)}
	if err == nil {
		return r
	}
	var api *runtime.APIError
	if !errors.As(err, &api) {
		return r
	}
	r.Status, r.Header, r.Body, r.RetryAfter = api.StatusCode, api.Header, api.Raw, api.RetryAfter
	if api.Problem != nil {
		for name := range api.Problem.Extensions {
			r.Members = append(r.Members, name)
		}
	}
	return r
}

// Kinds names an error.
func Kinds(err error) (kinds []runtimetest.Kind) {
	for kind, is := range map[runtimetest.Kind]bool{
		runtimetest.Undecodable:      isA[*runtime.DecodeError](err),
		runtimetest.CutShort:         errors.Is(err, runtime.ErrTruncated),
		runtimetest.AttemptTimeout:   errors.Is(err, runtime.ErrAttemptTimeout),
		runtimetest.DeadlineTooClose: errors.Is(err, runtime.ErrDeadlineTooClose),
		runtimetest.RateLimited:      isA[*runtime.RateLimitError](err),
		runtimetest.CircuitOpen:      isA[*runtime.CircuitOpenError](err),
		runtimetest.Redirected:       isA[*runtime.RedirectError](err),
		runtimetest.CrossOrigin:      errors.Is(err, runtime.ErrCrossOrigin),
		runtimetest.PageLoop:         errors.Is(err, page.ErrLoop),
		runtimetest.Partial:          isA[*runtime.PartialError](err),
	} {
		if is {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

func isA[E error](err error) bool {
	var target E
	return errors.As(err, &target)
}
