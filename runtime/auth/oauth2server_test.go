package auth_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
)

// canary is in every secret of these tests.
const canary = "c4n4ry"

// authority is an authorization server with an API beside it. Refresh tokens are good once: the second use of one ends
// the login, as RFC 9700 has it.
type authority struct {
	mu       sync.Mutex
	at       string // its own URL
	mux      *http.ServeMux
	requests []string // "POST /token"
	forms    []url.Values
	codes    map[string]url.Values // the query of the login
	access   map[string]bool       // tokens that are good
	refresh  map[string]bool       // true: good, false: used
	over     bool                  // a refresh token was used twice
	count    int
	calls    int
	expires  int
	device   []string // answers to polls, "" for a token
	token    http.HandlerFunc
	metadata map[string]any
	noIssuer bool
	interval int
}

func newAuthority() *authority {
	a := &authority{at: "https://id.example.com", mux: http.NewServeMux(), codes: map[string]url.Values{}, access: map[string]bool{},
		refresh: map[string]bool{canary + "-first": true}, expires: 3600, interval: 5}
	for pattern, f := range map[string]http.HandlerFunc{
		"GET /authorize": a.authorize, "POST /token": a.answer, "POST /device": a.begin, "GET /api": a.api, "POST /api": a.api,
		"GET /.well-known/openid-configuration": a.describe,
	} {
		a.mux.HandleFunc(pattern, f)
	}
	return a
}

func (a *authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.ParseForm()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.requests, a.forms = append(a.requests, r.Method+" "+r.URL.Path), append(a.forms, r.Form)
	a.mux.ServeHTTP(w, r)
}

// RoundTrip is the way to the server in memory, for tests in which hours pass.
func (a *authority) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	if r.Body != nil {
		r.Body.Close()
	}
	return w.Result(), nil
}

// listen serves on a socket.
func (a *authority) listen(t *testing.T) *httptest.Server {
	s := httptest.NewTLSServer(a)
	t.Cleanup(s.Close)
	a.at = s.URL
	return s
}

func (a *authority) config(transport http.RoundTripper) auth.Config {
	return auth.Config{ClientID: "shop", ClientSecret: canary + "-secret", AuthURL: a.at + "/authorize?tenant=1", TokenURL: a.at + "/token",
		DeviceURL: a.at + "/device", RedirectURL: "https://shop.example.com/back", Scopes: []string{"read", "write"}, Transport: transport}
}

func (a *authority) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	code := fmt.Sprintf("%s-code%d", canary, len(a.codes))
	a.codes[code] = q
	back, _ := url.Parse(q.Get("redirect_uri"))
	answer := url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {a.at}}
	if a.noIssuer {
		answer.Del("iss")
	}
	back.RawQuery = answer.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

func (a *authority) answer(w http.ResponseWriter, r *http.Request) {
	if a.token != nil {
		a.token(w, r)
		return
	}
	id, secret, _ := r.BasicAuth()
	if id != "shop" || secret != canary+"-secret" {
		refuse(w, 401, "invalid_client")
		return
	}
	switch form := r.PostForm; form.Get("grant_type") {
	case "authorization_code":
		a.redeem(w, form)
	case "refresh_token":
		a.renew(w, form.Get("refresh_token"))
	case "urn:ietf:params:oauth:grant-type:device_code":
		a.poll(w, form)
	default:
		a.grant(w)
	}
}

func (a *authority) redeem(w http.ResponseWriter, form url.Values) {
	login, ok := a.codes[form.Get("code")]
	delete(a.codes, form.Get("code"))
	sum := sha256.Sum256([]byte(form.Get("code_verifier")))
	if !ok || login.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) || login.Get("redirect_uri") != form.Get("redirect_uri") {
		refuse(w, 400, "invalid_grant")
		return
	}
	a.grant(w)
}

