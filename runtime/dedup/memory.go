package dedup

import (
	"container/list"
	"context"
	"errors"
	"strconv"
	"sync"
	"time"
)

// ErrFull is the error of a claim in a [Memory] store in which every key is claimed and none is done.
var ErrFull = errors.New("dedup: as many events as the store can hold are being handled")

const (
	defaultLimit = 65536
	defaultTTL   = 72 * time.Hour
)

// Memory returns a store that holds at most limit keys in this process, and forgets what was confirmed ttl ago, or earlier
// if the room is needed: the key that was asked about least recently goes first. A limit of 0 is 65,536, a ttl of 0 is 3 days, which
// is longer than the usual senders repeat themselves. Keys that are claimed are never forgotten for room: see [ErrFull].
func Memory(limit int, ttl time.Duration) Store {
	if limit <= 0 {
		limit = defaultLimit
	}
	if ttl <= 0 {
		ttl = defaultTTL
	}
	return &memory{limit: limit, ttl: ttl, keys: make(map[string]*list.Element), done: list.New(), held: list.New()}
}

// memory keeps each key in one of two lists, so that room is made without a search through what is in progress.
type memory struct {
	limit int
	ttl   time.Duration

	mu     sync.Mutex
	keys   map[string]*list.Element
	done   *list.List // *entry, the one asked about last in front
	held   *list.List // *entry, the one claimed last in front
	tokens uint64
}

type entry struct {
	key   string
	token string    // of the claim; "" done
	until time.Time // end of the lease, or of the memory of it
}

func (m *memory) Claim(ctx context.Context, key string, lease time.Duration) (Claim, error) {
	if key == "" {
		return Claim{}, ErrNoKey
	}
	if err := ctx.Err(); err != nil {
		return Claim{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if outcome := m.look(key, now); outcome != Claimed {
		return Claim{Key: key, Outcome: outcome}, nil
	}
	if !m.makeRoom(now) {
		return Claim{}, ErrFull
	}
	m.tokens++
	token := strconv.FormatUint(m.tokens, 36)
	m.keys[key] = m.held.PushFront(&entry{key, token, now.Add(lease)})
	return Claim{Key: key, Outcome: Claimed, Token: token}, nil
}

// look returns what a claim of the key would get. An entry that has run out is dropped.
func (m *memory) look(key string, now time.Time) Outcome {
	at, ok := m.keys[key]
	if !ok {
		return Claimed
	}
	e := at.Value.(*entry)
	switch {
	case !now.Before(e.until):
		m.drop(at)
		return Claimed
	case e.token != "":
		return Busy
	}
	m.done.MoveToFront(at)
	return Done
}

// makeRoom drops a key if there is no room for another: one that is done, or else one whose lease has ended.
func (m *memory) makeRoom(now time.Time) bool {
	if len(m.keys) < m.limit {
		return true
	}
	if last := m.done.Back(); last != nil {
		m.drop(last)
		return true
	}
	for at := m.held.Back(); at != nil; at = at.Prev() {
		if !now.Before(at.Value.(*entry).until) {
			m.drop(at)
			return true
		}
	}
	return false
}

func (m *memory) drop(at *list.Element) {
	e := at.Value.(*entry)
	delete(m.keys, e.key)
	if e.token == "" {
		m.done.Remove(at)
	} else {
		m.held.Remove(at)
	}
}

func (m *memory) Confirm(_ context.Context, c Claim) error {
	if c.Key == "" {
		return ErrNoKey
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if at, ok := m.keys[c.Key]; ok {
		m.drop(at)
	} else if !m.makeRoom(now) {
		return ErrFull
	}
	m.keys[c.Key] = m.done.PushFront(&entry{key: c.Key, until: now.Add(m.ttl)})
	return nil
}

func (m *memory) Release(_ context.Context, c Claim) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at, ok := m.keys[c.Key]; ok && c.Token != "" && at.Value.(*entry).token == c.Token {
		m.drop(at)
	}
	return nil
}
