package golden_test

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/internal/shuffle"
)

// A vendor's document has its keys in another order whenever their own generator feels like it. Nothing may move then:
// no name, no file, no line. The order of properties is the order of fields, so it alone counts.
func TestShuffledKeysGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, name := range cases(t, ".") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := generate(t, config(t, name))
			for seed := range uint64(3) {
				got := generate(t, config(t, shuffled(t, name, seed)))
				if diff := cmp.Diff(lines(goFiles(want)), lines(goFiles(got))); diff != "" {
					t.Fatalf("with its keys shuffled (seed %d), the document gives other files (-want +got):\n%s", seed, diff)
				}
			}
		})
	}
}

// shuffled is a copy of a case. The configuration is no document: it stays as it is.
func shuffled(t *testing.T, name string, seed uint64) string {
	t.Helper()
	dir := t.TempDir()
	if err := shuffle.Tree(dir, name, rand.New(rand.NewPCG(seed, 1))); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(name, generator.ConfigName))
	if errors.Is(err, fs.ErrNotExist) {
		return dir
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, generator.ConfigName), content, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func goFiles(files map[string]string) map[string]string {
	kept := map[string]string{}
	for name, content := range files {
		if strings.HasSuffix(name, ".go") || strings.HasSuffix(name, ".md") {
			kept[name] = content
		}
	}
	return kept
}
