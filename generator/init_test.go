package generator_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
)

func TestInitWritesWhatFlagsSay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, tree{"vendor.yaml": shopText(moreOrders), "fix.yaml": fixText})
	c := generator.Config{
		Spec: filepath.Join(dir, "vendor.yaml"), Out: filepath.Join(dir, "shop"), Package: "store", Strict: true,
		Overlays: []string{filepath.Join(dir, "fix.yaml")}, Include: []generator.Choice{{Tag: "Orders", Method: "GET"}},
		Exclude: []generator.Choice{{Operation: "list*"}},
	}
	made, err := generator.Init(t.Context(), c, nil)
	if err != nil || made.Failed() {
		t.Fatal(err, made.Diagnostics)
	}
	want := tree{"source": "vendor.yaml", "out": "shop", "package": "store", "overlay": "fix.yaml", "include": "tag=Orders,method=GET", "exclude": "operation=list*"}
	got := configured(t, c.Out)
	is := tree{"source": rel(t, dir, got.Source), "out": rel(t, dir, got.Out), "package": got.Package, "overlay": rel(t, dir, got.Overlays[0]),
		"include": got.Include[0].String(), "exclude": got.Exclude[0].String()}
	if diff := cmp.Diff(want, is); diff != "" || !got.Strict {
		t.Errorf("the configuration that was written (-want +got):\n%s", diff)
	}
	if made.Survey.Operations != 1 || !slices.Contains(made.Written, "generate.go") || content(t, filepath.Join(c.Out, "generate.go")) != "package store\n\n//go:generate go tool apigen generate\n" {
		t.Errorf("made %+v", made)
	}
	checkClean(t, got)
}

func rel(t *testing.T, dir, file string) string {
	t.Helper()
	name, err := filepath.Rel(dir, file)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(name)
}

func TestADocumentCannotWriteTheConfiguration(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a title of several lines": strings.Replace(shopText(""), "title: Shop API", `title: "Shop\nstrict: true\nspec: /etc/passwd\u2028x\u001b[31m"`, 1),
		"a tag of several lines":   strings.Replace(shopText(""), "tags: [Orders]", `tags: ["a\nstrict: true", "#"]`, 1),
		"a path with quotes":       strings.Replace(shopText(""), "/orders/{id}:", `"/orders\n\"strict: true/{id}":`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, tree{"vendor.yaml": text})
			made, err := generator.Init(t.Context(), generator.Config{Spec: filepath.Join(dir, "vendor.yaml"), Out: filepath.Join(dir, "shop")}, nil)
			if err != nil || made.Failed() {
				t.Fatal(err, made.Diagnostics)
			}
			c := configured(t, filepath.Join(dir, "shop"))
			if c.Strict || rel(t, dir, c.Spec) != "shop/vendor.yaml" || strings.ContainsAny(made.Survey.Text(), "\x1b\u2028") {
				t.Errorf("the document has written the configuration:\n%s", content(t, filepath.Join(c.Out, "apigen.yaml")))
			}
		})
	}
}

func TestInitTouchesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		there tree
		err   string
	}{
		"a configuration":            {tree{"apigen.yaml": ""}, "apigen.yaml is there already"},
		"a file that it would write": {tree{"client.go": mark + "package shop\n"}, "client.go is there already"},
		"a file of somebody else":    {tree{"orders.go": "package shop\n"}, "orders.go: not made by apigen"},
		"another package":            {tree{"main.go": "package main\n"}, "main.go is of package main, the client would be package shop"},
		"a document of that name":    {tree{"vendor.yaml": "x: y\n"}, "vendor.yaml is there already"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, tree{"vendor.yaml": shopText(""), "shop/": ""})
			put(t, filepath.Join(dir, "shop"), c.there)
			before := read(t, dir)
			_, err := generator.Init(t.Context(), generator.Config{Spec: filepath.Join(dir, "vendor.yaml"), Out: filepath.Join(dir, "shop")}, nil)
			checkError(t, err, c.err)
			if diff := cmp.Diff(before, read(t, dir)); diff != "" {
				t.Errorf("the directory afterwards (-want +got):\n%s", diff)
			}
		})
	}
}

func TestInitLeavesADocumentWhereItIsIfThatIsItsPlace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, tree{"shop.yaml": shopText("")})
	if _, err := generator.Init(t.Context(), generator.Config{Spec: filepath.Join(dir, "shop.yaml"), Out: dir, Package: "shop"}, nil); err != nil {
		t.Fatal(err)
	}
	c := configured(t, dir)
	if c.Source != "" || rel(t, dir, c.Spec) != "shop.yaml" {
		t.Errorf("the configuration is %+v", c)
	}
	checkClean(t, c)
}

func TestADocumentFromStandardInputIsKept(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := generator.Init(t.Context(), generator.Config{Spec: "-", Stdin: strings.NewReader(shopText("")), Out: dir}, nil); err != nil {
		t.Fatal(err)
	}
	if c := configured(t, dir); c.Source != "" || content(t, filepath.Join(dir, "openapi.yaml")) != shopText("") {
		t.Errorf("the configuration is %+v", c)
	}
}
