package generator

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// killed is what a run panics with in place of a signal.
type killed struct{}

// A run that is killed after any of its moves, and one that is killed while it undoes them, leave what the next run makes whole.
func TestEveryMomentOfAKillLeavesOneState(t *testing.T) {
	t.Parallel()
	was := map[string]string{"changed.go": "old", "also/changed.go": "old", "gone.go": "old", "deep/gone.go": "old", "mine.go": "mine"}
	is := map[string]string{"changed.go": "new", "also/changed.go": "new", "new.go": "new", "deeper/in/new.go": "new", "mine.go": "mine"}
	for _, failing := range []bool{false, true} {
		want := is
		if failing {
			want = was
		}
		for at := 0; ; at++ {
			dir := t.TempDir()
			fill(t, dir, was)
			if done := killAt(t, dir, at, failing); done {
				break
			}
			for range 2 { // the second time there is nothing to do
				if _, err := Recover(t.Context(), Config{Out: dir}); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, contents(t, dir)); diff != "" {
					t.Errorf("killed at move %d (failing: %v), the directory is (-want +got):\n%s", at, failing, diff)
				}
			}
		}
	}
}

// killAt makes the moves and stops dead at one of them. A run that fails does so at its third move, and is killed while it undoes.
// It returns true if there was nothing to stop.
func killAt(t *testing.T, dir string, at int, failing bool) (done bool) {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	b := batch{
		write: []File{{Name: "changed.go", Content: []byte("new")}, {Name: "new.go", Content: []byte("new")},
			{Name: "also/changed.go", Content: []byte("new")}, {Name: "deeper/in/new.go", Content: []byte("new")}},
		replaced: []string{"changed.go", "also/changed.go"},
		remove:   []string{"gone.go", "deep/gone.go"},
	}
	if err := b.stage(root); err != nil {
		t.Fatal(err)
	}
	if err := b.intend(root); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if _, ok := recover().(killed); ok {
			done = false
		}
	}()
	if !failing {
		moves := 0
		err := b.commit(root, func(from, to string) error {
			if moves++; moves > at {
				panic(killed{})
			}
			return root.Rename(from, to)
		})
		if err != nil {
			t.Fatal(err)
		}
		return at > len(b.write)
	}
	if at > 3 {
		return true
	}
	for _, f := range b.write[:at] { // what had been moved when the run failed
		if _, err := makeParents(root, f.Name); err != nil {
			t.Fatal(err)
		}
		if err := root.Rename(b.incoming(f.Name), f.Name); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.rollBack(root, fmt.Errorf("no space left"), []func() error{func() error { panic(killed{}) }}); err == nil {
		t.Error("no error")
	}
	return false
}

// madeHere is an intent as a run on this machine would have left it.
func madeHere(t *testing.T, dir, way string, i intent) {
	t.Helper()
	fill(t, dir, map[string]string{staging + "/.gitignore": "*"})
	info, err := os.Stat(filepath.Join(dir, staging, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	i.Made = info.ModTime().UnixNano()
	text, err := json.Marshal(i)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, dir, map[string]string{staging + "/" + way: string(text)})
}

func TestAnIntentOfSomebodyElseCannotReachFar(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../x.go", ".git/hooks/pre-commit", "/etc/x", "a/../../x"} {
		dir := t.TempDir()
		madeHere(t, dir, forward, intent{Write: []string{name}})
		if _, err := Recover(t.Context(), Config{Out: dir}); err == nil || !strings.Contains(err.Error(), "never writes") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A repository may have an intent checked in, to have the check see other files than those that are checked in.
func TestAnIntentThatWasCheckedOutIsNotFollowed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	before := map[string]string{
		"edited.go": "edited", staging + "/new-edited.go": "right", staging + "/old-edited.go": "edited", staging + "/.gitignore": "*",
		staging + "/forward": `{"made": 1700000000000000000, "write": ["edited.go"], "replaced": ["edited.go"]}`,
	}
	fill(t, dir, before)
	if _, err := Recover(t.Context(), Config{Out: dir}); err == nil || !strings.Contains(err.Error(), "was not made here") {
		t.Errorf("the error is %v", err)
	}
	if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
		t.Errorf("the directory afterwards (-want +got):\n%s", diff)
	}
}

func TestFilesThatChangedAfterAKillAreLeftAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		way    string
		intent intent
		staged map[string]string
	}{
		"a file that would be replaced":   {forward, intent{Write: []string{"mine.go"}, Replaced: []string{"mine.go"}}, map[string]string{"new-mine.go": "new", "old-mine.go": "old"}},
		"a file where there was none":     {forward, intent{Write: []string{"mine.go"}}, map[string]string{"new-mine.go": "new"}},
		"a file that would be removed":    {forward, intent{Remove: []string{"mine.go"}}, map[string]string{"old-mine.go": "old"}},
		"a removal without a copy":        {forward, intent{Remove: []string{"mine.go"}}, nil},
		"a file that would be put back":   {back, intent{Write: []string{"mine.go"}, Replaced: []string{"mine.go"}}, map[string]string{"old-mine.go": "old"}},
		"a new file that would go again":  {back, intent{Write: []string{"mine.go"}, Sums: map[string]string{"mine.go": sum([]byte("new"))}}, nil},
		"a removed file, put back before": {back, intent{Remove: []string{"mine.go"}}, map[string]string{"old-mine.go": "old"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			fill(t, dir, map[string]string{"mine.go": "mine"})
			for file, text := range c.staged {
				fill(t, dir, map[string]string{staging + "/" + file: text})
			}
			madeHere(t, dir, c.way, c.intent)
			if _, err := Recover(t.Context(), Config{Out: dir}); err == nil || !strings.Contains(err.Error(), "mine.go is not as the run that was killed has left it") {
				t.Errorf("the error is %v", err)
			}
			if got := contents(t, dir)["mine.go"]; got != "mine" {
				t.Errorf("the file is %q", got)
			}
		})
	}
}

func TestAStageWithoutAnIntentIsClearedWhereNothingChanges(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files := []File{{Name: "a.go", Content: []byte("new")}}
	if _, err := Write(t.Context(), dir, files); err != nil {
		t.Fatal(err)
	}
	fill(t, dir, map[string]string{staging + "/new-a.go": "half"})
	if _, err := Write(t.Context(), dir, files); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, dir); len(got) != 2 {
		t.Errorf("the directory is %v", got)
	}
}

func TestADamagedIntentIsAnError(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	fill(t, dir, map[string]string{staging + "/forward": `{"wri`})
	if _, err := Recover(t.Context(), Config{Out: dir}); err == nil {
		t.Error("no error")
	}
}

func TestAStageWithoutAnIntentIsCleared(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	fill(t, dir, map[string]string{staging + "/new-a.go": "half", staging + "/intent": `{"wri`, "a.go": "// Code generated by apigen. DO NOT EDIT.\n"})
	if _, err := Write(t.Context(), dir, []File{{Name: "a.go", Content: []byte("new")}}); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, dir); got["a.go"] != "new" || len(got) != 2 {
		t.Errorf("the directory is %v", got)
	}
}

func fill(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// contents are the files of a directory.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		found[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
