package render_test

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/generator/render"
)

// harmless is a comment that is neither a directive nor a block.
var harmless = regexp.MustCompile(`^//($|[ \t][^\n]*$)`)

func TestTextOfAVendorNeverBecomesCodeOrADirective(t *testing.T) {
	t.Parallel()
	checkHarmless(t, mustRender(t, hostilePlan()))
}

func TestATypeFromTheDocumentMustBeAnIdentifier(t *testing.T) {
	t.Parallel()
	cases := map[string]func(*plan.Package){
		"a type with a statement behind it": func(p *plan.Package) { setType(p, named("int; func init() {}")) },
		"a type argument with a bracket":    func(p *plan.Package) { setType(p, nullable(named("int] struct{}"))) },
		"an import of cgo":                  func(p *plan.Package) { setType(p, from("C", "system")) },
		"a constant that is no JSON":        func(p *plan.Package) { setConst(p, "string", `"a" + os.Exit(1)`) },
		"a file of tests":                   func(p *plan.Package) { p.Files[0].Name = "a_test.go" },
		"a string constant of a number":     func(p *plan.Package) { setConst(p, "int64", `"a"`) },
		"a number constant of a string":     func(p *plan.Package) { setConst(p, "string", `1`) },
		"a fraction for an integer":         func(p *plan.Package) { setConst(p, "int64", `1.5`) },
		"two files of one name":             func(p *plan.Package) { p.Files = append(p.Files, plan.File{Name: "client.go"}) },
		"a file outside of the directory":   func(p *plan.Package) { p.Files[0].Name = "../x.go" },
		"a hidden file":                     func(p *plan.Package) { p.Files[0].Name = ".x.go" },
		"a package name with a line in it":  func(p *plan.Package) { p.Name = "x\nimport \"os\"" },
		"a field name that is none":         func(p *plan.Package) { p.Client.Services[0].Field = "A B" },
		"an option name that is none":       func(p *plan.Package) { p.Client.Options = []plan.Option{{Name: "X(", Kind: plan.Bearer}} },
		"a fixed field that is none":        func(p *plan.Package) { setStruct(p, plan.Struct{Name: "S", Fixed: []plan.Fixed{{Field: "X"}}}) },
		"an empty list that no field has":   func(p *plan.Package) { setStruct(p, plan.Struct{Name: "S", EmptyLists: []string{"X"}}) },
		"a pointer without an element":      func(p *plan.Package) { setType(p, plan.Type{Kind: plan.Pointer}) },
		"an option of a kind nobody knows":  func(p *plan.Package) { p.Client.Options = []plan.Option{{Name: "WithX", Kind: "x"}} },
		"a style that is no name":           func(p *plan.Package) { setStyle(p, "Explode, os.Exit(1)") },
		"an argument that is a keyword": func(p *plan.Package) {
			p.Files[0].Service.Methods[0].Path = []plan.Arg{{Name: "type", Type: named("string")}}
		},
		"a file of one system": func(p *plan.Package) { p.Files[0].Name = "a_windows.go" },
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := barePlan()
			change(p)
			if _, err := render.Render(p); err == nil {
				t.Error("rendered, want an error")
			}
		})
	}
}

func setStruct(p *plan.Package, s plan.Struct) {
	p.Files[0].Decls = []plan.Decl{{Struct: &s}}
}

func setType(p *plan.Package, t plan.Type) {
	setStruct(p, plan.Struct{Name: "S", Fields: []plan.Field{{Name: "F", Type: t}}})
}

func setConst(p *plan.Package, base, literal string) {
	p.Files[0].Decls = []plan.Decl{{Enum: &plan.Enum{Name: "E", Base: plan.Ident{Name: base}, Values: []plan.Const{{Name: "EX", Literal: literal}}}}}
}

func setStyle(p *plan.Package, style string) {
	p.Files[0].Service.Methods[0].Path = []plan.Arg{{Name: "id", Wire: "id", Type: named("string"), Style: []string{style}}}
}

// FuzzText puts a text wherever a plan holds text of the document.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"", "a\nb", "*/", "//go:build x", "+build x", "\t- a\n  1. b", "# Head\n[a]: http://x", "\x00\xff", "`", "\u2028", "Deprecated: x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		files, err := render.Render(plainPlan(text))
		if err != nil {
			t.Fatal(err)
		}
		checkHarmless(t, files)
	})
}

// plainPlan is a small plan with the text as document, wire name, path and value.
func plainPlan(text string) *plan.Package {
	p, doc := barePlan(), plan.Comment{text, "", "\t" + text}
	p.Doc, p.Title, p.Client.Doc, p.Client.BaseURL = doc, text, doc, text
	m := &p.Files[0].Service.Methods[0]
	m.Doc, m.Op.Path, m.Op.ID = doc, text, text
	m.Path = []plan.Arg{{Name: "id", Wire: text, Type: named("string")}}
	setStruct(p, plan.Struct{Name: "S", Doc: doc, Fields: []plan.Field{{Name: "F", Type: named("string"), JSON: text, Doc: doc}}})
	return p
}

// checkHarmless parses the files and looks for what text must never become.
func checkHarmless(t *testing.T, files []render.File) {
	t.Helper()
	for _, file := range files {
		if filepath.Ext(file.Name) != ".go" {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file.Name, file.Content, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, group := range parsed.Comments {
			for _, c := range group.List {
				if !harmless.MatchString(c.Text) || strings.HasPrefix(strings.TrimSpace(c.Text[2:]), "+build") {
					t.Errorf("%s: comment %q", file.Name, c.Text)
				}
			}
		}
		for _, d := range parsed.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.Name == "init" {
				t.Errorf("%s declares init", file.Name)
			}
		}
		if again, err := format.Source(file.Content); err != nil || !bytes.Equal(again, file.Content) {
			t.Errorf("%s is not gofmt'd (%v):\n%s", file.Name, err, file.Content)
		}
	}
}
