package render

import (
	"github.com/dave/jennifer/jen"

	"github.com/apigen-go/apigen/generator/plan"
)

// webhooks prints the type that events are received with. Its methods say what they need, and no table of functions holds
// them together: the linker drops those that are not called.
func (f *goFile) webhooks(w *plan.Webhooks) {
	fields := []plan.Field{{Name: "verifier", Type: f.webhookType("Verifier")}}
	if len(w.Told) > 0 {
		fields = append(fields, plan.Field{Name: "mux", Type: f.webhookType("Mux")})
	}
	f.add(append(w.Doc[:len(w.Doc):len(w.Doc)], webhookExample(w)...), jen.Type().Add(f.id(w.Name)).Add(f.fields(fields)))
	f.newWebhooks(w)
	if len(w.Told) > 0 {
		f.webhookHandler(w)
	}
	for _, e := range w.Told {
		f.onEvent(w, e)
	}
	if w.Union != nil {
		f.onRest(w)
		f.eventUnion(w)
	}
	for _, e := range w.Untold {
		f.handleEvent(w, e)
	}
}

// webhookExample shows how a function is registered.
func webhookExample(w *plan.Webhooks) plan.Comment {
	if len(w.Told) == 0 {
		return nil
	}
	e := w.Told[0]
	return plan.Comment{"",
		"\twebhooks." + e.Method + "(func(ctx context.Context, event webhook.Event[" + typeText(e.Type) + "]) error { ... })",
		"\tendpoint, err := webhooks.Handler(nil)",
		"\thttp.Handle(\"/webhooks\", endpoint)"}
}

func (f *goFile) webhookType(name string) plan.Type {
	return plan.Type{Kind: plan.Named, Ident: plan.Ident{Path: f.runtime + "/webhook", Name: name}}
}

// newWebhooks prints the constructor: of secrets where the scheme is known, else of a verifier.
func (f *goFile) newWebhooks(w *plan.Webhooks) {
	made := func(verifier jen.Code) *jen.Statement {
		return jen.Op("&").Add(f.id(w.Name)).Values(pair("verifier", verifier))
	}
	if w.Scheme == nil {
		doc := w.New + " returns what receives events that the verifier lets pass, such as that of [webhook.StandardWebhooks] or of a [webhook.Scheme] of your own."
		f.add(wrap(doc), jen.Func().Add(f.id(w.New)).Params(jen.Id("verifier").Add(f.sub("webhook", "Verifier"))).Op("*").Add(f.id(w.Name)).Block(
			jen.Return(made(jen.Id("verifier")))))
		return
	}
	doc := w.New + " returns what receives events that are signed with any of the secrets: the new one and the old one while they change."
	f.add(wrap(doc), jen.Func().Add(f.id(w.New)).Params(jen.Id("secrets").Op("...").String()).Params(jen.Op("*").Add(f.id(w.Name)), jen.Error()).Block(
		jen.List(jen.Id("verifier"), jen.Err()).Op(":=").Add(f.id(w.SchemeFunc)).Call().Dot("Verifier").Call(jen.Id("secrets").Op("...")),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err())),
		jen.Return(made(jen.Id("verifier")), jen.Nil())))
	f.add(w.SchemeDoc, jen.Func().Add(f.id(w.SchemeFunc)).Params().Add(f.sub("webhook", "Scheme")).Block(jen.Return(f.webhookScheme(w.Scheme))))
}

// receivers are the parts of a method's signature that all share.
func (f *goFile) onWebhooks(w *plan.Webhooks, name string) *jen.Statement {
	return jen.Func().Params(jen.Id("w").Op("*").Add(f.id(w.Name))).Add(f.id(name))
}

// handleParam is the parameter that takes the user's function.
func (f *goFile) handleParam(data *jen.Statement) *jen.Statement {
	event := f.sub("webhook", "Event").Types(data)
	return jen.Id("handle").Func().Params(jen.Qual("context", "Context"), event).Error()
}

