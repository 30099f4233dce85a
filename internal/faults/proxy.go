package main

import (
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// proxy passes requests on to a server, and breaks connections at points that it draws. An exchange is a request and its
// answer; connections are kept between them, so that a connection breaks in its first exchange or in its hundredth.
type proxy struct {
	*tally
	listener net.Listener
	server   string
	share    float64 // of the exchanges that break
	seed     uint64
	accepted atomic.Uint64
	open     atomic.Int64
	links    sync.WaitGroup
}

func newProxy(server string, share float64, seed uint64, t *tally) (*proxy, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{tally: t, listener: listener, server: server, share: share, seed: seed}
	p.links.Go(p.accept)
	return p, nil
}

func (p *proxy) url() string { return "http://" + p.listener.Addr().String() }

// Close returns when nothing of the proxy runs any more. Clients have to have closed their connections.
func (p *proxy) Close() error {
	err := p.listener.Close()
	p.links.Wait()
	return err
}

func (p *proxy) accept() {
	for {
		conn, err := p.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			p.links.Go(func() { p.serve(conn.(*net.TCPConn)) })
		}
	}
}

// serve connects a client to the server until something ends or breaks that.
func (p *proxy) serve(client *net.TCPConn) {
	defer client.Close()
	p.open.Add(1)
	defer p.open.Add(-1)
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		return
	}
	defer server.Close()
	l := &link{p, client, server.(*net.TCPConn), rand.New(rand.NewPCG(p.seed, p.accepted.Add(1)))}
	for l.exchange() {
	}
}

// link is a connection of a client and the one that belongs to it at the server.
type link struct {
	proxy          *proxy
	client, server *net.TCPConn
	random         *rand.Rand
}

// exchange passes on a request and its answer, and reports whether there may be another.
func (l *link) exchange() bool {
	if l.random.Float64() >= l.proxy.share {
		answer, ok := l.ask()
		return ok && write(l.client, answer)
	}
	points := [...]func(){l.breakRequest, l.breakAnswer, l.breakAnswer, l.breakAfter, l.delay}
	points[l.random.IntN(len(points))]()
	return false
}

// ask passes on a request, and returns the answer.
func (l *link) ask() ([]byte, bool) {
	request, err := readMessage(l.client, noLimit)
	if err != nil || !write(l.server, request) {
		return nil, false
	}
	answer, err := readMessage(l.server, noLimit)
	return answer, err == nil
}

func write(conn net.Conn, data []byte) bool {
	_, err := conn.Write(data)
	return err == nil
}

// breakRequest passes on some bytes of a request. Some requests are shorter, and arrive.
func (l *link) breakRequest() {
	part, err := readMessage(l.client, 1+l.random.IntN(500))
	if err != nil || !write(l.server, part) {
		return
	}
	at := unfinished
	if isWhole(part) {
		at = unanswered
	}
	k := l.draw()
	l.proxy.add(k, at)
	if k != truncate {
		l.fail(k)
		return
	}
	l.server.CloseWrite() // the server may have something to say to that
	if answer, _ := readMessage(l.server, noLimit); at == unfinished {
		l.client.Write(answer)
	}
}

// breakAnswer passes on some bytes of an answer, or none.
func (l *link) breakAnswer() {
	answer, ok := l.ask()
	if !ok {
		return
	}
	at, n := unanswered, 0
	if l.random.IntN(2) == 0 {
		at, n = answering, 1+l.random.IntN(len(answer)-1)
	}
	if !write(l.client, answer[:n]) {
		return
	}
	k := l.draw()
	l.proxy.add(k, at)
	l.fail(k)
}

// breakAfter breaks the connection when the answer has arrived: the client may be about to use it again.
func (l *link) breakAfter() {
	answer, ok := l.ask()
	if !ok || !write(l.client, answer) {
		return
	}
	time.Sleep(time.Duration(l.random.IntN(2_000)) * time.Microsecond)
	k := [...]kind{cut, reset, truncate}[l.random.IntN(3)]
	l.proxy.add(k, between)
	l.fail(k)
}

// delay holds a request until the client has left, and then delivers it.
func (l *link) delay() {
	request, err := readMessage(l.client, noLimit)
	if err != nil {
		return
	}
	l.waitForClient()
	if write(l.server, request) {
		l.proxy.add(late, unanswered)
		readMessage(l.server, noLimit)
	}
}

func (l *link) draw() kind { return [...]kind{cut, reset, stall, truncate}[l.random.IntN(4)] }

// fail breaks the connection; what is left of it is closed by serve.
func (l *link) fail(k kind) {
	switch k {
	case reset:
		l.client.SetLinger(0)
		l.server.SetLinger(0)
	case stall:
		l.waitForClient()
	case truncate:
		l.client.CloseWrite()
		l.waitForClient()
	}
}

// waitForClient returns when the client has closed its side. What it still sends gets lost.
func (l *link) waitForClient() {
	l.client.SetReadDeadline(time.Now().Add(time.Minute))
	io.Copy(io.Discard, l.client)
}
