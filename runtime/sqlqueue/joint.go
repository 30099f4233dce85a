package sqlqueue

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/internal/durable"
	"github.com/apigen-go/apigen/runtime/webhook"
)

// Join implements [webhook.Joiner], for a [Store] in the same database: both rows are written in one commit.
func (q *Queue) Join(store dedup.Store) webhook.Joint {
	s, ok := store.(*Store)
	if !ok || s.db != q.table.db || s.dialect != q.table.dialect {
		return nil
	}
	return durable.Join(q.Queue, newJoint(q.table, s).accept)
}

type accepted = durable.Accepted[dedup.Outcome]

type joint struct {
	table *table
	store *Store
	both  string
}

// newJoint writes the statement for both tables. As ever, rows of the store are locked in the order of their keys, and messages are
// numbered in the order of their arrival.
func newJoint(t *table, s *Store) *joint {
	j := &joint{table: t, store: s}
	j.both = t.dialect.statement(strings.ReplaceAll(`WITH x AS (SELECT n, k, m FROM {rows}),
		fresh AS (INSERT INTO {seen} AS s (event_key, token, until) SELECT k, '', {now} + $2 FROM x ORDER BY k
			ON CONFLICT (event_key) DO UPDATE SET token = '', until = excluded.until WHERE s.until <= {now} RETURNING event_key),
		put AS (INSERT INTO {table} (msg_key, message, due) SELECT k, m, {now} FROM x WHERE k IN (SELECT event_key FROM fresh) ORDER BY n
			ON CONFLICT (msg_key) DO NOTHING)
		SELECT event_key FROM fresh`, "{seen}", quoted(s.Table)), t.Table, "k text", "m text")
	return j
}

// accept answers a message whose key comes twice with what the first got.
func (j *joint) accept(ctx context.Context, all []webhook.Message) ([]accepted, error) {
	if err := j.store.old.clean(ctx, j.store.db); err != nil {
		return nil, fmt.Errorf("deleting what is old from %s: %w", j.store.Table, err)
	}
	known := make(map[string]bool)
	var list []row
	for _, m := range all {
		if k := column(m.Key); !known[k] {
			text, err := durable.Encode(m)
			if err != nil {
				return nil, err
			}
			known[k], list = true, append(list, row{k, text})
		}
	}
	answers, err := j.answers(ctx, list)
	if err != nil {
		return nil, fmt.Errorf("writing to %s and %s: %w", j.table.Table, j.store.Table, err)
	}
	result := make([]accepted, len(all))
	for i, m := range all {
		result[i] = answers[column(m.Key)]
	}
	return result, nil
}

func (j *joint) answers(ctx context.Context, list []row) (map[string]accepted, error) {
	answers := make(map[string]accepted)
	room, err := j.table.room(ctx, len(list))
	rest := list
	if err == nil && room < len(list) {
		rest, err = j.refuse(ctx, list, answers, room)
	}
	if err != nil || len(rest) == 0 {
		return answers, err
	}
	found, err := j.write(ctx, rest)
	for _, r := range rest {
		outcome := found[r.K]
		if outcome == 0 { // it is claimed, or was until now
			outcome = dedup.Busy
		}
		answers[r.K] = accepted{Outcome: outcome}
	}
	return answers, err
}

// refuse answers those for which there is no room, and returns the others: a queue that is full takes what it or the store has already.
func (j *joint) refuse(ctx context.Context, list []row, answers map[string]accepted, room int) (rest []row, err error) {
	text, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	held := make(map[string]dedup.Outcome)
	if err := j.store.lookAt(ctx, j.store.db, string(text), held); err != nil {
		return nil, err
	}
	present, err := j.table.present(ctx, string(text))
	if err != nil {
		return nil, err
	}
	for _, r := range list {
		switch {
		case held[r.K] != 0 || present[r.K]:
		case room > 0:
			room--
		default:
			answers[r.K] = accepted{Err: webhook.ErrFull}
			continue
		}
		rest = append(rest, r)
	}
	return rest, nil
}

// write does it, and says which keys were free and which are done.
func (j *joint) write(ctx context.Context, list []row) (map[string]dedup.Outcome, error) {
	text, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	write := j.writeBoth
	if j.table.dialect == SQLite {
		write = j.writeInTurn
	}
	found, err := write(ctx, list, string(text))
	if err != nil {
		return nil, err
	}
	j.table.add(len(found)) // or fewer, until it is counted again
	if len(found) == len(list) {
		return found, nil
	}
	return found, j.store.lookAt(ctx, j.store.db, string(text), found)
}

func (j *joint) writeBoth(ctx context.Context, _ []row, text string) (map[string]dedup.Outcome, error) {
	return keys(ctx, j.table.db, j.both, text, j.store.TTL.Milliseconds())
}

// writeInTurn is for a database in which a statement writes to one table. It is in this process: two cost no more than one.
func (j *joint) writeInTurn(ctx context.Context, list []row, _ string) (map[string]dedup.Outcome, error) {
	tx, err := j.table.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	marks := make([]seen, len(list))
	for i, r := range list {
		marks[i] = seen{r.K, "", j.store.TTL.Milliseconds()}
	}
	text, err := json.Marshal(marks)
	if err != nil {
		return nil, err
	}
	found, err := keys(ctx, tx, j.store.claim, string(text))
	if err != nil {
		return nil, err
	}
	var fresh []row
	for _, r := range list {
		if found[r.K] == dedup.Claimed {
			fresh = append(fresh, r)
		}
	}
	if len(fresh) == 0 {
		return found, nil
	}
	if text, err = json.Marshal(fresh); err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, j.table.put, string(text)); err != nil {
		return nil, err
	}
	return found, tx.Commit()
}
