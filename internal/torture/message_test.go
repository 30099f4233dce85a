package torture_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/apigen-go/apigen/runtime/runtimetest"
)

// patience is the timeout that production code sets on clients that have none.
const patience = 30 * time.Second

// message is what a user of a client without credentials of its own puts into each request by hand.
type message struct {
	set  runtimetest.Setup
	call runtimetest.Call
}

// url is where the call goes.
func (m message) url() string {
	base := m.set.URL
	if m.call.Base != "" {
		base = m.call.Base
	}
	query := url.Values{}
	for name, values := range m.call.Query {
		query[name] = values
	}
	if m.set.QueryKey != "" {
		query.Set("api_key", m.set.QueryKey)
	}
	if len(query) == 0 {
		return base + m.call.Path
	}
	return base + m.call.Path + "?" + query.Encode()
}

// body is nil without one.
func (m message) body() io.Reader {
	if m.call.Reader != nil {
		return m.call.Reader
	}
	if m.call.JSON != nil {
		return bytes.NewReader(m.call.JSON)
	}
	return nil
}

// header has all but what the client adds by itself.
func (m message) header() http.Header {
	h := http.Header{"Accept": {"application/json"}}
	switch {
	case m.call.Reader != nil:
		h.Set("Content-Type", "application/octet-stream")
	case m.call.JSON != nil:
		h.Set("Content-Type", "application/json")
	}
	for name, value := range map[string]string{
		"X-Api-Key": m.set.APIKey, "Idempotency-Key": m.call.Key,
		"Authorization": prefixed("Bearer ", m.set.Bearer), "Cookie": prefixed("session=", m.set.Cookie),
	} {
		if value != "" {
			h.Set(name, value)
		}
	}
	return h
}

func prefixed(prefix, value string) string {
	if value == "" {
		return ""
	}
	return prefix + value
}

// request is the whole for net/http.
func (m message) request(ctx context.Context) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, m.call.Method, m.url(), m.body())
	if err != nil {
		return nil, err
	}
	r.Header = m.header()
	return r, nil
}

// client is the http.Client of a setup: with the transport of the case, or with another.
func client(set runtimetest.Setup, other http.RoundTripper, timeout time.Duration) *http.Client {
	if set.Transport != nil {
		other = set.Transport
	}
	if set.AttemptTimeout > 0 {
		timeout = set.AttemptTimeout
	}
	return &http.Client{Transport: other, Timeout: timeout}
}

// answer reads a response as user code does.
func answer(resp *http.Response, err error) runtimetest.Result {
	r := runtimetest.Result{Err: err}
	if resp == nil {
		return r
	}
	defer resp.Body.Close()
	r.Status, r.Header = resp.StatusCode, resp.Header
	if err == nil {
		r.Body, r.Err = io.ReadAll(resp.Body)
	}
	return r
}

// printf takes what clients log in their own ways.
func printf(set runtimetest.Setup) func(string, ...any) {
	return func(format string, args ...any) { set.Log.Debug(strings.TrimSpace(fmt.Sprintf(format, args...))) }
}
