package webhook

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/backoff"
)

const (
	handleLease  = 30 * time.Second // of a message; extended for as long as the function runs
	idleWait     = time.Second      // before a queue that failed is asked again
	recordWithin = 10 * time.Minute // what became of a message: to forget it is to call the function again
	deaths       = 5                // of workers, after which the message is taken to be their cause
)

// work is a worker: it handles one message after the other until the queue says that there are no more. A function that calls
// runtime.Goexit ends the goroutine, and another takes its place.
func (e *Endpoint) work() {
	ended := false
	defer func() {
		if !ended {
			e.working.Go(e.work)
		}
	}()
	for e.next() {
	}
	ended = true
}

// next handles one message, and tells whether there may be more.
func (e *Endpoint) next() bool {
	l, err := e.queue.Take(e.ctx, handleLease)
	switch {
	case err == nil:
		e.handle(l)
	case errors.Is(err, ErrStopped) || e.ctx.Err() != nil:
		return false
	default:
		e.logger.Error("webhook queue failed", "source", e.parts.source, "error", err)
		backoff.Sleep(e.ctx, idleWait, nil) // ends with the context, as the worker does
	}
	return true
}

// handle calls the function and tells the queue, however the function ends.
func (e *Endpoint) handle(l Lease) {
	failure := errors.New("webhook: the function ended its goroutine")
	k := e.keep(l)
	defer k.stop()
	defer func() {
		if err := e.settle(l, failure); err != nil {
			e.logger.Error("webhook queue not told of an event: it may be handled again", "source", e.parts.source, "id", l.Message.ID, "error", err)
		}
	}()
	if l.Attempt > e.retries+1+deaths {
		failure = permanent{fmt.Errorf("webhook: the event was taken %d times and nobody lived to tell what became of it", l.Attempt-1)}
		return
	}
	failure = e.call(l, k)
}

// settle tells the queue what became of the message.
func (e *Endpoint) settle(l Lease, failure error) error {
	var hopeless permanent
	switch {
	case failure == nil:
		return e.persist(recordWithin, func(ctx context.Context) error { return e.queue.Done(ctx, l) })
	case errors.Is(failure, ErrLeaseLost): // it is somebody else's
		return nil
	case errors.As(failure, &hopeless):
		return e.fail(l, failure)
	case e.abandoned.Load():
		return e.leave(l, failure)
	case l.Attempt > e.retries:
		return e.fail(l, failure)
	}
	e.logger.Warn("webhook event failed and is tried again", "source", e.parts.source, "id", l.Message.ID, "attempt", l.Attempt, "error", failure)
	wait := backoff.Delay(backoff.Equal, e.base, e.cap, 0, l.Attempt-1, e.random)
	return e.persist(recordWithin, func(ctx context.Context) error { return e.queue.Retry(ctx, l, wait) })
}

// leave gives up a message whose function was interrupted by Close, if there is nobody else to take it.
func (e *Endpoint) leave(l Lease, failure error) error {
	if _, lost := e.queue.(volatile); lost {
		return e.fail(l, errors.Join(ErrStopped, failure))
	}
	return e.persist(recordWithin, func(ctx context.Context) error { return e.queue.Retry(ctx, l, 0) })
}

// volatile is a queue whose messages end with the process.
type volatile interface{ Rest() []Message }

func (e *Endpoint) random() float64 { return rand.Float64() }

// call calls the function. Its context ends if the lease is lost.
func (e *Endpoint) call(l Lease, k *keeper) (err error) {
	ctx, cancel := context.WithTimeout(k.ctx, e.timeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("webhook: the function panicked: %v", p)
			e.logger.Error("webhook function panicked", "source", e.parts.source, "id", l.Message.ID, "panic", p, "stack", string(debug.Stack()))
		}
		if err != nil && errors.Is(context.Cause(k.ctx), ErrLeaseLost) {
			err = fmt.Errorf("%w: %w", ErrLeaseLost, err)
		}
	}()
	return e.consumer.consume(ctx, l)
}

// fail hands a message over to whoever cares, and only then removes it.
func (e *Endpoint) fail(l Lease, cause error) error {
	e.report(l.Message, cause)
	return e.persist(recordWithin, func(ctx context.Context) error { return e.queue.Fail(ctx, l) })
}

func (e *Endpoint) report(m Message, cause error) {
	if e.onFailed == nil {
		e.logger.Error("webhook event given up", "source", e.parts.source, "id", m.ID, "type", m.Type, "error", cause)
		return
	}
	defer func() {
		if p := recover(); p != nil {
			e.logger.Error("webhook OnFailed panicked", "source", e.parts.source, "id", m.ID, "panic", p)
		}
	}()
	e.onFailed(context.WithoutCancel(e.ctx), m, cause)
}

// Close ends the endpoint: deliveries are answered by 503 from now on, and what is in the queue is handled, retries too. A
// queue that outlives the process keeps what nobody has begun. When the context ends first, the contexts of running functions
// end too, what a queue in memory still holds goes to OnFailed, and the error says how much that was. Close may be called
// again, to wait again.
func (e *Endpoint) Close(ctx context.Context) error {
	e.queue.Stop()
	done := make(chan struct{})
	go func() {
		e.working.Wait()
		close(done)
	}()
	select {
	case <-done:
		e.cancel(ErrStopped)
		return nil
	case <-ctx.Done():
	}
	e.abandoned.Store(true)
	e.cancel(ErrStopped)
	return fmt.Errorf("webhook: closing before all was handled, %d events were not begun: %w", e.abandon(), context.Cause(ctx))
}

// abandon gives up what a queue in memory holds.
func (e *Endpoint) abandon() int {
	q, ok := e.queue.(volatile)
	if !ok {
		return 0
	}
	rest := q.Rest()
	for _, m := range rest {
		e.report(m, ErrStopped)
	}
	return len(rest)
}
