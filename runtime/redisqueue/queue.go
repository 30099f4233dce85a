// Package redisqueue answers: how do several processes share the webhooks that they receive?
//
// A [Queue] keeps acknowledged events in a Redis stream, where they outlive the process, and a [Store] keeps which events
// were seen:
//
//	client := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
//	queue, err := redisqueue.New(client, "orders", redisqueue.Settings{})
//	store, err := redisqueue.NewStore(client, "orders", 0)
//	endpoint, err := webhook.Handler(verifier, store, handle, webhook.WithQueue(queue))
//
// Both are as durable as the server is configured: without "appendonly yes" a server that ends loses them, with
// "appendfsync everysec", the default of that, a machine that ends loses the last second, and with "always" nothing. The
// policy of its memory has to be "noeviction".
//
// It is a module of its own, so that no other client links a client of Redis.
package redisqueue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/apigen-go/apigen/runtime/internal/durable"
	"github.com/apigen-go/apigen/runtime/webhook"
)

// Settings of a [Queue]. The zero value has the defaults.
type Settings struct {
	Limit int           // messages that are not done, after which Put returns webhook.ErrFull; 100,000
	Keep  time.Duration // how long Put knows the key of a message that was done; 72 h. Longer than a sender repeats itself
	Poll  time.Duration // how often to look for what other processes have put, and what is due again; 100 ms

	// KeepFailed is how many messages that failed are kept in the stream "{name}:failed", about; 10,000.
	KeepFailed int
}

const pause = time.Millisecond // between round trips: what comes meanwhile shares the next

// Queue is a [webhook.Queue] in a Redis stream. Every process that opens it by one name works on the same messages. It is
// safe for concurrent use, and needs no Close; the client of Redis remains the caller's.
//
// In Redis it is the stream "{name}:events" with the consumer group "workers", in which the consumer "leased" has what is being
// handled and "returned" what is to be tried again; the sorted set "{name}:due" says until or from when, in ms since 1970. The keys
// "{name}:key:..." know what was put.
type Queue struct {
	*durable.Queue
	stream *stream
}

// New returns a queue. It does not speak to Redis yet.
func New(client redis.UniversalClient, name string, s Settings) (*Queue, error) {
	if err := check(client, name); err != nil {
		return nil, err
	}
	s.Limit, s.KeepFailed = cmp.Or(s.Limit, 100_000), cmp.Or(s.KeepFailed, 10_000)
	s.Keep, s.Poll = cmp.Or(s.Keep, 72*time.Hour), cmp.Or(s.Poll, 100*time.Millisecond)
	if s.Limit < 1 || s.KeepFailed < 1 || s.Keep < time.Millisecond || s.Poll < time.Millisecond {
		return nil, fmt.Errorf("redisqueue: room for %d messages and %d failed ones, kept for %v, polled every %v: want more than 0",
			s.Limit, s.KeepFailed, s.Keep, s.Poll)
	}
	t := &stream{client: client, tag: "{" + name + "}:", Settings: s}
	return &Queue{durable.New(t, durable.Settings{Poll: s.Poll, Pause: pause}), t}, nil
}

func check(client redis.UniversalClient, name string) error {
	switch {
	case client == nil:
		return errors.New("redisqueue: the client of Redis is nil")
	case name == "" || strings.ContainsAny(name, "{}"):
		return fmt.Errorf("redisqueue: the name %q: want one that is not empty and has no braces", name)
	}
	return nil
}

// stream is a durable.Store.
type stream struct {
	client redis.UniversalClient
	tag    string // of all keys: in a cluster they are on one node
	Settings
}

func (t *stream) events() string { return t.tag + "events" }
func (t *stream) due() string    { return t.tag + "due" }
func (t *stream) failed() string { return t.tag + "failed" }

// key is where the message's key is; that of the stream if it has none.
func (t *stream) key(m webhook.Message) string {
	if m.Key == "" {
		return t.events()
	}
	return t.tag + "key:" + m.Key
}

// Put implements [durable.Store].
func (t *stream) Put(ctx context.Context, all []webhook.Message) ([]error, error) {
	keys, args := []string{t.events()}, []any{t.Limit}
	for _, m := range all {
		text, err := durable.Encode(m)
		if err != nil {
			return nil, err
		}
		keys, args = append(keys, t.key(m)), append(args, text)
	}
	full, err := putScript.Run(ctx, t.client, keys, args...).BoolSlice()
	if err != nil {
		return nil, fmt.Errorf("writing to Redis: %w", err)
	}
	refused := make([]error, len(all))
	for i := range full {
		if full[i] {
			refused[i] = webhook.ErrFull
		}
	}
	return refused, nil
}

// Take implements [durable.Store].
func (t *stream) Take(ctx context.Context, n int, lease time.Duration) ([]webhook.Lease, error) {
	rows, err := takeScript.Run(ctx, t.client, []string{t.events(), t.due()}, n, milliseconds(lease)).Slice()
	if err != nil {
		return nil, fmt.Errorf("reading from Redis: %w", err)
	}
	var leases []webhook.Lease
	var broken []durable.Change
	for _, row := range rows {
		l, err := parse(row.([]any))
		if err != nil {
			broken = append(broken, durable.Change{Action: durable.Fail, Lease: l})
			continue
		}
		leases = append(leases, l)
	}
	slices.SortStableFunc(leases, func(a, b webhook.Lease) int { return byArrival(a.Receipt, b.Receipt) })
	if broken != nil { // they would come for ever: people find them among those that failed
		if _, err := t.Settle(ctx, broken); err != nil && leases == nil {
			return nil, err
		}
	}
	return leases, nil
}

// parse reads a row of the script. The receipt is the id in the stream: with the number of the attempt it tells all leases apart.
func parse(row []any) (webhook.Lease, error) {
	m, err := durable.Decode(row[2].(string))
	return webhook.Lease{Message: m, Attempt: int(row[1].(int64)), Receipt: row[0].(string)}, err
}

// byArrival compares ids of a stream: "1700000000000-9" is before "1700000000000-10".
func byArrival(a, b string) int {
	am, as := split(a)
	bm, bs := split(b)
	return cmp.Or(cmp.Compare(am, bm), cmp.Compare(as, bs))
}

func split(id string) (ms, n uint64) {
	left, right, _ := strings.Cut(id, "-")
	ms, _ = strconv.ParseUint(left, 10, 64)
	n, _ = strconv.ParseUint(right, 10, 64)
	return ms, n
}

// Settle implements [durable.Store].
func (t *stream) Settle(ctx context.Context, all []durable.Change) ([]bool, error) {
	keys := []string{t.events(), t.due(), t.failed()}
	args := []any{milliseconds(t.Keep), t.KeepFailed}
	for _, c := range all {
		keys = append(keys, t.key(c.Lease.Message))
		args = append(args, int(c.Action), c.Lease.Receipt, c.Lease.Attempt, milliseconds(c.After))
	}
	held, err := settleScript.Run(ctx, t.client, keys, args...).BoolSlice()
	if err != nil {
		return nil, fmt.Errorf("writing to Redis: %w", err)
	}
	return held, nil
}

func milliseconds(d time.Duration) int64 { return max(d, 0).Milliseconds() }
