package page

import (
	"hash/fnv"
	"slices"
)

// maxRecent bounds the memory for cursors seen: a circle of up to so many pages is found at once, a longer one by the mark.
const maxRecent = 1024

// trail remembers the cursors on the way to a page, as hashes. A page has its own trail, so that asking twice for the same
// next page is no circle.
type trail struct {
	recent []uint64
	mark   uint64 // a cursor left behind, at distances that double (Brent's way to find a circle)
	steps  int    // since the mark
	limit  int    // steps after which the mark moves
}

// extend returns the trail with one more cursor; again reports whether it was there before.
func (t trail) extend(cursor string) (longer trail, again bool) {
	h := hash(cursor)
	if slices.Contains(t.recent, h) || t.limit > 0 && t.mark == h {
		return t, true
	}
	kept := t.recent[max(0, len(t.recent)+1-maxRecent):]
	t.recent = append(slices.Clip(kept), h)
	if t.steps++; t.steps >= t.limit {
		t.mark, t.steps, t.limit = h, 0, max(1, 2*t.limit)
	}
	return t, false
}

func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s)) // never an error
	return h.Sum64()
}
