package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// plan is what is to be done.
type plan struct {
	kind       string
	deliveries int
	lease      time.Duration
}

// bench is a soak under way.
type bench struct {
	plan
	place    place
	replicas [2]*process
	killed   map[int]bool // processes

	acknowledged sync.Map // of events
	acks         atomic.Int64
	refused      atomic.Int64 // deliveries that had to be sent again
	trouble      atomic.Pointer[error]
}

const (
	senders   = 64
	repeated  = 1000 // events that are sent again after they were processed
	duringOff = 100  // events that are sent while the place is down
)

// soak does it all.
func soak(ctx context.Context, p plan) (*report, error) {
	dir, err := os.MkdirTemp("", "soak")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	b := &bench{plan: p, killed: make(map[int]bool)}
	if b.place, err = newPlace(p.kind, dir); err != nil {
		return nil, err
	}
	defer b.place.close()
	for i := range b.replicas {
		b.replicas[i] = newProcess(dir, fmt.Sprint("replica", i), replicaConfig{Kind: p.kind, Address: b.place.address, Lease: p.lease})
		if err := b.replicas[i].start(); err != nil {
			return nil, err
		}
		defer b.replicas[i].stop()
	}
	r := &report{}
	if err := b.phases(ctx, r); err != nil {
		return nil, err
	}
	return r, b.judge(r)
}

func (b *bench) phases(ctx context.Context, r *report) error {
	events := b.deliveries * 7 / 10
	r.deliveries, r.events = b.deliveries, events
	if err := b.load(ctx, events); err != nil {
		return err
	}
	r.refused = int(b.refused.Load())
	if err := b.wait(ctx, events); err != nil {
		return err
	}
	if err := b.repeat(ctx, events); err != nil {
		return err
	}
	if err := b.outage(ctx, events, r); err != nil {
		return err
	}
	if err := b.wait(ctx, events+duringOff); err != nil {
		return err
	}
	return errors.Join(b.replicas[0].stop(), b.replicas[1].stop())
}

// load sends all deliveries, and kills a replica in the middle.
func (b *bench) load(ctx context.Context, events int) error {
	order := make([]int, b.deliveries)
	for i := range order {
		if order[i] = i; i >= events {
			order[i] = rand.IntN(events)
		}
	}
	rand.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	next := make(chan int)
	var all sync.WaitGroup
	for range senders {
		all.Go(func() {
			for n := range next {
				b.send(ctx, n)
			}
		})
	}
	var crash sync.WaitGroup
	for i, n := range order {
		if i == b.deliveries/2 {
			crash.Go(b.crash)
		}
		if i%20 == 0 { // a duplicate that reaches the other process at the same time
			crash.Go(func() { b.send(ctx, n) })
		}
		next <- n
	}
	close(next)
	all.Wait()
	crash.Wait()
	return b.err(ctx)
}

func (b *bench) crash() {
	b.killed[b.replicas[0].kill()] = true
	time.Sleep(time.Second)
	if err := b.replicas[0].start(); err != nil {
		b.trouble.Store(&err)
	}
}

func (b *bench) err(ctx context.Context) error {
	if err := b.trouble.Load(); err != nil {
		return *err
	}
	return ctx.Err()
}

// send sends an event until it is acknowledged, to either process, as senders and their balancers do.
func (b *bench) send(ctx context.Context, n int) {
	for ctx.Err() == nil {
		ok, err := b.replicas[rand.IntN(2)].deliver(ctx, n)
		switch {
		case err != nil:
			b.trouble.Store(&err)
			return
		case ok:
			if _, again := b.acknowledged.LoadOrStore(n, true); !again {
				b.acks.Add(1)
			}
			return
		}
		b.refused.Add(1)
		time.Sleep(100*time.Millisecond + rand.N(400*time.Millisecond))
	}
}

// wait waits until all events were processed, for as long as leases of the dead may last, and a while.
func (b *bench) wait(ctx context.Context, events int) error {
	for start := time.Now(); ; time.Sleep(200 * time.Millisecond) {
		h, err := b.read()
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if h.processed() >= events {
			return nil
		}
		if time.Since(start) > 2*b.lease+time.Minute {
			return nil // the report says what is missing
		}
	}
}

// repeat sends again what has been processed. It must be acknowledged, and nothing else may happen.
func (b *bench) repeat(ctx context.Context, events int) error {
	before, err := b.read()
	if err != nil {
		return err
	}
	for range repeated {
		b.send(ctx, rand.IntN(events))
	}
	if err := b.err(ctx); err != nil {
		return err
	}
	time.Sleep(time.Second) // for what should not be
	after, err := b.read()
	if err != nil {
		return err
	}
	if again := b.again(before, after); again != nil {
		return fmt.Errorf("%d events, sent again, were processed again: %q", len(again), again)
	}
	return nil
}

// outage sends events while the place is down, and again when it is up.
func (b *bench) outage(ctx context.Context, events int, r *report) error {
	up, err := b.place.down()
	if err != nil {
		return err
	}
	var accepted atomic.Int64
	var all sync.WaitGroup
	for i := range duringOff {
		all.Go(func() {
			if ok, err := b.replicas[i%2].deliver(ctx, events+i); err != nil || ok {
				accepted.Add(1)
			}
		})
	}
	all.Wait()
	r.acceptedDown = int(accepted.Load())
	if err := up(); err != nil {
		return err
	}
	for i := range duringOff {
		all.Go(func() { b.send(ctx, events+i) })
	}
	all.Wait()
	r.events += duringOff
	r.acknowledged = int(b.acks.Load())
	return b.err(ctx)
}
