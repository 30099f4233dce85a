package runtime_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const linkedClient = `package main

import (
	"context"

	"github.com/apigen-go/apigen/runtime"
)

type order struct {
	ID string ` + "`json:\"id\"`" + `
}

var op = runtime.Operation{Method: "POST", Path: "/x", Errors: []runtime.ErrorCase{{Status: "default", Body: (*runtime.Error[order])(nil)}}}

func main() {
	c, _ := runtime.New("https://api.example.com")
	req := runtime.NewRequest(&op)
	req.JSON("application/json", order{"1"})
	_, err := runtime.Do[order](context.Background(), c, req, nil)
	panic(err)
}
`

func TestOnlyClientsWithXMLAreLinkedWithIt(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("links two programs")
	}
	for name, test := range map[string]struct {
		old, new string
		want     bool
	}{
		"JSON":             {"", "", false},
		"a success in XML": {"runtime.Do[", "runtime.DoXML[", true},
	} {
		dir := t.TempDir()
		source, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "client")
		if err := os.WriteFile(source, []byte(strings.Replace(linkedClient, test.old, test.new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, source).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		symbols, err := exec.CommandContext(t.Context(), "go", "tool", "nm", program).Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, symbol := range []string{"encoding/xml.(*Decoder)", "xmlwire.(*Codec)"} {
			if got := strings.Contains(string(symbols), symbol); got != test.want {
				t.Errorf("%s: %s is linked: %v", name, symbol, got)
			}
		}
	}
}
