package render

import (
	"github.com/dave/jennifer/jen"

	"github.com/apigen-go/apigen/generator/plan"
)

// hmacScheme prints how requests are signed, without what is left at its default.
func (f *goFile) hmacScheme(h *plan.HMAC) *jen.Statement {
	var rows []jen.Code
	row := func(name string, value jen.Code) { rows = append(rows, jen.Id(name).Op(":").Add(value)) }
	text := func(name, value string) {
		if value != "" {
			row(name, str(value))
		}
	}
	list := func(name string, values []string) {
		if len(values) > 0 {
			row(name, stringList(values))
		}
	}
	text("Sign", h.Sign)
	text("Canonical", h.Canonical)
	list("Headers", h.Headers)
	if len(h.Set) > 0 {
		fields := make([]jen.Code, len(h.Set))
		for i, field := range h.Set {
			fields[i] = hmacField(field)
		}
		row("Set", jen.Index().Add(f.sub("auth", "HMACField")).Add(lines(fields...)))
	}
	row("Signature", f.sub("auth", "HMACField").Add(hmacField(h.Signature)))
	text("Algorithm", h.Algorithm)
	text("Encoding", h.Encoding)
	text("Key", h.Key)
	text("KeyPrefix", h.KeyPrefix)
	list("DeriveKey", h.DeriveKey)
	text("Timestamp", h.Timestamp)
	text("Nonce", h.Nonce)
	text("Unsigned", h.Unsigned)
	return f.sub("auth", "HMACScheme").Add(lines(rows...))
}

// hmacField is the part of a field in braces.
func hmacField(field plan.HMACField) *jen.Statement {
	return jen.Values(jen.Id("In").Op(":").Add(str(field.In)), jen.Id("Name").Op(":").Add(str(field.Name)), jen.Id("Value").Op(":").Add(str(field.Value)))
}
