package plan

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
)

// What the client looked like decides where the document leaves it to us:
//
//	GET /orders        no params; sends nothing; returns 200 application/json
//	GET /orders pages  none, or how they were found
//	#/components/schemas/Settings   map
//	version            the header or parameter that all calls send
//
// An operation that had no parameters and gains some keeps its method, and a sibling takes them. A list that is found to have
// pages keeps returning what it did. An object that had no members stays a map. Who wants the new look deletes the line.

// methodShape is how a method is called.
type methodShape struct {
	params  string   // none, optional, required
	body    string   // media type; none
	results []string // "200 application/json", by status
	id      string   // operationId, by which it is known again elsewhere
}

const none = "none"

func (s methodShape) String() string {
	text := fmt.Sprintf("params: %s | body: %s | result: %s", s.params, s.body, strings.Join(s.results, " + "))
	if s.id != "" && !strings.Contains(s.id, "|") {
		text += " | id: " + s.id
	}
	return text
}

// parseShape reads what String writes. What a line lacks is empty: a lock may have been edited.
func parseShape(text string) methodShape {
	var s methodShape
	for part := range strings.SplitSeq(text, " | ") {
		switch key, value, _ := strings.Cut(part, ": "); key {
		case "params":
			s.params = value
		case "body":
			s.body = value
		case "result":
			s.results = slices.DeleteFunc(strings.Split(value, " + "), func(r string) bool { return r == "" })
		case "id":
			s.id = value
		}
	}
	return s
}

// pastShape is how the operation's method was called; nil if it is new.
func (b *builder) pastShape(op *operation) *methodShape {
	text, ok := b.memory.shape(op.key)
	if !ok {
		return nil
	}
	s := parseShape(text)
	return &s
}

// media is the type that was chosen for a status, "" if there was none.
func (s *methodShape) media(status string) string {
	if s == nil {
		return ""
	}
	for _, r := range s.results {
		if of, media, _ := strings.Cut(r, " "); of == status {
			return media
		}
	}
	return ""
}

func (s *methodShape) sent() string {
	if s == nil || s.body == none {
		return ""
	}
	return s.body
}

// has tells whether the status was a success of the operation.
func (s *methodShape) has(status string) bool {
	return slices.ContainsFunc(s.results, func(r string) bool { of, _, _ := strings.Cut(r, " "); return of == status })
}

// sameMedia is the representation that was chosen before, if it is still there.
func (b *builder) sameMedia(content []api.Media, before string) (api.Media, mediaForm, bool) {
	i := slices.IndexFunc(content, func(m api.Media) bool { return m.Type == before })
	if before == "" || i < 0 {
		return b.bestMedia(content)
	}
	return content[i], b.mediaOf(content[i]), true
}

// known are the outcomes that the method was made for, all if it is new or none of them is left.
func (b *builder) known(op *operation) []outcome {
	if op.past == nil {
		return op.success
	}
	kept := slices.DeleteFunc(slices.Clone(op.success), func(o outcome) bool { return !op.past.has(o.status) })
	if len(kept) == 0 {
		return op.success
	}
	return kept
}

// noteShape remembers how the method is called.
func (b *builder) noteShape(op *operation) {
	s := methodShape{params: none, body: none, id: op.OperationID}
	switch {
	case op.params == nil || op.apart != nil:
	case op.params.Required:
		s.params = "required"
	default:
		s.params = "optional"
	}
	if op.body != nil && !op.bodyApart {
		s.body = op.body.media.Type
	}
	for _, o := range b.known(op) {
		r := o.status
		if len(o.media) > 0 {
			r += " " + o.media[0].Type
		}
		s.results = append(s.results, r)
	}
	b.memory.next.Shapes[op.key] = s.String()
}

// recallPages gives a list the pages that it had, as far as the document still has what they need.
func (b *builder) recallPages(op *operation) {
	past, ok := b.memory.shape(op.key + " pages")
	if !ok {
		return
	}
	if past == none {
		if op.Paging != nil && op.pagingRule == nil {
			op.Paging, op.NoPaging = nil, "its method was made without, as apigen.lock says"
			b.noteKept(op.Pos, op.key+" pages", "it is found to have pages, but its method returns what it did")
		}
		return
	}
	var before api.Paging
	if json.Unmarshal([]byte(past), &before) != nil || op.pagingRule != nil {
		return
	}
	if op.Paging != nil && op.Paging.Style == before.Style && op.Paging.Items == before.Items {
		return
	}
	before.Why = "as apigen.lock says"
	if b.misfit(op, &before) == nil {
		op.Paging, op.NoPaging = &before, ""
	}
}

