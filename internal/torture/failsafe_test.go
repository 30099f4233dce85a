package torture_test

import (
	"context"
	"net/http"
	"time"

	failsafego "github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/budget"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/failsafehttp"
	"github.com/failsafe-go/failsafe-go/timeout"

	"github.com/apigen-go/apigen/runtime/runtimetest"
)

// failsafe is failsafe-go with its policies for HTTP.
type failsafe struct{}

func (failsafe) Name() string { return "failsafe-go" }

func (failsafe) Features() []runtimetest.Feature {
	return []runtimetest.Feature{runtimetest.RetryAfter, runtimetest.Readers, runtimetest.Seekers, runtimetest.Breaking}
}

func (failsafe) New(set runtimetest.Setup) (runtimetest.Caller, error) {
	base, limit := 500*time.Millisecond, 8*time.Second
	if set.Base > 0 {
		base, limit = set.Base, set.Cap
	}
	retry := failsafehttp.NewRetryPolicyBuilder().WithBackoff(base, limit).WithJitterFactor(0.25).WithBudget(budget.New()).ReturnLastFailure()
	if set.MaxAttempts > 0 {
		retry = retry.WithMaxAttempts(set.MaxAttempts)
	}
	policies := []failsafego.Policy[*http.Response]{retry.Build()}
	if set.MaxAttempts == 1 {
		policies = nil
	}
	if set.Breaker {
		policies = append(policies, circuitbreaker.NewBuilder[*http.Response]().HandleIf(isFailure).
			WithFailureThreshold(5).WithSuccessThreshold(1).WithDelay(30*time.Second).Build())
	}
	var own http.RoundTripper
	if set.Transport != nil {
		own = set.Transport
	}
	limit = patience
	if set.AttemptTimeout > 0 {
		limit = set.AttemptTimeout
	}
	policies = append(policies, timeout.New[*http.Response](limit))
	return failsafeCaller{&http.Client{Transport: failsafehttp.NewRoundTripper(own, policies...)}, set}, nil
}

// isFailure is what the documentation of the breaker gives as its example: an error or a status of 500 and up.
func isFailure(resp *http.Response, err error) bool {
	return err != nil || resp != nil && resp.StatusCode >= 500
}

type failsafeCaller struct {
	client *http.Client
	set    runtimetest.Setup
}

func (c failsafeCaller) Call(ctx context.Context, call runtimetest.Call) runtimetest.Result {
	r, err := message{c.set, call}.request(ctx)
	if err != nil {
		return runtimetest.Result{Err: err}
	}
	return answer(c.client.Do(r))
}
