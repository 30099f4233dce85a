package auth

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/internal/origin"
)

// metadata is what a server says of itself (OpenID Connect Discovery 1.0, RFC 8414).
type metadata struct {
	Issuer    string `json:"issuer"`
	AuthURL   string `json:"authorization_endpoint"`
	TokenURL  string `json:"token_endpoint"`
	DeviceURL string `json:"device_authorization_endpoint"`
	NamesSelf bool   `json:"authorization_response_iss_parameter_supported"` // RFC 9207
}

var (
	errIssuer    = errors.New("discovery: the issuer is not the one that the URL is for")
	errDiscovery = errors.New("discovery: the server does not name the URL that is needed, or one that is not https")
)

// discover fills in the URLs that the configuration leaves to the server's metadata, which is fetched the first time.
func (s *server) discover(ctx context.Context) error {
	if s.config.DiscoveryURL == "" {
		return nil
	}
	if s.metadata == nil {
		m, err := s.fetchMetadata(ctx)
		if err != nil {
			return err
		}
		s.metadata = m
	}
	c, m := &s.config, s.metadata
	c.Issuer = cmp.Or(c.Issuer, m.Issuer)
	c.AuthURL, c.TokenURL, c.DeviceURL = cmp.Or(c.AuthURL, m.AuthURL), cmp.Or(c.TokenURL, m.TokenURL), cmp.Or(c.DeviceURL, m.DeviceURL)
	if c.TokenURL == "" {
		return errDiscovery
	}
	return nil
}

func (s *server) fetchMetadata(ctx context.Context) (*metadata, error) {
	from, err := url.Parse(s.config.DiscoveryURL)
	if err != nil || !origin.IsConfidential(from) {
		return nil, runtime.ErrInsecure
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, from.String(), nil)
	if err != nil {
		return nil, errors.New("discovery: the URL is not valid")
	}
	a, err := s.send("discovery", r)
	if err != nil {
		return nil, err
	}
	var m metadata
	if err := a.decode(&m); err != nil {
		return nil, err
	}
	return &m, m.check(from, s.config.Issuer)
}

// check refuses the metadata of somebody else, and URLs that others can read along.
func (m *metadata) check(from *url.URL, want string) error {
	if m.Issuer == "" || want != "" && m.Issuer != want || !m.isFor(from) {
		return errIssuer
	}
	for _, raw := range []string{m.AuthURL, m.TokenURL, m.DeviceURL} {
		if raw != "" && !isConfidential(raw) {
			return errDiscovery
		}
	}
	return nil
}

// isFor reports whether the metadata of the issuer is at a URL: with the well-known path at the end of the issuer's, as
// OpenID Connect has it, or before it, as RFC 8414 does.
func (m *metadata) isFor(from *url.URL) bool {
	issuer, err := url.Parse(m.Issuer)
	if err != nil || issuer.RawQuery != "" || issuer.Fragment != "" || !sameHost(issuer, from) {
		return false
	}
	path := strings.TrimSuffix(issuer.EscapedPath(), "/")
	for _, known := range []string{"/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"} {
		if at := from.EscapedPath(); at == path+known || at == known+path {
			return true
		}
	}
	return false
}

func sameHost(a, b *url.URL) bool { return origin.Of(a) == origin.Of(b) }

// isConfidential tells URLs that nobody on the way can read what is sent to.
func isConfidential(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && isURL(raw) && origin.IsConfidential(u)
}
