package naming

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
)

// Claim is one thing that wants a name in a scope.
type Claim struct {
	Key   string   // what it is, unique in the scope: a JSON pointer
	Names []string // what it may be called, from the name it wants to the best qualified one; at least one
	Rank  int      // who gives way: of several claims to a name, a single one of the lowest rank keeps it
	Fixed bool     // the user's choice: what it was called before does not count
}

// Clash is a name that several claims were left with, although all of them were qualified as far as they can be.
type Clash struct {
	Name string
	Keys []string // sorted
}

// Scope settles which claim gets which name. Names depend on the claims as a set, never on their order, and a claim
// whose names no other claim wants is called by its first one whoever else is there.
//
// The zero value is ready to use. It is not safe for concurrent use.
type Scope struct {
	taken  map[string]bool
	claims []Claim
	kept   map[string]string // names that claims had before, by key
}

// Reserve takes names out of the scope.
func (s *Scope) Reserve(names ...string) {
	if s.taken == nil {
		s.taken = map[string]bool{}
	}
	for _, name := range names {
		s.taken[name] = true
	}
}

// Claim asks for a name.
func (s *Scope) Claim(claims ...Claim) { s.claims = append(s.claims, claims...) }

// Claims are those that were made.
func (s *Scope) Claims() []Claim { return s.claims }

// Keep gives claims that are not Fixed the names that they had before, "" for none. Nobody else gets these.
func (s *Scope) Keep(before func(key string) string) {
	holders := map[string]string{} // of two that had one name, the one with the lower key keeps it
	for _, c := range s.claims {
		if name := before(c.Key); name != "" && !c.Fixed && !s.taken[name] {
			if holder, held := holders[name]; !held || c.Key < holder {
				holders[name] = c.Key
			}
		}
	}
	s.kept = make(map[string]string, len(holders))
	for name, key := range holders {
		s.kept[key] = name
	}
}

// Settle gives every key its name. All parties to a clash move on to their next name; those that have none left get a
// suffix made from their own key, and are reported.
func (s *Scope) Settle() (map[string]string, []Clash) {
	if len(s.kept) == 0 {
		return s.settle()
	}
	rest := Scope{taken: make(map[string]bool, len(s.taken)+len(s.kept))}
	maps.Copy(rest.taken, s.taken)
	for _, name := range s.kept {
		rest.taken[name] = true
	}
	for _, c := range s.claims {
		if s.kept[c.Key] == "" {
			rest.claims = append(rest.claims, c)
		}
	}
	names, clashes := rest.settle()
	maps.Copy(names, s.kept)
	return names, clashes
}

func (s *Scope) settle() (map[string]string, []Clash) {
	if names, ok := s.peace(); ok {
		return names, nil
	}
	level := make([]int, len(s.claims))
	for moved := true; moved; {
		moved = false
		for name, rivals := range s.rivals(level) {
			moved = s.advance(name, rivals, level) || moved
		}
	}
	names := make(map[string]string, len(s.claims))
	var clashes []Clash
	used := maps.Clone(s.taken)
	if used == nil {
		used = map[string]bool{}
	}
	groups := s.rivals(level)
	for name := range groups {
		used[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		if clash, ok := s.assign(name, groups[name], names, used); ok {
			clashes = append(clashes, clash)
		}
	}
	return names, clashes
}

// peace gives everyone their first name, if nobody else wants it. Most scopes are like that.
func (s *Scope) peace() (map[string]string, bool) {
	names := make(map[string]string, len(s.claims))
	seen := make(map[string]bool, len(s.claims))
	for _, c := range s.claims {
		name := c.Names[0]
		if seen[name] || s.taken[name] {
			return nil, false
		}
		seen[name], names[c.Key] = true, name
	}
	return names, true
}

// rivals groups the claims by the name that they ask for now.
func (s *Scope) rivals(level []int) map[string][]int {
	groups := make(map[string][]int, len(s.claims))
	for i, c := range s.claims {
		name := c.Names[level[i]]
		groups[name] = append(groups[name], i)
	}
	return groups
}

// advance moves the parties of a clash on, and tells whether any moved.
func (s *Scope) advance(name string, rivals, level []int) bool {
	keeper := s.keeper(name, rivals)
	moved := false
	for _, i := range rivals {
		if i != keeper && (len(rivals) > 1 || s.taken[name]) && level[i]+1 < len(s.claims[i].Names) {
			level[i]++
			moved = true
		}
	}
	return moved
}

// keeper is the one claim of the lowest rank, or -1.
func (s *Scope) keeper(name string, rivals []int) int {
	if s.taken[name] {
		return -1
	}
	lowest, count := -1, 0
	for _, i := range rivals {
		switch {
		case lowest < 0 || s.claims[i].Rank < s.claims[lowest].Rank:
			lowest, count = i, 1
		case s.claims[i].Rank == s.claims[lowest].Rank:
			count++
		}
	}
	if count > 1 {
		return -1
	}
	return lowest
}

// assign names the claims of one group: one plainly, several by their own keys.
func (s *Scope) assign(name string, rivals []int, names map[string]string, used map[string]bool) (Clash, bool) {
	keeper := s.keeper(name, rivals)
	slices.SortFunc(rivals, func(a, b int) int { return cmp.Compare(s.claims[a].Key, s.claims[b].Key) })
	clash := Clash{Name: name}
	for _, i := range rivals {
		key := s.claims[i].Key
		clash.Keys = append(clash.Keys, key)
		if i == keeper {
			names[key] = name
			continue
		}
		names[key] = suffixed(name, key, used)
		used[names[key]] = true
	}
	return clash, len(rivals) > 1 || keeper < 0
}

// suffixed tells a name apart by its key alone.
func suffixed(name, key string, used map[string]bool) string {
	sum := sha256.Sum256([]byte(key))
	digits := hex.EncodeToString(sum[:])
	for n := 4; ; n++ {
		if candidate := name + "X" + digits[:n]; !used[candidate] {
			return candidate
		}
	}
}
