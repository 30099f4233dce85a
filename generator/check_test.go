package generator_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
)

// client is a client in the directory of its document and configuration: what apigen generate makes there.
func client(t *testing.T, files tree) generator.Config {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, tree{"apigen.yaml": "# a comment\nspec: shop.yaml\npackage: shop\n", "shop.yaml": shopText("")})
	put(t, dir, files)
	regenerate(t, configured(t, dir))
	return configured(t, dir)
}

func regenerate(t *testing.T, c generator.Config) {
	t.Helper()
	var err error
	if c.Lock, err = generator.ReadLock(c.Out); err != nil {
		t.Fatal(err)
	}
	result, err := generator.Generate(t.Context(), c)
	if err != nil || result.Failed() {
		t.Fatal(err, result.Diagnostics)
	}
	if _, err := generator.Write(t.Context(), c.Out, append(result.Files, result.Lock.File())); err != nil {
		t.Fatal(err)
	}
}

const fixText = "overlay: 1.0.0\ninfo: {title: Fixes, version: '1'}\nactions: [{target: $.info, update: {summary: Short.}}]\n"

func TestCheck(t *testing.T) {
	t.Parallel()
	edit := func(name, old, new string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			text := content(t, filepath.Join(dir, name))
			if !strings.Contains(text, old) {
				t.Fatalf("%s has no %q", name, old)
			}
			put(t, dir, tree{name: strings.Replace(text, old, new, 1)})
		}
	}
	remove := func(name string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	add := func(name, text string) func(*testing.T, string) {
		return func(t *testing.T, dir string) { put(t, dir, tree{name: text}) }
	}
	for name, c := range map[string]struct {
		do      func(*testing.T, string)
		want    []string // states and names
		changed []string
		diff    string // part of one
	}{
		"nothing has changed":                       {do: func(*testing.T, string) {}},
		"a comment in the configuration is nothing": {do: edit("apigen.yaml", "# a comment", "# another one\nstrict: false")},
		"files of the user are nothing":             {do: add("mine.go", "package shop\n")},
		"a default that is written out is nothing":  {do: edit("apigen.yaml", "package: shop", "package: shop\nruntime: import\nout: .")},
		"a file that is gone":                       {do: remove("orders.go"), want: []string{"missing orders.go"}},
		"a file that was edited":                    {do: edit("orders.go", "return", "panic(1)\n\treturn"), want: []string{"edited orders.go"}, diff: "-\tpanic(1)\n"},
		"a file of which nothing is left":           {do: add("orders.go", ""), want: []string{"edited orders.go"}},
		"a file that claims to be ours":             {do: add("extra.go", mark+"package shop\n"), want: []string{"foreign extra.go"}},
		"a lock that is gone": {
			do: remove("apigen.lock"), want: []string{"missing apigen.lock"}, changed: []string{"there is no record of what the client was generated from"},
		},
		"a lock that was edited": {
			do: edit("apigen.lock", `"sum": "sha256:`, `"sum": "sha256:0`), want: []string{"edited apigen.lock"},
		},
		"a document that has changed": {
			do: edit("shop.yaml", "components:", strings.TrimSuffix(moreOrders, "\n")+"\ncomponents:"), changed: []string{"document shop.yaml"},
			want: []string{"stale README.md", "stale api.md", "stale apigen.lock", "stale orders.go"}, diff: "+func (s *OrdersService) List(",
		},
		"a document of which only a comment has changed": {
			do: edit("shop.yaml", "openapi:", "# new\nopenapi:"), changed: []string{"document shop.yaml"}, want: []string{"stale apigen.lock"},
		},
		"a configuration that has changed": {
			do: edit("apigen.yaml", "package: shop", "package: shop\nnames: {getOrder: Fetch}"), changed: []string{"configuration"},
			want: []string{"stale README.md", "stale api.md", "stale apigen.lock", "stale orders.go"},
		},
		"a file that is not made any more": {
			do: edit("shop.yaml", "/orders/{id}:\n    get:", "/carts:\n    post:"), changed: []string{"document shop.yaml"},
			want: nil,
		},
		"an apigen of another version": {
			do: edit("apigen.lock", `"generator": "devel"`, `"generator": "v0.9.0"`), changed: []string{"apigen: v0.9.0, now devel"}, want: []string{"edited apigen.lock"},
		},
		"an overlay that has changed": {
			do: edit("fix.yaml", "Short.", "Long."), changed: []string{"overlay fix.yaml"}, want: nil,
		},
		"a document that cannot be used": {do: add("shop.yaml", "openapi: [\n"), changed: []string{"document shop.yaml"}, want: []string{"error"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := tree{}
			if strings.Contains(name, "overlay") {
				files = tree{"fix.yaml": fixText, "apigen.yaml": "spec: shop.yaml\npackage: shop\noverlays: [fix.yaml]\n"}
			}
			config := client(t, files)
			checkClean(t, config)
			c.do(t, config.Out)
			config = configured(t, config.Out)
			before := read(t, config.Out)
			got, err := generator.Check(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			states, diffs := statesOf(got)
			if c.want == nil && c.changed != nil {
				c.want = states // which files depends on the renderer; that some do is what counts
				if len(states) == 0 || strings.Contains(strings.Join(states, " "), "edited") {
					t.Errorf("found %v, want stale files", states)
				}
			}
			if diff := cmp.Diff(c.want, states); diff != "" {
				t.Errorf("found (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.changed, got.Changed); diff != "" {
				t.Errorf("what has changed (-want +got):\n%s", diff)
			}
			if !strings.Contains(diffs, c.diff) {
				t.Errorf("no diff has %q:\n%s", c.diff, diffs)
			}
			if diff := cmp.Diff(before, read(t, config.Out)); diff != "" {
				t.Errorf("the check has changed files:\n%s", diff)
			}
			if len(c.want) == 0 || c.want[0] == "error" {
				return
			}
			_ = os.Remove(filepath.Join(config.Out, "extra.go"))
			regenerate(t, config)
			checkClean(t, config)
		})
	}
}

func content(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func statesOf(found generator.Checked) (states []string, diffs string) {
	for _, d := range found.Diagnostics {
		if d.Severity == generator.Error {
			return []string{"error"}, ""
		}
	}
	for _, f := range found.Files {
		states = append(states, fmt.Sprintf("%s %s", f.State, f.Name))
		diffs += f.Diff
	}
	return states, diffs
}

func TestCheckFindsAFileOfSomebodyElseInPlaceOfOurs(t *testing.T) {
	t.Parallel()
	config := client(t, nil)
	put(t, config.Out, tree{"shop.yaml": shopText(strings.Replace(moreOrders, "[Orders]", "[Sales]", 1)), "sales.go": "package shop\n"})
	got, err := generator.Check(t.Context(), config)
	states, _ := statesOf(got)
	if err != nil || !strings.Contains(strings.Join(states, ","), "foreign sales.go") {
		t.Errorf("found %v, %v", states, err)
	}
}

func TestCheckOfAClientThatIsNotThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, tree{"apigen.yaml": "spec: shop.yaml\nout: shop\n", "shop.yaml": shopText("")})
	got, err := generator.Check(t.Context(), configured(t, dir))
	states, _ := statesOf(got)
	if err != nil || len(states) < 5 || !strings.HasPrefix(states[0], "missing ") {
		t.Errorf("found %v, %v", states, err)
	}
	if len(read(t, dir)) != 2 {
		t.Error("the check has written something")
	}
}

func TestCheckFetchesNothing(t *testing.T) {
	t.Parallel()
	v := newVendor(t)
	v.publishes(map[string]string{"/shop.yaml": shopText("")})
	dir := t.TempDir()
	put(t, dir, tree{"apigen.yaml": "spec: " + v.URL + "/shop.yaml\npackage: shop\n"})
	config := configured(t, dir)
	regenerate(t, config)
	asked := v.asked.Load()
	got, err := generator.Check(t.Context(), config)
	if err != nil || !got.Clean() || len(got.Notes) != 1 {
		t.Errorf("found %+v, %v", got, err)
	}
	put(t, dir, tree{"client.go": "package shop\n"})
	got, err = generator.Check(t.Context(), config)
	if states, _ := statesOf(got); err != nil || cmp.Diff([]string{"edited client.go"}, states) != "" {
		t.Errorf("found %v, %v", states, err)
	}
	if n := v.asked.Load() - asked; n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

func TestDiffsAreBounded(t *testing.T) {
	t.Parallel()
	config := client(t, nil)
	put(t, config.Out, tree{"orders.go": strings.Repeat("x\n", 100_000)})
	got, err := generator.Check(t.Context(), config)
	if err != nil || len(got.Files) != 1 || strings.Count(got.Files[0].Diff, "\n") > 60 || !strings.Contains(got.Files[0].Diff, "more lines") {
		t.Errorf("found %+v, %v", got, err)
	}
}

func BenchmarkCheck(b *testing.B) {
	dir := b.TempDir()
	c := generator.Config{Spec: os.Getenv("APIGEN_BENCH_SPEC"), Out: filepath.Join(dir, "client")}
	if c.Spec == "" {
		c.Spec = "../specs/orders.yaml"
	}
	result, err := generator.Generate(b.Context(), c)
	if err != nil || result.Failed() {
		b.Fatal(err, result.Diagnostics)
	}
	if _, err := generator.Write(b.Context(), c.Out, append(result.Files, result.Lock.File())); err != nil {
		b.Fatal(err)
	}
	result.Lock.Remember()
	for b.Loop() {
		if found, err := generator.Check(b.Context(), c); err != nil || !found.Clean() {
			b.Fatal(found, err)
		}
	}
}
