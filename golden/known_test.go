package golden_test

import (
	"testing"

	enums "github.com/apigen-go/apigen/golden/enums_stay_open"
)

func TestAnEnumKnowsItsValues(t *testing.T) {
	t.Parallel()
	if !enums.StateQueued.IsKnown() || enums.State("archived").IsKnown() || enums.State("").IsKnown() {
		t.Error("a text: queued is known, archived is new")
	}
	if !enums.JobPriorityLow.IsKnown() || enums.JobPriority(-77).IsKnown() {
		t.Error("a number: low is known, -77 is new")
	}
}
