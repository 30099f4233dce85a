package plan

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// maxUses is how many places are remembered of a component.
const maxUses = 4

// uses are places where components are used, by their keys: "GET /orders 200", "#/components/schemas/Order .customer"; and places
// where a schema has what stands in another, which it is made of.
type uses map[string][]string

// findUses looks through operations first: what they return is the surest sign of what a component is.
func findUses(a *api.API, ids []api.ID, k keys) uses {
	u := uses{}
	note := func(use *api.Use, place string) {
		if use == nil {
			return
		}
		if key := k.of(use.ID); isComponent(key) || isInherited(key, place) {
			u[key] = append(u[key], place)
		}
	}
	for i := range a.Operations {
		operationUses(&a.Operations[i], note)
	}
	for _, id := range ids {
		schemaUses(a.Schemas[id], k.of(id), note)
	}
	for key, places := range u {
		slices.SortFunc(places, func(p, q string) int {
			return cmp.Or(cmp.Compare(strings.Count(p, "#/"), strings.Count(q, "#/")), cmp.Compare(p, q))
		})
		u[key] = slices.Compact(places)
	}
	return u
}

// isInherited tells whether a member of a schema stands in another one.
func isInherited(key, place string) bool {
	owner, member := cutMember(place)
	return strings.HasPrefix(member, ".") && !strings.HasPrefix(key, owner+"/")
}

// first are the places of components that are remembered.
func (u uses) first() uses {
	kept := uses{}
	for key, places := range u {
		if isComponent(key) {
			kept[key] = places[:min(len(places), maxUses)]
		}
	}
	return kept
}

func operationUses(op *api.Operation, note func(*api.Use, string)) {
	key := op.Method + " " + op.Path
	for _, p := range op.Params {
		note(&p.Schema, key+" "+paramKey(p))
	}
	if op.Body != nil {
		for _, m := range op.Body.Content {
			note(m.Schema, key+" body")
		}
	}
	for _, r := range op.Responses {
		for _, m := range r.Content {
			note(m.Schema, key+" "+r.Status)
		}
	}
}

func schemaUses(s *api.Schema, key string, note func(*api.Use, string)) {
	if s == nil {
		return
	}
	for _, p := range s.Properties {
		note(&p.Schema, key+" ."+p.Name)
	}
	note(s.Items, key+" []")
	if s.Additional != nil {
		note(s.Additional.Schema, key+" {}")
	}
	for i, use := range s.Prefix {
		note(&use, key+" ["+strconv.Itoa(i)+"]")
	}
	for _, v := range s.Variants {
		note(&v.Schema, key+" |")
	}
}

// sharedUse tells whether two components are used in one place, whose own renames are known.
func (k keys) sharedUse(now, was []string) bool {
	return slices.ContainsFunc(now, func(place string) bool { return slices.Contains(was, k.wasUsed(place)) })
}

// wasUsed is a place by the names of before.
func (k keys) wasUsed(place string) string {
	if at := strings.LastIndexByte(place, ' '); at > 0 && k.renamed[place[:at]] != "" {
		return k.renamed[place[:at]] + place[at:]
	}
	return k.before(place)
}
