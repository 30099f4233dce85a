package breaker

import "sync"

// maxHosts bounds the breakers of a client: its base URL and the servers of its operations are a handful.
const maxHosts = 256

// Set has a breaker for each host. It is safe for concurrent use.
type Set struct {
	policy *Policy
	mu     sync.Mutex
	hosts  map[string]*Breaker
}

// NewSet returns a set that makes breakers by the policy.
func NewSet(p *Policy) *Set { return &Set{policy: p, hosts: make(map[string]*Breaker)} }

// Of returns the breaker of a host.
func (s *Set) Of(host string) *Breaker {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.hosts[host]
	if b == nil {
		if len(s.hosts) >= maxHosts {
			s.makeRoom()
		}
		b = New(s.policy)
		s.hosts[host] = b
	}
	return b
}

// makeRoom forgets the hosts that are well, and all if none is.
func (s *Set) makeRoom() {
	for host, b := range s.hosts {
		if b.isClosed() {
			delete(s.hosts, host)
		}
	}
	if len(s.hosts) >= maxHosts {
		clear(s.hosts)
	}
}

// State is what the breaker does now.
func (b *Breaker) State() State {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state
}

func (b *Breaker) isClosed() bool { return b.State() == Closed }
