package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// history is what happened to each event, by the journals.
type history map[string]*fate

type fate struct {
	ran    []int // processes, in the order of each journal
	done   map[int]bool
	failed int
}

// read reads the journals.
func (b *bench) read() (history, error) {
	h := make(history)
	for _, p := range b.replicas {
		if err := h.add(p.config.Journal); err != nil {
			return nil, err
		}
	}
	return h, nil
}

func (h history) add(journal string) error {
	file, err := os.Open(journal)
	if err != nil {
		return err
	}
	defer file.Close()
	for s := bufio.NewScanner(file); s.Scan(); {
		words := strings.Fields(s.Text())
		if len(words) != 3 {
			continue // it is being written
		}
		pid, err := strconv.Atoi(words[0])
		if err != nil {
			return err
		}
		what, id := words[1], words[2]
		f := h[id]
		if f == nil {
			f = &fate{done: make(map[int]bool)}
			h[id] = f
		}
		switch what {
		case ran:
			f.ran = append(f.ran, pid)
		case done:
			f.done[pid] = true
		case failed:
			f.failed++
		}
	}
	return nil
}

func (h history) processed() (n int) {
	for _, f := range h {
		if len(f.ran) > 0 {
			n++
		}
	}
	return n
}

// again returns which events ran since, but for those that a killed process had not recorded: when their leases end they come again,
// sent again or not.
func (b *bench) again(before, after history) (ids []string) {
	for id, f := range after {
		if was := before[id]; was != nil && len(f.ran) > len(was.ran) && b.unrecorded(was) == 0 {
			ids = append(ids, fmt.Sprintf("%s ran in %v, recorded by %v", id, f.ran, f.done))
		}
	}
	return ids
}

// report is what is printed.
type report struct {
	deliveries, events, refused int
	acknowledged, processed     int
	lost, failed                int
	twice, explained            int
	acceptedDown                int
	unexplained                 []string
}

// judge counts. A run before the last is explained if its process was killed and had not told the queue.
func (b *bench) judge(r *report) error {
	h, err := b.read()
	if err != nil {
		return err
	}
	b.acknowledged.Range(func(n, _ any) bool {
		if f := h[name(n.(int))]; f == nil || len(f.ran) == 0 {
			r.lost++
		}
		return true
	})
	r.processed = h.processed()
	for id, f := range h {
		r.failed += f.failed
		if len(f.ran) < 2 {
			continue
		}
		r.twice++
		if b.isExplained(f) {
			r.explained++
		} else {
			r.unexplained = append(r.unexplained, fmt.Sprintf("%s ran in %v, recorded by %v", id, f.ran, f.done))
		}
	}
	return nil
}

func (b *bench) isExplained(f *fate) bool { return b.unrecorded(f) == len(f.ran)-1 }

// unrecorded is how many runs were in a process that was killed and had not told the queue.
func (b *bench) unrecorded(f *fate) (n int) {
	for _, pid := range f.ran {
		if b.killed[pid] && !f.done[pid] {
			n++
		}
	}
	return n
}

func (r *report) String() string {
	var s strings.Builder
	line := func(n int, what string) { fmt.Fprintf(&s, "%8d  %s\n", n, what) }
	line(r.deliveries, "deliveries, beside those that were sent to both or again")
	line(r.events, "events")
	line(r.refused, "deliveries refused or cut off, and sent again")
	line(r.acknowledged, "events acknowledged")
	line(r.processed, "processed at least once")
	line(r.lost, "acknowledged and never processed")
	line(r.failed, "given up")
	line(r.twice, "processed twice")
	line(r.explained, "of these, by a process that was killed between the function and the record")
	line(r.twice-r.explained, "unexplained")
	line(r.acceptedDown, "acknowledged while the queue and the store were down")
	return s.String()
}

// verdict is nil if everything is as promised.
func (r *report) verdict() (err error) {
	for what, n := range map[string]int{
		"acknowledged and never processed": r.lost, "given up": r.failed, "processed twice, unexplained": len(r.unexplained),
		"acknowledged while the store was down": r.acceptedDown, "never acknowledged": r.events - r.acknowledged,
	} {
		if n != 0 {
			err = errors.Join(err, fmt.Errorf("%d events were %s", n, what))
		}
	}
	for _, u := range r.unexplained {
		err = errors.Join(err, errors.New(u))
	}
	return err
}
