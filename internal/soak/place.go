package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/redis/go-redis/v9"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/apigen-go/apigen/internal/soak/servers"
	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/redisqueue"
	"github.com/apigen-go/apigen/runtime/sqlqueue"
	"github.com/apigen-go/apigen/runtime/webhook"
)

var kinds = []string{"redis", "postgresql", "sqlite"}

// place is where a queue and a store are.
type place struct {
	address string
	down    func() (up func() error, err error) // makes it fail until it is up again
	close   func()
	cpu     func() time.Duration // of the server, once it is closed
}

func newPlace(kind, dir string) (place, error) {
	switch kind {
	case "redis":
		return serverPlace(servers.Redis)
	case "postgresql":
		return serverPlace(servers.Postgres)
	}
	file := filepath.Join(dir, "webhooks.db")
	p := place{address: "file:" + file + "?_pragma=journal_mode(wal)&_pragma=busy_timeout(5000)", close: func() {}, cpu: func() time.Duration { return 0 }}
	p.down = func() (func() error, error) { return locked(p.address) }
	return p, nil
}

func serverPlace(start func() (*servers.Server, error)) (place, error) {
	s, err := start()
	if err != nil {
		return place{}, err
	}
	return place{address: s.Address, close: s.Close, cpu: s.CPU, down: func() (func() error, error) {
		s.Kill()
		return s.Start, nil
	}}, nil
}

// locked takes the lock of a file for writing: it is there, and nobody else can write.
func locked(address string) (unlock func() error, err error) {
	db, err := sql.Open("sqlite", address)
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(context.Background())
	if err == nil {
		_, err = conn.ExecContext(context.Background(), "BEGIN IMMEDIATE")
	}
	return func() error {
		_, err := conn.ExecContext(context.Background(), "ROLLBACK")
		return errors.Join(err, conn.Close(), db.Close())
	}, err
}

const limit = 100_000

// open opens the queue and the store as one process does.
func open(ctx context.Context, kind, address string) (webhook.Queue, dedup.Store, error) {
	switch kind {
	case "memory":
		return webhook.Memory(limit), dedup.Memory(0, 0), nil
	case "redis":
		client := redis.NewClient(&redis.Options{Network: "unix", Addr: address})
		q, err1 := redisqueue.New(client, "soak", redisqueue.Settings{Limit: limit})
		s, err2 := redisqueue.NewStore(client, "soak", 0)
		return q, s, errors.Join(err1, err2)
	case "postgresql":
		return openSQL(ctx, sqlqueue.PostgreSQL, "pgx", address, 8)
	case "sqlite":
		return openSQL(ctx, sqlqueue.SQLite, "sqlite", address, 1)
	}
	return nil, nil, fmt.Errorf("no queue has the name %s", kind)
}

func openSQL(ctx context.Context, d sqlqueue.Dialect, driver, address string, connections int) (webhook.Queue, dedup.Store, error) {
	db, err := sql.Open(driver, address)
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	q, err1 := sqlqueue.New(db, d, sqlqueue.Settings{Limit: limit})
	s, err2 := sqlqueue.NewStore(db, d, sqlqueue.StoreSettings{})
	if err := errors.Join(err1, err2); err != nil {
		return nil, nil, err
	}
	return q, s, errors.Join(q.Create(ctx), s.Create(ctx))
}
