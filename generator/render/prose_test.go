package render_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator/plan"
)

func TestTextOfAVendorNeverBecomesMarkup(t *testing.T) {
	t.Parallel()
	files := contents(mustRender(t, hostilePlan()))
	for _, name := range []string{"README.md", "api.md"} {
		for i, line := range strings.Split(files[name], "\n") {
			if strings.Contains(outsideOfCode(line), "<") {
				t.Errorf("%s:%d opens a tag: %s", name, i+1, line)
			}
			if n := cells(line); strings.HasPrefix(line, "|") && n != 4 && n != 3 {
				t.Errorf("%s:%d has %d columns: %s", name, i+1, n-1, line)
			}
			if strings.HasPrefix(line, "```") && line != "```" && line != "```go" && line != "```sh" {
				t.Errorf("%s:%d opens a block: %s", name, i+1, line)
			}
		}
	}
}

// cells counts the bars of a line that part cells.
func cells(line string) int { return strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") }

// outsideOfCode is a line without its code spans, which begin and end with the same number of backticks.
func outsideOfCode(line string) string {
	out := ""
	line = strings.ReplaceAll(line, "\\`", "")
	for {
		before, rest, ok := strings.Cut(line, "`")
		if out += before; !ok {
			return out
		}
		fence := len(rest) - len(strings.TrimLeft(rest, "`")) + 1
		_, line, _ = strings.Cut(rest[fence-1:], strings.Repeat("`", fence))
	}
}

func TestAREADMESaysWhereTheRuntimeComesFrom(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		runtimePath: "go get github.com/apigen-go/apigen@latest",
		"example.com/shop/orders/internal/runtime": "brings its runtime along",
	}
	for path, want := range cases {
		p := barePlan()
		p.Runtime = path
		if got := contents(mustRender(t, p))["README.md"]; !strings.Contains(got, want) {
			t.Errorf("%s: no %q in\n%s", path, want, got)
		}
	}
}

func TestAREADMEShowsTheCredentialThatItsFirstCallNeeds(t *testing.T) {
	t.Parallel()
	kinds := map[plan.OptionKind]string{
		plan.APIKey: `os.Getenv("API_KEY")`, plan.Basic: `os.Getenv("API_USER"), os.Getenv("API_PASSWORD")`,
		plan.Bearer: `os.Getenv("API_TOKEN")`, plan.TokenSource: `tokens`,
		plan.ClientCredentials: `os.Getenv("CLIENT_ID"), os.Getenv("CLIENT_SECRET")`,
	}
	for kind, arg := range kinds {
		p := barePlan()
		p.Tables = []plan.Table{{Name: "securityX", Kind: plan.SecurityTable, Security: []plan.Requirement{{"x"}}}}
		p.Client.Options = []plan.Option{{Name: "WithOther", Kind: plan.Basic, Scheme: "other"}, {Name: "WithX", Kind: kind, Scheme: "x"}}
		p.Files[0].Service.Methods[0].Op.Security = "securityX"
		want := fmt.Sprintf(`bare.New("https://api.example.com", bare.WithX(%s))`, arg)
		if got := contents(mustRender(t, p))["README.md"]; !strings.Contains(got, want) {
			t.Errorf("%s: no %s in\n%s", kind, want, got)
		}
	}
}

func TestAPackageOfTypesAloneHasNoClientAndNoProse(t *testing.T) {
	t.Parallel()
	p := &plan.Package{Name: "events", Runtime: runtimePath, Files: []plan.File{{Name: "types.go", Decls: typesFile().Decls}}}
	got := contents(mustRender(t, p))
	if len(got) != 2 || got["doc.go"] == "" || got["types.go"] == "" {
		t.Errorf("got %d files, want doc.go and types.go", len(got))
	}
}
