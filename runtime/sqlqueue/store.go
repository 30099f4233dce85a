package sqlqueue

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/internal/batch"
)

// StoreSettings are those of a [Store]. The zero value has the defaults.
type StoreSettings struct {
	Table string        // "webhook_seen". With a schema before it or without, in lower-case letters
	TTL   time.Duration // how long an event that was confirmed is remembered; 72 h
}

// Store is a [dedup.Store] in a table: one for all processes. It is safe for concurrent use; the database remains the caller's.
//
// PostgreSQL does not wait for the disk with a claim: a server that crashes may forget those of the last instant, while the processes
// that have them live on. It waits with what was confirmed.
type Store struct {
	db      *sql.DB
	dialect Dialect
	StoreSettings

	claims, confirms              *batch.Group[seen, dedup.Outcome]
	claim, look, confirm, release string
	old                           cleaner
}

// seen is a row, as it is in the list of a statement.
type seen struct {
	K string `json:"k"`
	T string `json:"t"` // of the claim; "" done
	L int64  `json:"l"` // how long it lasts, in ms
}

// NewStore returns a store. It does not speak to the database yet.
func NewStore(db *sql.DB, d Dialect, s StoreSettings) (*Store, error) {
	s.Table, s.TTL = cmp.Or(s.Table, "webhook_seen"), cmp.Or(s.TTL, 72*time.Hour)
	if err := checkTable(db, d, s.Table); err != nil {
		return nil, err
	}
	if s.TTL < time.Millisecond {
		return nil, fmt.Errorf("sqlqueue: to remember events for %v: want a millisecond at least", s.TTL)
	}
	store := &Store{db: db, dialect: d, StoreSettings: s}
	store.prepare()
	limits := batch.Limits{Size: 256, Flights: 1, Within: 10 * time.Second, Pause: pause}
	store.claims = batch.New(limits, store.claimAll)
	store.confirms = batch.New(limits, store.confirmAll)
	return store, nil
}

// prepare writes the statements. All that write several rows do so in the order of their keys: two that have keys in common
// would else wait for each other.
func (s *Store) prepare() {
	fill := func(text string) string {
		return s.dialect.statement(text, s.Table, "k text", "t text", "l bigint")
	}
	const (
		insert = `INSERT INTO {table} AS s (event_key, token, until) SELECT k, t, {now} + l FROM {rows}`
		update = ` WHERE true ORDER BY k ON CONFLICT (event_key) DO UPDATE SET token = excluded.token, until = excluded.until`
	)
	s.claim = fill(insert + s.dialect.words().unsynced + update + ` WHERE s.until <= {now} RETURNING event_key`)
	s.look = fill(`SELECT event_key, token FROM {table} WHERE event_key IN (SELECT k FROM {rows}) AND until > {now}`)
	s.confirm = fill(insert + update)
	s.release = fill(`DELETE FROM {table} WHERE event_key = $1 AND token = $2`)
	s.old.statement = fill(`DELETE FROM {table} WHERE event_key IN (SELECT event_key FROM {table} WHERE until <= {now} LIMIT $1 {skip})`)
}

// Schema is the SQL that makes the table, for migrations.
func (s *Store) Schema() string {
	name := quoted(s.Table)
	return fmt.Sprintf(`CREATE TABLE IF NOT EXISTS %s (
	event_key TEXT %s PRIMARY KEY,
	token     TEXT NOT NULL,
	until     BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS %s (until);
`, name, s.dialect.words().bytes, s.dialect.index(s.Table, "until"))
}

// Create makes the table if it is not there.
func (s *Store) Create(ctx context.Context) error { return create(ctx, s.db, s.dialect, s.Schema()) }

// Claim implements [dedup.Store].
func (s *Store) Claim(ctx context.Context, key string, lease time.Duration) (dedup.Claim, error) {
	if key == "" {
		return dedup.Claim{}, dedup.ErrNoKey
	}
	token := rand.Text()
	outcome, err := s.claims.Do(ctx, seen{column(key), token, max(lease.Milliseconds(), 1)})
	if err != nil {
		return dedup.Claim{}, fmt.Errorf("claiming in %s: %w", s.Table, err)
	}
	if outcome != dedup.Claimed {
		token = ""
	}
	return dedup.Claim{Key: key, Outcome: outcome, Token: token}, nil
}

// claimAll claims several keys. Of claims of one key that come together the first goes; to the others it is busy.
func (s *Store) claimAll(ctx context.Context, all []seen) ([]dedup.Outcome, error) {
	if err := s.old.clean(ctx, s.db); err != nil {
		return nil, err
	}
	first := make(map[string]string) // the token by the key
	list := all[:0:0]
	for _, c := range all {
		if first[c.K] == "" {
			first[c.K] = c.T
			list = append(list, c)
		}
	}
	found, err := s.outcomes(ctx, list)
	if err != nil {
		return nil, err
	}
	outcomes := make([]dedup.Outcome, len(all))
	for i, c := range all {
		outcomes[i] = cmp.Or(found[c.K], dedup.Busy) // or it has ended just now: whoever comes back gets it
		if outcomes[i] == dedup.Claimed && first[c.K] != c.T {
			outcomes[i] = dedup.Busy
		}
	}
	return outcomes, nil
}

// outcomes claims keys that differ, and looks at those that it does not get.
func (s *Store) outcomes(ctx context.Context, list []seen) (map[string]dedup.Outcome, error) {
	text, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	found, err := keys(ctx, s.db, s.claim, string(text))
	if err != nil || len(found) == len(list) {
		return found, err
	}
	return found, s.lookAt(ctx, s.db, string(text), found)
}

// lookAt adds what is done.
func (s *Store) lookAt(ctx context.Context, db conn, list string, found map[string]dedup.Outcome) error {
	return query(ctx, db, s.look, []any{list}, func(r *sql.Rows) error {
		var key, token string
		err := r.Scan(&key, &token)
		if token == "" {
			found[key] = dedup.Done
		}
		return err
	})
}

// keys runs a statement that returns the keys that it claimed.
func keys(ctx context.Context, db conn, statement string, args ...any) (map[string]dedup.Outcome, error) {
	claimed := make(map[string]dedup.Outcome)
	err := query(ctx, db, statement, args, func(r *sql.Rows) error {
		var key string
		err := r.Scan(&key)
		claimed[key] = dedup.Claimed
		return err
	})
	return claimed, err
}

// Confirm implements [dedup.Store].
func (s *Store) Confirm(ctx context.Context, c dedup.Claim) error {
	if c.Key == "" {
		return dedup.ErrNoKey
	}
	if _, err := s.confirms.Do(ctx, seen{column(c.Key), "", s.TTL.Milliseconds()}); err != nil {
		return fmt.Errorf("confirming in %s: %w", s.Table, err)
	}
	return nil
}

func (s *Store) confirmAll(ctx context.Context, all []seen) ([]dedup.Outcome, error) {
	list := all[:0:0]
	known := make(map[string]bool)
	for _, c := range all {
		if !known[c.K] {
			list = append(list, c)
		}
		known[c.K] = true
	}
	text, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	_, err = s.db.ExecContext(ctx, s.confirm, string(text))
	return make([]dedup.Outcome, len(all)), err
}

// Release implements [dedup.Store].
func (s *Store) Release(ctx context.Context, c dedup.Claim) error {
	if c.Key == "" || c.Token == "" {
		return nil
	}
	if _, err := s.db.ExecContext(ctx, s.release, column(c.Key), c.Token); err != nil {
		return fmt.Errorf("releasing in %s: %w", s.Table, err)
	}
	return nil
}
