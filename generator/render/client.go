package render

import (
	"github.com/dave/jennifer/jen"

	"github.com/apigen-go/apigen/generator/plan"
)

// packageDoc prints doc.go, which holds the package's comment alone.
func (f *goFile) packageDoc(doc plan.Comment) {
	for _, line := range commentLines(doc) {
		f.PackageComment(line)
		f.unstable = f.unstable || isIndented(line)
	}
}

// client prints the type that callers make first, its constants, its constructor and its options.
func (f *goFile) client(p *plan.Package) {
	c := &p.Client
	core := plan.Type{Kind: plan.Named, Ident: plan.Ident{Path: f.runtime, Name: "Client"}}
	fields := []plan.Field{{Name: "core", Type: plan.Type{Kind: plan.Pointer, Elem: &core}}}
	for _, s := range c.Services {
		service := plan.Type{Kind: plan.Named, Ident: plan.Ident{Name: s.Type}}
		fields = append(fields, plan.Field{Name: s.Field, Type: plan.Type{Kind: plan.Pointer, Elem: &service}, Doc: s.Doc})
	}
	f.add(c.Doc, jen.Type().Add(f.id(c.Name)).Add(f.fields(fields)))
	if c.BaseURL != "" {
		f.add(plan.Comment{"BaseURL is the server that the document names; [runtime.WithBaseURL] sets another."},
			jen.Const().Id("BaseURL").Op("=").Lit(c.BaseURL))
	}
	f.servers(c.Servers)
	if c.Pin != nil {
		f.add(wrap(c.Pin.Const+" is the version of the API that every request names; [runtime.WithAPIVersion] sets another."),
			jen.Const().Add(f.id(c.Pin.Const)).Op("=").Lit(c.Pin.Value))
	}
	f.constructor(c)
	for _, l := range c.Logins {
		f.login(l)
	}
	for _, o := range c.Options {
		f.option(o)
	}
}

// login prints the function that returns what the document says of an authorization server.
func (f *goFile) login(l plan.Login) {
	values := []jen.Code{pair("ClientID", jen.Id("clientID"))}
	for _, u := range []struct{ field, url string }{
		{"AuthURL", l.AuthURL}, {"TokenURL", l.TokenURL}, {"RefreshURL", l.RefreshURL}, {"DeviceURL", l.DeviceURL}, {"DiscoveryURL", l.DiscoveryURL},
	} {
		if u.url != "" {
			values = append(values, pair(u.field, jen.Lit(u.url)))
		}
	}
	config := f.sub("auth", "Config")
	f.add(l.Doc, jen.Func().Add(f.id(l.Name)).Params(jen.Id("clientID").String()).Add(config).Block(
		jen.Return(config.Clone().Add(lines(values...)))))
}

// constructor prints New.
func (f *goFile) constructor(c *plan.Client) {
	options := jen.Id("opts").Op("...").Add(f.rt("Option"))
	params, base := []jen.Code{options}, jen.Id("BaseURL")
	doc := "New makes a client. Options of the runtime and of this package apply to every call."
	if c.AsksURL {
		params, base = []jen.Code{jen.Id("baseURL").String(), options}, jen.Id("baseURL")
		doc = "New makes a client of the server at baseURL" + endsIn(c.BasePath) + ". Options of the runtime and of this package apply to every call."
	}
	f.add(wrap(doc), jen.Func().Id("New").Params(params...).Params(jen.Op("*").Id(c.Name), jen.Error()).BlockFunc(func(g *jen.Group) {
		f.newCore(g, c, base)
		g.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err()))
		values := []jen.Code{pair("core", jen.Id("core"))}
		for _, s := range c.Services {
			values = append(values, pair(s.Field, jen.Op("&").Id(s.Type).Values(pair("client", jen.Id("core")))))
		}
		g.Return(jen.Op("&").Id(c.Name).Add(lines(values...)), jen.Nil())
	}))
	f.add(wrap("Runtime returns what sends the calls, for requests that the document does not describe: see [runtime.NewRawRequest]."),
		jen.Func().Params(jen.Id("c").Op("*").Id(c.Name)).Id("Runtime").Params().Op("*").Add(f.rt("Client")).Block(jen.Return(jen.Id("c").Dot("core"))))
}

// endsIn tells callers what path the document wants at the end of a base URL.
func endsIn(path string) string {
	if path == "" {
		return ""
	}
	return ", which ends in " + path
}

