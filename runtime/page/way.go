package page

import (
	"encoding/json"
	"hash/fnv"
	"reflect"
)

// maxSame is how many times in a row a page may be the same as before, if its items cannot be told from one another: a list of
// zeros has pages of zeros.
const maxSame = 10

// way is what is known of a walk when a page has come. Each page has its own, so that asking twice for the same next page is
// no circle.
type way struct {
	trail   trail // of the positions
	pages   int   // that have come, with this one
	before  int   // items on the pages before this one
	items   int   // with those on this one; those taken by an earlier walk do not count
	largest int   // items on the largest page
	empty   int   // pages without an item in a row, up to and with this one
	first   uint64
	last    uint64 // fingerprints of the first page and of this one; 0: none
	same    int    // pages in a row that came again, up to and with this one
}

// extend returns the way with one more page, of whose items some are new to the walk.
func (w way) extend(items, fresh int) way {
	w.pages++
	w.before = w.items
	w.items += fresh
	w.largest = max(w.largest, items)
	if w.empty++; items > 0 {
		w.empty = 0
	}
	return w
}

// note takes the fingerprint of the first page, when there is to be a second: lists of one page cost nothing.
func (w *way) note(items any) {
	if w.pages == 1 {
		w.first = fingerprint(reflect.ValueOf(items))
		w.last = w.first
	}
}

// comesAgain reports whether the server sends the first page or the one before once more, as one that ignores the position
// does, or that takes a number behind the end for the last.
func comesAgain(w *way, items any) bool {
	list := reflect.ValueOf(items)
	mark := fingerprint(list)
	again := mark != 0 && (mark == w.first || mark == w.last)
	w.last = mark
	if w.same++; !again {
		w.same = 0
	}
	return again && (areDistinct(list) || w.same >= maxSame)
}

// fingerprint is a hash of three items and of their number; 0 without items, or if they have no JSON. All items would be as good
// as the three, and cost more.
func fingerprint(list reflect.Value) uint64 {
	n := list.Len()
	if n == 0 {
		return 0
	}
	h := fnv.New64a()
	for _, i := range [...]int{0, n / 2, n - 1} {
		data, err := json.Marshal(list.Index(i).Interface())
		if err != nil {
			return 0
		}
		h.Write(data)
		h.Write([]byte{'\n', byte(n), byte(n >> 8), byte(n >> 16)})
	}
	return h.Sum64()
}

// areDistinct reports whether the items differ, so that a page which is the same is the same page.
func areDistinct(list reflect.Value) bool {
	return !reflect.DeepEqual(list.Index(0).Interface(), list.Index(list.Len()-1).Interface())
}
