package change

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// matchSchemas finds named schemas that the new document has by another name: same structure, and only one of each side has it.
// Where several have it, those whose names are most alike belong together.
func (c *comparer) matchSchemas() {
	gone, more := c.onlyIn(c.old, c.new), c.onlyIn(c.new, c.old)
	for _, sign := range slices.Sorted(maps.Keys(gone)) {
		for _, p := range likeliest(gone[sign], more[sign], c) {
			c.renamed[p.old], c.origin[p.new] = p.new, p.old
		}
	}
}

// onlyIn are the named schemas that only one side has, by structure. Structures that say little are left out.
func (c *comparer) onlyIn(here, there *side) map[string][]api.ID {
	list := map[string][]api.ID{}
	for _, id := range slices.Sorted(maps.Keys(here.API.Schemas)) {
		if here.isNamed(id) && there.API.Schemas[id] == nil && here.isKnown(id) && here.tells(id) {
			sign := here.sign(id, 3)
			list[sign] = append(list[sign], id)
		}
	}
	return list
}

// tells tells schemas that can be recognised by their structure.
func (s *side) tells(id api.ID) bool {
	schema := s.schema(id)
	return len(schema.Properties) > 1 || len(schema.Enum) > 1 || len(schema.Variants) > 1
}

// likeliest pairs names of one structure, the most alike first.
func likeliest(gone, more []api.ID, c *comparer) []pair {
	var pairs []pair
	for len(gone) > 0 && len(more) > 0 {
		best, bestScore, unique := pair{}, -1.0, false
		for _, o := range gone {
			for _, n := range more {
				score := alikeness(c.old.schema(o).Name, c.new.schema(n).Name)
				switch {
				case score > bestScore:
					best, bestScore, unique = pair{o, n}, score, true
				case score == bestScore:
					unique = false
				}
			}
		}
		if !unique {
			return pairs
		}
		pairs = append(pairs, best)
		gone = slices.DeleteFunc(slices.Clone(gone), func(id api.ID) bool { return id == best.old })
		more = slices.DeleteFunc(slices.Clone(more), func(id api.ID) bool { return id == best.new })
	}
	return pairs
}

// sign is the structure of a schema to some depth, without its name, its words and its limits.
func (s *side) sign(id api.ID, depth int) string {
	schema := s.schema(id)
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", schema.Kind, schema.Format)
	for _, v := range schema.Enum {
		fmt.Fprintf(&b, " %s", v.Value)
	}
	names := make([]string, 0, len(schema.Properties))
	for _, p := range schema.Properties {
		text := fmt.Sprintf("%s %t", p.Name, p.Required)
		if depth > 0 {
			text += " " + s.sign(p.Schema.ID, depth-1)
		}
		names = append(names, text)
	}
	slices.Sort(names)
	fmt.Fprintf(&b, "{%s}", strings.Join(names, ","))
	if depth > 0 {
		for _, use := range parts(schema) {
			fmt.Fprintf(&b, "(%s)", s.sign(use.ID, depth-1))
		}
	}
	return b.String()
}

// alike tells whether two schemas have the same structure, and named ones the same name or a new one.
func (c *comparer) alike(old, new api.ID) bool {
	if c.old.isNamed(old) && c.new.isNamed(new) {
		return c.renamed[old] == new || old == new
	}
	return c.old.isNamed(old) == c.new.isNamed(new) && c.old.sign(old, 2) == c.new.sign(new, 2)
}

// similar tells whether two schemas have most of their members or values in common.
func (c *comparer) similar(p pair) bool {
	o, n := c.old.schema(p.old), c.new.schema(p.new)
	if o.Kind != n.Kind {
		return false
	}
	if c.old.sign(p.old, 2) == c.new.sign(p.new, 2) {
		return true
	}
	before, after := members(o), members(n)
	common := 0
	for _, m := range before {
		if slices.Contains(after, m) {
			common++
		}
	}
	return common > 1 && 5*common >= 3*max(len(before), len(after))
}

func members(s *api.Schema) []string {
	var list []string
	for _, p := range s.Properties {
		list = append(list, p.Name)
	}
	for _, v := range s.Enum {
		list = append(list, string(v.Value))
	}
	for _, v := range s.Variants {
		list = append(list, string(v.Schema.ID))
	}
	return list
}

// likelyRenamed tells whether one member is another by a new name, if both have the same type: they are described in the same words,
// or share a word.
func likelyRenamed(old, new, oldWords, newWords string) bool {
	if oldWords != "" || newWords != "" {
		return oldWords == newWords || alikeness(old, new) > 0.7
	}
	return alikeness(old, new) > 0.5
}

// alikeness of two names is the share of pairs of letters that they have in common: from 0 to 1.
func alikeness(a, b string) float64 {
	x, y := bigrams(a), bigrams(b)
	if len(x)+len(y) == 0 {
		return 0
	}
	common := 0
	for pair, n := range x {
		common += min(n, y[pair])
	}
	return 2 * float64(common) / float64(sum(x)+sum(y))
}

func bigrams(name string) map[string]int {
	name = strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "").Replace(name))
	counts := map[string]int{}
	for i := range len(name) - 1 {
		counts[name[i:i+2]]++
	}
	return counts
}

func sum(counts map[string]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}
