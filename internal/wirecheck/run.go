package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"

	"github.com/apigen-go/apigen/internal/standin"
)

// back is what the program tells of a call.
type back struct {
	ID    int
	Error string
	Value json.RawMessage
	Bytes []byte
	Items []json.RawMessage // of a stream

	Reported bool // Error is what an item of the stream reports

	Headers map[string]json.RawMessage // of the struct for WithHeaders, by header
}

// ear keeps what the stand-in heard, by call.
type ear struct {
	mu    sync.Mutex
	heard map[int][]*standin.Exchange
}

func (e *ear) hear(r *http.Request, x *standin.Exchange) {
	e.mu.Lock()
	defer e.mu.Unlock()
	id := callOf(r)
	e.heard[id] = append(e.heard[id], x)
}

func (e *ear) of(id int) []*standin.Exchange {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.heard[id]
}

// callOf is the call that a request belongs to, -1 if it does not say.
func callOf(r *http.Request) int {
	id, err := strconv.Atoi(r.Header.Get("X-Wirecheck-Call"))
	if err != nil {
		return -1
	}
	return id
}

// run has the program make the calls against a stand-in, and judges them.
func (o *outcome) run(ctx context.Context, binary string, document *standin.Document, calls []*call) error {
	e := &ear{heard: map[int][]*standin.Exchange{}}
	wish := func(r *http.Request) standin.Wish {
		if id := callOf(r); id >= 0 && id < len(calls) {
			w := standin.Wish{Recipe: calls[id].kind.response, Meant: calls[id].op}
			if s := calls[id].method.Stream; s != nil {
				w.End = s.End
			}
			return w
		}
		return standin.Wish{}
	}
	server := httptest.NewServer(&standin.Server{Document: document, Wish: wish, Heard: e.hear})
	defer server.Close()
	c := exec.CommandContext(ctx, binary, strings.TrimPrefix(server.URL, "http://"))
	var complaints bytes.Buffer
	c.Stderr = &complaints
	in, err := c.StdinPipe()
	if err != nil {
		return err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	go send(in, calls)
	err = o.judgeAll(out, document, calls, e)
	if err != nil {
		_ = c.Process.Kill()
	}
	if waited := c.Wait(); err == nil && waited != nil {
		err = waited
	}
	if err != nil {
		return fmt.Errorf("running the program: %w\n%s", err, firstLines(complaints.String(), 10))
	}
	return os.Remove(binary)
}

// send writes the calls. If the program goes away meanwhile, what it told shows it.
func send(in io.WriteCloser, calls []*call) {
	e := json.NewEncoder(in)
	for _, c := range calls {
		if e.Encode(c) != nil {
			break
		}
	}
	_ = in.Close()
}

func (o *outcome) judgeAll(out io.Reader, document *standin.Document, calls []*call, e *ear) error {
	d := json.NewDecoder(out)
	for _, c := range calls {
		var b back
		if err := d.Decode(&b); err != nil {
			return fmt.Errorf("at %s: %w", c.name(), err)
		}
		o.calls++
		if stage, what, reason := c.judge(document, b, e.of(c.ID)); what != "" {
			f := failure{operation: c.name(), kind: c.kind.name, stage: stage, what: what, reason: reason}
			for _, x := range e.of(c.ID) {
				f.sent += fmt.Sprintf("%s %.1000q, answered by %d %.1000s", x.URI, x.Raw, x.Answer.Status, x.Answer.Body)
			}
			o.fail(f)
		}
	}
	return nil
}
