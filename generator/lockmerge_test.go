package generator_test

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
)

// git runs git in a directory. It tells whether git succeeded.
func git(t *testing.T, dir string, args ...string) bool {
	t.Helper()
	args = append([]string{"-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "core.autocrlf=false", "-c", "commit.gpgsign=false"}, args...)
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
	out, err := cmd.CombinedOutput()
	t.Logf("git %s: %s", strings.Join(args, " "), out)
	return err == nil
}

// Two people generate on branches. The vendor has renamed a schema on each of them, and both clients have kept its name in Go.
func TestTwoBranchesAreMergedByGeneratingAgain(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	schemas := func(first, second, more string) string {
		text := strings.ReplaceAll(shopText(moreOrders), "'#/components/schemas/Order'", "'#/components/schemas/"+first+"'")
		return strings.Replace(text, "schemas: {Order: {type: object, required: [id], properties: {id: {type: string}, total: {type: integer}}}}",
			"schemas: {"+first+": {type: object, required: [id], properties: {id: {type: string}, total: {type: integer}, items: {type: array, items: {$ref: '#/components/schemas/"+second+"'}}"+more+"}}, "+
				second+": {type: object, properties: {sku: {type: string}, count: {type: integer}}}}", 1)
	}
	config := client(t, tree{"shop.yaml": schemas("Order", "Line", "")})
	change := func(text string) {
		put(t, config.Out, tree{"shop.yaml": text})
		regenerate(t, config)
	}
	commit := func() { git(t, config.Out, "add", "-A"); git(t, config.Out, "commit", "-qm", "x") }
	git(t, config.Out, "init", "-q", "-b", "main")
	commit()
	git(t, config.Out, "checkout", "-qb", "theirs")
	change(schemas("Purchase", "Line", ", theirs: {type: string}"))
	commit()
	git(t, config.Out, "checkout", "-q", "main")
	change(schemas("Order", "Position", ", ours: {type: string}"))
	commit()
	if git(t, config.Out, "merge", "-q", "theirs") {
		t.Fatal("there is no conflict")
	}
	put(t, config.Out, tree{"shop.yaml": schemas("Purchase", "Position", ", ours: {type: string}, theirs: {type: string}")})
	found, err := generator.Check(t.Context(), config)
	if err != nil || found.Clean() || len(found.Changed) != 1 || !strings.Contains(found.Changed[0], "conflict marks") {
		t.Errorf("the check found %v, %v", found.Changed, err)
	}
	regenerate(t, config)
	checkClean(t, config)
	all := content(t, filepath.Join(config.Out, "orders.go"))
	for _, name := range []string{"type Order struct", "type Line struct", "Ours ", "Theirs "} {
		if !strings.Contains(all, name) {
			t.Errorf("the client has no %q", name)
		}
	}
	for _, name := range []string{"Purchase", "Position", "<<<<"} {
		if strings.Contains(all, name) {
			t.Errorf("the client has a %q", name)
		}
	}
}

func TestALockThatWasDeletedIsWrittenAnew(t *testing.T) {
	t.Parallel()
	config := client(t, nil)
	if err := os.Remove(filepath.Join(config.Out, "apigen.lock")); err != nil {
		t.Fatal(err)
	}
	put(t, config.Out, tree{"shop.yaml": shopText(moreOrders)})
	regenerate(t, config)
	checkClean(t, config)
}

func TestAReadmeOfSomebodyElseIsNotOurs(t *testing.T) {
	t.Parallel()
	config := client(t, nil)
	if err := os.Remove(filepath.Join(config.Out, "apigen.lock")); err != nil {
		t.Fatal(err)
	}
	put(t, config.Out, tree{"README.md": "# Shop\n\nMade with apigen.\n"})
	result, err := generator.Generate(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	_, err = generator.Write(t.Context(), config.Out, append(result.Files, result.Lock.File()))
	checkError(t, err, "README.md: not made by apigen")
}

// Git gives files the line ends of the machine, if it is told so.
func TestOtherLineEndsAreNoChange(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ from, to string }{
		"a checkout on a system with two characters": {"\n", "\r\n"},
		"a document that git has given line feeds":   {"\r\n", "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newVendor(t)
			text := strings.ReplaceAll(shopText(moreOrders), "\n", c.from)
			config := begun(t, v, map[string]string{"/v1/openapi.yaml": text})
			files := read(t, config.Out)
			for file, text := range files {
				files[file] = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", c.to)
			}
			put(t, config.Out, files)
			checkClean(t, config)
			done, err := generator.Update(t.Context(), config, generator.UpdateOptions{})
			if err != nil || !done.Same {
				t.Errorf("the update: %+v, %v", done, err)
			}
			v.does(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) })
			done, err = generator.Update(t.Context(), config, generator.UpdateOptions{})
			if err != nil || !done.Same {
				t.Errorf("the update without a condition: %+v, %v", done, err)
			}
			regenerate(t, config)
			if diff := cmp.Diff(files, read(t, config.Out)); diff != "" {
				t.Errorf("generating has changed (-want +got):\n%s", diff)
			}
		})
	}
}
