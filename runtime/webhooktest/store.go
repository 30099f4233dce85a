package webhooktest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
)

// CheckStore holds a store to what [dedup.Store] promises, and returns what it does not keep. The function opens a store that is
// empty; for each check another. It takes a few seconds, as leases have to end.
func CheckStore(open func() (dedup.Store, error)) error {
	return CheckSharedStore(func() (a, b dedup.Store, err error) {
		a, err = open()
		return a, a, err
	})
}

// CheckSharedStore does it for a store that processes share. The function opens an empty one twice, as two processes would.
func CheckSharedStore(open func() (a, b dedup.Store, err error)) error {
	checks := []struct {
		name string
		run  func(*storeBench)
	}{
		{"a key is claimed, busy and done", claimed},
		{"a key that was released is free", released},
		{"a claim whose lease has ended leaves the key free", ended},
		{"a claim that has ended is confirmed all the same, and releases nothing", lateHolder},
		{"of claims at the same time one is given", oneOfMany},
		{"keys are compared byte for byte, whatever is in them", strangeKeys},
		{"what cannot be claimed is an error", notClaimed},
	}
	errs := make([]error, len(checks))
	var all sync.WaitGroup
	for i, c := range checks {
		s, other, err := open()
		if err != nil {
			errs[i] = fmt.Errorf("opening the store: %w", err)
			break
		}
		all.Go(func() {
			b := &storeBench{s: s, other: other}
			c.run(b)
			for _, err := range b.errs {
				errs[i] = errors.Join(errs[i], fmt.Errorf("%s: %w", c.name, err))
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// storeBench is one check.
type storeBench struct {
	bench
	s, other dedup.Store
}

// claim wants an outcome.
func (b *storeBench) claim(s dedup.Store, key string, lease time.Duration, want dedup.Outcome) dedup.Claim {
	c, err := s.Claim(context.Background(), key, lease)
	switch {
	case err != nil:
		b.wrong("Claim of %q: %w", key, err)
	case c.Outcome != want || c.Key != key || (c.Token != "") != (c.Outcome == dedup.Claimed):
		b.wrong("Claim of %q: %v with key %q and token %q, want %v", key, c.Outcome, c.Key, c.Token, want)
	}
	return c
}

// eventually wants the key to be free within some time.
func (b *storeBench) eventually(s dedup.Store, key string) dedup.Claim {
	for start := time.Now(); ; time.Sleep(short / 10) {
		c, err := s.Claim(context.Background(), key, long)
		if err != nil || c.Outcome == dedup.Claimed || time.Since(start) > patience {
			if err != nil || c.Outcome != dedup.Claimed {
				b.wrong("Claim after the lease: %v, %v, want claimed", c.Outcome, err)
			}
			return c
		}
	}
}

func claimed(b *storeBench) {
	c := b.claim(b.s, "1", long, dedup.Claimed)
	b.claim(b.other, "1", long, dedup.Busy)
	b.claim(b.other, "2", long, dedup.Claimed)
	b.must("Confirm", b.s.Confirm(context.Background(), c))
	b.claim(b.other, "1", long, dedup.Done)
	b.must("Release of what is done", b.s.Release(context.Background(), c))
	b.must("Confirm of what is done", b.s.Confirm(context.Background(), c))
	b.claim(b.s, "1", long, dedup.Done)
}

func released(b *storeBench) {
	c := b.claim(b.s, "1", long, dedup.Claimed)
	b.must("Release", b.s.Release(context.Background(), c))
	b.claim(b.other, "1", long, dedup.Claimed)
	b.must("Release of what somebody else has claimed", b.s.Release(context.Background(), c))
	b.claim(b.s, "1", long, dedup.Busy)
}

func ended(b *storeBench) {
	ends := time.Now().Add(short)
	b.claim(b.s, "1", short, dedup.Claimed)
	c, err := b.other.Claim(context.Background(), "1", long)
	if time.Now().Before(ends) && (err != nil || c.Outcome != dedup.Busy) {
		b.wrong("Claim before the end of the lease: %v, %v, want busy", c.Outcome, err)
	}
	if c.Outcome != dedup.Claimed {
		c = b.eventually(b.other, "1")
	}
	b.claim(b.s, "1", long, dedup.Busy)
	b.must("Confirm", b.other.Confirm(context.Background(), c))
}

func lateHolder(b *storeBench) {
	late := b.claim(b.s, "1", short, dedup.Claimed)
	b.eventually(b.other, "1")
	b.must("Release", b.s.Release(context.Background(), late))
	b.claim(b.s, "1", long, dedup.Busy)
	b.must("Confirm", b.s.Confirm(context.Background(), late))
	b.claim(b.other, "1", long, dedup.Done)
	gone := b.claim(b.s, "2", short, dedup.Claimed)
	time.Sleep(short + short/10)
	b.must("Confirm of what nobody else has claimed", b.s.Confirm(context.Background(), gone))
	b.claim(b.other, "2", long, dedup.Done)
}

func oneOfMany(b *storeBench) {
	const claimants, keys = 8, 20
	var mu sync.Mutex
	wins := make(map[string]int)
	var wg sync.WaitGroup
	for i := range claimants {
		s := b.s
		if i%2 == 1 {
			s = b.other
		}
		wg.Go(func() {
			for n := range keys {
				key := fmt.Sprint((n*7 + i) % keys) // not all in one order
				c, err := s.Claim(context.Background(), key, long)
				b.must("Claim", err)
				mu.Lock()
				if c.Outcome == dedup.Claimed {
					wins[key]++
				}
				mu.Unlock()
				if c.Outcome == dedup.Claimed && n%2 == 0 {
					b.must("Confirm", s.Confirm(context.Background(), c))
				}
			}
		})
	}
	wg.Wait()
	for n := range keys {
		if wins[fmt.Sprint(n)] != 1 {
			b.wrong("key %d was claimed %d times", n, wins[fmt.Sprint(n)])
		}
	}
}

func strangeKeys(b *storeBench) {
	long100k := strings.Repeat("k", 100_000)
	for _, key := range []string{"a", "A", "a ", " a", "ä", "a\u0308", "\x00", "a\x00", "\xff", "\xfe", "a'b", `a"b\`, "%", "_", "{a}", long100k, long100k + "k"} {
		b.must("Confirm", b.s.Confirm(context.Background(), b.claim(b.s, key, long, dedup.Claimed)))
		b.claim(b.other, key, long, dedup.Done)
	}
}

func notClaimed(b *storeBench) {
	if _, err := b.s.Claim(context.Background(), "", long); !errors.Is(err, dedup.ErrNoKey) {
		b.wrong("Claim of the empty key: %v, want ErrNoKey", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.s.Claim(ctx, "1", long); !errors.Is(err, context.Canceled) {
		b.wrong("Claim after the end of its context: %v, want Canceled", err)
	}
	b.claim(b.s, "1", long, dedup.Claimed)
}
