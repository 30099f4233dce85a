package change

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// operations compares what can be called.
func (c *comparer) operations() {
	pairs, gone, more := c.matchOperations()
	for _, p := range pairs {
		c.operation(p.old, p.new)
	}
	for _, op := range gone {
		at := c.operationPlace(op, nil)
		change := c.tellValues(at, "operation-removed", "removed: "+opKey(op), opKey(op), "", breaks("servers may not answer it any more"))
		change.Symbols = symbolsOf(c.old, op)
	}
	for _, op := range more {
		at := c.operationPlace(nil, op)
		change := c.tellValues(at, "operation-added", "new: "+opKey(op), "", opKey(op), compatible("programs do not call it yet"))
		change.Symbols = symbolsOf(c.new, op)
	}
	c.tellFolded()
}

type operationPair struct{ old, new *api.Operation }

// matchOperations finds the same operation in both documents: by method and path, whatever the parameters in the path are called;
// else by its operationId; else by what it sends and returns and where its path ends. Operations without a method are left out.
func (c *comparer) matchOperations() (pairs []operationPair, gone, more []*api.Operation) {
	gone, more = c.old.operations(), c.new.operations()
	for _, key := range []func(*side, *api.Operation) string{routeKey, idKey, shapeKey} {
		var found []operationPair
		found, gone, more = match(gone, more,
			func(op *api.Operation) string { return key(c.old, op) }, func(op *api.Operation) string { return key(c.new, op) })
		pairs = append(pairs, found...)
	}
	return pairs, gone, more
}

// match pairs what has the same key on both sides, if nothing else has it.
func match(old, new []*api.Operation, oldKey, newKey func(*api.Operation) string) (pairs []operationPair, gone, more []*api.Operation) {
	count := map[string]int{}
	theirs := map[string]*api.Operation{}
	for _, op := range new {
		key := newKey(op)
		count[key]++
		theirs[key] = op
	}
	ours := map[string]int{}
	for _, op := range old {
		ours[oldKey(op)]++
	}
	taken := map[*api.Operation]bool{}
	for _, op := range old {
		key := oldKey(op)
		if key == "" || ours[key] != 1 || count[key] != 1 {
			gone = append(gone, op)
			continue
		}
		taken[theirs[key]] = true
		pairs = append(pairs, operationPair{op, theirs[key]})
	}
	return pairs, gone, slices.DeleteFunc(slices.Clone(new), func(op *api.Operation) bool { return taken[op] })
}

// operations are those that have a method.
func (s *side) operations() []*api.Operation {
	var list []*api.Operation
	for i := range s.API.Operations {
		if op := &s.API.Operations[i]; len(s.methods[opKey(op)]) > 0 {
			list = append(list, op)
		}
	}
	return list
}

var argument = regexp.MustCompile(`\{[^}]*\}`)

func blind(path string) string { return argument.ReplaceAllString(path, "{}") }

func routeKey(_ *side, op *api.Operation) string { return op.Method + " " + blind(op.Path) }

func idKey(_ *side, op *api.Operation) string { return op.OperationID }

// shapeKey is what an operation sends and returns, with the end of its path.
func shapeKey(s *side, op *api.Operation) string {
	segments := strings.Split(blind(op.Path), "/")
	parts := []string{op.Method, strings.Join(segments[max(0, len(segments)-2):], "/")}
	named := 0
	for _, use := range slices.Concat(sentBy(op), receivedBy(op)) {
		schema := s.schema(use.ID)
		if schema.Name != "" {
			named++
		}
		parts = append(parts, schema.Name, string(schema.Kind))
	}
	if named == 0 {
		return ""
	}
	return strings.Join(parts, " ")
}

// operationPlace is the place of an operation; one of both may be nil.
func (c *comparer) operationPlace(old, new *api.Operation) place {
	var at place
	if new != nil {
		m := c.new.methods[opKey(new)][0]
		at.group, at.subject, at.symbol, at.new = m.service, m.call(), m.symbol, new.Pos
	}
	if old != nil {
		m := c.old.methods[opKey(old)][0]
		at.group, at.subject, at.symbol, at.old = m.service, m.call(), m.symbol, old.Pos
	}
	return at
}

