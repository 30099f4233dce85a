package main

import (
	"errors"
	"fmt"
	"time"
)

// What must hold for all documents together.
const (
	leastMethods = 99.0             // percent of the operations have a method
	mostRaw      = 2.0              // percent of the bodies have no type
	mostTime     = 30 * time.Minute // of the processor: 15 minutes on two of them
)

// marks tells which of them are missed.
func (r row) marks(took cost) error {
	var missed []error
	if got := percent(r.client.methods, r.operations); r.operations > 0 && got < leastMethods {
		missed = append(missed, fmt.Errorf("%.2f%% of the operations have a method, less than %.0f%%", got, leastMethods))
	}
	if got := percent(r.client.raw, r.client.bodies); got > mostRaw {
		missed = append(missed, fmt.Errorf("%.2f%% of the bodies are raw, more than %.0f%%", got, mostRaw))
	}
	if took.cpu > mostTime {
		missed = append(missed, fmt.Errorf("it took %s of the processor, more than %s", took.cpu, mostTime))
	}
	return errors.Join(missed...)
}

func percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}