// newCore makes the runtime's client. What the document says comes first, so that the caller's options override it.
func (f *goFile) newCore(g *jen.Group, c *plan.Client, base *jen.Statement) {
	var own []jen.Code
	if c.Pin != nil {
		own = append(own, f.rt("WithAPIVersion").Call(jen.Lit(c.Pin.In), jen.Lit(c.Pin.Name), jen.Id(c.Pin.Const)))
	}
	if len(c.Hints) > 0 {
		own = append(own, f.rt("WithCredentialHints").Call(jen.Map(jen.String()).String().Values(f.hints(c.Hints)...)))
	}
	options := jen.Id("opts")
	if len(own) > 0 {
		values := jen.Values(own...)
		if len(own) > 1 {
			values = lines(own...)
		}
		g.Id("own").Op(":=").Index().Add(f.rt("Option")).Add(values)
		options = jen.Append(jen.Id("own"), jen.Id("opts").Op("..."))
	}
	g.List(jen.Id("core"), jen.Err()).Op(":=").Add(f.rt("New")).Call(base, options.Op("..."))
}

// hints are the rows of a map from schemes to options.
func (f *goFile) hints(hints []plan.Hint) []jen.Code {
	var rows []jen.Code
	for _, h := range hints {
		row := jen.Lit(h.Scheme).Op(":").Lit(h.Option)
		if len(hints) > 1 {
			row = jen.Line().Add(row)
		}
		rows = append(rows, row)
	}
	if len(hints) > 1 {
		rows = append(rows, jen.Line())
	}
	return rows
}

// option prints the option that takes the credential of a security scheme.
func (f *goFile) option(o plan.Option) {
	params, authorizer := f.credential(o)
	f.add(o.Doc, jen.Func().Add(f.id(o.Name)).Params(params...).Add(f.rt("Option")).Block(
		jen.Return(f.rt("WithCredential").Call(jen.Lit(o.Scheme), authorizer))))
}

// credential returns the parameters of an option, and the call that makes its authorizer.
func (f *goFile) credential(o plan.Option) (params []jen.Code, authorizer *jen.Statement) {
	auth := func(name string) *jen.Statement { return f.sub("auth", name) }
	switch o.Kind {
	case plan.APIKey:
		return []jen.Code{jen.Id("key").String()}, auth("APIKey").Call(jen.Lit(o.In), jen.Lit(o.Key), jen.Id("key"))
	case plan.Basic:
		return []jen.Code{jen.List(jen.Id("user"), jen.Id("password")).String()},
			auth("Basic").Call(jen.Id("user"), jen.Id("password"))
	case plan.Bearer:
		return []jen.Code{jen.Id("token").String()}, auth("Bearer").Call(jen.Id("token"))
	case plan.TokenSource:
		source := jen.Func().Params(jen.Qual("context", "Context")).Params(jen.String(), jen.Error())
		return []jen.Code{jen.Id("source").Add(source)}, auth("TokenSource").Call(jen.Id("source"))
	case plan.OAuth2:
		return []jen.Code{jen.Id("config").Add(auth("Config"))}, auth("RefreshToken").Call(jen.Id("config"))
	case plan.ClientCredentials:
		return []jen.Code{jen.List(jen.Id("clientID"), jen.Id("clientSecret")).String(), jen.Id("scopes").Op("...").String()},
			auth("ClientCredentials").Call(jen.Lit(o.TokenURL), jen.Id("clientID"), jen.Id("clientSecret"), jen.Id("scopes").Op("..."))
	case plan.Signing:
		return []jen.Code{jen.List(jen.Id("keyID"), jen.Id("secret")).String()},
			auth("HMAC").Call(f.hmacScheme(o.HMAC), jen.Id("keyID"), jen.Id("secret"))
	}
	f.errorf("option %s: unknown kind %q", o.Name, o.Kind)
	return nil, jen.Nil()
}

// tables prints facts.go: what several operations share.
func (f *goFile) tables(tables []plan.Table) {
	for _, t := range tables {
		var rows []jen.Code
		kind := "Requirement"
		for _, r := range t.Security {
			rows = append(rows, stringValues(r))
		}
		if t.Kind == plan.ErrorTable {
			kind, rows = "ErrorCase", f.errorCases(t.Errors)
		}
		values := jen.Values(rows...)
		if len(rows) > 1 {
			values = lines(rows...)
		}
		f.add(nil, jen.Var().Add(f.id(t.Name)).Op("=").Index().Add(f.rt(kind)).Add(values))
	}
}

// errorCases are the rows of a table of errors. The bodies are typed nils, not functions: a function value would keep
// the linker from dropping what is not called.
func (f *goFile) errorCases(cases []plan.ErrorCase) []jen.Code {
	rows := make([]jen.Code, len(cases))
	for i, c := range cases {
		name := "Error"
		if c.XML {
			name = "XMLError"
		}
		body := jen.Parens(jen.Op("*").Add(f.rt(name).Types(f.typ(c.Body)))).Call(jen.Nil())
		rows[i] = jen.Values(pair("Status", jen.Lit(c.Status)), pair("Body", body))
	}
	return rows
}
