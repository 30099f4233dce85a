// Package sqlqueue answers: how do several processes share the webhooks that they receive, in a database that is there anyway?
//
// A [Queue] keeps acknowledged events in a table, where they outlive the process, and a [Store] keeps in another which events
// were seen:
//
//	db, err := sql.Open("pgx", os.Getenv("DATABASE_URL"))
//	queue, err := sqlqueue.New(db, sqlqueue.PostgreSQL, sqlqueue.Settings{})
//	store, err := sqlqueue.NewStore(db, sqlqueue.PostgreSQL, sqlqueue.StoreSettings{})
//	err = errors.Join(queue.Create(ctx), store.Create(ctx)) // or their Schema() in your migrations
//	endpoint, err := webhook.Handler(verifier, store, handle, webhook.WithQueue(queue))
//
// Both work on database/sql with any driver of the database. What is acknowledged is committed: it is as safe as a commit is there.
//
// SQLite is for the processes of one machine. Its connections need a timeout for locks, and are best as one; with
// modernc.org/sqlite:
//
//	db, err := sql.Open("sqlite", "file:webhooks.db?_pragma=journal_mode(wal)&_pragma=busy_timeout(5000)")
//	db.SetMaxOpenConns(1)
//
// It is a module of its own, so that no other client links it, and links no driver itself.
package sqlqueue

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/durable"
)

// Settings of a [Queue]. The zero value has the defaults.
type Settings struct {
	Table      string        // "webhook_events". With a schema before it or without, in lower-case letters
	Limit      int           // messages that are not done, after which Put returns webhook.ErrFull; 100,000. See New
	Keep       time.Duration // how long Put knows the key of a message that was done; 72 h. Longer than a sender repeats itself
	KeepFailed time.Duration // how long messages that failed are kept in the table; 30 days
	Poll       time.Duration // how often to look for what other processes have put, and what is due again; 250 ms
}

// Queue is a [webhook.Queue] in a table. Every process that opens it by one name works on the same messages. It is safe for
// concurrent use, and needs no Close; the database remains the caller's.
//
// A row has a state: 0 waits, 1 is leased, 2 is done, 3 has failed. To have failed ones handled again:
//
//	UPDATE webhook_events SET state = 0, due = 0 WHERE state = 3
type Queue struct {
	*durable.Queue
	table *table
}

// New returns a queue. It does not speak to the database yet. What is put at the same time, or by other processes within a second,
// may go over the limit by that.
func New(db *sql.DB, d Dialect, s Settings) (*Queue, error) {
	s.Table, s.Limit = cmp.Or(s.Table, "webhook_events"), cmp.Or(s.Limit, 100_000)
	s.Keep, s.KeepFailed = cmp.Or(s.Keep, 72*time.Hour), cmp.Or(s.KeepFailed, 30*24*time.Hour)
	s.Poll = cmp.Or(s.Poll, 250*time.Millisecond)
	if err := checkTable(db, d, s.Table); err != nil {
		return nil, err
	}
	if s.Limit < 1 || s.Keep < time.Millisecond || s.KeepFailed < time.Millisecond || s.Poll < time.Millisecond {
		return nil, fmt.Errorf("sqlqueue: room for %d messages, kept for %v, failed ones for %v, polled every %v: want more than 0",
			s.Limit, s.Keep, s.KeepFailed, s.Poll)
	}
	t := &table{db: db, dialect: d, Settings: s}
	t.prepare()
	return &Queue{durable.New(t, durable.Settings{Poll: s.Poll, Pause: pause}), t}, nil
}

// pause is between transactions of a kind: what comes meanwhile shares the next. A transaction costs as much as a dozen rows.
const pause = time.Millisecond

// Schema is the SQL that makes the table, for migrations.
func (q *Queue) Schema() string { return q.table.schema() }

// Create makes the table if it is not there.
func (q *Queue) Create(ctx context.Context) error {
	return create(ctx, q.table.db, q.table.dialect, q.Schema())
}

func (t *table) schema() string {
	w, name := t.dialect.words(), quoted(t.Table)
	return fmt.Sprintf(`CREATE TABLE IF NOT EXISTS %s (
	id      %s,
	msg_key TEXT %s UNIQUE,
	message TEXT NOT NULL,
	state   SMALLINT NOT NULL DEFAULT 0,
	attempt INTEGER NOT NULL DEFAULT 0,
	due     BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS %s (due, id) WHERE state < 2;
CREATE INDEX IF NOT EXISTS %s (due) WHERE state >= 2;
`, name, w.id, w.bytes, t.dialect.index(t.Table, "due"), t.dialect.index(t.Table, "old"))
}
