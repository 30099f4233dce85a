package plan

import (
	"maps"
	"slices"

	"github.com/apigen-go/apigen/generator/api"
)

// secretsOf lists the names under which the messages of an operation have secrets: of parameters and headers, and of members
// anywhere in its bodies that are marked as such, have the format password, or are only ever sent.
func (b *builder) secretsOf(op *operation) []string {
	found := map[string]bool{}
	for _, name := range op.secrets {
		found[name] = true
	}
	b.secretParams(op.Params, found)
	var contents [][]api.Media
	if op.Body != nil {
		contents = append(contents, op.Body.Content)
	}
	for _, r := range op.Responses {
		b.secretParams(r.Headers, found)
		contents = append(contents, r.Content)
	}
	for _, m := range slices.Concat(contents...) {
		for _, use := range []*api.Use{m.Schema, m.ItemSchema} {
			if use != nil {
				maps.Copy(found, b.secretMembers(use.ID))
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func (b *builder) secretParams(params []api.Param, found map[string]bool) {
	for _, p := range params {
		if p.Sensitive || b.isSecret(p.Schema.ID) {
			found[p.Name] = true
		}
	}
}

// isSecret tells schemas whose values are secrets, or lists of them.
func (b *builder) isSecret(id api.ID) bool {
	s := b.schema(id)
	if s.Kind == api.Array && s.Items != nil {
		s = b.schema(s.Items.ID)
	}
	return s.Sensitive || s.Kind == api.String && s.Format == "password"
}

// secretMembers are the names of secret members in a schema and all that it consists of. Most operations share their schemas.
func (b *builder) secretMembers(root api.ID) map[string]bool {
	if known, ok := b.secrets[root]; ok {
		return known
	}
	found := map[string]bool{}
	seen := map[api.ID]bool{root: true}
	for queue := []api.ID{root}; len(queue) > 0; queue = queue[1:] {
		s := b.schema(queue[0])
		for _, p := range s.Properties {
			if p.Sensitive || b.isWriteOnly(p) || b.isSecret(p.Schema.ID) {
				found[p.Name] = true
			}
		}
		for _, id := range parts(s) {
			if !seen[id] {
				seen[id] = true
				queue = append(queue, id)
			}
		}
	}
	b.secrets[root] = found
	return found
}
