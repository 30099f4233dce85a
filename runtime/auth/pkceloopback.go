package auth

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"time"
)

// loginLimit is how long a user may take, whatever the context says.
const loginLimit = 10 * time.Minute

var errNobody = errors.New("nobody logged in within 10 minutes")

// LoopbackLogin logs a user of a command-line program in (RFC 8252): show presents a URL, by printing it or by opening a
// browser, and the user comes back to a listener on 127.0.0.1, at a free port, that lives as long as this call. It ends
// with the context, with the error of show, or after 10 minutes.
//
// The server must take http://127.0.0.1 with any port and the path /callback as a redirect URL, as RFC 8252 has it. For
// one that does not, config.RedirectURL is the one that is registered, on this machine: its path and port are listened
// to. For machines without a browser there is [DeviceLogin].
func LoopbackLogin(ctx context.Context, config Config, show func(url string) error) (Token, error) {
	if show == nil {
		return Token{}, errNoShow
	}
	ctx, cancel := context.WithTimeoutCause(ctx, loginLimit, errNobody)
	defer cancel()
	listener, path, err := listen(ctx, &config)
	if err != nil {
		return Token{}, err
	}
	defer listener.Close()
	login, err := AuthorizationCode(ctx, config)
	if err != nil {
		return Token{}, err
	}
	code, err := login.await(ctx, listener, path, show)
	if err != nil {
		return Token{}, err
	}
	return login.redeem(ctx, code)
}

var errNoShow = errors.New("there is no function to show the login to the user")

// listen opens the port of the redirect URL, and puts the port that it got into that.
func listen(ctx context.Context, c *Config) (net.Listener, string, error) {
	u, err := url.Parse(cmp.Or(c.RedirectURL, "http://127.0.0.1/callback"))
	if err != nil || u.Scheme != "http" || u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost" {
		return nil, "", errors.New("the redirect URL is not one on this machine: want http://127.0.0.1 or http://localhost, with any path")
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp4", net.JoinHostPort("127.0.0.1", cmp.Or(u.Port(), "0")))
	if err != nil {
		return nil, "", err
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	u.Host = net.JoinHostPort(u.Hostname(), port)
	c.RedirectURL = u.String()
	return listener, cmp.Or(u.Path, "/"), nil
}

// returned is what a user came back with.
type returned struct {
	code string
	err  error
}

// await shows the URL and waits for the user to come back.
func (l *Login) await(ctx context.Context, listener net.Listener, path string, show func(string) error) (string, error) {
	back := make(chan returned, 1)
	s := &http.Server{Handler: l.handler(path, back), ReadHeaderTimeout: 5 * time.Second, MaxHeaderBytes: 64 << 10, ErrorLog: log.New(io.Discard, "", 0)}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = s.Serve(listener)
	}()
	defer func() {
		leave(ctx, s)
		<-served
	}()
	if err := show(l.url); err != nil {
		return "", err
	}
	select {
	case r := <-back:
		return r.code, r.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// leave lets the browser have its answer, for which it may take a second.
func leave(ctx context.Context, s *http.Server) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if s.Shutdown(ctx) != nil {
		s.Close()
	}
}

// handler takes the user's return. What is not that is answered and changes nothing: any program on the machine, and any
// page in the browser, can send requests here.
func (l *Login) handler(path string, back chan<- returned) http.Handler {
	home, _ := url.Parse(l.server.config.RedirectURL)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("Connection", "close")
		if r.Method != http.MethodGet || r.URL.Path != path || r.Host != home.Host {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		code, err := l.accept(r.URL.Query())
		if errors.Is(err, ErrLoginState) {
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, "This is not the login that the program waits for.\n")
			return
		}
		back <- returned{code, err}
		io.WriteString(w, "You can close this page and go back to the program.\n")
	})
}
