package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
	"github.com/apigen-go/apigen/runtime/webhook"
)

// replicaVariable has the configuration of a process that is to be a replica.
const replicaVariable = "APIGEN_SOAK_REPLICA"

// replicaConfig is what a replica is told.
type replicaConfig struct {
	Kind, Address string
	Socket        string // where it listens
	Journal       string // the file where it notes what it does
	Log           string
	Lease         time.Duration
	Slow          bool   // functions take a second, and nothing fails
	Profile       string // the file for a profile; none
}

var secret = "whsec_" + "c29hay1zb2FrLXNvYWstc29hay1zb2FrLXNvYWs="

// event is what is delivered.
type event struct {
	N int `json:"n"`
}

// replica is a process that receives.
func replica(text string) error {
	var c replicaConfig
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return err
	}
	finish, err := c.profile()
	if err != nil {
		return err
	}
	defer finish()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	e, handler := (*webhook.Endpoint)(nil), http.Handler(http.HandlerFunc(bare))
	if c.Kind != "bare" {
		e, err = c.endpoint(ctx)
		handler = e
	}
	if err != nil {
		return err
	}
	os.Remove(c.Socket)
	l, err := net.Listen("unix", c.Socket)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler}
	go server.Serve(l)
	<-ctx.Done()
	after, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err = server.Shutdown(after)
	if e != nil {
		err = errors.Join(err, e.Close(after))
	}
	return err
}

// profile begins a profile of the CPU, if one is wanted.
func (c replicaConfig) profile() (finish func(), err error) {
	if c.Profile == "" {
		return func() {}, nil
	}
	file, err := os.Create(c.Profile)
	if err != nil {
		return nil, err
	}
	return func() {
		pprof.StopCPUProfile()
		file.Close()
	}, pprof.StartCPUProfile(file)
}

func (c replicaConfig) endpoint(ctx context.Context) (*webhook.Endpoint, error) {
	q, store, err := open(ctx, c.Kind, c.Address)
	if err != nil {
		return nil, err
	}
	v, err := webhook.StandardWebhooks().Verifier(secret)
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(c.Log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	opts := []webhook.Option{webhook.WithLogger(slog.New(slog.NewTextHandler(log, nil)))}
	if c.Slow {
		return webhook.Handler(v, store, slow, append(opts, webhook.WithQueue(q), webhook.WithWorkers(3000))...)
	}
	file, err := os.OpenFile(c.Journal, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	j := &journal{file}
	return webhook.Handler(v, store, j.handle, append(opts, webhook.WithQueue(&witness{q, c.Lease, j}), webhook.WithWorkers(32),
		webhook.WithRetries(3, 50*time.Millisecond, time.Second),
		webhook.WithOnFailed(func(_ context.Context, m webhook.Message, _ error) { j.note(m.ID, failed) }))...)
}

func slow(context.Context, webhook.Event[event]) error {
	time.Sleep(time.Second)
	return nil
}

// journal outlives the process: what was written is the kernel's.
type journal struct{ file *os.File }

// What is noted of an event.
const (
	ran    = "ran"    // the function has done its work
	done   = "done"   // the queue knows
	failed = "failed" // it was given up
)

func (j *journal) note(id, what string) {
	if _, err := fmt.Fprintf(j.file, "%d %s %s\n", os.Getpid(), what, id); err != nil {
		panic(err)
	}
}

var calls atomic.Int64

// handle takes a while, and fails at times, but not for ever. What it does before it fails is no work.
func (j *journal) handle(_ context.Context, e webhook.Event[event]) error {
	time.Sleep(rand.N(10 * time.Millisecond))
	if calls.Add(1)%100 == 0 {
		time.Sleep(rand.N(time.Second))
	}
	if e.Attempt < 3 {
		switch n := rand.IntN(100); {
		case n < 5:
			return errors.New("not now")
		case n < 8:
			panic("not now")
		case n == 8:
			runtime.Goexit()
		}
	}
	j.note(e.ID, ran)
	return nil
}

// witness notes what the queue was told, and has leases of the length that was asked for.
type witness struct {
	webhook.Queue
	lease   time.Duration
	journal *journal
}

// Join is that of the queue, which an endpoint would not see else.
func (w *witness) Join(store dedup.Store) webhook.Joint {
	return w.Queue.(webhook.Joiner).Join(store)
}

func (w *witness) Take(ctx context.Context, _ time.Duration) (webhook.Lease, error) {
	return w.Queue.Take(ctx, w.lease)
}

func (w *witness) Extend(ctx context.Context, l webhook.Lease, _ time.Duration) error {
	return w.Queue.Extend(ctx, l, w.lease)
}

func (w *witness) Done(ctx context.Context, l webhook.Lease) error {
	err := w.Queue.Done(ctx, l)
	if err == nil {
		w.journal.note(l.Message.ID, done)
	}
	return err
}
