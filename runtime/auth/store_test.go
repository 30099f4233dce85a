package auth_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/apigen-go/apigen/runtime/auth"
)

func TestStoresGiveBackWhatTheyKeep(t *testing.T) {
	t.Parallel()
	for name, store := range map[string]auth.Store{
		"memory":                         auth.MemoryStore(),
		"file":                           auth.FileStore(filepath.Join(t.TempDir(), "token")),
		"file in a directory to be made": auth.FileStore(filepath.Join(t.TempDir(), "a", "b", "token")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if data, err := store.Load(t.Context()); data != nil || err != nil {
				t.Fatalf("at first %q, %v", data, err)
			}
			for _, want := range []string{"one", "a longer one", "2"} {
				data := []byte(want)
				if err := store.Save(t.Context(), data); err != nil {
					t.Fatal(err)
				}
				data[0] = '!'
				if got, err := store.Load(t.Context()); string(got) != want || err != nil {
					t.Errorf("want %q, got %q, %v", want, got, err)
				}
			}
		})
	}
}

func TestAFileOfTokensIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("no such permissions")
	}
	dir := filepath.Join(t.TempDir(), "orders")
	path := filepath.Join(dir, "token")
	store := auth.FileStore(path)
	if err := store.Save(t.Context(), []byte(canary)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{dir: 0o700, path: 0o600} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	for _, mode := range []os.FileMode{0o604, 0o640, 0o620, 0o602, 0o601, 0o644, 0o660} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if data, err := store.Load(t.Context()); err == nil || data != nil || strings.Contains(err.Error(), canary) {
			t.Errorf("mode %o: %q, %v", mode, data, err)
		}
	}
	if err := store.Save(t.Context(), []byte("2")); err != nil {
		t.Fatal(err)
	}
	if data, err := store.Load(t.Context()); string(data) != "2" || err != nil {
		t.Errorf("after a new login: %q, %v", data, err)
	}
}

func TestAFileIsReplacedAsAWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	store := auth.FileStore(filepath.Join(dir, "token"))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 20 {
				if err := store.Save(t.Context(), []byte(strings.Repeat(fmt.Sprint(i), 4096))); err != nil {
					t.Error(err)
				}
				data, err := store.Load(t.Context())
				if err != nil || len(data) != 4096 || strings.Count(string(data), string(data[:1])) != 4096 {
					t.Errorf("%d bytes, %v", len(data), err)
				}
			}
		})
	}
	wg.Wait()
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAFileThatCannotBeWrittenIsAnError(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := auth.FileStore(dir).Save(t.Context(), []byte(canary)); err == nil || strings.Contains(err.Error(), canary) {
		t.Error(err)
	}
	if _, err := auth.FileStore(dir).Load(t.Context()); err == nil {
		t.Error("a directory was read")
	}
	if left, _ := os.ReadDir(filepath.Dir(dir)); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestWhatIsNoTokenOfThisConfigIsNone(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{"nothing": "", "no JSON": "x", "another purpose": `{"for":"x","access_token":"other"}`, "null": "null"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAuthority()
			config := a.config(nil)
			config.Token, config.Store = began(), auth.MemoryStore()
			if err := config.Store.Save(t.Context(), []byte(data)); err != nil {
				t.Fatal(err)
			}
			if token, err := call(t.Context(), a.client(t, a, auth.RefreshToken(config)), &opRoot); err != nil || token != canary+"-access1" {
				t.Error(token, err)
			}
		})
	}
}
