package sqlqueue

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/apigen-go/apigen/runtime/internal/durable"
	"github.com/apigen-go/apigen/runtime/webhook"
)

// table is a durable.Store. Each method is one statement, which commits by itself, and thus needs no transaction that is open
// between two round trips.
type table struct {
	db      *sql.DB
	dialect Dialect
	Settings

	put, known, take, count string
	settle                  map[durable.Action]string
	old                     cleaner

	mu      sync.Mutex
	live    int       // messages that are not done, about
	counted time.Time // when that was looked at
}

// countEvery is how long a count of messages is good for, with what was put since: others put too.
const countEvery = time.Second

func (t *table) prepare() {
	fill := func(text string, columns ...string) string { return t.dialect.statement(text, t.Table, columns...) }
	t.count = fill(`SELECT count(*) FROM (SELECT 1 FROM {table} WHERE state < 2 LIMIT $1) AS live`)
	t.put = fill(`INSERT INTO {table} (msg_key, message, due) SELECT nullif(k, ''), m, {now} FROM {rows} WHERE true ORDER BY n
		ON CONFLICT (msg_key) DO NOTHING RETURNING id`, "k text", "m text")
	t.known = fill(`SELECT msg_key FROM {table} WHERE msg_key IN (SELECT k FROM {rows})`, "k text")
	t.take = fill(`UPDATE {table} AS q SET state = 1, attempt = attempt + 1, due = {now} + $2
		FROM (SELECT id AS first FROM {table} WHERE state < 2 AND due <= {now} ORDER BY due, id LIMIT $1 {skip}) AS x
		WHERE id = first RETURNING id, attempt, message`)
	if t.dialect == PostgreSQL {
		// It makes a plan while the table is empty, and keeps it: an UPDATE may read the whole table for a minute. A conflict is looked
		// up in the index, whatever the plan. There always is one, as the rows are locked.
		t.take = fill(`WITH x AS (SELECT id AS first FROM {table} WHERE state < 2 AND due <= {now} ORDER BY due, id LIMIT $1 {skip})
			INSERT INTO {table} AS q (id, message, due) SELECT first, '', {now} + $2 FROM x WHERE true
			ON CONFLICT (id) DO UPDATE SET state = 1, attempt = q.attempt + 1, due = excluded.due RETURNING id, attempt, message`)
	}
	settle := func(set string) string {
		columns := []string{"i bigint", "a int", "w bigint"}
		if t.dialect == PostgreSQL { // as above. A row that is not there any more becomes one that is done, and is deleted as such
			return fill(`WITH x AS (INSERT INTO {table} AS q (id, message, state, attempt, due) SELECT i, '', 2, a, -1 - max(w) FROM {rows} GROUP BY i, a ORDER BY i
				ON CONFLICT (id) DO UPDATE SET due = {now} - excluded.due - 1, `+set+` WHERE q.attempt = excluded.attempt AND q.state = 1
				RETURNING id, due) SELECT id FROM x WHERE due >= 0`, columns...)
		}
		return fill(`UPDATE {table} AS q SET due = {now} + w, `+set+` FROM {rows} WHERE q.id = i AND q.attempt = a AND q.state = 1 RETURNING id`, columns...)
	}
	t.settle = map[durable.Action]string{
		durable.Extend: settle(`state = 1`),
		durable.Retry:  settle(`state = 0`),
		durable.Done:   settle(`state = 2, message = ''`),
		durable.Fail:   settle(`state = 3`),
	}
	t.old.statement = fill(`DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE state >= 2 AND due <= {now} LIMIT $1 {skip})`)
}

// row is a message, as it is in the list of a statement.
type row struct {
	K string `json:"k"` // "" if it has no key
	M string `json:"m"`
}

// Put implements [durable.Store]. What there is no room for is refused, unless it is there already.
func (t *table) Put(ctx context.Context, all []webhook.Message) ([]error, error) {
	rows := make([]row, len(all))
	for i, m := range all {
		text, err := durable.Encode(m)
		if err != nil {
			return nil, err
		}
		rows[i] = row{column(m.Key), text}
	}
	refused := make([]error, len(all))
	room, err := t.room(ctx, len(all))
	if err == nil && room < len(all) {
		rows, err = t.refuse(ctx, rows, refused, room)
	}
	if err != nil || len(rows) == 0 {
		return refused, err
	}
	put, err := t.ids(ctx, t.put, rows)
	if err != nil {
		return nil, fmt.Errorf("writing to %s: %w", t.Table, err)
	}
	t.add(len(put))
	return refused, nil
}

// add counts messages that are new, or fewer than there were.
func (t *table) add(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.live += n
}

// refuse notes for which rows there is no room, and returns the others: the first that are new.
func (t *table) refuse(ctx context.Context, rows []row, refused []error, room int) (rest []row, err error) {
	list, err := json.Marshal(rows)
	if err != nil {
		return nil, err
	}
	known, err := t.present(ctx, string(list))
	if err != nil {
		return nil, err
	}
	for i, r := range rows {
		switch {
		case known[r.K]:
		case room > 0:
			room--
			rest = append(rest, r)
		default:
			refused[i] = webhook.ErrFull
		}
	}
	return rest, nil
}

