package conform_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/apigen-go/apigen/internal/soak/servers"
	"github.com/apigen-go/apigen/runtime/redisqueue"
	"github.com/apigen-go/apigen/runtime/sqlqueue"
	"github.com/apigen-go/apigen/runtime/webhook"
)

// databases runs a test with each.
func databases(t *testing.T, test func(*testing.T, *sql.DB, sqlqueue.Dialect)) {
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, opened(t, "sqlite", sqliteAddress(filepath.Join(t.TempDir(), "webhooks.db"))), sqlqueue.SQLite)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, opened(t, "pgx", started(t, servers.Postgres).Address), sqlqueue.PostgreSQL)
	})
}

func opened(t *testing.T, driver, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, address)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func sqlQueue(t *testing.T, db *sql.DB, d sqlqueue.Dialect, s sqlqueue.Settings) *sqlqueue.Queue {
	t.Helper()
	q, err := sqlqueue.New(db, d, s)
	must(t, err)
	must(t, q.Create(t.Context()))
	return q
}

// takes wants a message, or none for a while if the id is "".
func takes(t *testing.T, q webhook.Queue, id string) webhook.Lease {
	t.Helper()
	limit := 30 * time.Second
	if id == "" {
		limit = 300 * time.Millisecond
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	l, err := q.Take(ctx, time.Minute)
	if l.Message.ID != id || (err == nil) != (id != "") {
		t.Fatalf("took %q, %v, want %q", l.Message.ID, err, id)
	}
	return l
}

func rows(t *testing.T, db *sql.DB, where string) (n int) {
	t.Helper()
	must(t, db.QueryRowContext(t.Context(), "SELECT count(*) FROM "+where).Scan(&n))
	return n
}

func TestWhatIsOldIsDeletedFromTables(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, db *sql.DB, d sqlqueue.Dialect) {
		short := sqlqueue.Settings{Keep: time.Millisecond}
		q := sqlQueue(t, db, d, short)
		must(t, q.Put(t.Context(), webhook.Message{Key: "done", ID: "done"}))
		must(t, q.Put(t.Context(), webhook.Message{Key: "failed", ID: "failed"}))
		must(t, q.Done(t.Context(), takes(t, q, "done")))
		must(t, q.Fail(t.Context(), takes(t, q, "failed")))
		store, err := sqlqueue.NewStore(db, d, sqlqueue.StoreSettings{TTL: time.Millisecond})
		must(t, err)
		must(t, store.Create(t.Context()))
		c, err := store.Claim(t.Context(), "old", time.Minute)
		must(t, err)
		must(t, store.Confirm(t.Context(), c))
		time.Sleep(100 * time.Millisecond)

		takes(t, sqlQueue(t, db, d, short), "") // a queue cleans first of all, and then once in a minute
		if all, failed := rows(t, db, "webhook_events"), rows(t, db, "webhook_events WHERE state = 3"); all != 1 || failed != 1 {
			t.Errorf("%d messages are left, %d of them failed ones", all, failed)
		}
		store, err = sqlqueue.NewStore(db, d, sqlqueue.StoreSettings{})
		must(t, err)
		_, err = store.Claim(t.Context(), "new", time.Minute)
		must(t, err)
		if n := rows(t, db, "webhook_seen"); n != 1 {
			t.Errorf("%d keys are left", n)
		}
	})
}

func TestAFailedMessageIsKeptAndCanBeHandledAgain(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, db *sql.DB, d sqlqueue.Dialect) {
		q := sqlQueue(t, db, d, sqlqueue.Settings{})
		must(t, q.Put(t.Context(), webhook.Message{Key: "1", ID: "1"}))
		must(t, q.Fail(t.Context(), takes(t, q, "1")))
		takes(t, q, "")
		_, err := db.ExecContext(t.Context(), "UPDATE webhook_events SET state = 0, due = 0 WHERE state = 3")
		must(t, err)
		takes(t, q, "1")
	})
}

