package main

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/internal/callall"
)

// step is the way from one version to the next.
type step struct {
	before, after *version
	broken        []callall.Break
	announced     []string // names in Go that are announced not to compile: "OrdersService.Get"
	unannounced   []string // what breaks without a word
	alarms        []string // what is announced to break at compile time and compiles
	names         names
	again         []string // files that are others when the same document is generated once more
	took          time.Duration
}

// bad counts the findings that must not be.
func (s *step) bad() int {
	return len(s.unannounced) + len(s.alarms) + len(s.names.gratuitous) + len(s.names.untold) + len(s.again)
}

// announce compares what the report calls breaking at compile time with what breaks.
func (s *step) announce(report *generator.Report) {
	broken := map[string]bool{}
	for _, b := range s.broken {
		for _, subject := range b.Subjects {
			owner, _, _ := strings.Cut(subject, ".") // what is announced of a type may break only its members
			broken[subject], broken[owner+"."] = true, true
		}
	}
	announced := map[string]bool{}
	for _, symbol := range report.GoAPI {
		if symbol.Breaking {
			announced[symbol.Name] = true
			s.alarm(symbol.Name, broken, symbol.Name)
		}
	}
	for _, c := range report.Changes {
		if c.Compile.Kind != generator.Breaking {
			continue
		}
		s.alarm(c.Subject+": "+c.What, broken, c.Symbols...)
		for _, name := range c.Symbols {
			announced[name] = true
		}
	}
	s.announced = slices.Sorted(maps.Keys(announced))
	for _, b := range s.broken {
		if !slices.ContainsFunc(b.Subjects, func(subject string) bool { return holds(announced, subject) }) {
			s.unannounced = append(s.unannounced, b.Error())
		}
	}
}

// alarm notes an announcement if none of the names that it is about breaks. A change that breaks lists new names, too.
func (s *step) alarm(what string, broken map[string]bool, about ...string) {
	if !slices.ContainsFunc(about, func(name string) bool { return holds(broken, name) || broken[name+"."] }) {
		s.alarms = append(s.alarms, what)
	}
}

// holds tells whether a name is in a set, or the type that it belongs to.
func holds(set map[string]bool, name string) bool {
	owner, _, _ := strings.Cut(name, ".")
	return set[name] || set[owner]
}
