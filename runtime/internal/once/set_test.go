package once_test

import (
	"testing"

	"github.com/apigen-go/apigen/runtime/internal/once"
)

func TestTheOldestKeyIsForgotten(t *testing.T) {
	t.Parallel()
	s := once.NewSet[int](2)
	for i, step := range []struct {
		key   int
		first bool
	}{{1, true}, {1, false}, {2, true}, {3, true}, {3, false}, {2, false}, {1, true}} {
		if got := s.First(step.key); got != step.first {
			t.Errorf("step %d, key %d: got %v", i, step.key, got)
		}
	}
}
