package sqlqueue

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

const (
	cleanEvery = time.Minute
	cleanSize  = 1000 // rows in a statement
)

// cleaner deletes what is old, beside other work: there is nothing that runs by itself and has to be ended.
type cleaner struct {
	statement string

	mu   sync.Mutex
	last time.Time
}

// clean does it if it is time: the next time at once again, if there was more than goes in a statement.
func (c *cleaner) clean(ctx context.Context, db *sql.DB) error {
	if !c.isTime() {
		return nil
	}
	done, err := db.ExecContext(ctx, c.statement, cleanSize)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err == nil && n == cleanSize {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.last = time.Time{}
	}
	return nil
}

func (c *cleaner) isTime() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.last) < cleanEvery {
		return false
	}
	c.last = time.Now()
	return true
}
