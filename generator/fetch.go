package generator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Bounds of what is fetched.
const (
	maxFetched     = 64 << 20 // bytes of one file, unpacked
	maxFetchedAll  = 256 << 20
	fetchTimeout   = 30 * time.Second // of one request, its redirects and its body included
	maxFetchHeader = 1024             // bytes of a header that is kept
)

// fetched is one file that was fetched.
type fetched struct {
	location string // URL, or path
	name     string // relative to the root document: "models/pet.yaml"; "": the root document itself
	content  []byte
	kept     Copy // what its server said of it; File is not set yet
	same     bool // it is what is kept already
}

// fetcher fetches files, each once. A file of which a copy is kept is asked for on the condition that it has changed. What it is
// told is taken for hostile: https alone, unless the server is this machine; no credentials; bounds on size, time and redirects,
// which stay with the server that was asked.
type fetcher struct {
	transport http.RoundTripper // nil: http.DefaultTransport
	kept      map[string]keptCopy

	mu     sync.Mutex
	got    map[string]fetched
	total  int
	failed error // the first fault of a server or of the network; a file that is not there is none
}

// keptCopy is a copy with its content.
type keptCopy struct {
	Copy
	content []byte
}

func newFetcher(transport http.RoundTripper, kept map[string]keptCopy) *fetcher {
	if transport == nil {
		transport = http.DefaultTransport
	}
	return &fetcher{transport: transport, kept: kept, got: map[string]fetched{}}
}

func (f *fetcher) client() *http.Client { return &http.Client{Transport: f, CheckRedirect: sameServer} }

func sameServer(req *http.Request, via []*http.Request) error {
	first := via[0].URL
	switch {
	case len(via) >= 10:
		return errors.New("more than 10 redirects")
	case req.URL.Scheme != first.Scheme || !strings.EqualFold(req.URL.Host, first.Host):
		return fmt.Errorf("it redirects to another server, %s; if that is right, name it", plainURL(req.URL.String()))
	}
	return nil
}

// checkURL refuses what is not fetched whatever the server says.
func checkURL(u *url.URL) error {
	switch {
	case u.User != nil:
		return errors.New("it has credentials in it, which are not sent: fetch it yourself and name the file")
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	case u.Scheme == "http":
		return errors.New("documents are fetched by https only: anybody on the way could change what becomes code")
	}
	return fmt.Errorf("it is no https URL")
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// get fetches one URL.
func (f *fetcher) get(ctx context.Context, location string) (fetched, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, location, nil)
	if err != nil {
		return fetched{}, fmt.Errorf("%s is no valid URL", plainURL(location))
	}
	resp, err := f.client().Do(req)
	if err != nil {
		return fetched{}, fmt.Errorf("fetching %s: %w", plainURL(location), withoutURL(err))
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fetched{}, fmt.Errorf("fetching %s: the server answered %s%s", plainURL(location), resp.Status, advice(resp.StatusCode))
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	got := f.got[location]
	if bytes.HasPrefix(bytes.TrimLeft(got.content, " \t\r\n\ufeff"), []byte("<")) {
		return fetched{}, fmt.Errorf("fetching %s: it is HTML or XML; expected JSON or YAML", plainURL(location))
	}
	return got, nil
}

// advice is what may help.
func advice(status int) string {
	switch status {
	case http.StatusNotFound, http.StatusGone:
		return "; has the vendor moved the document? Set source to where it is now"
	case http.StatusUnauthorized, http.StatusForbidden:
		return "; documents are fetched without credentials: fetch it yourself, and set source to the file"
	}
	return ""
}

// withoutURL leaves out the URL that errors of package http repeat, with all that is in it.
func withoutURL(err error) error {
	var at *url.Error
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// RoundTrip answers a request, from what was fetched before if it was.
func (f *fetcher) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := f.answer(req)
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.failed != nil:
	case err != nil:
		f.failed = fmt.Errorf("fetching %s: %w", plainURL(req.URL.String()), err)
	case resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusNotModified:
		f.failed = fmt.Errorf("fetching %s: the server answered %s", plainURL(req.URL.String()), resp.Status)
	default:
		if to, err := resp.Location(); err == nil && (to.Host != req.URL.Host || to.Scheme != req.URL.Scheme) {
			f.failed = fmt.Errorf("fetching %s: it redirects to another server, %s", plainURL(req.URL.String()), plainURL(to.String()))
		}
	}
	return resp, err
}

func (f *fetcher) answer(req *http.Request) (*http.Response, error) {
	first := req
	for first.Response != nil {
		first = first.Response.Request
	}
	location := first.URL.String()
	f.mu.Lock()
	got, known := f.got[location]
	f.mu.Unlock()
	if known {
		return f.respond(req, got.content), nil
	}
	if err := checkURL(req.URL); err != nil {
		return nil, err
	}
	return f.ask(req, location)
}

// ask sends the request.
func (f *fetcher) ask(req *http.Request, location string) (*http.Response, error) {
	kept, has := f.kept[location]
	out := req.Clone(req.Context())
	out.Header.Del("Referer")
	out.Header.Del("Authorization")
	out.Header.Set("Accept", "application/json, application/yaml, text/yaml, */*;q=0.1")
	out.Header.Set("User-Agent", "apigen")
	if has && kept.ETag != "" {
		out.Header.Set("If-None-Match", kept.ETag)
	}
	if has && kept.LastModified != "" {
		out.Header.Set("If-Modified-Since", kept.LastModified)
	}
	resp, err := f.transport.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	switch {
	case has && resp.StatusCode == http.StatusNotModified:
		_ = resp.Body.Close()
		f.keep(location, fetched{location: location, content: kept.content, kept: kept.Copy, same: true})
		return f.respond(req, kept.content), nil
	case resp.StatusCode != http.StatusOK:
		return resp, nil
	}
	defer resp.Body.Close()
	content, err := f.read(resp.Body)
	if err != nil {
		return nil, err
	}
	one := fetched{location: location, content: content, same: has && sameText(content, kept.content)}
	one.kept = Copy{ETag: header(resp, "ETag"), LastModified: header(resp, "Last-Modified")}
	f.keep(location, one)
	return f.respond(req, content), nil
}

// header is a header that is kept: short, and of printable ASCII.
func header(resp *http.Response, name string) string {
	value := resp.Header.Get(name)
	odd := func(r rune) bool { return r < ' ' || r > '~' }
	if len(value) > maxFetchHeader || strings.ContainsFunc(value, odd) {
		return ""
	}
	return value
}

func (f *fetcher) read(body io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(body, maxFetched+1))
	if err != nil {
		return nil, err
	}
	if len(content) > maxFetched {
		return nil, fmt.Errorf("it has more than the %d MiB that one file may have", maxFetched>>20)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.total += len(content); f.total > maxFetchedAll {
		return nil, fmt.Errorf("all files together have more than %d MiB", maxFetchedAll>>20)
	}
	return content, nil
}

func (f *fetcher) keep(location string, one fetched) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.got[location] = one
}

func (f *fetcher) respond(req *http.Request, content []byte) *http.Response {
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
		Body: io.NopCloser(bytes.NewReader(content)), ContentLength: int64(len(content)), Request: req,
	}
}

// all is what was fetched, by URL.
func (f *fetcher) all() []fetched {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []fetched
	for _, one := range f.got {
		out = append(out, one)
	}
	slices.SortFunc(out, func(a, b fetched) int { return strings.Compare(a.location, b.location) })
	return out
}
