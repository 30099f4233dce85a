package auth

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

// DeviceCode is what to tell a user who logs in on another device: to open the URL there and enter the code.
type DeviceCode struct {
	UserCode    string // "WDJB-MJHT"
	URL         string // "https://id.example.com/device"
	CompleteURL string // with the code in it, for a QR code; "" if the server has none
	Expires     time.Time
}

// Bounds of what a server may ask for, and what counts when it asks for nothing.
const (
	deviceInterval    = 5 * time.Second // RFC 8628, section 3.2
	minDeviceInterval = time.Second
	slowDown          = 5 * time.Second // RFC 8628, section 3.5
	deviceLife        = 10 * time.Minute
	maxDeviceLife     = time.Hour
)

// DeviceLogin logs a user in who has a browser on another device (RFC 8628): show presents a code and a URL, and the
// server is asked, as often as it likes to be, until the user has entered the one at the other. Needed of config:
// ClientID, DeviceURL and TokenURL (or DiscoveryURL). The token is kept in config.Store and handed to config.OnToken.
//
// It ends with the context, with the error of show, or with a [*TokenError] whose Code is "access_denied" or
// "expired_token". Answers that get lost and servers that are down for a while do not end it.
func DeviceLogin(ctx context.Context, config Config, show func(DeviceCode) error) (Token, error) {
	config = config.clone()
	if err := config.checkClient(); err != nil {
		return Token{}, err
	}
	if show == nil {
		return Token{}, errNoShow
	}
	s := &server{config: config, transport: config.transport()}
	grant, err := s.askForCode(ctx)
	if err != nil {
		return Token{}, err
	}
	if err := show(grant.shown); err != nil {
		return Token{}, err
	}
	t, err := s.poll(ctx, grant)
	if err != nil {
		return Token{}, err
	}
	return config.settle(ctx, t)
}

// deviceGrant is the server's half of a login.
type deviceGrant struct {
	shown    DeviceCode
	code     string
	interval time.Duration
}

// askForCode begins the login.
func (s *server) askForCode(ctx context.Context) (deviceGrant, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchLimit)
	defer cancel()
	if err := s.discover(ctx); err != nil {
		return deviceGrant{}, err
	}
	if !isURL(s.config.DeviceURL) {
		return deviceGrant{}, errors.New("the device authorization URL is not an https URL")
	}
	form := maps.Clone(s.config.Params)
	form.Set("client_id", s.config.ClientID)
	s.config.addScopes(form)
	a, err := s.post(ctx, "device authorization", s.config.DeviceURL, form)
	if err != nil {
		return deviceGrant{}, err
	}
	return a.device()
}

// device reads the answer of a device authorization endpoint (RFC 8628, section 3.2). Google calls the URL
// verification_url.
func (a *answer) device() (deviceGrant, error) {
	var said struct {
		DeviceCode  string          `json:"device_code"`
		UserCode    string          `json:"user_code"`
		URI         string          `json:"verification_uri"`
		URL         string          `json:"verification_url"`
		CompleteURI string          `json:"verification_uri_complete"`
		ExpiresIn   json.RawMessage `json:"expires_in"`
		Interval    json.RawMessage `json:"interval"`
	}
	if err := a.decode(&said); err != nil {
		return deviceGrant{}, err
	}
	at := cmp.Or(said.URI, said.URL)
	if said.DeviceCode == "" || said.UserCode == "" || !isConfidential(at) || said.CompleteURI != "" && !isConfidential(said.CompleteURI) {
		return deviceGrant{}, errors.New("device authorization: the answer lacks a code, or the URL to enter it at is not https")
	}
	life := min(cmp.Or(lifetime(said.ExpiresIn), deviceLife), maxDeviceLife)
	return deviceGrant{
		shown:    DeviceCode{said.UserCode, at, said.CompleteURI, a.began.Add(life)},
		code:     said.DeviceCode,
		interval: max(cmp.Or(lifetime(said.Interval), deviceInterval), minDeviceInterval),
	}, nil
}

// poll asks until the user has decided.
func (s *server) poll(ctx context.Context, g deviceGrant) (Token, error) {
	for interval := g.interval; ; {
		if time.Now().Add(interval).After(g.shown.Expires) {
			return Token{}, &TokenError{StatusCode: http.StatusBadRequest, Code: "expired_token"}
		}
		if err := sleep(ctx, interval); err != nil {
			return Token{}, err
		}
		t, err := s.redeemDevice(ctx, g.code)
		if err == nil {
			return t, nil
		}
		if ctx.Err() != nil {
			return Token{}, ctx.Err()
		}
		next, ok := afterPoll(interval, err)
		if !ok {
			return Token{}, err
		}
		interval = next
	}
}

func (s *server) redeemDevice(ctx context.Context, code string) (Token, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchLimit)
	defer cancel()
	form := url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {code}, "client_id": {s.config.ClientID}}
	return s.token(ctx, s.config.TokenURL, form)
}

// afterPoll is when to ask again, and false if there is no use in that. A server that fails, or cannot be reached, is
// asked half as often from then on.
func afterPoll(interval time.Duration, err error) (time.Duration, bool) {
	failed, ok := errors.AsType[*TokenError](err)
	switch {
	case errors.Is(err, runtime.ErrInsecure):
		return 0, false
	case !ok:
		return 2 * interval, true
	case failed.Code == "authorization_pending":
		return max(interval, failed.RetryAfter), true
	case failed.Code == "slow_down":
		return max(interval+slowDown, failed.RetryAfter), true
	case failed.Code == "" && (failed.StatusCode/100 == 5 || failed.StatusCode == http.StatusTooManyRequests):
		return max(2*interval, failed.RetryAfter), true
	}
	return 0, false
}

// sleep waits, or returns the context's error.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
