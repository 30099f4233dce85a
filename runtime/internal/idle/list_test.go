package idle_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/idle"
)

var errIdle = errors.New("idle")

func TestWhoeverIsSilentForTooLongIsCancelled(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name         string
		limit, whole time.Duration
		then         func(*idle.Entry) // what happens in the first seconds
		lasts        time.Duration     // 0: for ever
	}{
		{"after the limit", 30 * time.Second, 0, func(*idle.Entry) {}, 30 * time.Second},
		{"later if something moves", 30 * time.Second, 0, func(e *idle.Entry) { time.Sleep(20 * time.Second); e.Touch() }, 50 * time.Second},
		{"after the whole, whatever moves", 30 * time.Second, 5 * time.Second, func(e *idle.Entry) { time.Sleep(4 * time.Second); e.Touch() }, 5 * time.Second},
		{"earlier in a shorter phase", time.Hour, 0, func(e *idle.Entry) { time.Sleep(time.Second); e.Phase(2 * time.Second) }, 3 * time.Second},
		{"earlier if little time is left", time.Hour, 0, func(e *idle.Entry) { e.Within(50 * time.Millisecond) }, 50 * time.Millisecond},
		{"never without a limit", -1, 0, func(*idle.Entry) {}, 0},
		{"never when it is removed", time.Second, 0, func(e *idle.Entry) { e.Remove() }, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				list := idle.New(errIdle)
				var other, e idle.Entry
				list.Add(&other, func(error) {}, time.Minute, 0) // the timer is set to another one
				ctx, cancel := context.WithCancelCause(t.Context())
				defer cancel(nil)
				began := time.Now()
				list.Add(&e, cancel, test.limit, test.whole)
				test.then(&e)
				select {
				case <-ctx.Done():
				case <-time.After(3 * time.Hour):
				}
				took := time.Since(began)
				if test.lasts == 0 && ctx.Err() == nil {
					return
				}
				if !errors.Is(context.Cause(ctx), errIdle) || took < test.lasts || took > test.lasts+time.Second/100 {
					t.Errorf("ended after %v by %v, want %v", took, context.Cause(ctx), test.lasts)
				}
			})
		})
	}
}
