//go:build race

package page_test

// The race detector makes each item cost twenty times as much, and a walk has one goroutine.
const (
	longWalk    = 100_000
	styleStride = 4
)
