package page

import (
	"fmt"
	"testing"
)

func TestCirclesOfAnyLengthAreFoundInBoundedMemory(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ lead, circle int }{{0, 1}, {0, 2}, {1, 2}, {5, 1000}, {1100, 1}, {100, 1300}} {
		var trail trail
		again, pages := false, 0
		for ; !again && pages < 5*(test.lead+test.circle)+10; pages++ {
			n := pages
			if n >= test.lead {
				n = test.lead + (n-test.lead)%test.circle
			}
			trail, again = trail.extend(fmt.Sprint(n))
		}
		if !again {
			t.Errorf("a circle of %d pages after %d: not found within %d pages", test.circle, test.lead, pages)
		}
		if test.circle < maxRecent && pages != test.lead+test.circle+1 {
			t.Errorf("a circle of %d pages after %d: found at page %d", test.circle, test.lead, pages)
		}
		if len(trail.recent) > maxRecent {
			t.Errorf("%d cursors are remembered", len(trail.recent))
		}
	}
}

func TestALongListIsNoCircle(t *testing.T) {
	t.Parallel()
	var trail trail
	for n := range 2_500 {
		var again bool
		if trail, again = trail.extend(fmt.Sprint(n)); again {
			t.Fatalf("page %d was never seen before", n)
		}
	}
}
