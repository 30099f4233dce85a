//go:build !race

package runtimetest

// big is the size of a big upload.
const big = 1 << 30
