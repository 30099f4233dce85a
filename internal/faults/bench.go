package main

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	api "github.com/apigen-go/apigen/runtime"
)

// bench is a server behind a proxy, and the connections of a client to it.
type bench struct {
	*tally
	ledger     *ledger
	server     *httptest.Server
	proxy      *proxy
	transport  *http.Transport
	open       atomic.Int64 // connections of the client
	dialled    atomic.Int64
	goroutines int           // before the first call
	patience   time.Duration // of the client, with a silent server
}

const (
	brokenExchanges = 0.2  // share that the proxy breaks
	badStatuses     = 0.04 // share that the server answers by 503 or 504
)

func newBench(seed uint64, patience time.Duration, broken, bad float64) (*bench, error) {
	b := &bench{tally: new(tally), patience: patience}
	b.ledger = newLedger(bad, seed, b.tally)
	b.server = httptest.NewUnstartedServer(b.ledger)
	b.server.Config.ErrorLog = log.New(io.Discard, "", 0)
	b.server.Start()
	var err error
	if b.proxy, err = newProxy(b.server.Listener.Addr().String(), broken, seed, b.tally); err != nil {
		return nil, err
	}
	b.transport = &http.Transport{DialContext: b.dial, MaxIdleConnsPerHost: 64}
	b.goroutines = runtime.NumGoroutine()
	return b, nil
}

// options are those of a client whose waits are short. All else is as it is by default, the retry budget too.
func (b *bench) options() []api.Option {
	return []api.Option{
		api.WithBaseURL(b.proxy.url()),
		api.WithHTTPClient(&http.Client{Transport: b.transport}),
		api.WithTimeouts(api.Timeouts{ResponseHeader: b.patience, Idle: b.patience}),
		api.WithRetry(api.RetryPolicy{Base: time.Millisecond, Cap: 10 * time.Millisecond}),
	}
}

// counted is a connection that is counted as open until it is closed.
type counted struct {
	net.Conn
	once sync.Once
	open *atomic.Int64
}

// Close closes the connection.
func (c *counted) Close() error {
	c.once.Do(func() { c.open.Add(-1) })
	return c.Conn.Close()
}

func (b *bench) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	b.open.Add(1)
	b.dialled.Add(1)
	return &counted{Conn: conn, open: &b.open}, nil
}

// left is what is still there when all calls are over and idle connections are closed: connections of the client and of the
// proxy, and goroutines beyond those of the beginning. It waits a little for what is about to end.
func (b *bench) left() (conns, links int64, goroutines int) {
	for range 100 {
		b.transport.CloseIdleConnections()
		conns, links, goroutines = b.open.Load(), b.proxy.open.Load(), runtime.NumGoroutine()-b.goroutines
		if conns == 0 && links == 0 && goroutines <= 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	return conns, links, max(goroutines, 0)
}

// Close ends the proxy and the server.
func (b *bench) Close() {
	b.transport.CloseIdleConnections()
	b.proxy.Close()
	b.server.Close()
}

// share makes n calls from several goroutines.
func share(workers, n int, call func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := int(next.Add(1)); i <= n; i = int(next.Add(1)) {
				call(i)
			}
		})
	}
	wg.Wait()
}
