//go:build race

package runtimetest

// big is the size of a big upload. The race detector makes a GiB take half a minute.
const big = 256 << 20