// symbolsOf are the names in Go that an operation has for itself.
func symbolsOf(s *side, op *api.Operation) []string {
	var list []string
	for _, m := range s.methods[opKey(op)] {
		service, _, _ := strings.Cut(m.symbol, ".")
		list = append(list, m.symbol)
		if m.Paging != nil {
			list = append(list, service+"."+m.Paging.All)
		}
		if m.Wait != nil {
			list = append(list, service+"."+m.Wait.Name)
			if m.Wait.Resume != "" {
				list = append(list, service+"."+m.Wait.Resume)
			}
		}
		if m.Params != nil {
			list = append(list, m.Params.Type)
		}
		if m.Headers != "" {
			list = append(list, m.Headers)
		}
		if name := m.Result.Type.Ident; len(m.Result.Cases) > 0 && name.Path == "" {
			list = append(list, name.Name)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// operation compares one operation of both documents.
func (c *comparer) operation(old, new *api.Operation) {
	at := c.operationPlace(old, new)
	c.nameMethods(old, new)
	if routeKey(c.old, old) != routeKey(c.new, new) {
		c.tellValues(at, "path-changed", "was "+opKey(old)+", is "+opKey(new), opKey(old), opKey(new), breaks("programs still call the old one"))
	}
	c.deprecate(at, old.Deprecated, new.Deprecated, new.Reason)
	c.describe(at, old.Summary+" "+old.Description, new.Summary+" "+new.Description)
	c.params(at, old, new)
	c.body(at, old, new)
	c.responses(at, old, new)
	c.verdicts(at, old, new)
	c.foldSecurity(at, old, new)
	c.foldServers(at, old, new)
}

// nameMethods remembers what the methods of an operation are called now.
func (c *comparer) nameMethods(old, new *api.Operation) {
	was, is := c.old.methods[opKey(old)], c.new.methods[opKey(new)]
	for i := range min(len(was), len(is)) {
		c.methods[was[i].symbol] = is[i].symbol
		before, _, _ := strings.Cut(was[i].symbol, ".")
		after, _, _ := strings.Cut(is[i].symbol, ".")
		if was[i].Paging != nil && is[i].Paging != nil {
			c.methods[before+"."+was[i].Paging.All] = after + "." + is[i].Paging.All
		}
		if was[i].Wait != nil && is[i].Wait != nil {
			c.methods[before+"."+was[i].Wait.Name] = after + "." + is[i].Wait.Name
		}
		if was[i].Params != nil && is[i].Params != nil {
			c.become(was[i].Params.Type, is[i].Params.Type)
		}
	}
}

// become remembers that one type stands where another did.
func (c *comparer) become(old, new string) {
	if old != "" && new != "" && !c.nested {
		c.becomes[old] = append(c.becomes[old], new)
	}
}

// rename remembers what a field or a constant is called now.
func (c *comparer) rename(old, new string) {
	if old != "" && new != "" && old != new && !c.nested {
		c.members[old] = new
	}
}

// folds collect changes that many operations have in common, by what changed.
type folds map[string]*fold

type fold struct {
	at      place
	code    string
	old     string
	new     string
	wire    Effect
	methods []string
}

func (c *comparer) foldIn(at place, code, old, new string, wire Effect) {
	key := code + "\x00" + old + "\x00" + new
	f := c.folded[key]
	if f == nil {
		f = &fold{at: at, code: code, old: old, new: new, wire: wire}
		c.folded[key] = f
	}
	f.methods = append(f.methods, at.subject)
}

// tellFolded tells what operations have in common once, and whom it reaches.
func (c *comparer) tellFolded() {
	what := map[string]string{"security-changed": "other credentials", "operation-server-changed": "another server"}
	for _, key := range slices.Sorted(maps.Keys(c.folded)) {
		f := c.folded[key]
		text := fmt.Sprintf("%s: was %s, is %s", what[f.code], f.old, f.new)
		if len(f.methods) > 1 {
			f.at.group, f.at.subject, f.at.symbol, f.at.reaches = clientGroup, c.new.Plan.Name+"."+c.new.Plan.Client.Name, "", f.methods
		}
		c.tellValues(f.at, f.code, text, f.old, f.new, f.wire)
	}
}

const clientGroup = "Client"
