package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/diag/near"
)

// HMAC says how requests of a security scheme are signed. Documents cannot say it. The fields are those of HMACScheme of
// the runtime's package auth, which explains them.
type HMAC struct {
	Sign      string      // "{timestamp}{method}{target}{body}"
	Canonical string      // what {canonical} stands for; "": unused
	Headers   []string    // of {headers}: "host", "x-amz-*"
	Set       []HMACField // set before signing
	Signature HMACField

	Algorithm string   // "sha256"
	Encoding  string   // "hex"
	Key       string   // how the secret is written: "text"
	KeyPrefix string   // "AWS4"
	DeriveKey []string // "{date}", "eu-west-1"
	Timestamp string   // "unix"
	Nonce     string   // "uuid"
	Unsigned  string   // "UNSIGNED-PAYLOAD"; "": none
}

// HMACField is a header or a query parameter that is set when a request is signed.
type HMACField struct {
	In    string // "header", "query"
	Name  string // "X-Signature"
	Value string // "v1={signature}"
}

// sets tells whether a parameter is one that signing sets, so that callers need not give it.
func (h *HMAC) sets(p api.Param) bool {
	return slices.ContainsFunc(append([]HMACField{h.Signature}, h.Set...), func(f HMACField) bool {
		return f.In == p.In && (f.Name == p.Name || p.In == "header" && strings.EqualFold(f.Name, p.Name))
	})
}

// noteUnusedSigning says which schemes are described and used by no operation.
func (b *builder) noteUnusedSigning() {
	var used []string
	for _, s := range b.api.Schemes {
		if b.isUsed(s.Key) {
			used = append(used, s.Key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(b.opts.HMAC)) {
		if slices.Contains(used, key) {
			continue
		}
		hint := "let an overlay add it to securitySchemes, and to the security of the document or of operations"
		if meant := near.Word(key, used); meant != "" {
			hint = fmt.Sprintf("did you mean %q?", meant)
		}
		b.diags.Add(diag.Diagnostic{Severity: diag.Warning, Code: "unused-security",
			Message: fmt.Sprintf("the configuration describes the security scheme %q, which no operation uses", key), Hint: hint})
	}
}
