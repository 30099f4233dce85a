package generator

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The file system cannot be made to fail halfway by portable means, so this test looks inside.
func TestAFailureHalfwayPutsEverythingBack(t *testing.T) {
	t.Parallel()
	for name, failing := range map[string]string{
		"at the first rename": "changed.go", "in the middle": "new.go", "at the last": "zlast.go",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			old := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
			for _, name := range []string{"changed.go", "gone.go"} {
				path := filepath.Join(dir, name)
				if err := errors.Join(os.WriteFile(path, []byte("old"), 0o644), os.Chtimes(path, old, old)); err != nil {
					t.Fatal(err)
				}
			}
			root, err := os.OpenRoot(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer root.Close()
			b := batch{
				write:    []File{{Name: "changed.go"}, {Name: "new.go"}, {Name: "zlast.go"}},
				replaced: []string{"changed.go"},
				remove:   []string{"gone.go"},
			}
			if err := b.stage(root); err != nil {
				t.Fatal(err)
			}
			err = b.commit(root, func(from, to string) error {
				if to == failing {
					return errors.New("no space left on device")
				}
				return root.Rename(from, to)
			})
			if err == nil || !strings.Contains(err.Error(), "no space left") {
				t.Errorf("error %v, want the cause", err)
			}
			checkOld(t, dir, old)
		})
	}
}

func checkOld(t *testing.T, dir string, when time.Time) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() == staging {
			continue
		}
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if e.Name() != "changed.go" && e.Name() != "gone.go" || info.Size() != 3 || !info.ModTime().Equal(when) {
			t.Errorf("%s: %d bytes of %v, want the old files only", e.Name(), info.Size(), info.ModTime())
		}
	}
	if len(entries) != 3 {
		t.Errorf("%d entries, want two old files and the staging directory", len(entries))
	}
}
