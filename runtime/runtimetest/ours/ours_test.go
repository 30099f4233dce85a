package ours_test

import (
	"strings"
	"testing"

	"github.com/apigen-go/apigen/runtime/runtimetest"
	"github.com/apigen-go/apigen/runtime/runtimetest/ours"
)

func TestTheRuntimePassesEveryCase(t *testing.T) { runtimetest.Run(t, ours.Runtime{}) }

// crippled is the runtime without what the setup asks for.
type crippled struct{ ours.Runtime }

func (crippled) Name() string { return "crippled" }

func (c crippled) New(set runtimetest.Setup) (runtimetest.Caller, error) {
	set.Breaker, set.Token, set.Sign, set.Hook, set.Deprecation, set.Decorrelated, set.AttemptTimeout = false, nil, nil, nil, nil, false, 0
	return c.Runtime.New(set)
}

func TestTheKitNoticesWhatIsMissing(t *testing.T) {
	failed := runtimetest.Measure(t, crippled{}).Failed("crippled")
	for _, id := range strings.Fields("B9 C3 C4 C5 C8 F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 K1 K7") {
		if failed[id] == nil {
			t.Errorf("%s passes", id)
		}
	}
}
