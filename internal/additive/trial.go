package main

import (
	"context"
	"math/rand/v2"
	"strings"

	"github.com/apigen-go/apigen/internal/callall"
)

// trial is a document that is changed several times, with a client made after each change. The seed decides all of it.
type trial struct {
	document string
	first    version
	seed     uint64
	kinds    []kind
}

// step is a change of a document: one mutation or several at once.
type step struct {
	mutations []string // in words
	before    version
	after     tree
	broken    []string
}

func (s step) names() []string {
	var names []string
	for _, m := range s.mutations {
		name, _, _ := strings.Cut(m, ":")
		names = append(names, name)
	}
	return names
}

// mostGenerations bounds how often a trial changes its document.
const mostGenerations = 3

// run makes the changes until something breaks. All programs since the first must compile.
func (t trial) run(ctx context.Context, b *bench) ([]step, error) {
	r := rand.New(rand.NewPCG(t.seed, 8))
	var steps []step
	now := t.first
	programs := []*callall.Program{t.first.program}
	for range 1 + r.IntN(mostGenerations) {
		m := &mutator{sites: &sites{root: clone(now.tree)}, rand: r, exported: now.exported()}
		s := step{before: now}
		for range 1 + max(0, r.IntN(6)-3) {
			if words := m.mutate(t.kinds); words != "" {
				s.mutations = append(s.mutations, words)
			}
		}
		s.after = m.root
		next, broken, err := b.next(ctx, now, programs, s.after)
		if err != nil {
			return steps, err
		}
		s.broken = broken
		steps = append(steps, s)
		if len(broken) > 0 {
			return steps, nil
		}
		next.program = next.client.Program()
		programs = append(programs, next.program)
		now = next
	}
	return steps, nil
}
