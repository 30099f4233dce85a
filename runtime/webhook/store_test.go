package webhook_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

func TestTheStoreInMemoryKeepsWhatStoresPromise(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		if err := webhooktest.CheckStore(func() (dedup.Store, error) { return dedup.Memory(0, 0), nil }); err != nil {
			t.Error(err)
		}
	})
}

// generous is a store that gives every claim.
type generous struct{ dedup.Store }

func (generous) Claim(_ context.Context, key string, _ time.Duration) (dedup.Claim, error) {
	return dedup.Claim{Key: key, Outcome: dedup.Claimed, Token: "t"}, nil
}

func TestTheCheckOfStoresNoticesOneThatGivesAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		if err := webhooktest.CheckStore(func() (dedup.Store, error) { return generous{dedup.Memory(0, 0)}, nil }); err == nil {
			t.Error("a store that gives every claim passes")
		}
	})
}
