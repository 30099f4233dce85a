package change

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// finish judges and sorts what was found.
func (c *comparer) finish() *Report {
	r := &Report{Package: c.new.Plan.Name, Old: document(c.old.API), New: document(c.new.API)}
	r.GoAPI = c.goAPI()
	for _, change := range c.changes {
		change.Compile.Kind, change.Wire.Kind = cmp.Or(change.Compile.Kind, Unchanged), cmp.Or(change.Wire.Kind, Unchanged)
		change.Kind = graver(change.Compile.Kind, change.Wire.Kind)
		slices.Sort(change.Symbols)
		if change.Kind != Unchanged {
			r.Changes = append(r.Changes, change)
		}
	}
	slices.SortStableFunc(r.Changes, c.compareChanges)
	r.Changes = slices.CompactFunc(r.Changes, sameChange)
	setIDs(r.Changes)
	return r
}

func document(a *api.API) Document {
	return Document{Title: a.Title, Version: a.Version, File: fileOf(a)}
}

// compareChanges puts breaking changes first, those of the client and its methods before those of types.
func (c *comparer) compareChanges(a, b Change) int {
	return cmp.Or(cmp.Compare(b.Kind.rank(), a.Kind.rank()), cmp.Compare(c.groupRank(a.Group), c.groupRank(b.Group)),
		strings.Compare(a.Group, b.Group), strings.Compare(a.Subject, b.Subject),
		cmp.Compare(b.Compile.Kind.rank(), a.Compile.Kind.rank()), strings.Compare(a.Code, b.Code), strings.Compare(a.What, b.What))
}

func (c *comparer) groupRank(group string) int {
	isService := func(s *side) bool { return slices.Contains(slices.Collect(maps.Values(s.fields)), group) }
	switch {
	case group == clientGroup:
		return 0
	case isService(c.new), isService(c.old):
		return 1
	}
	return 2
}

// sameChange tells what several places say alike: fields of one name in variants of an inline object.
func sameChange(a, b Change) bool {
	return a.Subject == b.Subject && a.Code == b.Code && a.What == b.What && a.Old == b.Old && a.New == b.New && len(b.Symbols) == 0
}

// setIDs gives each change a name that is the same in every report that has it.
func setIDs(changes []Change) {
	taken := map[string]int{}
	for i := range changes {
		id := slug(changes[i].Subject) + "--" + changes[i].Code
		if taken[id]++; taken[id] > 1 {
			id = fmt.Sprintf("%s-%d", id, taken[id])
		}
		changes[i].ID = id
	}
}

// slug is a text as part of an address.
func slug(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(words, "-")
}
