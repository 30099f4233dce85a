package dedup

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"
)

// Version is one state of a thing that changes: an order as it was after its seventh change.
type Version struct {
	Source string // as of [Key]: "orders"
	ID     string // of the thing
	Number int64  // grows with every change; nothing else is asked of it
}

// VersionAt is the version of a thing that says when it was changed. Everything that shares a store takes that time from the same
// member: two changes within what it can tell apart are one version, of which the first to come counts.
func VersionAt(source, id string, changed time.Time) Version {
	return Version{source, id, changed.UnixNano()}
}

// Key is the key of the version in a [Store].
func (v Version) Key() string { return Key(v.Source, v.ID, strconv.FormatInt(v.Number, 10)) }

// thing is the key that is held while any version of the thing is being handled.
func (v Version) thing() string { return Key(v.Source, v.ID, "any version") }

// Versions lets each version of a thing be handled once, and none after a newer one. What comes by webhook, by webhook again, late,
// and by polls of the same data, goes through the same Versions. It is safe for concurrent use.
//
// Processes that share the store handle no version twice, and no two versions of a thing at once. Which version is the newest, each
// process knows by itself: an old one that nobody has handled is let through by a process that has not seen a newer one. Where
// that does harm, the handler compares with the version that it has saved.
type Versions struct {
	store Store
	limit int

	mu     sync.Mutex
	newest map[string]int64 // by thing, those asked about last
	before map[string]int64 // the same of earlier: a half is forgotten at a time
}

// NewVersions remembers the newest version of the last limit things at least; 0 means 65,536.
func NewVersions(s Store, limit int) *Versions {
	if limit <= 0 {
		limit = defaultLimit
	}
	return &Versions{store: s, limit: limit, newest: map[string]int64{}}
}

// Do is [Do] for a version. Done says that this version or a newer one has been handled; Busy, that some version of the thing is
// being handled elsewhere. A version whose handling fails does not count, and is handled when it comes again, if nothing newer was.
func (v *Versions) Do(ctx context.Context, version Version, lease time.Duration, handle func(context.Context) error) (Outcome, error) {
	if version.ID == "" {
		return 0, ErrNoKey
	}
	if v.isOld(version) {
		return Done, nil
	}
	hold, err := v.store.Claim(ctx, version.thing(), lease)
	if err != nil {
		return 0, fmt.Errorf("claiming the thing: %w", err)
	}
	if hold.Outcome != Claimed {
		return Busy, nil
	}
	defer v.store.Release(context.WithoutCancel(ctx), hold) // if that fails, the end of the lease does it
	if v.isOld(version) {                                   // since it was asked
		return Done, nil
	}
	outcome, err := Do(ctx, v.store, version.Key(), lease, func(ctx context.Context) error {
		if err := handle(ctx); err != nil {
			return err
		}
		v.note(version)
		return nil
	})
	if outcome == Done {
		v.note(version) // another process has handled it
	}
	return outcome, err
}

// isOld tells versions that are not newer than the newest.
func (v *Versions) isOld(version Version) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	newest, known := v.look(version.thing())
	return known && version.Number <= newest
}

func (v *Versions) note(version Version) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if newest, known := v.look(version.thing()); !known || newest < version.Number {
		v.keep(version.thing(), version.Number)
	}
}

// look finds the newest version of a thing, and keeps it from being forgotten.
func (v *Versions) look(thing string) (int64, bool) {
	if newest, ok := v.newest[thing]; ok {
		return newest, true
	}
	newest, ok := v.before[thing]
	if ok {
		v.keep(thing, newest)
	}
	return newest, ok
}

func (v *Versions) keep(thing string, newest int64) {
	if _, ok := v.newest[thing]; !ok && len(v.newest) >= v.limit {
		v.before, v.newest = v.newest, make(map[string]int64)
	}
	v.newest[thing] = newest
}
