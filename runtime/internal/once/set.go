// Package once answers: has this been said before?
package once

import "sync"

// Set remembers keys, the last so many of them. It is safe for concurrent use.
type Set[K comparable] struct {
	limit int
	mu    sync.Mutex
	keys  map[K]bool
	order []K
	next  int // of order, to be forgotten
}

// NewSet returns a set that remembers up to limit keys.
func NewSet[K comparable](limit int) *Set[K] { return &Set[K]{limit: limit, keys: make(map[K]bool)} }

// First reports whether it is asked about the key for the first time.
func (s *Set[K]) First(key K) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys[key] {
		return false
	}
	s.keys[key] = true
	if len(s.order) < s.limit {
		s.order = append(s.order, key)
		return true
	}
	delete(s.keys, s.order[s.next])
	s.order[s.next] = key
	s.next = (s.next + 1) % s.limit
	return true
}