// notePages remembers how the list pages.
func (b *builder) notePages(op *operation, p *Paging) {
	key := op.key + " pages"
	if p == nil {
		b.memory.next.Shapes[key] = none
		return
	}
	b.memory.noteFurther(op, "all", p.All)
	found := *op.Paging
	found.Why, found.Evidence = "", nil
	if text, err := json.Marshal(found); err == nil {
		b.memory.next.Shapes[key] = string(text)
	}
}

// recallForm keeps what a schema was in Go where the document says more of it by now.
func (b *builder) recallForm(id api.ID) {
	past, ok := b.memory.shape(b.memory.keys.of(id))
	if !ok {
		if b.forms[id] == constantForm && b.memory.past.Names[b.memory.keys.before(b.memory.keys.of(id))] != "" {
			b.forms[id] = enumForm // it had more values, and so a type
		}
		return
	}
	now := b.forms[id]
	if strings.HasSuffix(past, "of any") {
		b.recallAny(id)
	}
	switch {
	case strings.HasPrefix(past, "map") && now == structForm:
		b.forms[id] = mapForm
	case past == "value" && now == enumForm && b.schemas[id].Name == "":
		b.forms[id] = constantForm
	case past == "any" && now != externalForm:
		b.forms[id] = anyForm
	}
	if b.forms[id] != now {
		b.noteKept(b.schemas[id].Pos, b.memory.keys.of(id), "it stays what it was in Go, although the document says more of it by now")
	}
}

// recallAny keeps that nothing is said of the values of a map or a list.
func (b *builder) recallAny(id api.ID) {
	s := *b.schemas[id]
	switch {
	case s.Kind == api.Object && s.Additional != nil && s.Additional.Schema != nil:
		s.Additional = &api.Additional{}
	case s.Kind == api.Array && s.Items != nil:
		s.Items = nil
	default:
		return
	}
	b.schemas[id] = &s
	b.noteKept(s.Pos, b.memory.keys.of(id), "its values stay any, although the document says more of them by now")
}

// noteKept says what could look otherwise if the line of the lock were not there.
func (b *builder) noteKept(pos diag.Pos, key, what string) {
	b.diags.Add(diag.Diagnostic{
		Severity: diag.Note, Pos: pos, Code: "kept-shape", Message: key + ": " + what,
		Hint: fmt.Sprintf("callers compile as before; for the new look delete %q among the shapes of apigen.lock", key),
	})
}

// noteForm remembers what the document could say more of.
func (b *builder) noteForm(id api.ID) {
	var text string
	s := b.schema(id)
	switch f := b.forms[id]; {
	case b.multipart[id]:
		text = "multipart"
	case f == structForm && keepsAdditional(s) && s.Additional.Schema == nil,
		f == sliceForm && s.Items == nil:
		text = "of any"
	case f == mapForm && (s.Additional == nil || s.Additional.Schema == nil):
		text = "map of any"
	case f == mapForm:
		text = "map"
	case f == constantForm:
		text = "value"
	case f == anyForm:
		text = "any"
	default:
		return
	}
	b.memory.next.Shapes[b.memory.keys.of(id)] = text
}

// recallPin keeps the parameter that names the version of the API, or that there was none.
func (b *builder) recallPin() {
	past, ok := b.memory.past.Shapes["version"]
	if ok && past == none && b.api.Pin != nil {
		b.usePin(nil)
	}
	if in, rest, found := strings.Cut(past, " "); found && b.api.Pin == nil {
		name, value, _ := strings.Cut(rest, " ")
		b.usePin(&api.VersionPin{In: in, Name: name, Value: value})
	}
	b.memory.next.Shapes["version"] = none
	if pin := b.api.Pin; pin != nil {
		b.memory.next.Shapes["version"] = pin.In + " " + pin.Name + " " + pin.Value
	}
}

// usePin changes the pin in a copy: the API is not ours.
func (b *builder) usePin(pin *api.VersionPin) {
	own := *b.api
	own.Pin = pin
	b.api = &own
}
