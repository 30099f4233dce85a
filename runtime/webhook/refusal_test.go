package webhook_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

func TestWhatIsNoDeliveryIsRefusedInWordsThatSayNothing(t *testing.T) {
	t.Parallel()
	var seen record
	e := endpoint(t, seen.handle)
	valid := webhooktest.Delivery{Scheme: webhook.StandardWebhooks(), Secrets: []string{standardSecret}, Body: `{"id":"1"}`}
	changed := func(change func(*http.Request)) *http.Request {
		r := sign(t, valid)
		change(r)
		return r
	}
	with := func(change func(*webhooktest.Delivery)) *http.Request {
		d := valid
		change(&d)
		return sign(t, d)
	}
	for name, c := range map[string]struct {
		r      *http.Request
		status int
		text   string
	}{
		"GET":                 {changed(func(r *http.Request) { r.Method = "GET" }), 405, "Method Not Allowed"},
		"text":                {changed(func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }), 415, "Unsupported Media Type"},
		"no type":             {changed(func(r *http.Request) { r.Header.Del("Content-Type") }), 415, "Unsupported Media Type"},
		"compressed":          {changed(func(r *http.Request) { r.Header.Set("Content-Encoding", "gzip") }), 415, "Unsupported Media Type"},
		"no signature":        {changed(func(r *http.Request) { r.Header.Del("Webhook-Signature") }), 400, "Bad Request"},
		"no timestamp":        {changed(func(r *http.Request) { r.Header.Del("Webhook-Timestamp") }), 400, "Bad Request"},
		"no id":               {changed(func(r *http.Request) { r.Header.Del("Webhook-Id") }), 400, "Bad Request"},
		"another id":          {changed(func(r *http.Request) { r.Header.Set("Webhook-Id", "2") }), 401, "Unauthorized"},
		"another version":     {changed(func(r *http.Request) { r.Header.Set("Webhook-Signature", "v0,AAAA") }), 401, "Unauthorized"},
		"another secret":      {with(func(d *webhooktest.Delivery) { d.Secrets = []string{otherSecret} }), 401, "Unauthorized"},
		"too old":             {with(func(d *webhooktest.Delivery) { d.At = time.Now().Add(-10 * time.Minute) }), 401, "Unauthorized"},
		"signed, but no JSON": {with(func(d *webhooktest.Delivery) { d.Body = "{" }), 400, "Bad Request"},
		"signed, but other":   {with(func(d *webhooktest.Delivery) { d.Body = `{"id":7}` }), 400, "Bad Request"},
		"unsigned, no JSON":   {changed(func(r *http.Request) { r.Body = http.NoBody }), 401, "Unauthorized"},
	} {
		w := post(e, c.r)
		wants(t, w, c.status)
		if got := strings.TrimSpace(w.Body.String()); got != c.text {
			t.Errorf("%s: %q, want %q", name, got, c.text)
		}
	}
	e.Close(t.Context())
	seen.wants(t)
}

func TestAnAddressThatIsNotAllowedIsRefused(t *testing.T) {
	t.Parallel()
	e := endpoint(t, (&record{}).handle, webhook.WithAllowedAddresses(netip.MustParsePrefix("192.0.2.0/24")))
	for address, status := range map[string]int{"192.0.2.7:1": 200, "[::ffff:192.0.2.7]:1": 200, "198.51.100.1:1": 403, "": 403} {
		r := delivery(t, "msg_1")
		r.RemoteAddr = address
		wants(t, post(e, r), status)
	}
}

func TestASenderThatSendsTheBodyTooSlowlyIsCutOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := endpoint(t, (&record{}).handle)
		here, there := net.Pipe()
		server := &http.Server{Handler: e}
		go server.Serve(&oneConn{conn: there, done: make(chan struct{})})
		defer server.Close()
		fmt.Fprintf(here, "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
		started := time.Now()
		answer := make([]byte, 12)
		if _, err := here.Read(answer); err != nil || string(answer) != "HTTP/1.1 400" {
			t.Errorf("%q, %v", answer, err)
		}
		if took := time.Since(started); took != 10*time.Second {
			t.Errorf("cut off after %v", took)
		}
		here.Close()
	})
}

type oneConn struct {
	conn net.Conn
	done chan struct{}
	once sync.Once
}

func (l *oneConn) Accept() (net.Conn, error) {
	if c := l.conn; c != nil {
		l.conn = nil
		return c, nil
	}
	<-l.done
	return nil, net.ErrClosed
}
func (l *oneConn) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}
func (l *oneConn) Addr() net.Addr { return &net.TCPAddr{} }

func TestSecretsOfARequestAreNotKeptWithTheEvent(t *testing.T) {
	t.Parallel()
	var got webhook.Event[order]
	e := endpoint(t, func(_ context.Context, event webhook.Event[order]) error {
		got = event
		return nil
	})
	r := delivery(t, "msg_1")
	for _, name := range []string{"Authorization", "Cookie", "Proxy-Authorization", "X-Topic"} {
		r.Header.Set(name, "value")
	}
	wants(t, post(e, r), 200)
	e.Close(t.Context())
	if got.Header.Get("Authorization")+got.Header.Get("Cookie")+got.Header.Get("Proxy-Authorization") != "" || got.Header.Get("X-Topic") != "value" {
		t.Errorf("kept: %v", got.Header)
	}
	if got.ID != "msg_1" || got.Type != "order.paid" || got.Attempt != 1 || got.Key != dedup.Key("standard", "msg_1") || got.Data.ID != "msg_1" {
		t.Errorf("the event is %+v", got)
	}
}

// The unsigned header of the other name must not tell a repeated delivery from the first.
func TestTheIdIsTheOneThatWasSigned(t *testing.T) {
	t.Parallel()
	var seen record
	e := endpoint(t, seen.handle)
	for _, forged := range []string{"", "msg_2", "msg_3"} {
		r := sign(t, webhooktest.Delivery{Scheme: webhook.Svix(), Secrets: []string{standardSecret}, ID: "msg_1", Body: body(order{ID: "msg_1"})})
		r.Header.Set("webhook-id", forged)
		wants(t, post(e, r), 200)
	}
	e.Close(t.Context())
	seen.wants(t, "msg_1")
}

func TestSlackIsAnsweredItsChallenge(t *testing.T) {
	t.Parallel()
	var seen record
	e, err := webhook.Handler(verifier(t, webhook.Slack(), "s"), nil, seen.handle, quiet())
	if err != nil {
		t.Fatal(err)
	}
	d := webhooktest.Delivery{Scheme: webhook.Slack(), Secrets: []string{"s"}, Body: `{"type":"url_verification","challenge":"c-1"}`}
	w := post(e, sign(t, d))
	wants(t, w, 200)
	if w.Body.String() != "c-1" {
		t.Errorf("answered %q", w.Body)
	}
	r := sign(t, d)
	r.Header.Set("X-Slack-Signature", "v0=00")
	if w := post(e, r); w.Code != 401 || strings.Contains(w.Body.String(), "c-1") {
		t.Errorf("unsigned: %d %q", w.Code, w.Body)
	}
	e.Close(t.Context())
	seen.wants(t)
}
