package runtime

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/origin"
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// newTransport is the transport of a client that is given none. The limits on headers and bodies are not its own but
// those of watch: a transport would take a timer per request for them.
func newTransport(t Timeouts) *http.Transport {
	dialer := &net.Dialer{Timeout: max(t.Connect, 0), KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    max(t.TLSHandshake, 0),
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      true,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 30 * time.Second, PingTimeout: 15 * time.Second},
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConnsPerHost:    32,
		MaxResponseHeaderBytes: 1 << 20,
		ExpectContinueTimeout:  time.Second,
	}
}

var errNoResponse = errors.New("the transport returned neither a response nor an error")

// secureTransport is the client's transport as credentials get it to fetch tokens: their secrets go over https only too.
type secureTransport struct {
	next     http.RoundTripper
	insecure bool
}

// RoundTrip refuses plain http to another machine, and keeps the URL out of errors.
func (t secureTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if !t.insecure && !origin.IsConfidential(r.URL) {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, ErrInsecure
	}
	resp, err := t.next.RoundTrip(r)
	if err == nil && (resp == nil || resp.Body == nil) {
		err = errNoResponse
	}
	return resp, redact.Error(err)
}
