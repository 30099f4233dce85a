package standin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// scheme is a security scheme.
type scheme struct {
	kind, in, name, http string
}

func readScheme(n *node.Node) scheme {
	s := scheme{n.Get("type").Str(), strings.ToLower(n.Get("in").Str()), n.Get("name").Str(), strings.ToLower(n.Get("scheme").Str())}
	if kind := strings.ToLower(s.kind); kind == "basic" || kind == "bearer" {
		s.kind, s.http = "http", kind
	}
	return s
}

// requirements are the alternatives of credentials of an operation. Those of the document hold if it has none of its own.
func (d *Document) requirements(op *node.Node) [][]string {
	list := op.Get("security")
	if list == nil {
		list = d.root.Get("security")
	}
	var out [][]string
	for _, alternative := range list.List() {
		keys := []string{}
		for key := range alternative.All() {
			if _, ok := d.schemes[key]; ok {
				keys = append(keys, key)
			}
		}
		if len(keys) == alternative.Len() {
			out = append(out, keys)
		}
	}
	return out
}

// present tells whether a request carries a credential of a scheme, and where.
func (s scheme) present(in *received) (where string, ok bool) {
	switch {
	case s.kind == "mutualTLS":
		return "the connection", true
	case s.kind == "apiKey" && s.in == "header":
		return "header " + s.name, in.request.Header.Get(s.name) != ""
	case s.kind == "apiKey":
		pairs := in.pairs(s.in)
		i := slices.IndexFunc(pairs, func(p pair) bool { return p.name == s.name })
		if i >= 0 {
			pairs[i].used = true
		}
		return s.in + " " + s.name, i >= 0 && pairs[i].value != ""
	}
	kind, rest, _ := strings.Cut(in.request.Header.Get("Authorization"), " ")
	want := "bearer"
	if s.kind == "http" {
		want = s.http
	}
	return "header Authorization", strings.EqualFold(kind, want) && rest != ""
}

// authorize checks that the credentials of one alternative are there, and no others.
func (d *Document) authorize(op *Operation, in *received) (faults []Fault) {
	allowed := map[string]bool{}
	met := len(op.Security) == 0
	for _, alternative := range op.Security {
		complete := true
		for _, key := range alternative {
			where, ok := d.schemes[key].present(in)
			complete = complete && ok
			allowed[where] = true
		}
		met = met || complete
	}
	if !met {
		faults = append(faults, Fault{Place: "security", Message: fmt.Sprintf("the credentials of one of %v should be there", op.Security)})
	}
	for key, s := range d.schemes {
		where, ok := s.present(in)
		in, name, _ := strings.Cut(where, " ")
		if ok && s.kind != "mutualTLS" && !allowed[where] && !op.declares(in, name) {
			faults = append(faults, Fault{Place: where, Message: "the operation needs no credential of " + key})
		}
	}
	return faults
}

// Challenge is the word that the credential of a scheme begins with in the Authorization header, "" if it is not sent there.
func (d *Document) Challenge(key string) string {
	switch s := d.schemes[key]; s.kind {
	case "http":
		return s.http
	case "oauth2", "openIdConnect":
		return "Bearer"
	}
	return ""
}
