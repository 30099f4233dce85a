package plan

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// nameFromPath makes a name of verb and nouns. The form of the nouns is singular, or exactly as in the path.
func (b *builder) nameFromPath(op *operation, form func([]string) []string) []string {
	segments := resource(op.Path)
	if len(segments) > 0 && !isParam(segments[0]) {
		if rest, _ := dropService(append(naming.Words(segments[0]), "x"), op.service.words, true); len(rest) == 1 {
			segments = segments[1:]
		}
	}
	onItem := len(segments) > 0 && isParam(segments[len(segments)-1])
	var nouns []string
	for _, segment := range segments {
		if noun, action, ok := strings.Cut(segment, ":"); ok && action != "" {
			return append(naming.Words(action), form(append(nouns, naming.Words(noun)...))...)
		}
		if !isParam(segment) {
			nouns = append(form(nouns), naming.Words(segment)...)
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
	case op.Method == "GET" && !onItem && (b.returnsList(op) || b.isCollection(op)):
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

// isCollection tells paths that lead to many things, as one of them is below: /users, with /users/{id} in the document.
// They count only where no response says what the operation returns.
func (b *builder) isCollection(op *operation) bool {
	last := lastSegment(resource(op.Path))
	if len(last) == 0 || naming.Singular(last[len(last)-1]) == last[len(last)-1] || slices.ContainsFunc(op.success, outcome.isJSON) {
		return false
	}
	return slices.ContainsFunc(b.ops, func(other *operation) bool {
		rest, below := strings.CutPrefix(other.Path, strings.TrimRight(op.Path, "/")+"/")
		return below && isParam(rest)
	})
}

// returnsList tells operations whose success is a list, or an object around one.
func (b *builder) returnsList(op *operation) bool {
	if op.Paging != nil {
		return true
	}
	for _, o := range op.success {
		if o.isJSON() && o.use() != nil && b.holdsList(o.use().ID) {
			return true
		}
	}
	return false
}

func (b *builder) holdsList(id api.ID) bool {
	s := b.schema(id)
	if s.Kind == api.Array {
		return true
	}
	lists := 0
	for _, p := range s.Properties {
		if b.schema(p.Schema.ID).Kind == api.Array {
			lists++
			if slices.Contains([]string{"data", "items", "results", "value", "values", "entries", "records", "list"}, strings.ToLower(p.Name)) {
				return true
			}
		}
	}
	return lists == 1 && len(s.Properties) == 1
}
