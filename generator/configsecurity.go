package generator

import (
	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// security reads what documents cannot say of security schemes: {hmacAuth: {hmac: {sign: "{timestamp}{body}"}}}.
func (d *decoder) security(to *map[string]plan.HMAC) func(*node.Node) {
	return func(n *node.Node) {
		if !n.Is(node.Object) {
			d.mismatch(n, "security schemes by their keys: {hmacAuth: {hmac: {sign: ...}}}")
			return
		}
		*to = make(map[string]plan.HMAC, len(n.Entries))
		for _, e := range n.Entries {
			d.object(e.Value, "security."+e.Key, []key{{"hmac", func(n *node.Node) { (*to)[e.Key] = d.hmac(n, "security."+e.Key+".hmac") }}})
		}
	}
}

// hmac reads how requests are signed. What the templates in it mean is for the runtime to check: New of the client does.
func (d *decoder) hmac(n *node.Node, where string) (h plan.HMAC) {
	d.object(n, where, []key{
		{"sign", d.text(&h.Sign)},
		{"canonical", d.text(&h.Canonical)},
		{"headers", d.list(&h.Headers)},
		{"set", d.hmacFields(&h.Set, where+".set")},
		{"signature", func(n *node.Node) { h.Signature = d.hmacField(n, where+".signature") }},
		{"algorithm", d.text(&h.Algorithm)},
		{"encoding", d.text(&h.Encoding)},
		{"key", d.text(&h.Key)},
		{"keyPrefix", d.text(&h.KeyPrefix)},
		{"deriveKey", d.list(&h.DeriveKey)},
		{"timestamp", d.text(&h.Timestamp)},
		{"nonce", d.text(&h.Nonce)},
		{"unsigned", d.text(&h.Unsigned)},
	})
	return h
}

func (d *decoder) hmacFields(to *[]plan.HMACField, where string) func(*node.Node) {
	return func(n *node.Node) {
		if !n.Is(node.Array) {
			d.mismatch(n, `a list of what is set: [{in: header, name: X-Time, value: "{timestamp}"}]`)
			return
		}
		for _, item := range n.Items {
			*to = append(*to, d.hmacField(item, where))
		}
	}
}

func (d *decoder) hmacField(n *node.Node, where string) (f plan.HMACField) {
	d.object(n, where, []key{{"in", d.text(&f.In)}, {"name", d.text(&f.Name)}, {"value", d.text(&f.Value)}})
	return f
}
