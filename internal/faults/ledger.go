package main

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// ledger is a server that remembers what it has executed. An order is executed once per idempotency key, a run of an agent for
// every request that arrives whole. Both say which intent of the caller they are for, which the server only writes down.
type ledger struct {
	*tally
	mu         sync.Mutex
	executed   map[string][]string // ids, by intent
	keys       map[string]*sync.Once
	made       int
	share      float64 // of the requests that get a 503 or 504
	requests   int
	random     *rand.Rand
	lastAnswer map[string]string // ids, by key
}

func newLedger(share float64, seed uint64, t *tally) *ledger {
	return &ledger{
		tally: t, executed: make(map[string][]string), keys: make(map[string]*sync.Once), share: share,
		random: rand.New(rand.NewPCG(seed, 0)), lastAnswer: make(map[string]string),
	}
}

// ServeHTTP executes the request, unless it is incomplete.
func (l *ledger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Task     string // of a run
		Metadata struct{ Intent string }
	}
	data, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(data, &body) != nil {
		http.Error(w, "incomplete", http.StatusBadRequest)
		return
	}
	draw, size := l.draw()
	if draw < l.share/2 {
		l.add(unavailable, answered)
		w.Header().Set("Retry-After", "0")
		http.Error(w, "busy", http.StatusServiceUnavailable)
		return
	}
	id := l.execute(r.Header.Get("Idempotency-Key"), body.Task+body.Metadata.Intent)
	if draw < l.share {
		l.add(gateway, answered)
		http.Error(w, "nobody answered", http.StatusGatewayTimeout)
		return
	}
	answer(w, id, size)
}

// draw is the request's fate, and the length of the answer.
func (l *ledger) draw() (float64, int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.requests++
	return l.random.Float64(), l.random.IntN(6_000)
}

// execute does it, once per key; a second request with the key waits for the first.
func (l *ledger) execute(key, intent string) string {
	if key == "" {
		return l.record(key, intent)
	}
	l.mu.Lock()
	once := l.keys[key]
	if once == nil {
		once = new(sync.Once)
		l.keys[key] = once
	}
	l.mu.Unlock()
	once.Do(func() { l.record(key, intent) })
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lastAnswer[key]
}

func (l *ledger) record(key, intent string) string {
	time.Sleep(100 * time.Microsecond) // so that requests with the same key meet
	l.mu.Lock()
	defer l.mu.Unlock()
	l.made++
	id := "id_" + strconv.Itoa(l.made)
	l.executed[intent] = append(l.executed[intent], id)
	if key != "" {
		l.lastAnswer[key] = id
	}
	return id
}

// answer is an order as well as a run. A long one is sent in chunks.
func answer(w http.ResponseWriter, id string, size int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	text, _ := json.Marshal(map[string]any{
		"id": id, "status": "open", "created_at": time.Now(), "updated_at": time.Now(), "customer_id": "cus_1", "agent_id": "a",
		"items": []any{}, "metadata": map[string]string{}, "note": strings.Repeat("x", size),
	})
	w.Write(text)
}

// of returns the ids of what was executed for an intent.
func (l *ledger) of(intent string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.executed[intent]
}
