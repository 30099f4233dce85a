package sqlqueue_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime/sqlqueue"
)

// nobody is a database that is never asked.
type nobody struct{}

func (nobody) Connect(context.Context) (driver.Conn, error) { return nil, errors.New("nobody") }
func (nobody) Driver() driver.Driver                        { return nil }

func database(t *testing.T) *sql.DB {
	t.Helper()
	db := sql.OpenDB(nobody{})
	t.Cleanup(func() { db.Close() })
	return db
}

// The promises of queues and stores are tested with real databases in internal/soak/conform, whose module has their drivers.
func TestWhatIsNoQueueOrStoreIsRefused(t *testing.T) {
	t.Parallel()
	db := database(t)
	for name, c := range map[string]struct {
		db      *sql.DB
		dialect sqlqueue.Dialect
		table   string
		limit   int
		time    time.Duration
	}{
		"no database":               {nil, sqlqueue.SQLite, "events", 1, 1},
		"no dialect":                {db, 0, "events", 1, 1},
		"another dialect":           {db, 3, "events", 1, 1},
		"a statement in the name":   {db, sqlqueue.SQLite, `events"; DROP TABLE users; --`, 1, time.Second},
		"capital letters":           {db, sqlqueue.SQLite, "Events", 1, time.Second},
		"two schemas":               {db, sqlqueue.SQLite, "a.b.c", 1, time.Second},
		"a name that is too long":   {db, sqlqueue.SQLite, strings.Repeat("a", 49), 1, time.Second},
		"a negative limit":          {db, sqlqueue.SQLite, "events", -1, time.Second},
		"a time that is not a time": {db, sqlqueue.SQLite, "events", 1, -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := sqlqueue.New(c.db, c.dialect, sqlqueue.Settings{Table: c.table, Limit: c.limit, Keep: c.time}); err == nil {
				t.Error("it is a queue")
			}
			if c.limit > 0 {
				if _, err := sqlqueue.NewStore(c.db, c.dialect, sqlqueue.StoreSettings{Table: c.table, TTL: c.time}); err == nil {
					t.Error("it is a store")
				}
			}
		})
	}
}

func TestTheSchemaNamesTheTable(t *testing.T) {
	t.Parallel()
	db := database(t)
	for d, index := range map[sqlqueue.Dialect]string{
		sqlqueue.PostgreSQL: `"events_due" ON "hooks"."events" (`,
		sqlqueue.SQLite:     `"hooks"."events_due" ON "events" (`,
	} {
		q, err := sqlqueue.New(db, d, sqlqueue.Settings{Table: "hooks.events"})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`CREATE TABLE IF NOT EXISTS "hooks"."events" (`, "CREATE INDEX IF NOT EXISTS " + index} {
			if !strings.Contains(q.Schema(), want) {
				t.Errorf("%v: no %s in\n%s", d, want, q.Schema())
			}
		}
	}
}

func TestTheDocumentationHasTheSchema(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/webhookqueues.md")
	if err != nil {
		t.Fatal(err)
	}
	q, err1 := sqlqueue.New(database(t), sqlqueue.PostgreSQL, sqlqueue.Settings{})
	s, err2 := sqlqueue.NewStore(database(t), sqlqueue.PostgreSQL, sqlqueue.StoreSettings{})
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	for _, schema := range []string{q.Schema(), s.Schema()} {
		if !strings.Contains(string(text), schema) {
			t.Errorf("docs/webhookqueues.md does not have\n%s", schema)
		}
	}
}
