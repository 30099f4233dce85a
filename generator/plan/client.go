package plan

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// client plans the type that callers make first.
func (b *builder) client() Client {
	c := Client{Name: "Client", BaseURL: baseURL(b.api.Servers), BasePath: basePath(b.api.Servers), Options: b.options(), Pin: b.pin()}
	c.AsksURL = b.asksURL(c.BaseURL)
	c.Servers = b.servers()
	c.Logins = b.logins()
	c.Hints = hints(b.packageName(), c.Options)
	title := b.titleOf()
	c.Doc = compose(text("Client calls the " + title + ". It is safe for concurrent use."))
	for _, s := range b.services {
		c.Services = append(c.Services, ServiceRef{Field: s.field, Type: b.derived["service "+s.field], Doc: b.fieldOfService(s)})
	}
	return c
}

// asksURL tells whether New takes the base URL, which callers of an older client give it.
func (b *builder) asksURL(known string) bool {
	past, _ := b.memory.shape("New")
	asks := known == "" || past == "baseURL"
	if asks {
		b.memory.next.Shapes["New"] = "baseURL"
	}
	return asks
}

// titleOf is the API's title, with the word API at its end.
func (b *builder) titleOf() string {
	title := strings.Join(strings.Fields(clean(b.api.Title)), " ")
	if title == "" {
		return "API"
	}
	if last := title[strings.LastIndex(title, " ")+1:]; strings.EqualFold(last, "API") || strings.EqualFold(last, "APIs") {
		return title
	}
	return title + " API"
}

// fieldOfService is the first sentence of what the document says of a tag.
func (b *builder) fieldOfService(s *service) Comment {
	if first, _ := firstSentence(b.tagText(s)); first != "" {
		return compose(text(ended(first)))
	}
	return nil
}

func (b *builder) tagText(s *service) string {
	i := slices.IndexFunc(b.api.Tags, func(t api.Tag) bool { return t.Name == s.tag })
	if i < 0 {
		return ""
	}
	return cmp.Or(b.api.Tags[i].Description, b.api.Tags[i].Summary)
}

