package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	goruntime "runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// cost is what a transfer took.
type cost struct {
	Heap     int64   // the most that the heap held, in bytes
	Resident int64   // the most memory that the process had; 0: the system does not tell
	Seconds  float64 // from the first byte to the last
}

// measure makes a transfer and prints its cost.
func measure(name, url string, size int64) error {
	i := slices.IndexFunc(transfers, func(t transfer) bool { return t.name == name })
	if i < 0 {
		return fmt.Errorf("there is no transfer %q", name)
	}
	began, stop := time.Now(), watchHeap()
	err := transfers[i].run(context.Background(), url, size)
	c := cost{Seconds: time.Since(began).Seconds(), Heap: stop(), Resident: peakResident()}
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(c)
}

// watchHeap looks at the heap every few milliseconds; stop returns the most that it held.
func watchHeap() (stop func() int64) {
	done, most := make(chan struct{}), make(chan int64)
	go func() {
		var peak uint64
		var m goruntime.MemStats
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			goruntime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
			select {
			case <-tick.C:
			case <-done:
				most <- int64(peak)
				return
			}
		}
	}()
	return func() int64 { close(done); return <-most }
}

// peakResident reads the high-water mark that Linux keeps: "VmHWM:	   12345 kB".
func peakResident() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kilobytes, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kilobytes << 10
		}
	}
	return 0
}
