package change_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/generator/change"
	"github.com/apigen-go/apigen/internal/callall"
)

// A program that uses all of the old client is the judge: what of it does not compile with the new one is announced, and what is
// announced does not compile.
func TestWhatIsSaidToBreakCodeDoesAndNothingElse(t *testing.T) {
	t.Parallel()
	exports, err := callall.List(t.Context(), ".")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range cases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			was, is := configs(t, c.edit)
			report, err := generator.Diff(t.Context(), was, is)
			if err != nil {
				t.Fatal(err)
			}
			old, next := clients(t, was, is)
			checker := callall.NewChecker(exports)
			broken := breaks(t, checker, old, next)
			said := announced(report)
			for _, b := range broken {
				if !slices.ContainsFunc(b.Subjects, func(s string) bool { return slices.Contains(said, s) }) {
					t.Errorf("not announced: %v", b)
				}
			}
			for _, symbol := range said {
				if !slices.ContainsFunc(broken, func(b callall.Break) bool { return concerns(b, symbol) }) {
					t.Errorf("announced to break, and compiles: %s", symbol)
				}
			}
		})
	}
}

// clients makes both clients, the new one with the names of the old one.
func clients(t *testing.T, was, is generator.Config) (old, next []generator.File) {
	t.Helper()
	first, err := generator.Generate(t.Context(), was)
	if err != nil {
		t.Fatal(err)
	}
	is.Lock = first.Lock
	second, err := generator.Generate(t.Context(), is)
	if err != nil {
		t.Fatal(err)
	}
	return first.Files, second.Files
}

func breaks(t *testing.T, checker *callall.Checker, old, next []generator.File) []callall.Break {
	t.Helper()
	before, err := checker.Client(old)
	if err != nil {
		t.Fatal(err)
	}
	after, err := checker.Client(next)
	if err != nil {
		t.Fatal(err)
	}
	return checker.Check(before.Program(), after)
}

// announced are the names that changes with a breaking effect at compile time put forward, as far as they break.
func announced(r *generator.Report) []string {
	breaking := map[string]bool{}
	for _, s := range r.GoAPI {
		breaking[s.Name] = s.Breaking
	}
	var names []string
	for _, c := range r.Changes {
		if c.Compile.Kind != change.Breaking {
			continue
		}
		for _, name := range c.Symbols {
			if breaking[name] {
				names = append(names, name)
			}
		}
	}
	return names
}

// concerns tells whether a break is about a name, or the type that is gone with it.
func concerns(b callall.Break, symbol string) bool {
	owner, _, _ := strings.Cut(symbol, ".")
	return slices.Contains(b.Subjects, symbol) || slices.Contains(b.Subjects, owner)
}
