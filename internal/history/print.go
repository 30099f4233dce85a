package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/callall"
)

// printer prints the table, and below each step what must not be.
type printer struct {
	out    io.Writer
	most   int  // findings of one sort; 0: all
	breaks bool // print what breaks, too
}

func (p printer) head() {
	fmt.Fprintf(p.out, "%-28s %6s %6s %6s %7s %7s %7s %9s %11s %6s %10s %6s %7s\n", "version", "ops", "types", "added", "removed", "renamed",
		"errors", "announced", "unannounced", "alarms", "gratuitous", "untold", "seconds")
}

func (p printer) first(v *version, took time.Duration) {
	operations, types := v.result.Size()
	fmt.Fprintf(p.out, "%-28s %6d %6d %104.1f\n", filepath.Base(v.path), operations, types, took.Seconds())
}

func (p printer) step(s *step) {
	operations, types := s.after.result.Size()
	fmt.Fprintf(p.out, "%-28s %6d %6d %6d %7d %7d %7d %9d %11d %6d %10d %6d %7.1f\n", filepath.Base(s.after.path), operations, types,
		s.names.added, s.names.removed, len(s.names.renamed), len(s.broken), len(s.announced), len(s.unannounced), len(s.alarms),
		len(s.names.gratuitous), len(s.names.untold), s.took.Seconds())
	p.list("breaks without a word", s.unannounced)
	p.list("announced to break, and compiles", s.alarms)
	p.list("renamed without a reason", s.names.gratuitous)
	p.list("renamed and not told", s.names.untold)
	p.list("another client the second time", s.again)
	if p.breaks {
		p.list("breaks", texts(s.broken))
	}
	p.list("could have kept its name as an alias (not counted)", s.names.extracted)
}

func (p printer) list(what string, found []string) {
	for i, f := range found {
		if p.most > 0 && i == p.most {
			fmt.Fprintf(p.out, "    ... and %d more\n", len(found)-i)
			return
		}
		fmt.Fprintf(p.out, "    %s: %s\n", what, strings.ReplaceAll(f, "\n", "\n      "))
	}
}

// texts says what breaks, once for each name.
func texts(broken []callall.Break) []string {
	var all []string
	seen := map[string]bool{}
	for _, b := range broken {
		subject := strings.Join(b.Subjects, " ")
		if !seen[subject] {
			first, _, _ := strings.Cut(b.Error(), "\n")
			all = append(all, first)
		}
		seen[subject] = true
	}
	return all
}