func (f *goFile) webhookHandler(w *plan.Webhooks) {
	doc := "Handler returns an endpoint that calls the functions registered so far. A store that is nil is in memory. Without other " +
		"options, events are kept in memory until they are handled: see [webhook.Handler]."
	own := []jen.Code{f.sub("webhook", "WithType").Call(f.webhookPlace(w.Header, w.Field))}
	if w.MediaTypes != nil {
		own = append(own, f.sub("webhook", "WithMediaTypes").Call(texts(w.MediaTypes)...))
	}
	f.add(wrap(doc), f.onWebhooks(w, "Handler").Params(f.storeAndOptions()...).Params(f.endpoint()...).Block(
		jen.Id("own").Op(":=").Index().Add(f.sub("webhook", "Option")).Values(own...),
		jen.Return(jen.Id("w").Dot("mux").Dot("Handler").Call(jen.Id("w").Dot("verifier"), jen.Id("store"), jen.Append(jen.Id("own"), jen.Id("opts").Op("...")).Op("...")))))
}

func (f *goFile) storeAndOptions() []jen.Code {
	return []jen.Code{jen.Id("store").Add(f.sub("dedup", "Store")), jen.Id("opts").Op("...").Add(f.sub("webhook", "Option"))}
}

func (f *goFile) endpoint() []jen.Code {
	return []jen.Code{jen.Op("*").Add(f.sub("webhook", "Endpoint")), jen.Error()}
}

func (f *goFile) webhookPlace(header, field string) *jen.Statement {
	return f.sub("webhook", "Place").Values(placeOf(header, field)...)
}

func placeOf(header, field string) []jen.Code {
	var parts []jen.Code
	if header != "" {
		parts = append(parts, pair("Header", str(header)))
	}
	if field != "" {
		parts = append(parts, pair("Field", str(field)))
	}
	return parts
}

// onEvent prints the method for one event, and the facts that it is known by.
func (f *goFile) onEvent(w *plan.Webhooks, e *plan.WebhookEvent) {
	f.add(e.Doc, f.onWebhooks(w, e.Method).Params(f.handleParam(f.typ(e.Type))).Block(
		f.sub("webhook", "OnRoute").Call(jen.Op("&").Id("w").Dot("mux"), jen.Op("&").Add(f.id(e.Route)), jen.Id("handle"))))
	f.add(nil, jen.Var().Add(f.id(e.Route)).Op("=").Add(f.sub("webhook", "Route")).Values(
		pair("At", f.webhookPlace(e.Header, e.Field)), pair("Types", stringList(e.Types))))
}

// onRest prints the methods for events that no function is registered for.
func (f *goFile) onRest(w *plan.Webhooks) {
	raw := jen.Qual("encoding/json", "RawMessage")
	f.add(wrap("OnUnknown registers the function for events that no other function is registered for. They arrive as they are; without it they are acknowledged and dropped."),
		f.onWebhooks(w, "OnUnknown").Params(f.handleParam(raw.Clone())).Block(jen.Id("w").Dot("mux").Dot("OnUnknown").Call(jen.Id("handle"))))
	var routes, known []jen.Code
	for i, e := range w.Told {
		routes = append(routes, jen.Op("&").Add(f.id(e.Route)))
		known = append(known, jen.Op("&").Id("u").Dot(w.Union.Fields[i].Name))
	}
	union := f.id(w.Union.Name)
	fields := jen.Func().Params(jen.Id("u").Op("*").Add(union.Clone())).Params(jen.Index().Any(), jen.Op("*").Add(raw.Clone())).Block(
		jen.Return(jen.Index().Any().Add(lines(known...)), jen.Op("&").Id("u").Dot(unknown)))
	f.add(wrap("OnOther registers the function for all events that no other function is registered for, in place of OnUnknown: for a switch over ["+w.Union.Name+".Value]."),
		f.onWebhooks(w, "OnOther").Params(f.handleParam(union.Clone())).Block(
			jen.Id("routes").Op(":=").Index().Op("*").Add(f.sub("webhook", "Route")).Add(lines(routes...)),
			jen.Id("fields").Op(":=").Add(fields),
			f.sub("webhook", "OnOther").Call(jen.Op("&").Id("w").Dot("mux"), jen.Id("routes"), jen.Id("fields"), jen.Id("handle"))))
}

// eventUnion prints the struct with a field for each event, and its method for type switches.
func (f *goFile) eventUnion(w *plan.Webhooks) {
	u := w.Union
	fields := append(u.Fields[:len(u.Fields):len(u.Fields)], plan.Field{
		Name: unknown,
		Type: plan.Type{Kind: plan.Named, Ident: plan.Ident{Path: "encoding/json", Name: "RawMessage"}},
		Doc:  plan.Comment{unknown + " is the body of an event that this client does not know, as received."},
	})
	f.add(u.Doc, jen.Type().Add(f.id(u.Name)).Add(f.fields(fields)))
	f.add(wrap("Value returns the field that is set, for a type switch; nil if none. Types that several events share are told apart by the fields."),
		jen.Func().Params(jen.Id("u").Add(f.id(u.Name))).Id("Value").Params().Any().Block(
			jen.Switch().BlockFunc(func(g *jen.Group) {
				for _, field := range fields {
					g.Case(jen.Id("u").Dot(field.Name).Op("!=").Nil()).Block(jen.Return(jen.Id("u").Dot(field.Name)))
				}
			}),
			jen.Return(jen.Nil())))
}

