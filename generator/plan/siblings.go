package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// An operation whose bodies have several representations gets a method for the best one, which has the plain name, and a
// sibling for each other kind, called after that:
//
//	request  JSON, form, multipart      -> Create, CreateForm, CreateMultipart
//	request  JSON, JSON Merge Patch     -> Update, UpdateMergePatch
//	response JSON, CSV                  -> List, ListRaw, which returns the body as it comes
//
// Media types of one kind and one schema share a method: the first is sent, and an option of the call chooses another.

// sibling is a further method of an operation.
type sibling struct {
	words  []string    // what follows the operation's name: the kind, then how to tell it from others of that kind
	key    string      // "POST /orders multipart/form-data"
	name   string      // "CreateMultipart"
	prefix string      // "OrdersCreateMultipart"
	body   *chosenBody // nil: that of the operation, and the response is returned as it comes
	raw    []api.Media // what that is
	stream bool        // nor are these: the response is returned item by item
	gained string      // nor these: it is the method with what the operation has gained: params, body
}

// offerOthers finds the siblings for what else the body may be. What is only another spelling of the same adds nothing.
func (b *builder) offerOthers(op *operation) {
	rest := slices.Clone(op.Body.Content)
	slices.SortStableFunc(rest, func(m, n api.Media) int {
		return cmp.Or(cmp.Compare(b.isNew(op, m), b.isNew(op, n)), mediaOrder(m, n))
	})
	for _, m := range rest {
		form := b.mediaOf(m)
		same := func(c *chosenBody) bool { return b.sendsBoth(c, m, form) }
		if i := slices.IndexFunc(op.bodies(), same); i >= 0 {
			body := op.bodies()[i]
			if m.Type != body.media.Type && isChoice(m.Type, form) {
				body.also = append(body.also, m.Type)
			}
			continue
		}
		op.siblings = append(op.siblings, &sibling{
			words: kindWords(m, form), key: op.key + " " + m.Type, body: &chosenBody{media: m, form: form},
		})
	}
}

// isNew is 0 for a body that callers have a method for, 1 for others.
func (b *builder) isNew(op *operation, m api.Media) int {
	if b.memory.past.Names[b.memory.keys.before(op.key+" "+m.Type)] != "" {
		return 0
	}
	return 1
}

// offerGains adds the siblings that take what an operation has gained since its method was made, which keeps its signature.
func (b *builder) offerGains(op *operation) {
	if op.past == nil {
		return
	}
	if op.past.body == none && op.body != nil && !op.Body.Required {
		op.bodyApart = true
		b.noteKept(op.Pos, op.key, "it has gained a body, which a method beside its own takes")
		op.siblings = append(op.siblings, &sibling{words: []string{"WithBody", "WithPayload"}, key: op.key + " body", gained: "body"})
	}
	if op.past.params == none && len(b.callerParams(op)) > 0 {
		op.apart = &sibling{words: []string{"WithParams", "WithParameters"}, key: op.key + " params", gained: "params"}
		b.noteKept(op.Pos, op.key, "it has gained parameters, which a method beside its own takes")
		op.siblings = append(op.siblings, op.apart)
	}
}

// sendsBoth tells whether a method that sends one representation can send another by its media type alone.
func (b *builder) sendsBoth(c *chosenBody, m api.Media, form mediaForm) bool {
	switch {
	case form >= otherMedia:
		return c.form >= otherMedia
	case form == textMedia, form == formMedia:
		return form == c.form
	case form <= jsonSuffixMedia:
		return c.form <= jsonSuffixMedia && b.sameShape(c.media.Schema, m.Schema, 4)
	}
	return form == c.form && b.sameShape(c.media.Schema, m.Schema, 4)
}

// isChoice tells media types that a caller may want to name from the other spellings of JSON that frameworks list everywhere.
func isChoice(mediaType string, form mediaForm) bool {
	if strings.Contains(mediaType, "*") && form < otherMedia || clean(mediaType) != mediaType {
		return false
	}
	return !strings.Contains(mediaType, ";") && mediaType != "text/json" && mediaType != "text/x-json"
}

// kindWords are what a sibling may be called behind its operation: by its kind, with the words of its media type.
func kindWords(m api.Media, form mediaForm) []string {
	name, _, _ := strings.Cut(m.Type, ";")
	subtype := name[strings.LastIndex(name, "/")+1:]
	subtype, _, _ = strings.Cut(subtype, "+")
	for _, tree := range []string{"vnd.", "x-", "prs."} {
		subtype = strings.TrimPrefix(subtype, tree)
	}
	word := naming.Exported(naming.Words(subtype)...)
	all := naming.Exported(naming.Words(m.Type)...)
	kind := map[mediaForm]string{formMedia: "Form", multipartMedia: "Multipart", textMedia: "Text", xmlMedia: "XML"}[form]
	switch {
	case form <= jsonSuffixMedia:
		return []string{word, word + "JSON", all}
	case kind == "":
		kind = "Bytes"
	}
	return []string{kind, "As" + kind, kind + word, all}
}

// nameSiblings names the further methods, which give way to all others.
func (b *builder) nameSiblings() {
	var prefixes naming.Scope
	for _, op := range b.ops {
		prefixes.Reserve(op.prefix)
	}
	for _, s := range b.services {
		b.nameSiblingsOf(s)
		for _, op := range s.ops {
			for _, other := range op.siblings {
				prefixes.Claim(naming.Claim{Key: other.key, Names: []string{s.field + other.name, s.field + "Do" + other.name}})
			}
		}
	}
	names, _ := prefixes.Settle()
	for _, op := range b.ops {
		for _, other := range op.siblings {
			other.prefix = names[other.key]
		}
	}
}

func (b *builder) nameSiblingsOf(s *service) {
	var scope naming.Scope
	for _, op := range s.ops {
		scope.Reserve(op.name)
		if op.Paging != nil {
			scope.Reserve(b.allName(op))
		}
		for _, other := range op.siblings {
			scope.Claim(b.siblingClaim(op, other))
		}
	}
	names, _ := b.memory.settleMethods(&scope, s)
	for _, op := range s.ops {
		for _, other := range op.siblings {
			other.name = names[other.key]
		}
	}
}

// siblingClaim lists what a sibling may be called: by the user, or after its operation.
func (b *builder) siblingClaim(op *operation, s *sibling) naming.Claim {
	if name := b.override(s.key); name != "" {
		return naming.Claim{Key: s.key, Names: []string{naming.Raw(name)}, Fixed: true}
	}
	claim := naming.Claim{Key: s.key, Rank: 1}
	for _, words := range s.words {
		claim.Names = append(claim.Names, op.name+words)
	}
	return claim
}
