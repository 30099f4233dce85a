package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// patience is what one document may take, all together, before it counts as slow. The largest have 185,000 lines.
const patience = 2 * time.Minute

// cost is what a step took. The time on the wall says little while others use the machine.
type cost struct {
	wall, cpu time.Duration // cpu is 0 where the system does not tell
}

// measure runs a step in this process.
func measure(step func()) cost {
	start, before := time.Now(), cpuTime()
	step()
	return cost{time.Since(start), cpuTime() - before}
}

// stopwatch measures what this process and those that it started take together.
type stopwatch struct {
	start  time.Time
	before time.Duration
}

func begin() stopwatch { return stopwatch{time.Now(), cpuTime() + cpuTimeOfChildren()} }

func (s stopwatch) end() cost {
	return cost{time.Since(s.start), cpuTime() + cpuTimeOfChildren() - s.before}
}

func (c cost) plus(d cost) cost { return cost{c.wall + d.wall, c.cpu + d.cpu} }

// slow tells whether it took too long: of the processor, or on the wall while nobody else used the machine.
func (c cost) slow() bool {
	return c.cpu > patience || c.wall > patience && idle()
}

// String is the time on the wall and that of the processor: "2.1s/3.4s".
func (c cost) String() string {
	return fmt.Sprintf("%.1fs/%.1fs", c.wall.Seconds(), c.cpu.Seconds())
}

// idle tells whether the machine had, during the last minute, little more to do than ours; false if nobody knows.
func idle() bool {
	content, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return false
	}
	first, _, _ := strings.Cut(string(content), " ")
	load, err := strconv.ParseFloat(first, 64)
	return err == nil && load <= float64(runtime.NumCPU())
}
