//go:build !race

package page_test

const (
	longWalk    = 1_000_000 // items of a long walk
	styleStride = 1         // of the styles every so many is tested
)
