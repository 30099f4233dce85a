package plan

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// operation is an operation of the API with what was decided about it.
type operation struct {
	*api.Operation
	key     string // "GET /orders"
	service *service
	group   []string // the words by which this operation names its service
	name    string   // method
	prefix  string   // of the types that belong to it: "OrdersList"
	echoes  bool     // the operationId says no more than method and path

	body     *chosenBody
	success  []outcome   // by status
	errors   []outcome   // by status, those of a type
	siblings []*sibling  // methods for other representations
	headers  []api.Param // of success, that a client reads; by name
	params   *Params     // nil: none
	secrets  []string    // names that the user calls secret

	past *methodShape // how the method was called when the client was last made; nil: it is new
	// The method was made without what the operation has by now.
	apart     *sibling // takes the parameters; nil: the method does
	bodyApart bool     // a sibling takes the body

	pagingRule *PagingRule // what the user says of its pages; nil: nothing
}

// chosenBody is the representation of the body that a method sends.
type chosenBody struct {
	media api.Media
	form  mediaForm
	also  []string // other media types of the same kind and schema, which runtime.WithContentType sends
}

// outcome is a response in the representation that the client asks for.
type outcome struct {
	status string
	form   mediaForm
	media  []api.Media // first the one that was chosen, then those with the same schema; empty: no content
}

// use is the schema of an outcome in JSON; nil: anything.
func (o outcome) use() *api.Use { return o.media[0].Schema }

func (o outcome) isJSON() bool {
	return len(o.media) > 0 && (o.form == jsonMedia || o.form == jsonSuffixMedia)
}

// isDecoded tells outcomes that become values of a type: in JSON, and in XML that has one.
func (b *builder) isDecoded(o outcome) bool {
	return len(o.media) > 0 && o.use() != nil && (o.isJSON() || b.isXML(o.media[0], o.form))
}

// readOperations chooses the representations of bodies.
func (b *builder) readOperations() {
	for i := range b.api.Operations {
		op := &operation{Operation: &b.api.Operations[i]}
		op.key = op.Method + " " + op.Path
		op.past = b.pastShape(op)
		b.readRulesOf(op)
		b.chooseBody(op)
		b.chooseResponses(op)
		b.offerRaw(op)
		b.offerStream(op)
		b.readPagingRule(op)
		b.recallPages(op)
		b.offerGains(op)
		op.headers = successHeaders(op)
		b.ops = append(b.ops, op)
	}
	b.separateMultipart()
	sortBy(b.ops, func(op *operation) string { return op.Path + " " + op.Method })
}

func (b *builder) chooseBody(op *operation) {
	if op.Body == nil {
		return
	}
	media, form, ok := b.sameMedia(op.Body.Content, op.past.sent())
	if !ok {
		return
	}
	op.body = &chosenBody{media: media, form: form}
	b.offerOthers(op)
}

// bodies are the representations of the body that methods send, the best one first.
func (op *operation) bodies() []*chosenBody {
	if op.body == nil {
		return nil
	}
	all := []*chosenBody{op.body}
	for _, s := range op.siblings {
		if s.body != nil {
			all = append(all, s.body)
		}
	}
	return all
}

// chooseResponses parts success from failure. Where a document names no 2xx status at all, its default is the success.
func (b *builder) chooseResponses(op *operation) {
	succeeds := false
	for _, r := range op.Responses {
		succeeds = succeeds || strings.HasPrefix(r.Status, "2") || strings.HasPrefix(r.Status, "3")
	}
	for _, r := range op.Responses {
		o := b.chooseResponse(op, r)
		switch {
		case strings.HasPrefix(r.Status, "2"), r.Status == "default" && !succeeds:
			op.success = append(op.success, o)
		case strings.HasPrefix(r.Status, "4"), strings.HasPrefix(r.Status, "5"), r.Status == "default":
			if b.isDecoded(o) {
				op.errors = append(op.errors, o)
			}
		}
	}
}

// redirects tells operations that have no other success than a redirect: its Location is what they are for.
func (op *operation) redirects() bool {
	declares := func(statuses ...string) bool {
		return slices.ContainsFunc(op.Responses, func(r api.Response) bool { return slices.Contains(statuses, r.Status) })
	}
	return len(op.success) == 0 && declares("301", "302", "303", "307", "308", "3XX")
}

// chooseResponse leaves a stream alone that stands beside something else: see [builder.offerStream].
func (b *builder) chooseResponse(op *operation, r api.Response) outcome {
	content := slices.DeleteFunc(slices.Clone(r.Content), func(m api.Media) bool { return op.isStream(r.Status, m) })
	if len(content) == 0 && len(r.Content) > 0 {
		return outcome{status: r.Status, form: eventMedia, media: r.Content}
	}
	best, form, ok := b.sameMedia(content, op.past.media(r.Status))
	if !ok {
		return outcome{status: r.Status}
	}
	o := outcome{status: r.Status, form: form, media: []api.Media{best}}
	for _, m := range content {
		if m.Type != best.Type && sameForm(b.mediaOf(m), form) && sameUse(m.Schema, best.Schema) {
			o.media = append(o.media, m)
		}
	}
	return o
}

// sameForm tells whether one method can read both.
func sameForm(a, b mediaForm) bool {
	return a == b || a <= jsonSuffixMedia && b <= jsonSuffixMedia || a >= xmlMedia && b >= xmlMedia
}

func sameUse(a, b *api.Use) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.ID == b.ID
}
