package runtime_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"testing"

	"github.com/apigen-go/apigen/runtime"
)

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

// gzipped compresses a text, with a wrong checksum if asked for.
func gzipped(text string, wrong bool) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	data := b.Bytes()
	if wrong {
		data[len(data)-8] ^= 0xff
	}
	return data
}

// pipes is a listener in memory: a server and a client that share a bubble of package synctest need one.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// inMemory is serve for a bubble: it returns a client that reaches the server.
func inMemory(t *testing.T, answer func(int, http.ResponseWriter, *http.Request), opts ...runtime.Option) (*server, *runtime.Client) {
	t.Helper()
	p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	s := &server{}
	h := &http.Server{Handler: s.handler(answer), ErrorLog: quiet()}
	go h.Serve(p)
	transport := &http.Transport{DialContext: p.dial}
	t.Cleanup(func() {
		close(p.done)
		transport.CloseIdleConnections()
		h.Close()
	})
	opts = append([]runtime.Option{runtime.WithHTTPClient(&http.Client{Transport: transport})}, opts...)
	c, err := runtime.New("http://api.example.com", opts...)
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}
