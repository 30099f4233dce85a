package plan

import (
	"reflect"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// result decides what a method returns, from all responses that mean success. JSON wins over everything else, as it is
// what a typed client is for; a status without content beside it leaves the result zero.
func (b *builder) result(op *operation) Result {
	if op.streamsOnly() {
		return Result{Kind: ItemsResult} // the stream says of what
	}
	var inJSON, other []outcome
	for _, o := range b.known(op) {
		switch {
		case o.isJSON():
			inJSON = append(inJSON, o)
		case len(o.media) > 0:
			other = append(other, o)
		}
	}
	switch types := b.distinct(inJSON); {
	case len(inJSON) > 0 && len(texts(other)) > 0: // what is neither is for the sibling
		both := slices.Concat(inJSON, texts(other))
		sortBy(both, func(o outcome) string { return o.status })
		return b.byStatus(op, both)
	case len(types) == 1:
		return b.single(inJSON[0], types[0])
	case len(types) > 1:
		return b.byStatus(op, inJSON)
	case len(other) == 0:
		return Result{Kind: NoResult}
	}
	if r, ok := b.xmlResult(other); ok {
		return r
	}
	for _, o := range other {
		if o.form != textMedia {
			return Result{Kind: StreamResult}
		}
	}
	return Result{Kind: TextResult, Type: named("", "string")}
}

// texts are the outcomes that are plain text.
func texts(outcomes []outcome) []outcome {
	return slices.DeleteFunc(slices.Clone(outcomes), func(o outcome) bool { return o.form != textMedia })
}

// distinct lists the Go types of outcomes, each once.
func (b *builder) distinct(outcomes []outcome) []Type {
	var types []Type
	for _, o := range outcomes {
		t := b.outcomeType(o)
		if !slices.ContainsFunc(types, func(u Type) bool { return reflect.DeepEqual(t, u) }) {
			types = append(types, t)
		}
	}
	return types
}

func (b *builder) outcomeType(o outcome) Type {
	if !o.isJSON() {
		return named("", "string")
	}
	if o.use() == nil {
		return named("", "any")
	}
	return b.typeOf(o.use().ID)
}

// single returns structs and unions by pointer, other values as they are.
func (b *builder) single(o outcome, t Type) Result {
	if o.use() == nil {
		return Result{Kind: ValueResult, Type: t}
	}
	switch b.form(o.use().ID) {
	case structForm, unionForm, tupleForm:
		return Result{Kind: PointerResult, Type: t}
	case externalForm:
		if t.Kind == Named {
			return Result{Kind: PointerResult, Type: t}
		}
	}
	return Result{Kind: ValueResult, Type: t}
}

// byStatus declares a struct with a field for each status.
func (b *builder) byStatus(op *operation, outcomes []outcome) Result {
	name := b.derived["result "+op.key]
	decl := &Struct{Name: name, Doc: compose(text(name + " is what " + op.name + " returns: the field for the status of the response is set."))}
	out := Result{Kind: StatusResult, Type: named("", name)}
	var scope naming.Scope
	for _, o := range outcomes {
		scope.Claim(naming.Claim{Key: o.status, Names: []string{statusWord(o.status), "Status" + naming.Raw(o.status)}})
	}
	fields, _ := b.memory.settle(&scope, behind("result "+op.key+" ."))
	for _, o := range outcomes {
		t := b.outcomeType(o)
		if o.isJSON() && (o.use() == nil || !b.isNilable(o.use().ID)) {
			t = pointerTo(t)
		}
		field := Field{Name: fields[o.status], Type: t, Doc: Comment{"Status " + clean(o.status) + "."}}
		decl.Fields = append(decl.Fields, field)
		out.Cases = append(out.Cases, StatusCase{Status: o.status, Field: field.Name})
	}
	b.addDecl(op.service, Decl{Struct: decl})
	return out
}

// accept lists the media types that the method can read, of success first; those of errors where success has no body.
func (b *builder) accept(op *operation, r Result) string {
	var types []string
	add := func(media []api.Media, form mediaForm) {
		for _, m := range media {
			if t := acceptable(m, form); t != "" && !slices.Contains(types, t) {
				types = append(types, t)
			}
		}
	}
	for _, o := range op.success {
		switch {
		case r.XML:
			add(b.xmlOnly(o.media), o.form)
		case readable(o, r.Kind):
			add(o.media, o.form)
		}
	}
	if r.Kind == NoResult {
		for _, o := range op.errors {
			add(o.media, o.form)
		}
	}
	return strings.Join(types, ", ")
}

// acceptAll lists media types for a method that reads them as they come.
func acceptAll(media []api.Media) string {
	var types []string
	for _, m := range media {
		types = append(types, acceptable(m, otherMedia))
	}
	return strings.Join(slices.Compact(types), ", ")
}

func readable(o outcome, kind ResultKind) bool {
	switch kind {
	case NoResult:
		return false
	case TextResult, StreamResult:
		return len(o.media) > 0
	case StatusResult:
		return o.isJSON() || o.form == textMedia && len(o.media) > 0
	}
	return o.isJSON()
}

// acceptable is a media type without parameters other than those that choose a version of it.
func acceptable(m api.Media, form mediaForm) string {
	if strings.Contains(m.Type, "*") && form <= jsonSuffixMedia {
		return "application/json"
	}
	if clean(m.Type) != m.Type || strings.ContainsAny(m.Type, "\n\t") {
		return "" // no header holds that
	}
	name, params, _ := strings.Cut(m.Type, ";")
	if strings.Contains(strings.ToLower(params), "charset") {
		return strings.TrimSpace(name)
	}
	return strings.TrimSpace(m.Type)
}
