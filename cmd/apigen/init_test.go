package main

import (
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator"
)

// The steps are typed as they are printed.
func TestNextSteps(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		made  generator.Initialized
		has   []string
		lacks []string
	}{
		"in a module": {
			made:  generator.Initialized{Out: "shop", Module: true, Source: "https://vendor.example/a.json", Copied: 1},
			has:   []string{"go get -tool github.com/", "go build ./shop\n", "check --config shop/apigen.yaml         # in CI\n", "update --config shop/apigen.yaml        # when"},
			lacks: []string{"go mod init", "copy of the document", "secret"},
		},
		"without a module":          {made: generator.Initialized{Out: "shop"}, has: []string{"go mod init"}, lacks: []string{"update"}},
		"where apigen is a tool":    {made: generator.Initialized{Out: "shop", Module: true, Tool: true}, lacks: []string{"go get"}},
		"in the current directory":  {made: generator.Initialized{Out: "."}, has: []string{"go build .\n", "--config apigen.yaml"}},
		"beside it":                 {made: generator.Initialized{Out: "../shop"}, has: []string{"go build ../shop\n"}},
		"anywhere":                  {made: generator.Initialized{Out: "/src/shop"}, has: []string{"go build /src/shop\n"}},
		"in a directory with space": {made: generator.Initialized{Out: "it's mine"}, has: []string{`go build './it'\''s mine'`}},
		"with many files":           {made: generator.Initialized{Out: "shop", Copied: 7}, has: []string{", 7 of them the copy of the document. Check them in."}},
		"with a key in the URL":     {made: generator.Initialized{Out: "shop", Source: "https://vendor.example/a.json?key=k"}, has: []string{"see to it that nothing in that is secret"}, lacks: []string{"key=k"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := nextSteps(c.made)
			for _, part := range c.has {
				if !strings.Contains(text, part) {
					t.Errorf("no %q in\n%s", part, text)
				}
			}
			for _, part := range c.lacks {
				if strings.Contains(text, part) {
					t.Errorf("%q is in\n%s", part, text)
				}
			}
		})
	}
}

func TestOperandsMayStandAmongFlags(t *testing.T) {
	t.Parallel()
	in := newInput("diff", func(in *input) { in.set.StringP("output", "o", "", "") })
	for _, line := range []string{"a - -o f -v", "-o f a -", "a -v --output f -", "--output=f a -v -", "-of a -"} {
		names, _ := operands(strings.Fields(line), in.set)
		if strings.Join(names, " ") != "a -" {
			t.Errorf("%s: the operands are %q", line, names)
		}
	}
}
