package torture_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"github.com/apigen-go/apigen/runtime/runtimetest"
)

// stainless is the core of the SDKs that Stainless makes, as openai-go has it.
type stainless struct{}

func (stainless) Name() string { return "openai-go" }

func (stainless) Features() []runtimetest.Feature {
	return []runtimetest.Feature{
		runtimetest.RetryAfter, runtimetest.Hints, runtimetest.Bodies, runtimetest.Decoding, runtimetest.Readers,
		runtimetest.Credentials, runtimetest.Logs, runtimetest.Numbering,
	}
}

func (stainless) New(set runtimetest.Setup) (runtimetest.Caller, error) {
	opts := []option.RequestOption{option.WithBaseURL(set.URL), option.WithUnsafeAllowHTTP()}
	if set.Transport != nil {
		opts = append(opts, option.WithHTTPClient(&http.Client{Transport: set.Transport}))
	}
	if set.MaxAttempts > 0 {
		opts = append(opts, option.WithMaxRetries(set.MaxAttempts-1))
	}
	if set.AttemptTimeout > 0 {
		opts = append(opts, option.WithRequestTimeout(set.AttemptTimeout))
	}
	if set.Cap > 0 {
		opts = append(opts, option.WithMaxRetryDelay(set.Cap))
	}
	if set.Log != nil {
		opts = append(opts, option.WithDebugLog(log.New(slogWriter{set}, "", 0)))
	}
	if set.Bearer != "" {
		opts = append(opts, option.WithAPIKey(set.Bearer))
	}
	if set.APIKey != "" {
		opts = append(opts, option.WithHeader("X-Api-Key", set.APIKey))
	}
	if set.QueryKey != "" {
		opts = append(opts, option.WithQuery("api_key", set.QueryKey))
	}
	if set.Cookie != "" {
		opts = append(opts, option.WithHeader("Cookie", "session="+set.Cookie))
	}
	return stainlessCaller{openai.NewClient(opts...)}, nil
}

type stainlessCaller struct{ client openai.Client }

func (c stainlessCaller) Call(ctx context.Context, call runtimetest.Call) runtimetest.Result {
	var resp *http.Response
	var into json.RawMessage
	opts := []option.RequestOption{option.WithResponseInto(&resp)}
	for name := range call.Query {
		opts = append(opts, option.WithQuery(name, call.Query.Get(name)))
	}
	if call.Key != "" {
		opts = append(opts, option.WithHeader("Idempotency-Key", call.Key))
	}
	if call.Base != "" {
		opts = append(opts, option.WithBaseURL(call.Base))
	}
	var body any
	switch {
	case call.Reader != nil:
		body = call.Reader
		opts = append(opts, option.WithHeader("Content-Type", "application/octet-stream"))
	case call.JSON != nil:
		body = []byte(call.JSON)
	}
	err := c.client.Execute(ctx, call.Method, strings.TrimPrefix(call.Path, "/"), body, &into, opts...)
	return stainlessResult(resp, into, err)
}

func stainlessResult(resp *http.Response, into []byte, err error) runtimetest.Result {
	r := runtimetest.Result{Body: into, Err: err}
	if err == nil && resp != nil {
		r.Status, r.Header = resp.StatusCode, resp.Header
	}
	var status *openai.Error
	if errors.As(err, &status) {
		r.Status, r.Header = status.StatusCode, status.Response.Header
		r.Body, _ = io.ReadAll(status.Response.Body)
	}
	return r
}

func (c stainlessCaller) Held() []any { return []any{c.client, &c.client} }

// slogWriter takes what a log.Logger writes.
type slogWriter struct{ set runtimetest.Setup }

func (w slogWriter) Write(p []byte) (int, error) {
	w.set.Log.Debug(string(p))
	return len(p), nil
}