// present is which keys of a list of rows the table has.
func (t *table) present(ctx context.Context, list string) (map[string]bool, error) {
	known := make(map[string]bool)
	err := query(ctx, t.db, t.known, []any{list}, func(r *sql.Rows) error {
		var key string
		err := r.Scan(&key)
		known[key] = true
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("looking for keys in %s: %w", t.Table, err)
	}
	return known, nil
}

// column is a key as it is in the table: one that is too long for an index, or that a database does not take as text, by its hash.
func column(key string) string {
	if len(key) <= 200 && utf8.ValidString(key) && !strings.Contains(key, "\x00") && !strings.HasPrefix(key, "sha256:") {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// room is how many messages may be put. It is looked at again if it is not enough, or was long ago.
func (t *table) room(ctx context.Context, want int) (int, error) {
	t.mu.Lock()
	room, fresh := t.Limit-t.live, time.Since(t.counted) < countEvery
	t.mu.Unlock()
	if fresh && room >= want {
		return room, nil
	}
	at, live := time.Now(), 0
	if err := t.db.QueryRowContext(ctx, t.count, t.Limit).Scan(&live); err != nil {
		return 0, fmt.Errorf("counting what is in %s: %w", t.Table, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.live, t.counted = live, at
	return t.Limit - live, nil
}

// ids runs a statement on rows, and returns the ids that it returns.
func (t *table) ids(ctx context.Context, statement string, rows any) (map[int64]bool, error) {
	list, err := json.Marshal(rows)
	if err != nil {
		return nil, err
	}
	ids := make(map[int64]bool)
	err = query(ctx, t.db, statement, []any{string(list)}, func(r *sql.Rows) error {
		var id int64
		err := r.Scan(&id)
		ids[id] = true
		return err
	})
	return ids, err
}

// conn is a database, or a transaction in it.
type conn interface {
	QueryContext(ctx context.Context, statement string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, statement string, args ...any) (sql.Result, error)
}

func query(ctx context.Context, db conn, statement string, args []any, each func(*sql.Rows) error) error {
	rows, err := db.QueryContext(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Take implements [durable.Store].
func (t *table) Take(ctx context.Context, n int, lease time.Duration) (leases []webhook.Lease, err error) {
	if err := t.old.clean(ctx, t.db); err != nil {
		return nil, fmt.Errorf("deleting what is old from %s: %w", t.Table, err)
	}
	type taken struct {
		id int64
		webhook.Lease
	}
	var all []taken
	var broken []durable.Change
	err = query(ctx, t.db, t.take, []any{n, lease.Milliseconds()}, func(r *sql.Rows) error {
		var l taken
		var text string
		if err := r.Scan(&l.id, &l.Attempt, &text); err != nil {
			return err
		}
		l.Receipt = strconv.FormatInt(l.id, 10)
		var err error
		if l.Message, err = durable.Decode(text); err != nil {
			broken = append(broken, durable.Change{Action: durable.Fail, Lease: l.Lease})
			return nil
		}
		all = append(all, l)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading from %s: %w", t.Table, err)
	}
	slices.SortFunc(all, func(a, b taken) int { return cmp.Compare(a.id, b.id) })
	for _, l := range all {
		leases = append(leases, l.Lease)
	}
	if broken != nil { // they would come for ever: people find them among those that failed
		if _, err := t.Settle(ctx, broken); err != nil && leases == nil {
			return nil, err
		}
	}
	return leases, nil
}

// change is a durable.Change, as it is in the list of a statement. The id and the number of the attempt tell all leases apart.
type change struct {
	I int64 `json:"i"`
	A int   `json:"a"`
	W int64 `json:"w"`
}

// Settle implements [durable.Store].
func (t *table) Settle(ctx context.Context, all []durable.Change) ([]bool, error) {
	lists := make(map[durable.Action][]change)
	for _, c := range all {
		id, err := strconv.ParseInt(c.Lease.Receipt, 10, 64)
		if err != nil {
			continue // not of this queue: it holds nothing
		}
		lists[c.Action] = append(lists[c.Action], change{id, c.Lease.Attempt, t.wait(c)})
	}
	held := make(map[durable.Action]map[int64]bool)
	for action, list := range lists {
		ids, err := t.ids(ctx, t.settle[action], list)
		if err != nil {
			return nil, fmt.Errorf("writing to %s: %w", t.Table, err)
		}
		held[action] = ids
		if action == durable.Done || action == durable.Fail {
			t.add(-len(ids))
		}
	}
	result := make([]bool, len(all))
	for i, c := range all {
		id, _ := strconv.ParseInt(c.Lease.Receipt, 10, 64)
		result[i] = held[c.Action][id]
	}
	return result, nil
}

// wait is how long the row stays as it will be now.
func (t *table) wait(c durable.Change) int64 {
	switch c.Action {
	case durable.Done:
		return t.Keep.Milliseconds()
	case durable.Fail:
		return t.KeepFailed.Milliseconds()
	}
	return max(c.After, 0).Milliseconds()
}
