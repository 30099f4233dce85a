package redisqueue

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/internal/batch"
)

// Store is a [dedup.Store] in Redis: one for all processes. It is safe for concurrent use; the client of Redis remains the caller's.
//
// In Redis it is the keys "name:seen:..." with "done" or the token of a claim, and they expire by themselves.
type Store struct {
	client redis.UniversalClient
	prefix string
	ttl    time.Duration
	sets   *batch.Group[set, result]
}

// set is a SET, of a key that must be new or of any.
type set struct {
	key, value string
	ttl        time.Duration
	isNew      bool
}

type result struct {
	set bool
	err error
}

// NewStore returns a store that remembers what was confirmed for the time; 0 is 72 h. It does not speak to Redis yet.
func NewStore(client redis.UniversalClient, name string, ttl time.Duration) (*Store, error) {
	if err := check(client, name); err != nil {
		return nil, err
	}
	if ttl = cmp.Or(ttl, 72*time.Hour); ttl < time.Millisecond {
		return nil, fmt.Errorf("redisqueue: to remember events for %v: want a millisecond at least", ttl)
	}
	s := &Store{client: client, prefix: name + ":seen:", ttl: ttl}
	s.sets = batch.New(batch.Limits{Size: 256, Flights: 1, Within: 10 * time.Second, Pause: pause}, s.setAll)
	return s, nil
}

// setAll sends what came together in one pipeline.
func (s *Store) setAll(ctx context.Context, all []set) ([]result, error) {
	pipeline := s.client.Pipeline()
	for _, c := range all {
		args := redis.SetArgs{TTL: max(c.ttl, time.Millisecond)}
		if c.isNew {
			args.Mode = "NX"
		}
		pipeline.SetArgs(ctx, s.prefix+c.key, c.value, args)
	}
	commands, _ := pipeline.Exec(ctx) // its error is that of one of them
	results := make([]result, len(all))
	for i := range all {
		err := commands[i].Err()
		results[i].set = err == nil
		if !errors.Is(err, redis.Nil) {
			results[i].err = err
		}
	}
	return results, nil
}

func (s *Store) set(ctx context.Context, c set) (bool, error) {
	r, err := s.sets.Do(ctx, c)
	return r.set, cmp.Or(err, r.err)
}

// done is what a key holds that was confirmed. No token is like it.
const done = "done"

// Claim implements [dedup.Store].
func (s *Store) Claim(ctx context.Context, key string, lease time.Duration) (dedup.Claim, error) {
	if key == "" {
		return dedup.Claim{}, dedup.ErrNoKey
	}
	token := rand.Text()
	for {
		outcome, err := s.claim(ctx, key, token, lease)
		switch {
		case err != nil:
			return dedup.Claim{}, fmt.Errorf("claiming in Redis: %w", err)
		case outcome == dedup.Claimed:
			return dedup.Claim{Key: key, Outcome: outcome, Token: token}, nil
		case outcome != 0:
			return dedup.Claim{Key: key, Outcome: outcome}, nil
		}
	}
}

// claim returns 0 if the key was there, and then was not: it has to be tried again.
func (s *Store) claim(ctx context.Context, key, token string, lease time.Duration) (dedup.Outcome, error) {
	claimed, err := s.set(ctx, set{key, token, lease, true})
	switch {
	case err != nil:
		return 0, err
	case claimed:
		return dedup.Claimed, nil
	}
	switch value, err := s.client.Get(ctx, s.prefix+key).Result(); {
	case errors.Is(err, redis.Nil):
		return 0, nil
	case err != nil:
		return 0, err
	case value == done:
		return dedup.Done, nil
	case value == token: // the client has sent it twice, as it got no answer to the first
		return dedup.Claimed, nil
	}
	return dedup.Busy, nil
}

// Confirm implements [dedup.Store].
func (s *Store) Confirm(ctx context.Context, c dedup.Claim) error {
	if c.Key == "" {
		return dedup.ErrNoKey
	}
	if _, err := s.set(ctx, set{c.Key, done, s.ttl, false}); err != nil {
		return fmt.Errorf("confirming in Redis: %w", err)
	}
	return nil
}

var releaseScript = redis.NewScript(`if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`)

// Release implements [dedup.Store].
func (s *Store) Release(ctx context.Context, c dedup.Claim) error {
	if c.Key == "" || c.Token == "" {
		return nil
	}
	err := releaseScript.Run(ctx, s.client, []string{s.prefix + c.Key}, c.Token).Err()
	if err != nil && !errors.Is(err, redis.Nil) {
		return fmt.Errorf("releasing in Redis: %w", err)
	}
	return nil
}
