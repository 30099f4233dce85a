package runtimetest

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"
)

// bench is the world of one case: its servers, and the way to them.
type bench struct {
	ctx     context.Context
	subject Subject
	virtual bool
	closers []func()

	mu    sync.Mutex
	sites map[string]*site // by address, in a bubble
	ports int
}

// horizon is when a client is taken to hang: in a bubble a day costs nothing, on sockets the tests have to end.
const (
	virtualHorizon = 24 * time.Hour
	realHorizon    = 45 * time.Second
)

func newBench(ctx context.Context, s Subject, virtual bool) *bench {
	return &bench{ctx: ctx, subject: s, virtual: virtual, sites: make(map[string]*site), ports: 8000}
}

func (b *bench) close() {
	for _, f := range slices.Backward(b.closers) {
		f()
	}
}

func (b *bench) horizon() time.Duration {
	if b.virtual {
		return virtualHorizon
	}
	return realHorizon
}

// offers reports whether the subject has a feature.
func (b *bench) offers(f Feature) bool { return slices.Contains(b.subject.Features(), f) }

// site starts a server.
func (b *bench) site(h handler) *site {
	if b.virtual {
		b.ports++
		return b.siteAt(fmt.Sprintf("127.0.0.1:%d", b.ports), h)
	}
	s := &site{answer: h}
	server := httptest.NewUnstartedServer(s)
	server.Config.ErrorLog = quiet()
	server.Config.ConnState = s.connState
	server.Start()
	s.url, s.host = server.URL, server.Listener.Addr().String()
	b.closers = append(b.closers, func() { server.CloseClientConnections(); server.Close() })
	return s
}

// siteAt starts a server in the bubble, under a name of its own.
func (b *bench) siteAt(address string, h handler) *site {
	s := &site{answer: h, url: "http://" + address, host: address, conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: s, ErrorLog: quiet(), ConnState: s.connState}
	go server.Serve(s)
	b.mu.Lock()
	b.sites[address] = s
	b.mu.Unlock()
	b.closers = append(b.closers, func() { close(s.closed); server.Close() })
	return s
}

// client makes a client of the subject for a site.
func (b *bench) client(s *site, set Setup) Caller {
	set.URL = s.url
	c, err := b.try(set)
	if err != nil {
		panic(aborted{fmt.Errorf("making the client: %w", err)})
	}
	return c
}

// try makes a client of the subject.
func (b *bench) try(set Setup) (Caller, error) {
	if set.Transport == nil && b.virtual {
		set.Transport = &http.Transport{DialContext: b.dial}
	}
	if t := set.Transport; t != nil {
		b.closers = append(b.closers, t.CloseIdleConnections)
	}
	return b.subject.New(set)
}

// dial connects to a site of the bubble.
func (b *bench) dial(ctx context.Context, network, address string) (net.Conn, error) {
	b.mu.Lock()
	s := b.sites[address]
	b.mu.Unlock()
	if s == nil || s.down.Load() {
		return nil, &net.OpError{Op: "dial", Net: network, Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	}
	here, there := net.Pipe()
	select {
	case s.conns <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// call makes a call that is taken to hang when it outlasts the horizon.
func (b *bench) call(c Caller, call Call) Result {
	ctx, cancel := context.WithTimeout(b.ctx, b.horizon())
	defer cancel()
	return b.callIn(ctx, c, call)
}

// endlessly makes a call whose context has no deadline, as most callers do.
func (b *bench) endlessly(c Caller, call Call) Result {
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	defer time.AfterFunc(b.horizon(), cancel).Stop()
	return b.callIn(ctx, c, call)
}

func (b *bench) callIn(ctx context.Context, c Caller, call Call) Result {
	if call.Method == "" {
		call.Method = http.MethodGet
	}
	if call.Path == "" {
		call.Path = "/items"
	}
	return c.Call(ctx, call)
}

// together makes n calls at once and returns what came of them.
func (b *bench) together(n int, call func(i int) Result) []Result {
	results := make([]Result, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					results[i] = Result{Err: fmt.Errorf("panic: %v", p)}
				}
			}()
			results[i] = call(i)
		})
	}
	group.Wait()
	return results
}

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
