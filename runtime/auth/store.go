package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

// Store keeps the token of one user for one [Config]: in memory, in a file, or wherever the caller's implementation
// puts it. What it gets to keep are the secrets themselves, to be treated like a password. A token that was kept for
// another server, client, audience or set of scopes counts as none. A store is safe for concurrent use.
type Store interface {
	Load(ctx context.Context) ([]byte, error) // nil and no error: there is none
	Save(ctx context.Context, data []byte) error
}

// MemoryStore keeps a token as long as the process lives: a login and the credentials of clients may share it.
func MemoryStore() Store { return &memoryStore{} }

type memoryStore struct {
	sealed
	mu   sync.Mutex
	data []byte
}

// Load returns a copy of what was saved last.
func (m *memoryStore) Load(context.Context) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.data), nil
}

// Save keeps a copy.
func (m *memoryStore) Save(_ context.Context, data []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.data = slices.Clone(data)
	return nil
}

// packed is a token as stores keep it.
type packed struct {
	For          string    `json:"for"` // what it is good for, see purpose
	AccessToken  string    `json:"access_token,omitempty"`
	RefreshToken string    `json:"refresh_token,omitempty"`
	Obtained     time.Time `json:"obtained,omitzero"`
	Expires      time.Time `json:"expires,omitzero"`
	Scopes       []string  `json:"scopes,omitempty"`
}

// pack turns a token into bytes for a store.
func (c Config) pack(t Token) []byte {
	data, _ := json.Marshal(packed{c.purpose(), string(t.AccessToken), string(t.RefreshToken), t.Obtained, t.Expires, t.Scopes})
	return data // strings and times do not fail
}

// unpack reads what a store kept. Anything else, or what was kept for another purpose, is no token: the next one will
// replace it.
func (c Config) unpack(data []byte) (Token, bool) {
	var p packed
	if len(data) == 0 || json.Unmarshal(data, &p) != nil || p.For != c.purpose() {
		return Token{}, false
	}
	return Token{runtime.Secret(p.AccessToken), runtime.Secret(p.RefreshToken), p.Obtained, p.Expires, p.Scopes}, true
}

// purpose is a digest of where a token comes from and what it is good for, so that a file that is used for another
// server by mistake does not send it there.
func (c Config) purpose() string {
	scopes := slices.Sorted(slices.Values(c.Scopes))
	sum := sha256.Sum256([]byte(strings.Join(append(scopes, c.TokenURL, c.DiscoveryURL, c.ClientID, c.Audience, c.grant), "\x00")))
	return hex.EncodeToString(sum[:16])
}
