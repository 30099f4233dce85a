package torture_test

import (
	"context"
	"net/http"
	"slices"

	"github.com/go-resty/resty/v2"

	"github.com/apigen-go/apigen/runtime/runtimetest"
)

// restful is go-resty/resty.
type restful struct{}

func (restful) Name() string { return "resty" }

func (restful) Features() []runtimetest.Feature {
	return []runtimetest.Feature{
		runtimetest.Bodies, runtimetest.Decoding, runtimetest.Readers, runtimetest.Seekers, runtimetest.Templates,
		runtimetest.Credentials, runtimetest.Logs, runtimetest.Hooks,
	}
}

func (restful) New(set runtimetest.Setup) (runtimetest.Caller, error) {
	c := resty.New().SetBaseURL(set.URL).SetTimeout(patience).SetDisableWarn(true).AddRetryCondition(worthRetry)
	if set.Transport != nil {
		c.SetTransport(set.Transport)
	}
	if set.AttemptTimeout > 0 {
		c.SetTimeout(set.AttemptTimeout)
	}
	if set.MaxAttempts > 0 {
		c.SetRetryCount(set.MaxAttempts - 1)
	}
	if set.Base > 0 {
		c.SetRetryWaitTime(set.Base).SetRetryMaxWaitTime(set.Cap)
	}
	c.SetLogger(restyLog{func(string, ...any) {}})
	if set.Log != nil {
		c.SetLogger(restyLog{printf(set)}).SetDebug(true)
	}
	if set.Hook != nil {
		c.OnSuccess(func(*resty.Client, *resty.Response) { set.Hook() })
	}
	arm(c, set)
	return restyCaller{c}, nil
}

// arm gives the client its credentials, by the means that it has for them.
func arm(c *resty.Client, set runtimetest.Setup) {
	if set.Bearer != "" {
		c.SetAuthToken(set.Bearer)
	}
	if set.APIKey != "" {
		c.SetHeader("X-Api-Key", set.APIKey)
	}
	if set.QueryKey != "" {
		c.SetQueryParam("api_key", set.QueryKey)
	}
	if set.Cookie != "" {
		c.SetCookie(&http.Cookie{Name: "session", Value: set.Cookie})
	}
}

func worthRetry(resp *resty.Response, err error) bool {
	return err != nil || slices.Contains([]int{408, 429, 500, 502, 503, 504}, resp.StatusCode())
}

type restyCaller struct{ client *resty.Client }

func (c restyCaller) Call(ctx context.Context, call runtimetest.Call) runtimetest.Result {
	var into any
	r := c.client.R().SetContext(ctx).SetQueryParamsFromValues(call.Query).SetPathParams(call.Params).SetResult(&into)
	if call.Key != "" {
		r.SetHeader("Idempotency-Key", call.Key)
	}
	switch {
	case call.Reader != nil:
		r.SetBody(call.Reader).SetHeader("Content-Type", "application/octet-stream")
	case call.JSON != nil:
		r.SetBody(call.JSON).SetHeader("Content-Type", "application/json")
	}
	resp, err := r.Execute(call.Method, call.Base+call.Path)
	result := runtimetest.Result{Err: err}
	if resp != nil && resp.RawResponse != nil {
		result.Status, result.Header, result.Body = resp.StatusCode(), resp.Header(), resp.Body()
	}
	return result
}

func (c restyCaller) Held() []any { return []any{c.client} }

type restyLog struct{ printf func(string, ...any) }

func (l restyLog) Errorf(format string, v ...any) { l.printf(format, v...) }
func (l restyLog) Warnf(format string, v ...any)  { l.printf(format, v...) }
func (l restyLog) Debugf(format string, v ...any) { l.printf(format, v...) }
