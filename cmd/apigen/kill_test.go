package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
)

// asCommand makes the test program be the command, so that a test can kill it.
const asCommand = "APIGEN_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
	}
	os.Exit(m.Run())
}

// shop is a document with so many services that a client has dozens of files; version is in each of them.
func shop(version string) string {
	var b strings.Builder
	b.WriteString("openapi: 3.1.0\ninfo: {title: Shop API, version: '" + version + "'}\npaths:\n")
	for i := range 40 {
		fmt.Fprintf(&b, "  /s%d/x: {get: {tags: [s%d], operationId: getS%d, summary: %q, responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {v%s: {type: string}}}}}}}}}\n",
			i, i, i, "Gets version "+version+".", version)
	}
	return b.String()
}

// killing runs a command again and again and kills it: at random times, and when it is seen to stage files and to move them.
// Afterwards, what is there must be one of two states.
type killing struct {
	dir     string // of the client
	args    []string
	old     map[string]string
	new     map[string]string
	settled func() // what a user would do next
}

func (k killing) run(t *testing.T) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 7))
	longest := 400 * time.Millisecond
	left := map[string]int{}
	for i := range 9 {
		k.restore(t)
		c := exec.CommandContext(t.Context(), program, k.args...)
		c.Env = append(os.Environ(), asCommand+"=1")
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go k.kill(c.Process, i, time.Duration(random.Int64N(int64(longest))), ended)
		_ = c.Wait() // killed, or not
		close(ended)
		left[k.state(t)]++
	}
	t.Logf("what kills have left: %v", left)
}

// kill kills a run after a time, or once a file is there that it makes on its way.
func (k killing) kill(p *os.Process, i int, after time.Duration, ended <-chan struct{}) {
	sign := []string{"", "forward", "new-README.md"}[i%3]
	for sign != "" {
		if _, err := os.Lstat(filepath.Join(k.dir, ".apigen.tmp", sign)); err == nil {
			after = 0
			break
		}
		select {
		case <-ended:
			return
		default:
			time.Sleep(20 * time.Microsecond)
		}
	}
	select {
	case <-ended:
	case <-time.After(after):
		_ = p.Kill()
	}
}

// restore makes the directory what it was.
func (k killing) restore(t *testing.T) {
	t.Helper()
	if err := os.RemoveAll(k.dir); err != nil {
		t.Fatal(err)
	}
	for path, text := range k.old {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// state tells the old state from the new one, when what a killed run began is finished.
func (k killing) state(t *testing.T) string {
	t.Helper()
	if _, err := generator.Recover(t.Context(), generator.Config{Out: k.dir}); err != nil {
		t.Fatal(err)
	}
	got := snapshotOf(t, k.dir)
	defer k.settled()
	switch {
	case maps.Equal(got, k.old):
		return "old"
	case maps.Equal(got, k.new):
		return "new"
	}
	t.Fatalf("a mixture (-old +got):\n%.3000s", cmp.Diff(k.old, got))
	return ""
}

// snapshotOf is the files of a directory, without those that wait in a staging directory.
func snapshotOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case os.IsNotExist(err):
			return nil
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".apigen.tmp"):
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		text, err := os.ReadFile(path)
		found[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// succeeds runs the command in this process.
func succeeds(t *testing.T, args ...string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr)
	if code != exitDone && code != exitCompatible && code != exitBreaking {
		t.Fatalf("apigen %s: exit code %d\n%s%s", strings.Join(args, " "), code, &stdout, &stderr)
	}
}

func TestAKilledGenerateLeavesOneState(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	config := filepath.Join(dir, "apigen.yaml")
	put(t, dir, map[string]string{"apigen.yaml": "spec: shop.yaml\nout: shop\n", "shop.yaml": shop("1")})
	k := killing{dir: filepath.Join(dir, "shop"), args: []string{"generate", "--config", config}}
	succeeds(t, k.args...)
	k.old = snapshotOf(t, k.dir)
	put(t, dir, map[string]string{"shop.yaml": shop("2")})
	succeeds(t, k.args...)
	k.new = snapshotOf(t, k.dir)
	k.settled = func() {
		succeeds(t, k.args...)
		succeeds(t, "check", "--config", config)
	}
	k.run(t)
}

func TestAKilledInitLeavesAllOrNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, map[string]string{"shop.yaml": shop("1")})
	k := killing{dir: filepath.Join(dir, "client")}
	k.args = []string{"init", filepath.Join(dir, "shop.yaml"), "--out", k.dir}
	k.old = map[string]string{}
	succeeds(t, k.args...)
	k.new = snapshotOf(t, k.dir)
	k.settled = func() {
		if len(snapshotOf(t, k.dir)) == 0 {
			succeeds(t, k.args...)
		}
		succeeds(t, "check", "--config", filepath.Join(k.dir, "apigen.yaml"))
	}
	k.run(t)
}

func TestAKilledUpdateLeavesOneState(t *testing.T) {
	t.Parallel()
	var version atomic.Pointer[string]
	vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, shop(*version.Load())) }))
	defer vendor.Close()
	k := killing{dir: filepath.Join(t.TempDir(), "client")}
	config := filepath.Join(k.dir, "apigen.yaml")
	k.args = []string{"update", "--config", config}
	version.Store(new("1"))
	succeeds(t, "init", vendor.URL+"/shop.yaml", "--out", k.dir)
	k.old = snapshotOf(t, k.dir)
	version.Store(new("2"))
	succeeds(t, k.args...)
	k.new = snapshotOf(t, k.dir)
	k.settled = func() {
		succeeds(t, k.args...)
		succeeds(t, "check", "--config", config)
	}
	k.run(t)
}
