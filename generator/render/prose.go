package render

import (
	"bytes"
	"cmp"
	"go/token"
	"slices"
	"strings"
	"text/template"

	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/templates"
)

// proseJobs lists the Markdown files. A template FILE.tmpl makes FILE.
func proseJobs(p *plan.Package) []job {
	if len(p.Client.Services) == 0 {
		return nil // types alone: nothing to call
	}
	var jobs []job
	for _, name := range []string{"README.md", "api.md"} {
		jobs = append(jobs, job{name: name, print: func() ([]byte, error) { return prose(name, newDocument(p)) }})
	}
	return jobs
}

// prose executes one template.
func prose(name string, d document) ([]byte, error) {
	t, err := template.New(name+".tmpl").Option("missingkey=error").
		Funcs(template.FuncMap{"text": markdownText, "code": codeSpan, "cell": codeCell}).
		ParseFS(templates.FS, name+".tmpl")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, d); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// document is what the templates know. Its strings are raw; the templates pass each through text, code or cell, except
// within blocks of code, which hold Go names alone.
type document struct {
	*plan.Package
	RuntimeModule string   // "github.com/apigen-go/apigen"; "" if the runtime is part of the client
	RuntimeFace   string   // "example.com/shop/orders/runtime": what users import of a runtime that is part of the client
	NewArgs       []string // of the first example: `orders.WithBearerToken(os.Getenv("API_TOKEN"))`
	First         *call    // the call of the first example; nil: none
	List          *call    // a list, for the chapter on pages; nil: none
	Stream        *call    // a stream, for the chapter on them; nil: none
	Error         string   // the body of an error: "orders.Problem"; "" if none is declared
	Partial       bool     // a success can report failure
	Hook          *hook    // for the chapter on webhooks; nil: none
	Groups        []group
	Options       []entry
	Types         []entry
}

// entry is a line in the list of types or options.
type entry struct{ Name, Kind, Summary string }

// newDocument collects what the templates print.
func newDocument(p *plan.Package) document {
	d := document{Package: p}
	if module, ok := strings.CutSuffix(p.Runtime, "/runtime"); ok && !strings.Contains(module+"/", "/internal/") {
		d.RuntimeModule = module
	}
	if client, ok := strings.CutSuffix(p.Runtime, "/internal/runtime"); ok {
		d.RuntimeFace = client + "/runtime"
	}
	if p.Client.AsksURL {
		d.NewArgs = append(d.NewArgs, `"https://api.example.com"`)
	}
	for _, o := range p.Client.Options {
		d.Options = append(d.Options, entry{Name: o.Name, Summary: strings.TrimPrefix(summary(o.Doc), o.Name+" ")})
	}
	for _, f := range p.Files {
		if f.Service != nil {
			d.Groups = append(d.Groups, newGroup(p, f.Service))
			d.Partial = d.Partial || slices.ContainsFunc(f.Service.Methods, func(m plan.Method) bool { return m.Op.Partial != nil })
		}
		for _, decl := range f.Decls {
			d.Types = append(d.Types, typeEntry(decl))
		}
	}
	slices.SortFunc(d.Groups, func(a, b group) int { return cmp.Compare(a.Field, b.Field) })
	slices.SortFunc(d.Types, func(a, b entry) int { return cmp.Compare(a.Name, b.Name) })
	d.First, d.List = firstCalls(p)
	d.Stream = firstStream(p)
	d.Hook = newHook(p)
	if d.First != nil {
		d.NewArgs = append(d.NewArgs, exampleCredentials(p, d.First.Security)...)
	}
	d.Error = firstError(p)
	return d
}

// exampleCredentials are the options that the first example needs: those of the first alternative of its security.
func exampleCredentials(p *plan.Package, table string) []string {
	i := slices.IndexFunc(p.Tables, func(t plan.Table) bool { return t.Name == table })
	if i < 0 || len(p.Tables[i].Security) == 0 {
		return nil
	}
	var args []string
	for _, scheme := range p.Tables[i].Security[0] {
		of := func(o plan.Option) bool { return o.Scheme == scheme }
		if n := slices.IndexFunc(p.Client.Options, of); n >= 0 {
			o := p.Client.Options[n]
			args = append(args, p.Name+"."+o.Name+"("+exampleCredential(o.Kind)+")")
		}
	}
	return args
}

// exampleCredential holds the arguments of an option in the first example.
func exampleCredential(kind plan.OptionKind) string {
	switch kind {
	case plan.APIKey:
		return `os.Getenv("API_KEY")`
	case plan.Basic:
		return `os.Getenv("API_USER"), os.Getenv("API_PASSWORD")`
	case plan.Bearer:
		return `os.Getenv("API_TOKEN")`
	case plan.TokenSource:
		return `tokens`
	case plan.OAuth2:
		return `config`
	case plan.Signing:
		return `os.Getenv("API_KEY_ID"), os.Getenv("API_SECRET")`
	}
	return `os.Getenv("CLIENT_ID"), os.Getenv("CLIENT_SECRET")`
}

// firstError is the first declared body of an error, by the name of its table.
func firstError(p *plan.Package) string {
	for _, t := range p.Tables {
		for _, e := range t.Errors {
			if e.Body.Kind == plan.Named && e.Body.Ident.Path == "" && token.IsExported(e.Body.Ident.Name) {
				return p.Name + "." + e.Body.Ident.Name
			}
		}
	}
	return ""
}

func typeEntry(d plan.Decl) entry {
	switch {
	case d.Struct != nil && d.Struct.Params:
		return entry{d.Struct.Name, "parameters", typeSummary(d.Struct.Name, d.Struct.Doc)}
	case d.Struct != nil:
		return entry{d.Struct.Name, "struct", typeSummary(d.Struct.Name, d.Struct.Doc)}
	case d.Enum != nil:
		return entry{d.Enum.Name, "values of " + d.Enum.Base.Name, typeSummary(d.Enum.Name, d.Enum.Doc)}
	case d.Union != nil:
		return entry{d.Union.Name, "union", typeSummary(d.Union.Name, d.Union.Doc)}
	case d.Defined != nil:
		return entry{d.Defined.Name, typeText(d.Defined.Type), typeSummary(d.Defined.Name, d.Defined.Doc)}
	}
	return entry{}
}

// typeSummary is the summary of a type without its name, if a colon sets that off.
func typeSummary(name string, doc plan.Comment) string {
	return strings.TrimPrefix(summary(doc), name+": ")
}

// summary is the first sentence of a comment on one line.
func summary(doc plan.Comment) string {
	end := slices.Index(doc, "")
	if end < 0 {
		end = len(doc)
	}
	text := strings.Join(doc[:end], " ")
	for i := range len(text) - 2 {
		if text[i] == '.' && text[i+1] == ' ' && text[i+2] >= 'A' && text[i+2] <= 'Z' {
			return text[:i+1]
		}
	}
	return text
}
