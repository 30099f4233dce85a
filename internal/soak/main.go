// Command soak sends deliveries to two processes that share a queue and a dedup store, and counts what becomes of them.
//
//	soak -queue postgresql -deliveries 50000
//
// Three of ten deliveries are duplicates, some of them sent to both processes at once, and their order is random. Functions fail
// and panic. In the middle one process is killed, and started again. At the end the server of the queue is down for a while. Every
// event that was acknowledged has to be processed, and twice only if a process was killed between the function and the record.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"time"
)

func main() {
	if config := os.Getenv(replicaVariable); config != "" {
		if err := replica(config); err != nil {
			log.Fatal(err)
		}
		return
	}
	names := flag.String("queue", strings.Join(kinds, ","), "which queues, by commas")
	deliveries := flag.Int("deliveries", 50_000, "how many deliveries, of each queue")
	lease := flag.Duration("lease", 30*time.Second, "how long an event is a worker's that may be dead; the endpoint's own is 30s")
	measure := flag.Bool("acknowledge", false, "measure acknowledgements instead: 2,000 a second for 10 s, to functions that take a second")
	profile := flag.String("profile", "", "a directory: of each receiver that is measured, a CPU profile is written there")
	flag.Parse()
	failed := false
	for _, kind := range strings.Split(*names, ",") {
		if err := run(kind, *deliveries, *lease, *measure, *profile); err != nil {
			failed = true
			fmt.Printf("%s: %v\n", kind, err)
		}
	}
	if failed {
		os.Exit(1)
	}
}

func run(kind string, deliveries int, lease time.Duration, measure bool, profile string) error {
	if measure {
		return acknowledgements(kind, profile)
	}
	if !slices.Contains(kinds, kind) {
		return fmt.Errorf("no queue has this name: want one of %v", kinds)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Minute)
	defer cancel()
	r, err := soak(ctx, plan{kind: kind, deliveries: deliveries, lease: lease})
	if err != nil {
		return err
	}
	fmt.Printf("%s\n%v", kind, r)
	return r.verdict()
}