func TestAMessageThatDoesNotDecodeDoesNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, db *sql.DB, d sqlqueue.Dialect) {
		q := sqlQueue(t, db, d, sqlqueue.Settings{})
		_, err := db.ExecContext(t.Context(), "INSERT INTO webhook_events (message, due) VALUES ('{', 0)")
		must(t, err)
		must(t, q.Put(t.Context(), webhook.Message{ID: "2"}))
		takes(t, q, "2")
		takes(t, q, "")
		if n := rows(t, db, "webhook_events WHERE state = 3 AND message = '{'"); n != 1 {
			t.Errorf("%d messages failed, want the one that does not decode", n)
		}
	})
}

func TestRedisKeepsWhatFailedAndWhatDoesNotDecode(t *testing.T) {
	t.Parallel()
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: started(t, servers.Redis).Address})
	t.Cleanup(func() { client.Close() })
	q, err := redisqueue.New(client, "old", redisqueue.Settings{Keep: time.Millisecond})
	must(t, err)
	must(t, client.XAdd(t.Context(), &redis.XAddArgs{Stream: "{old}:events", Values: []string{"message", "{"}}).Err())
	for _, id := range []string{"1", "2"} {
		must(t, q.Put(t.Context(), webhook.Message{Key: id, ID: id}))
	}
	must(t, q.Fail(t.Context(), takes(t, q, "1")))
	must(t, q.Done(t.Context(), takes(t, q, "2")))
	takes(t, q, "")
	if n := client.XLen(t.Context(), "{old}:failed").Val(); n != 2 {
		t.Errorf("%d messages failed, want 2", n)
	}
	if n := client.XLen(t.Context(), "{old}:events").Val() + client.ZCard(t.Context(), "{old}:due").Val(); n != 0 {
		t.Errorf("%d entries are left", n)
	}
	if keys := client.Keys(t.Context(), "{old}:key:*").Val(); len(keys) != 0 {
		t.Errorf("keys that are left: %v", keys)
	}
	must(t, client.FlushDB(t.Context()).Err())
	must(t, q.Put(t.Context(), webhook.Message{ID: "3"}))
	takes(t, q, "3")
}

func TestALeaseOfARowThatSomebodyDeletedIsLost(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, db *sql.DB, d sqlqueue.Dialect) {
		q := sqlQueue(t, db, d, sqlqueue.Settings{})
		for _, id := range []string{"1", "2", "3", "4"} {
			must(t, q.Put(t.Context(), webhook.Message{Key: id, ID: id}))
		}
		leases := []webhook.Lease{takes(t, q, "1"), takes(t, q, "2"), takes(t, q, "3"), takes(t, q, "4")}
		_, err := db.ExecContext(t.Context(), "DELETE FROM webhook_events")
		must(t, err)
		for i, err := range []error{
			q.Done(t.Context(), leases[0]), q.Fail(t.Context(), leases[1]), q.Extend(t.Context(), leases[2], time.Minute),
			q.Retry(t.Context(), leases[3], 0),
		} {
			if !errors.Is(err, webhook.ErrLeaseLost) {
				t.Errorf("change %d: %v, want ErrLeaseLost", i, err)
			}
		}
		takes(t, q, "")
		takes(t, sqlQueue(t, db, d, sqlqueue.Settings{}), "") // which deletes first of all what is over
		if n := rows(t, db, "webhook_events"); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

func TestALeaseMayBeExtendedSeveralTimesAtOnce(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, db *sql.DB, d sqlqueue.Dialect) {
		q := sqlQueue(t, db, d, sqlqueue.Settings{})
		must(t, q.Put(t.Context(), webhook.Message{Key: "1", ID: "1"}))
		l := takes(t, q, "1")
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				if err := q.Extend(t.Context(), l, time.Minute+time.Duration(i)*time.Second); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		must(t, q.Done(t.Context(), l))
	})
}
