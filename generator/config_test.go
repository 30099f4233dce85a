package generator_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/generator/diag"
)

func at(line, col int) diag.Pos { return diag.Pos{Line: line, Col: col} }

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
		"overlays are relative to the file, or addresses": {
			text: "overlays: [../a.yaml, https://example.com/b.yaml]\nruntime: vendor\n",
			want: generator.Config{Out: "DIR/sub", Overlays: []string{"DIR/a.yaml", "https://example.com/b.yaml"}, Runtime: generator.VendorRuntime},
		},
		"choices know where they are written": {
			text: "include:\n- {tag: orders, method: GET}\n- path: /v1/**\nexclude: [{operation: x*}, {webhook: '*'}]\n",
			want: generator.Config{
				Out:     "DIR/sub",
				Include: []generator.Choice{{Tag: "orders", Method: "GET", Pos: at(2, 3)}, {Path: "/v1/**", Pos: at(3, 3)}},
				Exclude: []generator.Choice{{Operation: "x*", Pos: at(4, 11)}, {Webhook: "*", Pos: at(4, 28)}},
			},
		},
		"an unknown key of a choice": {text: "include: [{tags: a}]\n", err: ":1:18: error: there is no key tags in include (config-unknown-key)\n\thint: did you mean tag?"},
		"a choice of nothing":        {text: "include: [{}]\n", err: ":1:11: error: the choice says nothing; keys are tag, operation, path, method, webhook (config-choice)"},
		"a choice that is no list":   {text: "exclude: {tag: a}\n", err: ":1:10: error: expected a list of choices: [{tag: orders}] (config-type)"},
		"an unknown runtime":         {text: "runtime: vender\n", err: ":1:10: error: there is no runtime \"vender\": expected import or vendor (config-value)\n\thint: did you mean vendor?"},
		"nothing is fine":            {text: "{}\n", want: generator.Config{Out: "DIR/sub"}},
		"an unknown key":             {text: "speck: a\n", err: ":1:8: error: there is no key speck (config-unknown-key)\n\thint: did you mean spec?"},
		"a key like no other":        {text: "zzz: a\n", err: ":1:6: error: there is no key zzz (config-unknown-key)\n\thint: known keys are spec, source, out, package, import, strict, refs, overlays, include, exclude, runtime, names, operations, security, webhooks"},
		"an unknown nested key":      {text: "refs: {rot: a}\n", err: ":1:13: error: there is no key rot in refs (config-unknown-key)\n\thint: did you mean root?"},
		"a number for a string":      {text: "package: 1\n", err: ":1:10: error: expected a string (config-type)"},
		"a string for a list":        {text: "refs: {allow: a}\n", err: ":1:15: error: expected a list of strings (config-type)"},
		"a list for names":           {text: "names: [a]\n", err: ":1:8: error: expected keys and strings (config-type)"},
		"a list for everything":      {text: "- a\n", err: ":1:1: error: expected keys and values (config-type)"},
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
			paths := []*string{&c.want.Spec, &c.want.Out, &c.want.Refs.Root}
			for i := range c.want.Overlays {
				paths = append(paths, &c.want.Overlays[i])
			}
			for _, path := range paths {
				if len(*path) > 4 && (*path)[:4] == "DIR/" {
					*path = filepath.Join(dir, (*path)[4:])
				}
			}
			for _, choice := range slices.Concat(got.Include, got.Exclude) {
				if choice.Pos.File != file {
					t.Errorf("the choice %s is written in %q, want %q", choice, choice.Pos.File, file)
				}
			}
			if diff := cmp.Diff(c.want, got, cmpopts.IgnoreFields(diag.Pos{}, "File"), cmpopts.IgnoreUnexported(generator.Config{})); diff != "" {
				t.Errorf("configuration (-want +got):\n%s", diff)
			}
			for _, d := range found.Sorted() {
				t.Errorf("unexpected: %v", d)
			}
		})
	}
}

func TestParseChoice(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]generator.Choice{
		"tag=orders":                    {Tag: "orders"},
		"tag=orders, method=GET":        {Tag: "orders", Method: "GET"},
		"path=/v1/**,operation=create*": {Path: "/v1/**", Operation: "create*"},
		"path=/a,b/{c}":                 {Path: "/a,b/{c}"},
		"path=/x?y=z":                   {Path: "/x?y=z"},
		"webhook=order.*":               {Webhook: "order.*"},
	} {
		got, err := generator.ParseChoice(text)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: error %v, choice (-want +got):\n%s", text, err, diff)
		}
	}
	for _, text := range []string{"", "orders", "tags=orders", "tag=", "tag=orders,methd=GET"} {
		if got, err := generator.ParseChoice(text); err == nil {
			t.Errorf("%q is read as %+v, want an error", text, got)
		}
	}
}