// handleEvent prints the method for an event with a URL of its own.
func (f *goFile) handleEvent(w *plan.Webhooks, e *plan.WebhookEvent) {
	params := f.storeAndOptions()
	params = []jen.Code{params[0], f.handleParam(f.typ(e.Type)), params[1]}
	options := jen.Id("opts").Op("...")
	var own jen.Code
	if e.MediaTypes != nil {
		own = jen.Id("own").Op(":=").Index().Add(f.sub("webhook", "Option")).Values(f.sub("webhook", "WithMediaTypes").Call(texts(e.MediaTypes)...))
		options = jen.Append(jen.Id("own"), jen.Id("opts").Op("...")).Op("...")
	}
	f.add(e.Doc, f.onWebhooks(w, e.Method).Params(params...).Params(f.endpoint()...).BlockFunc(func(g *jen.Group) {
		if own != nil {
			g.Add(own)
		}
		g.Return(f.sub("webhook", "Handler").Call(jen.Id("w").Dot("verifier"), jen.Id("store"), jen.Id("handle"), options))
	}))
}

func texts(values []string) []jen.Code {
	var out []jen.Code
	for _, v := range values {
		out = append(out, str(v))
	}
	return out
}

// webhookScheme prints a scheme: one that the runtime has, or a description without what is left at its default.
func (f *goFile) webhookScheme(s *plan.WebhookScheme) *jen.Statement {
	known := map[string]string{"standard-webhooks": "StandardWebhooks", "svix": "Svix", "stripe": "Stripe", "github": "GitHub",
		"slack": "Slack", "shopify": "Shopify", "twilio": "Twilio"}
	if s.Known != "" {
		if known[s.Known] == "" {
			f.errorf("there is no scheme %q", s.Known)
		}
		return f.sub("webhook", known[s.Known]).Call()
	}
	var rows []jen.Code
	for _, r := range []struct{ name, value string }{
		{"Name", s.Name}, {"Sign", s.Sign}, {"Header", s.Header}, {"Separator", s.Separator}, {"Prefix", s.Prefix}, {"Algorithm", s.Algorithm},
		{"Encoding", s.Encoding}, {"Ed25519", s.Ed25519}, {"Key", s.Key}, {"KeyMark", s.KeyMark}, {"URL", s.URL},
	} {
		if r.value != "" {
			rows = append(rows, pair(r.name, str(r.value)))
		}
	}
	if s.TimestampHeader+s.TimestampItem != "" {
		parts := []jen.Code{}
		for _, r := range []struct{ name, value string }{{"Header", s.TimestampHeader}, {"Item", s.TimestampItem}, {"Form", s.TimeForm}} {
			if r.value != "" {
				parts = append(parts, pair(r.name, str(r.value)))
			}
		}
		rows = append(rows, pair("Timestamp", f.sub("webhook", "Timestamp").Values(parts...)))
	}
	return f.sub("webhook", "Scheme").Add(lines(append(rows, f.schemeRest(s)...)...))
}

func (f *goFile) schemeRest(s *plan.WebhookScheme) (rows []jen.Code) {
	if s.Tolerance != 0 {
		rows = append(rows, pair("Tolerance", jen.Lit(s.Tolerance).Op("*").Qual("time", "Second")))
	}
	if s.MinKey != 0 {
		rows = append(rows, pair("MinKey", jen.Lit(s.MinKey)))
	}
	if s.IDHeader+s.IDField != "" {
		rows = append(rows, pair("ID", f.webhookPlace(s.IDHeader, s.IDField)))
	}
	if s.TypeHeader+s.TypeField != "" {
		rows = append(rows, pair("Type", f.webhookPlace(s.TypeHeader, s.TypeField)))
	}
	if s.MediaTypes != nil {
		rows = append(rows, pair("MediaTypes", stringList(s.MediaTypes)))
	}
	return rows
}
