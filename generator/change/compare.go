package change

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
)

// Compare finds what changed between two sides. Both must have been made with the same configuration. The error is that the files
// of a side are no Go.
//
// What both documents have is walked side by side, from the operations to the schemas. What callers see in Go is compared by itself
// in the end, and each difference there is put down to the change in the document that made it.
func Compare(old, new Side) (*Report, error) {
	was, err := newSide(old)
	if err != nil {
		return nil, err
	}
	is, err := newSide(new)
	if err != nil {
		return nil, err
	}
	c := newComparer(was, is)
	c.matchSchemas()
	c.client()
	c.operations()
	c.webhooks()
	c.schemas()
	return c.finish(), nil
}

// comparer holds both sides and what was found so far.
type comparer struct {
	old, new  *side
	renamed   map[api.ID]api.ID // schemas of the old document -> what they are called in the new one, if it is another name
	origin    map[api.ID]api.ID // the same the other way round
	seen      map[pair]bool
	replacing map[pair]Effect // how grave it is that one named schema stands where another stood
	changes   []Change
	symbols   []string            // of each change, the name in Go that it is about; "": none
	becomes   map[string][]string // types in Go -> what stands in their places in the new client
	methods   map[string]string   // methods in Go -> what they are called in the new client
	members   map[string]string   // fields and constants likewise
	folded    folds
	nested    bool // this one only finds out how grave it is that one schema stands in place of another
}

// pair is a schema of each document.
type pair struct{ old, new api.ID }

func newComparer(old, new *side) *comparer {
	return &comparer{old: old, new: new, renamed: map[api.ID]api.ID{}, origin: map[api.ID]api.ID{}, seen: map[pair]bool{},
		replacing: map[pair]Effect{}, becomes: map[string][]string{}, methods: map[string]string{}, members: map[string]string{}, folded: folds{}}
}

// place is where a change is told.
type place struct {
	group   string // see Change.Group
	subject string // see Change.Subject
	symbol  string // see Symbol.Name; "": what it is about has no name of its own
	old     diag.Pos
	new     diag.Pos
	reaches []string
}

// tell records a change.
func (c *comparer) tell(at place, code, what string, wire Effect) *Change {
	c.changes = append(c.changes, Change{
		Code: code, Group: at.group, Subject: at.subject, What: what, Wire: wire,
		Reaches: at.reaches, OldPos: at.old, NewPos: at.new,
	})
	c.symbols = append(c.symbols, at.symbol)
	return &c.changes[len(c.changes)-1]
}

// tellValues is tell with what it was and what it is.
func (c *comparer) tellValues(at place, code, what, old, new string, wire Effect) *Change {
	change := c.tell(at, code, what, wire)
	change.Old, change.New = old, new
	return change
}

// direction is which way a schema travels.
type direction struct{ request, response bool }

func (c *comparer) direction(p pair) direction {
	var d direction
	for _, r := range []*reach{c.old.reach[p.old], c.new.reach[p.new]} {
		if r != nil {
			d.request, d.response = d.request || r.request, d.response || r.response
		}
	}
	if !d.request && !d.response { // no operation has it, and yet the client: it may go either way
		return direction{true, true}
	}
	return d
}

// weigh picks the graver of two effects, of those that concern a direction.
func (d direction) weigh(request, response Effect) Effect {
	var e Effect
	if d.request {
		e = request
	}
	if d.response && (!d.request || !e.Kind.AtLeast(response.Kind)) {
		e = response
	}
	return e
}

// Effects.

func breaks(why string) Effect     { return Effect{Breaking, why} }
func compatible(why string) Effect { return Effect{Compatible, why} }
func documents(why string) Effect  { return Effect{Documentation, why} }

// reaches are the methods that send or receive a schema, of either client.
func (c *comparer) reaches(p pair) []string {
	var list []string
	if r := c.new.reach[p.new]; r != nil {
		list = append(list, r.methods...)
	}
	if r := c.old.reach[p.old]; r != nil {
		for _, m := range r.methods {
			if !slices.Contains(list, m) {
				list = append(list, m)
			}
		}
	}
	return list
}

// describe compares texts for people.
func (c *comparer) describe(at place, old, new string) {
	old, new = strings.Join(strings.Fields(old), " "), strings.Join(strings.Fields(new), " ")
	switch {
	case old == new:
	case old == "":
		c.tellValues(at, "description-added", "has a description now", old, new, documents("words only"))
	case new == "":
		c.tellValues(at, "description-removed", "has no description any more", old, new, documents("words only"))
	default:
		c.tellValues(at, "description-changed", "is described in other words", old, new, documents("words only"))
	}
}

// deprecate compares whether something shall not be used any more.
func (c *comparer) deprecate(at place, old, new bool, reason string) {
	switch {
	case new && !old:
		what := "deprecated"
		if reason != "" {
			what += ": " + reason
		}
		c.tell(at, "deprecated", what, compatible("it still works; linters report its use"))
	case old && !new:
		c.tell(at, "undeprecated", "not deprecated any more", compatible("it is meant to stay"))
	}
}
