// Command faults answers: what becomes of calls when the network fails at any moment?
//
// Calls of generated clients go through a proxy that breaks connections at random points, to a server that keeps a ledger of
// what it has executed. Afterwards the ledger is compared with what the calls said. Run it with make faults.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"
)

// plan is how much is done.
type plan struct {
	keyed, unkeyed, outage int           // calls
	workers                int           // goroutines that make them
	patience               time.Duration // how long they wait for a silent server
	seed                   uint64
}

func main() {
	var p plan
	flag.IntVar(&p.keyed, "keyed", 20_000, "how many creations with an idempotency key")
	flag.IntVar(&p.unkeyed, "unkeyed", 20_000, "how many creations without one")
	flag.IntVar(&p.outage, "outage", 20_000, "how many calls to servers that are down, for each way of being so")
	flag.IntVar(&p.workers, "workers", 64, "how many goroutines make them")
	flag.DurationVar(&p.patience, "patience", 250*time.Millisecond, "how long they wait for a silent server; a slow machine needs more")
	flag.Uint64Var(&p.seed, "seed", 1, "what the points of failure are drawn from")
	flag.Parse()
	if err := p.run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}
