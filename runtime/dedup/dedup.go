// Package dedup answers: has this event been handled already?
//
// An event may come by webhook, by webhook again, and by a poll of the same data. All of them claim its key in one [Store]
// before they handle it: the first gets it, the others learn that it is in progress or done. [Do] is the whole of it for a
// handler that runs at once.
package dedup

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Outcome is what a [Store] says to a claim.
type Outcome int

const (
	Claimed Outcome = iota + 1 // by you: handle it, then Confirm or Release
	Busy                       // by somebody else, who is at it: come back, as they may fail
	Done                       // it was confirmed before: there is nothing to do
)

// String is the outcome in words.
func (o Outcome) String() string {
	switch o {
	case Claimed:
		return "claimed"
	case Busy:
		return "busy"
	case Done:
		return "done"
	}
	return "Outcome(" + strconv.Itoa(int(o)) + ")"
}

// Claim is the answer of a [Store]. One with the outcome Claimed goes back to Confirm or Release.
type Claim struct {
	Key     string
	Outcome Outcome
	Token   string // tells this claim from later ones of the same key; "" unless Claimed
}

// Store remembers which keys are claimed and which are done. It is safe for concurrent use, and one store serves everything
// that may see the same event. [Memory] is one; a store that processes share implements the same three methods.
type Store interface {
	// Claim takes the key for the length of the lease, unless it is taken or done. It is atomic: of any number of claims of
	// one key at one time, one is Claimed. A lease that ends without Confirm or Release leaves the key free, as its holder
	// is taken to be dead. An error means that nothing was claimed.
	Claim(ctx context.Context, key string, lease time.Duration) (Claim, error)
	// Confirm says that the event is handled, or is where it cannot be lost. The key is Done from now on, for as long as the
	// store keeps it: at least as long as the sender may repeat itself. This holds too if the lease has ended meanwhile.
	Confirm(ctx context.Context, c Claim) error
	// Release gives the key back at once: the event was not handled, and whoever sees it next may. It does nothing if the
	// lease has ended and somebody else has the key, or if the key is Done.
	Release(ctx context.Context, c Claim) error
}

// ErrNoKey is the error of a claim of the empty key: events without an id cannot be told apart.
var ErrNoKey = errors.New("dedup: an empty key")

// Key is the key of an event: its source, such as "payments", and what tells it from others there, such as its id, or a
// resource's id and version. Both sides that share a store build it alike. Different parts never give the same key.
func Key(source string, parts ...string) string {
	key := strconv.Quote(source)
	for _, p := range parts {
		key += strconv.Quote(p)
	}
	return key
}

// Do claims the key and calls handle if the claim is given: nil confirms it, an error or a panic releases it. It returns
// handle's error with the outcome Claimed. Busy and Done come without a call and without an error; after Busy the event is
// not known to be handled. The context of handle ends with the lease, as somebody else may take the key then.
func Do(ctx context.Context, s Store, key string, lease time.Duration, handle func(context.Context) error) (Outcome, error) {
	claim, err := s.Claim(ctx, key, lease)
	if err != nil {
		return 0, fmt.Errorf("claiming the event: %w", err)
	}
	if claim.Outcome != Claimed {
		return claim.Outcome, nil
	}
	return Claimed, settle(ctx, s, claim, lease, handle)
}

func settle(ctx context.Context, s Store, claim Claim, lease time.Duration, handle func(context.Context) error) error {
	after := context.WithoutCancel(ctx) // a caller who goes away must not leave the event claimed, or handled but not known to be
	handled := false
	defer func() {
		if !handled {
			s.Release(after, claim) // if that fails, the end of the lease does it
		}
	}()
	inTime, cancel := context.WithTimeout(ctx, lease)
	defer cancel()
	if err := handle(inTime); err != nil {
		return err
	}
	handled = true
	if err := s.Confirm(after, claim); err != nil {
		return fmt.Errorf("the event is handled, but it may come again: %w", err)
	}
	return nil
}