// baseURL is the first server with its variables replaced by their defaults; "" unless that is absolute.
func baseURL(servers []api.Server) string {
	if len(servers) == 0 {
		return ""
	}
	text := servers[0].URL
	for _, v := range servers[0].Variables {
		text = strings.ReplaceAll(text, "{"+v.Name+"}", v.Default)
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.ContainsAny(text, "{} ") {
		return ""
	}
	return strings.TrimRight(withTLS(servers, text), "/")
}

// withTLS is a URL by https if the document has the same server by that too.
func withTLS(servers []api.Server, text string) string {
	rest, plain := strings.CutPrefix(servers[0].URL, "http://")
	if plain && slices.ContainsFunc(servers, func(s api.Server) bool { return s.URL == "https://"+rest }) {
		return "https://" + strings.TrimPrefix(text, "http://")
	}
	return text
}

// pin is the version that the document fixes.
func (b *builder) pin() *Pin {
	if b.api.Pin == nil {
		return nil
	}
	return &Pin{In: b.api.Pin.In, Name: b.api.Pin.Name, Value: b.api.Pin.Value, Const: "APIVersion"}
}

// pinned tells the parameter that carries the version.
func (b *builder) pinned(p api.Param) bool {
	pin := b.api.Pin
	return pin != nil && pin.In == p.In && (pin.Name == p.Name || p.In == "header" && strings.EqualFold(pin.Name, p.Name))
}

// options are the functions by which a caller sets credentials, one or more for each scheme that operations use.
// Where several schemes want a name, all of them get their key into it.
func (b *builder) options() []Option {
	var wanted []Option
	for _, s := range b.api.Schemes {
		if b.isUsed(s.Key) {
			wanted = append(wanted, b.schemeOptions(s)...)
		}
	}
	var scope naming.Scope
	for _, o := range wanted {
		key := naming.Exported(naming.Words(o.Scheme)...)
		stem := strings.TrimPrefix(o.Name, "With")
		qualified := "With" + key
		if !strings.HasSuffix(key, stem) {
			qualified += stem
		}
		scope.Claim(naming.Claim{Key: optionKey(o), Names: []string{o.Name, qualified, "With" + key + stem}})
	}
	names, _ := b.memory.settleGlobal(&scope, behind("option "))
	for i := range wanted {
		wanted[i].Name = names[optionKey(wanted[i])]
		wanted[i].Doc = b.optionDoc(wanted[i])
	}
	sortBy(wanted, func(o Option) string { return o.Name })
	return wanted
}

// hints name the options as callers write them, the first one of each scheme.
func hints(pkg string, options []Option) []Hint {
	var list []Hint
	for _, o := range options {
		if !slices.ContainsFunc(list, func(h Hint) bool { return h.Scheme == o.Scheme }) {
			list = append(list, Hint{Scheme: o.Scheme, Option: pkg + "." + o.Name})
		}
	}
	sortBy(list, func(h Hint) string { return h.Scheme })
	return list
}

func optionKey(o Option) string { return o.Scheme + " " + o.Name }

func (b *builder) isUsed(key string) bool {
	return slices.ContainsFunc(b.ops, func(op *operation) bool {
		return slices.ContainsFunc(op.Security, func(r api.Requirement) bool {
			return slices.ContainsFunc(r, func(use api.SchemeUse) bool { return use.Scheme == key })
		})
	})
}

// schemeOptions lists the options of one scheme under the names that they have if they are alone.
func (b *builder) schemeOptions(s api.SecurityScheme) []Option {
	if signing, ok := b.opts.HMAC[s.Key]; ok { // whatever the document calls it
		return []Option{{Name: "WithHMAC", Kind: Signing, Scheme: s.Key, HMAC: &signing}}
	}
	switch {
	case s.Type == "apiKey":
		return []Option{{Name: "WithAPIKey", Kind: APIKey, Scheme: s.Key, In: s.In, Key: s.Name}}
	case s.Type == "http" && s.Scheme == "basic":
		return []Option{{Name: "WithBasicAuth", Kind: Basic, Scheme: s.Key}}
	case s.Type == "http" && s.Scheme == "bearer":
		return []Option{{Name: "WithBearerToken", Kind: Bearer, Scheme: s.Key}}
	case s.Type == "oauth2", s.Type == "openIdConnect":
		options := []Option{
			{Name: "WithAccessToken", Kind: Bearer, Scheme: s.Key},
			{Name: "WithTokenSource", Kind: TokenSource, Scheme: s.Key},
		}
		for _, f := range s.Flows {
			if f.Type == "clientCredentials" && f.TokenURL != "" {
				at := cmp.Or(b.absolute(f.TokenURL), f.TokenURL)
				options = append(options, Option{Name: "WithClientCredentials", Kind: ClientCredentials, Scheme: s.Key, TokenURL: at})
			}
		}
		if _, ok := b.login(s); ok {
			options = append(options, Option{Name: "WithOAuth2", Kind: OAuth2, Scheme: s.Key})
		}
		return options
	}
	return nil
}

// noteSchemes says which schemes have no option.
func (b *builder) noteSchemes() {
	for _, s := range b.api.Schemes {
		if b.isUsed(s.Key) && s.Type != "mutualTLS" && len(b.schemeOptions(s)) == 0 {
			b.diags.Notef(s.Pos, "no-option", "the security scheme %q (%s %s) has no option of its own; give runtime.WithCredential an Authorizer for it", s.Key, s.Type, s.Scheme)
		}
	}
}

// optionDoc says what is sent and which scheme it is for.
func (b *builder) optionDoc(o Option) Comment {
	does := map[OptionKind]string{
		APIKey:            "sends a key in the " + o.In + " " + clean(o.Key),
		Basic:             "sends a user and a password in the Authorization header",
		Bearer:            "sends a token in the Authorization header",
		TokenSource:       "sends tokens that source provides, in the Authorization header",
		OAuth2:            "sends the token of a user who logged in, in the Authorization header, and refreshes it",
		ClientCredentials: "gets tokens from " + clean(o.TokenURL) + " and sends them in the Authorization header",
		Signing:           "signs requests with a secret, of which keyID is the name",
	}[o.Kind]
	if o.Kind == APIKey && o.In == "query" {
		does = "sends a key in the query parameter " + clean(o.Key)
	}
	doc := o.Name + " " + does + " (security scheme " + quoted(o.Scheme) + ")."
	i := slices.IndexFunc(b.api.Schemes, func(s api.SecurityScheme) bool { return s.Key == o.Scheme })
	if first, _ := firstSentence(b.api.Schemes[i].Description); first != "" {
		return compose(text(doc), text(ended(first)))
	}
	return compose(text(doc))
}
