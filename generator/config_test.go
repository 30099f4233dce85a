package generator_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
)

func TestReadConfig(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want generator.Config
		err  string // of the first diagnostic, behind the directory
	}{
		"paths are relative to the file": {
			text: "spec: ../specs/a.yaml\nout: client\nrefs:\n  root: ../specs\n",
			want: generator.Config{Spec: "DIR/specs/a.yaml", Out: "DIR/sub/client", Refs: generator.Refs{Root: "DIR/specs"}},
		},
		"addresses stay as they are": {
			text: "spec: https://example.com/a.yaml\nrefs: {allow: [https://example.com]}\nstrict: true\npackage: shop\n",
			want: generator.Config{
				Spec: "https://example.com/a.yaml", Out: "DIR/sub", Strict: true, Package: "shop",
				Refs: generator.Refs{Allow: []string{"https://example.com"}},
			},
		},
		"standard input stays": {text: "spec: '-'\n", want: generator.Config{Spec: "-", Out: "DIR/sub"}},
		"names are kept as written": {
			text: "names:\n  '#/components/schemas/a': Alpha\n  GET /a: Fetch\n",
			want: generator.Config{Out: "DIR/sub", Names: map[string]string{"#/components/schemas/a": "Alpha", "GET /a": "Fetch"}},
		},
		"nothing is fine":       {text: "{}\n", want: generator.Config{Out: "DIR/sub"}},
		"an unknown key":        {text: "speck: a\n", err: ":1:8: error: there is no key speck (config-unknown-key)\n\thint: did you mean spec?"},
		"a key like no other":   {text: "zzz: a\n", err: ":1:6: error: there is no key zzz (config-unknown-key)\n\thint: known keys are spec, out, package, strict, refs, names"},
		"an unknown nested key": {text: "refs: {rot: a}\n", err: ":1:13: error: there is no key rot in refs (config-unknown-key)\n\thint: did you mean root?"},
		"a number for a string": {text: "package: 1\n", err: ":1:10: error: expected a string (config-type)"},
		"a string for a list":   {text: "refs: {allow: a}\n", err: ":1:15: error: expected a list of strings (config-type)"},
		"a list for names":      {text: "names: [a]\n", err: ":1:8: error: expected keys and strings (config-type)"},
		"a list for everything": {text: "- a\n", err: ":1:1: error: expected keys and values (config-type)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, tree{"sub/": "", "sub/apigen.yaml": c.text})
			file := filepath.Join(dir, "sub", "apigen.yaml")
			got, found := generator.ReadConfig(file)
			if c.err != "" {
				if len(found.Sorted()) == 0 {
					t.Fatalf("no diagnostic, want %q", c.err)
				}
				if diff := cmp.Diff(file+c.err, found.Sorted()[0].String()); diff != "" {
					t.Errorf("diagnostic (-want +got):\n%s", diff)
				}
				return
			}
			for _, path := range []*string{&c.want.Spec, &c.want.Out, &c.want.Refs.Root} {
				if len(*path) > 4 && (*path)[:4] == "DIR/" {
					*path = filepath.Join(dir, (*path)[4:])
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("configuration (-want +got):\n%s", diff)
			}
			for _, d := range found.Sorted() {
				t.Errorf("unexpected: %v", d)
			}
		})
	}
}
