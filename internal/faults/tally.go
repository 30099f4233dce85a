package main

import (
	"fmt"
	"io"
	"sync"
	"text/tabwriter"
)

// kind is how something fails, stage is when.
type (
	kind  int
	stage int
)

const (
	cut         kind = iota // both connections are closed
	reset                   // both connections are reset
	stall                   // nothing moves any more until the client leaves
	truncate                // one direction ends, the other stays open
	late                    // the request arrives when the client has left
	unavailable             // the server answers 503 with a Retry-After, and does nothing
	gateway                 // the server does it, and a gateway answers 504
	kinds
)

const (
	unfinished stage = iota // the request is not complete: not executed
	unanswered              // executed, and nothing of the answer arrives
	answering               // executed, and a part of the answer arrives
	between                 // after an answer, on the idle connection, or while the next request is on its way
	answered                // by a status
	stages
)

func (k kind) String() string {
	return [...]string{"cut", "reset", "stall", "half-closed", "late delivery", "503 with Retry-After", "504 after execution"}[k]
}

func (s stage) String() string {
	return [...]string{"request incomplete", "executed, no answer", "answer incomplete", "between calls", "by status"}[s]
}

// tally counts the faults that have happened. It is safe for concurrent use.
type tally struct {
	mu     sync.Mutex
	counts [kinds][stages]int
}

func (t *tally) add(k kind, s stage) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[k][s]++
}

func (t *tally) at(k kind, s stage) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.counts[k][s]
}

// print writes a line for each kind and a column for each stage.
func (t *tally) print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "fault\t")
	for s := range stages {
		fmt.Fprintf(w, "%v\t", s)
	}
	fmt.Fprintln(w)
	for k := range kinds {
		fmt.Fprintf(w, "%v\t", k)
		for s := range stages {
			fmt.Fprintf(w, "%d\t", t.at(k, s))
		}
		fmt.Fprintln(w)
	}
	w.Flush()
}
