package main

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Flags that are about this run of the command, and keys that no command line has room for.
var (
	flagsWithoutKey = []string{"config", "format", "help", "verbose"}
	keysWithoutFlag = []string{"names", "operations", "security", "webhooks", "source"}
)

func TestEveryFlagIsAKeyAndEveryKeyAFlag(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z.]+)` \\|([^|]*)\\|").FindAllStringSubmatch(string(content), -1) {
		flag := regexp.MustCompile("--([a-z-]+)").FindStringSubmatch(row[2])
		switch {
		case flag != nil:
			documented = append(documented, flag[1])
		case !slices.Contains(keysWithoutFlag, row[1]):
			t.Errorf("the key %s has no flag in docs/configuration.md", row[1])
		}
	}
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"generate", "--help"}, strings.NewReader(""), &stdout, &stderr); code != exitDone {
		t.Fatalf("exit code %d: %s", code, &stderr)
	}
	var flags []string
	_, list, _ := strings.Cut(stdout.String(), "Flags:")
	for _, flag := range regexp.MustCompile(`(?m)^ +(?:-\w, )?--([a-z-]+)`).FindAllStringSubmatch(list, -1) {
		if !slices.Contains(flagsWithoutKey, flag[1]) {
			flags = append(flags, flag[1])
		}
	}
	slices.Sort(documented)
	slices.Sort(flags)
	if diff := cmp.Diff(documented, flags); diff != "" {
		t.Errorf("flags of docs/configuration.md and of apigen generate (-docs +command):\n%s", diff)
	}
}
