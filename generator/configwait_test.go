package generator_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator"
)

func TestARuleOfWaitingSaysWhenItIsOver(t *testing.T) {
	t.Parallel()
	for rule, want := range map[string]string{
		"false":                                         "",
		"{status: state, succeeded: [ready]}":           "",
		"{operation: true}":                             "",
		"{operation: true, final: original-uri}":        "",
		"{operation: true, status: s, succeeded: [ok]}": "",
		"true":                                "want false, or the states",
		"{status: state}":                     "operation: true, or status and succeeded",
		"{succeeded: [ready]}":                "operation: true, or status and succeeded",
		"{operation: true, failed: [bad]}":    "operation: true, or status and succeeded",
		"{operation: true, final: the-moon}":  "original-uri",
		"{status: s, succeeded: [a], via: x}": "via",
	} {
		path := filepath.Join(t.TempDir(), generator.ConfigName)
		if err := os.WriteFile(path, []byte("spec: a.yaml\noperations: {o: {wait: "+rule+"}}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, found := generator.ReadConfig(path)
		var said strings.Builder
		for _, d := range found.Sorted() {
			said.WriteString(d.String() + "\n")
		}
		if want == "" && said.Len() > 0 || !strings.Contains(said.String(), strings.TrimPrefix(want, "want ")) {
			t.Errorf("%s: says %q, want %q", rule, said.String(), want)
		}
	}
}
