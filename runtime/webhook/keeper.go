package webhook

import (
	"context"
	"errors"
	"sync"
	"time"
)

// keeper extends a lease until it is stopped: a function that takes longer than the lease is not called again beside itself.
type keeper struct {
	ctx  context.Context // ends if the lease is lost all the same
	lose context.CancelCauseFunc

	mu      sync.Mutex
	timer   *time.Timer
	stopped bool
}

func (e *Endpoint) keep(l Lease) *keeper {
	k := &keeper{}
	k.ctx, k.lose = context.WithCancelCause(e.ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.timer = time.AfterFunc(handleLease/3, func() {
		k.again(e.once(func(ctx context.Context) error { return e.queue.Extend(ctx, l, handleLease) }))
	})
	return k
}

// again waits for the next time to extend the lease, unless that was the last. An error other than that it is lost may pass.
func (k *keeper) again(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.stopped:
	case errors.Is(err, ErrLeaseLost):
		k.lose(ErrLeaseLost)
	default:
		k.timer.Reset(handleLease / 3)
	}
}

func (k *keeper) stop() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.stopped = true
	k.timer.Stop()
	k.lose(nil)
}
