// Package conform_test answers: does every queue and every store that lives elsewhere keep what it promises, on a real server?
package conform_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"
	_ "modernc.org/sqlite"

	"github.com/apigen-go/apigen/internal/soak/servers"
	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/redisqueue"
	"github.com/apigen-go/apigen/runtime/sqlqueue"
	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

// place opens queues with room for ten messages and stores, empty for a new name, as a process would.
type place struct {
	queue func(name string) (webhook.Queue, error)
	store func(name string) (dedup.Store, error)
	both  func(name string) (webhook.Queue, dedup.Store, error) // of one client
}

// conforms holds a place to all promises.
func conforms(t *testing.T, p place) {
	var names atomic.Int64
	name := func() string { return fmt.Sprintf("check_%d", names.Add(1)) }
	for promise, check := range map[string]func() error{
		"queue": func() error {
			return webhooktest.CheckQueue(func() (webhook.Queue, error) { return p.queue(name()) })
		},
		"queue of two": func() error {
			return webhooktest.CheckSharedQueue(func() (a, b webhook.Queue, err error) {
				n := name()
				a, err1 := p.queue(n)
				b, err2 := p.queue(n)
				return a, b, errors.Join(err1, err2)
			})
		},
		"store": func() error {
			return webhooktest.CheckSharedStore(func() (a, b dedup.Store, err error) {
				n := name()
				a, err1 := p.store(n)
				b, err2 := p.store(n)
				return a, b, errors.Join(err1, err2)
			})
		},
		"queue and store": func() error {
			return webhooktest.CheckJoint(func() (webhook.Queue, dedup.Store, error) { return p.both(name()) })
		},
	} {
		t.Run(promise, func(t *testing.T) {
			t.Parallel()
			if err := check(); err != nil {
				t.Error(err)
			}
		})
	}
}

// started is a server, or the end of the test: its failure where servers are required.
func started(t *testing.T, start func() (*servers.Server, error)) *servers.Server {
	t.Helper()
	s, err := start()
	switch {
	case errors.Is(err, servers.ErrMissing) && os.Getenv("APIGEN_SERVERS") != "required":
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func TestRedisKeepsWhatQueuesAndStoresPromise(t *testing.T) {
	t.Parallel()
	conforms(t, redisPlace(t))
}

func redisPlace(t *testing.T) place {
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: started(t, servers.Redis).Address})
	t.Cleanup(func() { client.Close() })
	p := place{
		queue: func(name string) (webhook.Queue, error) {
			return redisqueue.New(client, name, redisqueue.Settings{Limit: 10})
		},
		store: func(name string) (dedup.Store, error) { return redisqueue.NewStore(client, name, 0) },
	}
	p.both = func(name string) (webhook.Queue, dedup.Store, error) {
		q, err1 := p.queue(name)
		s, err2 := p.store(name)
		return q, s, errors.Join(err1, err2)
	}
	return p
}

// sqlPlace has one database, opened as two processes would.
func sqlPlace(t *testing.T, d sqlqueue.Dialect, driver, address string, connections int) place {
	open := func() (*sql.DB, error) {
		db, err := sql.Open(driver, address)
		if err == nil {
			db.SetMaxOpenConns(connections)
			t.Cleanup(func() { db.Close() })
		}
		return db, err
	}
	queue := func(db *sql.DB, name string) (webhook.Queue, error) {
		q, err := sqlqueue.New(db, d, sqlqueue.Settings{Table: name, Limit: 10})
		if err != nil {
			return nil, err
		}
		return q, q.Create(context.Background())
	}
	store := func(db *sql.DB, name string) (dedup.Store, error) {
		s, err := sqlqueue.NewStore(db, d, sqlqueue.StoreSettings{Table: name})
		if err != nil {
			return nil, err
		}
		return s, s.Create(context.Background())
	}
	return place{
		queue: func(name string) (webhook.Queue, error) {
			db, err := open()
			if err != nil {
				return nil, err
			}
			return queue(db, name)
		},
		store: func(name string) (dedup.Store, error) {
			db, err := open()
			if err != nil {
				return nil, err
			}
			return store(db, name)
		},
		both: func(name string) (webhook.Queue, dedup.Store, error) {
			db, err := open()
			if err != nil {
				return nil, nil, err
			}
			q, err1 := queue(db, name+"_events")
			s, err2 := store(db, name+"_seen")
			return q, s, errors.Join(err1, err2)
		},
	}
}

func TestPostgreSQLKeepsWhatQueuesAndStoresPromise(t *testing.T) {
	t.Parallel()
	conforms(t, sqlPlace(t, sqlqueue.PostgreSQL, "pgx", started(t, servers.Postgres).Address, 2))
}

func TestSQLiteKeepsWhatQueuesAndStoresPromise(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "webhooks.db")
	conforms(t, sqlPlace(t, sqlqueue.SQLite, "sqlite", sqliteAddress(file), 1))
}

func sqliteAddress(file string) string {
	return "file:" + file + "?_pragma=journal_mode(wal)&_pragma=busy_timeout(20000)"
}
