//go:build !unix

package main

import "time"

// cpuTime is not known here.
func cpuTime() time.Duration { return 0 }

// cpuTimeOfChildren is not known here either.
func cpuTimeOfChildren() time.Duration { return 0 }