func (a *authority) renew(w http.ResponseWriter, token string) {
	good, known := a.refresh[token]
	a.over = a.over || known && !good
	if !good || a.over {
		refuse(w, 400, "invalid_grant")
		return
	}
	a.refresh[token] = false
	a.grant(w)
}

func (a *authority) poll(w http.ResponseWriter, form url.Values) {
	next := "expired_token"
	if len(a.device) > 0 && form.Get("device_code") == canary+"-device" {
		next, a.device = a.device[0], a.device[1:]
	}
	switch next {
	case "":
		a.grant(w)
	case "down":
		http.Error(w, "<html>", http.StatusBadGateway)
	default:
		refuse(w, 400, next)
	}
}

func (a *authority) grant(w http.ResponseWriter) {
	a.count++
	access, refresh := fmt.Sprintf("%s-access%d", canary, a.count), fmt.Sprintf("%s-refresh%d", canary, a.count)
	a.access[access], a.refresh[refresh] = true, true
	write(w, 200, map[string]any{"access_token": access, "token_type": "Bearer", "refresh_token": refresh, "expires_in": a.expires})
}

func (a *authority) begin(w http.ResponseWriter, _ *http.Request) {
	write(w, 200, map[string]any{"device_code": canary + "-device", "user_code": "WDJB-MJHT", "verification_uri": a.at + "/enter",
		"verification_uri_complete": a.at + "/enter?c=WDJB-MJHT", "expires_in": "900", "interval": a.interval})
}

func (a *authority) describe(w http.ResponseWriter, _ *http.Request) {
	said := map[string]any{"issuer": a.at, "authorization_endpoint": a.at + "/authorize", "token_endpoint": a.at + "/token",
		"device_authorization_endpoint": a.at + "/device", "authorization_response_iss_parameter_supported": true}
	for name, value := range a.metadata {
		said[name] = value
	}
	write(w, 200, said)
}

func (a *authority) api(w http.ResponseWriter, r *http.Request) {
	a.calls++
	if !a.access[bearer(r)] {
		write(w, 401, map[string]any{})
		return
	}
	write(w, 200, bearer(r))
}

func bearer(r *http.Request) string {
	const prefix = "Bearer "
	h := r.Header.Get("Authorization")
	return h[min(len(prefix), len(h)):]
}

func refuse(w http.ResponseWriter, status int, code string) {
	write(w, status, map[string]any{"error": code, "error_description": "not with " + canary})
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

// asked counts the requests to a path.
func (a *authority) asked(request string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := 0
	for _, r := range a.requests {
		if r == request {
			n++
		}
	}
	return n
}

// last is the form of the last request.
func (a *authority) last() url.Values {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.forms[len(a.forms)-1]
}

// revoke makes all access tokens worthless.
func (a *authority) revoke() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.access)
}

// change changes the server while clients use it.
func (a *authority) change(f func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f()
}

// client returns a client of the API.
func (a *authority) client(t *testing.T, transport http.RoundTripper, credential runtime.Authorizer) *runtime.Client {
	t.Helper()
	c, err := runtime.New(a.at+"/api", runtime.WithHTTPClient(&http.Client{Transport: transport}), runtime.WithCredential("oauth", credential))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// opRoot calls the API at its base URL.
var opRoot = runtime.Operation{ID: "get", Method: "GET", Path: "", Accept: "application/json", Security: needsToken}

// told records what OnToken was told.
type told struct {
	mu   sync.Mutex
	seen []string
}

func (k *told) hear(old, new auth.Token) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.seen = append(k.seen, string(old.RefreshToken)+" > "+string(new.RefreshToken))
}

func (k *told) want(t *testing.T, want ...string) {
	t.Helper()
	k.mu.Lock()
	defer k.mu.Unlock()
	if !slices.Equal(k.seen, want) {
		t.Errorf("want %q, told %q", want, k.seen)
	}
}

// hour is how long the tokens live.
const hour = time.Hour
