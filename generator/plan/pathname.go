package plan

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// nameFromPath makes a name of verb and nouns, and of the parameters that tell a path from others: /current#?city is
// GetCurrentByCity.
func (b *builder) nameFromPath(op *operation, form func([]string) []string, short bool) []string {
	return slices.Concat(b.nameFromSegments(op, form, short), asked(op.Path))
}

// asked are the words for what a path key asks for in its query, nil if there is nothing.
func asked(path string) []string {
	_, query, marked := strings.Cut(path, "#?")
	if !marked {
		return nil
	}
	return append([]string{"By"}, naming.Words(query)...)
}

// nameFromSegments makes a name of verb and nouns. The form of the nouns is singular, or exactly as in the path. A short name
// leaves out versions in the middle of the path: /wayback/v1/available.
func (b *builder) nameFromSegments(op *operation, form func([]string) []string, short bool) []string {
	segments := resource(op.Path)
	if short {
		segments = slices.DeleteFunc(slices.Clone(segments), func(s string) bool { return len(segments) > 1 && versionSegment.MatchString(s) })
	}
	if len(segments) > 0 && isNounSegment(segments[0]) {
		if rest, _ := dropService(append(naming.Words(segments[0]), "x"), op.group, true); len(rest) == 1 {
			segments = segments[1:]
		}
	}
	onItem := len(segments) > 0 && isParam(segments[len(segments)-1])
	var nouns []string
	for _, segment := range segments {
		noun, action, _ := strings.Cut(segment, ":")
		if noun == "" {
			noun, action = action, ""
		}
		if !isParam(segment) {
			nouns = append(form(nouns), naming.Words(noun)...)
		}
		if words := naming.Words(action); action != "" && len(words) > 0 {
			return append(words, form(nouns)...)
		}
	}
	if action := lastSegment(segments); action != nil && isAction(op.Method, action) {
		return append(action, form(nouns[:len(nouns)-len(action)])...)
	}
	return b.verbFirst(op, nouns, onItem, form)
}

// isAction tells what is done from what it is done to. GET reads things; few verbs at its end are more than their names.
func isAction(method string, words []string) bool {
	if method != "GET" {
		return isVerb(words[0])
	}
	switch strings.ToLower(words[0]) {
	case "search", "preview", "download", "export", "lookup", "validate", "verify", "query", "ping", "suggest", "compare", "estimate", "calculate":
		return len(words) == 1
	}
	return false
}

func lastSegment(segments []string) []string {
	if len(segments) == 0 || isParam(segments[len(segments)-1]) {
		return nil
	}
	if words := naming.Words(segments[len(segments)-1]); len(words) > 0 {
		return words
	}
	return nil
}

// verbFirst puts the verb of the HTTP method before the nouns.
func (b *builder) verbFirst(op *operation, nouns []string, onItem bool, form func([]string) []string) []string {
	verb := map[string]string{
		"POST": "Create", "PUT": "Update", "PATCH": "Update", "DELETE": "Delete", "HEAD": "Check", "OPTIONS": "Options",
		"QUERY": "Query", "TRACE": "Trace",
	}[op.Method]
	switch {
	case op.Method == "GET" && !onItem && b.listsThings(op):
		return append([]string{"List"}, nouns...)
	case op.Method == "GET":
		verb = "Get"
	case op.Method == "POST" && onItem:
		verb = "Update"
	}
	if verb == "" {
		verb = naming.Exported(strings.ToLower(op.Method))
	}
	if onItem || op.Method == "POST" {
		nouns = form(nouns)
	}
	return append([]string{verb}, nouns...)
}

// exactly leaves words as they are.
func exactly(words []string) []string { return words }

// singular gives the last word its singular.
func singular(words []string) []string {
	if len(words) == 0 {
		return nil
	}
	words = slices.Clone(words)
	words[len(words)-1] = naming.Singular(words[len(words)-1])
	return words
}

// listsThings tells operations that return many things: those whose responses hold a list, and those of a path that ends
// in a plural where no response says what it holds. What else there is in the document says nothing about it.
func (b *builder) listsThings(op *operation) bool {
	if op.Paging != nil {
		return true
	}
	last := lastSegment(resource(op.Path))
	unknown := true
	for _, o := range op.success {
		if !o.isJSON() || o.use() == nil {
			continue
		}
		if s := b.schema(o.use().ID); s.Kind != api.Any && (s.Kind != api.Object || len(s.Properties) > 0) {
			unknown = false
		}
		if b.holdsList(o.use().ID, last) {
			return true
		}
	}
	return unknown && len(last) > 0 && naming.Singular(last[len(last)-1]) != last[len(last)-1]
}

// holdsList tells lists, and objects around a list that is called as such, like the things, or is all that there is.
func (b *builder) holdsList(id api.ID, things []string) bool {
	s := b.schema(id)
	if s.Kind == api.Array {
		return true
	}
	for _, p := range s.Properties {
		inner := b.schema(p.Schema.ID)
		if isEnvelope(p.Name) && inner.Kind == api.Object && inner.ID != id && b.listsDirectly(inner, things) {
			return true
		}
		if inner.Kind != api.Array {
			continue
		}
		if len(s.Properties) == 1 || isListMember(p.Name) || b.isPluralOfObjects(things, p) || len(things) > 0 && slices.EqualFunc(naming.Words(p.Name), things, sameWord) {
			return true
		}
	}
	return false
}

// isPluralOfObjects tells a list of objects in what a path in the plural returns.
func (b *builder) isPluralOfObjects(things []string, p api.Property) bool {
	items := b.schema(p.Schema.ID).Items
	return len(things) > 0 && naming.Singular(things[len(things)-1]) != things[len(things)-1] && items != nil && b.schema(items.ID).Kind == api.Object
}

// listsDirectly tells what an envelope holds: {result: {orders: []}}.
func (b *builder) listsDirectly(s *api.Schema, things []string) bool {
	return slices.ContainsFunc(s.Properties, func(p api.Property) bool {
		return b.schema(p.Schema.ID).Kind == api.Array && (isListMember(p.Name) || len(things) > 0 && slices.EqualFunc(naming.Words(p.Name), things, sameWord))
	})
}

func isEnvelope(name string) bool {
	switch strings.ToLower(name) {
	case "data", "result", "response", "payload", "body", "embedded", "_embedded":
		return true
	}
	return false
}

func isListMember(name string) bool {
	switch strings.ToLower(name) {
	case "data", "items", "results", "value", "values", "entries", "records", "list", "result", "rows", "hits",
		"elements", "objects", "content", "resources", "members", "collection":
		return true
	}
	return false
}
