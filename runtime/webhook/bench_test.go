package webhook_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

const rate, seconds = 2000, 10

// BenchmarkAcknowledgement sends 2,000 deliveries a second for ten seconds over sockets, whatever b.N is, to a function that
// takes a second, and reports how long the acknowledgements take: over the socket, and within ServeHTTP. The bare handler only
// reads the body: what it takes is the machine's and net/http's.
func BenchmarkAcknowledgement(b *testing.B) {
	b.Run("endpoint", func(b *testing.B) {
		for b.Loop() {
			var handled atomic.Int64
			e := slowEndpoint(b, &handled)
			load(b, e)
			if err := e.Close(context.Background()); err != nil || handled.Load() != rate*seconds {
				b.Errorf("%d handled, want %d; %v", handled.Load(), rate*seconds, err)
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			load(b, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) }))
		}
	})
}

func slowEndpoint(b *testing.B, handled *atomic.Int64) *webhook.Endpoint {
	v, err := webhook.StandardWebhooks().Verifier(standardSecret)
	if err != nil {
		b.Fatal(err)
	}
	e, err := webhook.Handler(v, dedup.Memory(0, 0), func(context.Context, webhook.Event[order]) error {
		time.Sleep(time.Second)
		handled.Add(1)
		return nil
	}, webhook.WithWorkers(rate+rate/2), webhook.WithQueue(webhook.Memory(rate*seconds)))
	if err != nil {
		b.Fatal(err)
	}
	return e
}

// took is how long something took, often.
type took struct {
	mu  sync.Mutex
	all []time.Duration
}

func (t *took) since(start time.Time) {
	d := time.Since(start)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, d)
}

func (t *took) report(b *testing.B, what string) {
	if len(t.all) != rate*seconds {
		b.Fatalf("%s: %d of %d", what, len(t.all), rate*seconds)
	}
	slices.Sort(t.all)
	for name, share := range map[string]int{"p50": 50, "p99": 99} {
		b.ReportMetric(float64(t.all[len(t.all)*share/100].Microseconds())/1000, "ms-"+what+"-"+name)
	}
}

// load sends all deliveries, each at its time, over a few connections. They are signed and written to memory before, so that
// the sender costs the receiver, which shares the machine, as little as can be. An acknowledgement that is late delays the
// next on its connection; as time counts from when a delivery was due, nothing of that is lost.
func load(b *testing.B, h http.Handler) {
	const connections = 128
	var acknowledged, served took
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer served.since(time.Now())
		h.ServeHTTP(w, r)
	}))
	defer server.Close()
	deliveries := written(b, server.URL)
	var wg sync.WaitGroup
	start := time.Now().Add(100 * time.Millisecond)
	for first := range connections {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		wg.Go(func() {
			defer conn.Close()
			answers := bufio.NewReader(conn)
			for i := first; i < len(deliveries); i += connections {
				due := start.Add(time.Duration(i) * time.Second / rate)
				time.Sleep(time.Until(due))
				if err := exchange(conn, answers, deliveries[i]); err != nil {
					b.Error(err)
					return
				}
				acknowledged.since(due)
			}
		})
	}
	wg.Wait()
	acknowledged.report(b, "socket")
	served.report(b, "served")
}

func written(b *testing.B, url string) [][]byte {
	all := make([][]byte, rate*seconds)
	for i := range all {
		r, err := webhooktest.Sign(webhooktest.Delivery{Scheme: webhook.StandardWebhooks(), Secrets: []string{standardSecret},
			URL: url, Body: `{"id":"1","type":"order.paid"}`})
		if err != nil {
			b.Fatal(err)
		}
		var bytes bytes.Buffer
		if err := r.Write(&bytes); err != nil {
			b.Fatal(err)
		}
		all[i] = bytes.Bytes()
	}
	return all
}

// exchange sends a request and reads an answer without a body.
func exchange(conn net.Conn, answers *bufio.Reader, request []byte) error {
	if _, err := conn.Write(request); err != nil {
		return err
	}
	status := ""
	for {
		line, err := answers.ReadString('\n')
		switch {
		case err != nil:
			return err
		case status == "":
			status = line
		case line == "\r\n" && strings.HasPrefix(status, "HTTP/1.1 200"):
			return nil
		case line == "\r\n":
			return errors.New(status)
		}
	}
}
