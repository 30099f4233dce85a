package plan

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// logins are the functions that return what the document says of authorization servers at which users log in. Where
// several schemes want the name, all of them get their key into it.
func (b *builder) logins() []Login {
	options := slices.DeleteFunc(b.options(), func(o Option) bool { return o.Kind != OAuth2 })
	var scope naming.Scope
	for _, o := range options {
		key := naming.Exported(naming.Words(o.Scheme)...)
		scope.Claim(naming.Claim{Key: o.Scheme, Names: []string{"OAuth2Config", strings.TrimSuffix(key, "OAuth2") + "OAuth2Config", key + "LoginConfig"}})
	}
	names, _ := b.memory.settleGlobal(&scope, behind("login "))
	logins := make([]Login, len(options))
	for i, o := range options {
		at := slices.IndexFunc(b.api.Schemes, func(s api.SecurityScheme) bool { return s.Key == o.Scheme })
		l, _ := b.login(b.api.Schemes[at])
		l.Name = names[o.Scheme]
		l.Doc = l.doc(o.Name)
		logins[i] = l
	}
	sortBy(logins, func(l Login) string { return l.Name })
	return logins
}

// optionNames are the names of all functions that are made of security schemes.
func (b *builder) optionNames() []string {
	var names []string
	for _, o := range b.options() {
		names = append(names, o.Name)
	}
	for _, l := range b.logins() {
		names = append(names, l.Name)
	}
	return names
}

// login collects the URLs of a scheme by which users log in, and false if there are none to use.
func (b *builder) login(s api.SecurityScheme) (Login, bool) {
	l := Login{Scheme: s.Key}
	if s.Type == "openIdConnect" {
		l.DiscoveryURL = b.absolute(s.OpenIDConnectURL)
		return l, strings.Contains(l.DiscoveryURL, "/.well-known/")
	}
	if s.Type != "oauth2" {
		return l, false
	}
	for _, f := range s.Flows { // sorted by type: authorizationCode comes before deviceAuthorization
		b.addFlow(&l, f)
	}
	if l.RefreshURL == l.TokenURL {
		l.RefreshURL = ""
	}
	return l, l.TokenURL != ""
}

// addFlow adds the URLs of a flow, unless its tokens come from another place than those of a flow before.
func (b *builder) addFlow(l *Login, f api.Flow) {
	auth, device, token := b.absolute(f.AuthorizationURL), b.absolute(f.DeviceURL), b.absolute(f.TokenURL)
	if token == "" || l.TokenURL != "" && l.TokenURL != token {
		return
	}
	switch {
	case f.Type == "authorizationCode" && auth != "":
		l.AuthURL, l.TokenURL = auth, token
	case f.Type == "deviceAuthorization" && device != "":
		l.DeviceURL, l.TokenURL = device, token
	default:
		return
	}
	l.RefreshURL = cmp.Or(l.RefreshURL, b.absolute(f.RefreshURL))
}

// absolute resolves a URL of a security scheme against the server, as all URLs of the API are; "" if that is no URL to
// send a request to.
func (b *builder) absolute(ref string) string {
	u, err := url.Parse(ref)
	if err != nil || ref == "" || strings.ContainsAny(ref, "{} ") { // a tenant to be filled in is the caller's to know
		return ""
	}
	if base, err := url.Parse(baseURL(b.api.Servers)); err == nil {
		u = base.ResolveReference(u)
	}
	if u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return u.String()
}

// doc says what the configuration is for.
func (l Login) doc(option string) Comment {
	ways := "[auth.LoopbackLogin] and [auth.AuthorizationCode] log"
	switch {
	case l.AuthURL == "" && l.DiscoveryURL == "":
		ways = "[auth.DeviceLogin] logs"
	case l.DeviceURL != "" || l.DiscoveryURL != "":
		ways = "[auth.LoopbackLogin], [auth.AuthorizationCode] and [auth.DeviceLogin] log"
	}
	return compose(
		text(l.Name+" returns the authorization server of the document (security scheme "+quoted(l.Scheme)+") for a client that is registered there. Add its secret if it has one, the scopes, and a Store."),
		text(ways+" a user in with it. "+option+" sends what came out: the token that the Store keeps, else its Token."))
}
