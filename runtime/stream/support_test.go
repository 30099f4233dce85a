package stream_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/stream"
)

type chunk struct {
	N int `json:"n"`
}

// problem is the body that the document declares for errors.
type problem struct {
	Error struct {
		Code string `json:"code"`
	} `json:"error"`
}

var (
	opEvents = runtime.Operation{ID: "listen", Method: "GET", Path: "/events", Accept: "text/event-stream"}
	opCreate = runtime.Operation{ID: "create", Method: "POST", Path: "/chat", Accept: "text/event-stream"}
	opLines  = runtime.Operation{ID: "export", Method: "GET", Path: "/export", Accept: "application/x-ndjson"}
)

var failing = stream.Format{Failure: (*runtime.Error[problem])(nil)}

// vendor answers request n, from 1, and remembers what was asked.
type vendor struct {
	answer func(n int, w http.ResponseWriter, r *http.Request)

	mu  sync.Mutex
	ids []string // Last-Event-ID of each request
}

func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	v.ids = append(v.ids, r.Header.Get("Last-Event-ID"))
	n := len(v.ids)
	v.mu.Unlock()
	v.answer(n, w, r)
}

func (v *vendor) lastIDs() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]string{}, v.ids...)
}

// send writes and flushes parts of a stream.
func send(w http.ResponseWriter, contentType string, parts ...string) {
	if contentType != "" {
		w.Header().Set("Content-Type", contentType)
	}
	for _, part := range parts {
		io.WriteString(w, part)
		http.NewResponseController(w).Flush()
	}
}

const sse = "text/event-stream"

// says is a server that answers everything alike.
func says(contentType string, parts ...string) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, _ *http.Request) { send(w, contentType, parts...) }
}

// serve starts a server on a real socket.
func serve(t *testing.T, answer func(int, http.ResponseWriter, *http.Request)) (*vendor, *runtime.Client) {
	t.Helper()
	v := &vendor{answer: answer}
	server := httptest.NewUnstartedServer(v)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	t.Cleanup(server.Close)
	c, err := runtime.New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return v, c
}

// inMemory starts a server for a bubble of package synctest.
func inMemory(t *testing.T, answer func(int, http.ResponseWriter, *http.Request)) (*vendor, *runtime.Client) {
	t.Helper()
	v := &vendor{answer: answer}
	pipes := make(listener)
	server := &http.Server{Handler: v, ErrorLog: log.New(io.Discard, "", 0)}
	go server.Serve(pipes)
	transport := &http.Transport{DialContext: pipes.dial}
	t.Cleanup(func() {
		server.Close()
		transport.CloseIdleConnections()
	})
	c, err := runtime.New("http://api.example.com", runtime.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		t.Fatal(err)
	}
	return v, c
}

// listener hands over the far ends of pipes; closing it ends Accept.
type listener chan net.Conn

func (l listener) Accept() (net.Conn, error) {
	c, ok := <-l
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (l listener) Close() error   { close(l); return nil }
func (l listener) Addr() net.Addr { return &net.TCPAddr{} }

func (l listener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case l <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// numbers ranges over a stream of chunks.
func numbers(t *testing.T, s *stream.Stream[chunk], err error) (got []int, failed error) {
	t.Helper()
	got = []int{}
	if err != nil {
		return got, err
	}
	for c, err := range s.All() {
		if failed != nil {
			t.Errorf("an item or a second error after %v", failed)
		}
		if err != nil {
			failed = err
			continue
		}
		got = append(got, c.N)
	}
	return got, failed
}

func events(t *testing.T, c *runtime.Client, f stream.Format, opts ...runtime.Option) (*stream.Stream[chunk], error) {
	t.Helper()
	return stream.Events[chunk](t.Context(), c, runtime.NewRequest(&opEvents), opts, f)
}

// isInStream tells errors that an item of a stream reported.
func isInStream(err error) bool {
	var api *runtime.APIError
	return errors.As(err, &api) && api.InStream
}
