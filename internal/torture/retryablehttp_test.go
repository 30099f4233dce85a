package torture_test

import (
	"context"
	"net/http"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/apigen-go/apigen/runtime/runtimetest"
)

// retryable is hashicorp/go-retryablehttp.
type retryable struct{}

func (retryable) Name() string { return "go-retryablehttp" }

func (retryable) Features() []runtimetest.Feature {
	return []runtimetest.Feature{
		runtimetest.RetryAfter, runtimetest.Readers, runtimetest.Seekers, runtimetest.Logs, runtimetest.Hooks,
	}
}

func (retryable) New(set runtimetest.Setup) (runtimetest.Caller, error) {
	c := retryablehttp.NewClient()
	c.Logger = nil
	c.ErrorHandler = retryablehttp.PassthroughErrorHandler
	c.HTTPClient = client(set, c.HTTPClient.Transport, patience)
	if set.MaxAttempts > 0 {
		c.RetryMax = set.MaxAttempts - 1
	}
	if set.Base > 0 {
		c.RetryWaitMin, c.RetryWaitMax = set.Base, set.Cap
	}
	if set.Log != nil {
		c.Logger = retryablehttp.LeveledLogger(set.Log)
	}
	if set.Hook != nil {
		c.RequestLogHook = func(retryablehttp.Logger, *http.Request, int) { set.Hook() }
	}
	return retryableCaller{c, set}, nil
}

type retryableCaller struct {
	client *retryablehttp.Client
	set    runtimetest.Setup
}

func (c retryableCaller) Call(ctx context.Context, call runtimetest.Call) runtimetest.Result {
	m := message{c.set, call}
	r, err := retryablehttp.NewRequestWithContext(ctx, call.Method, m.url(), m.body())
	if err != nil {
		return runtimetest.Result{Err: err}
	}
	r.Header = m.header()
	return answer(c.client.Do(r))
}
