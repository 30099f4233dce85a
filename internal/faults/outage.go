package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"time"

	"github.com/apigen-go/apigen/generated/orders"
	"github.com/apigen-go/apigen/runtime"
)

// down is a way of being out of order.
type down struct {
	name  string
	start func() (url string, stop func(), err error)
}

func outages() []down {
	return []down{
		{"connections are refused", refusing},
		{"every answer is a 503", answering503},
		{"every connection is cut", cutting},
	}
}

func refusing() (string, func(), error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	return "http://" + listener.Addr().String(), func() {}, listener.Close()
}

func answering503() (string, func(), error) {
	return listening(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
}

func cutting() (string, func(), error) {
	return listening(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
}

func listening(h http.HandlerFunc) (string, func(), error) {
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Start()
	return s.URL, s.Close, nil
}

// cost is what calls to a server that is down have cost. before is that of the calls before them, which use up the ten retries
// that a client may make without having earned them: after that it may retry a tenth of its calls.
type cost struct{ calls, attempts, succeeded, before int }

func (c cost) perCall() float64 { return float64(c.attempts) / float64(c.calls) }

// check allows for one retry more: one is due every ten seconds.
func (c cost) check() error {
	if c.succeeded > 0 || c.attempts > c.calls+c.calls/10+1 {
		return fmt.Errorf("%d requests of %d calls, %d successes", c.attempts, c.calls, c.succeeded)
	}
	return nil
}

// measureOutage makes calls with a key, which could be retried without end, to a server that is down.
func measureOutage(ctx context.Context, d down, n, workers int, opts ...runtime.Option) (cost, error) {
	url, stop, err := d.start()
	if err != nil {
		return cost{}, err
	}
	defer stop()
	transport := &http.Transport{MaxIdleConnsPerHost: workers}
	defer transport.CloseIdleConnections()
	c, err := orders.New(append([]runtime.Option{
		runtime.WithBaseURL(url), orders.WithBearerToken("t0ken"), runtime.WithHTTPClient(&http.Client{Transport: transport}),
		runtime.WithRetry(runtime.RetryPolicy{Base: time.Millisecond, Cap: 10 * time.Millisecond}),
	}, opts...)...)
	if err != nil {
		return cost{}, err
	}
	before, _ := callAll(ctx, c, 200, workers)
	attempts, succeeded := callAll(ctx, c, n, workers)
	return cost{n, attempts, succeeded, before}, nil
}

func callAll(ctx context.Context, c *orders.Client, n, workers int) (attempts, succeeded int) {
	var sent, ok atomic.Int64
	share(workers, n, func(int) {
		var meta runtime.Meta
		if _, err := c.Orders.Create(ctx, newOrder("x"), runtime.WithResponse(&meta)); err == nil {
			ok.Add(1)
		}
		sent.Add(int64(meta.Attempts))
	})
	return int(sent.Load()), int(ok.Load())
}
