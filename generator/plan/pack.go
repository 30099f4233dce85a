package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// pack puts everything into files.
func (b *builder) pack() *Package {
	p := &Package{Runtime: b.opts.Runtime, Title: clean(b.api.Title), Version: clean(b.api.Version)}
	p.Name = b.packageName()
	p.Doc = b.packageDoc(p.Name)
	p.Client = b.client()
	names := b.fileNames()
	b.sortOwners()
	for _, s := range b.services {
		f := File{Name: names[s.field] + ".go", Service: b.service(s)}
		f.Decls = append(b.declsOf(s.field), b.extra[s.field]...)
		sortBy(f.Decls, declName)
		p.Files = append(p.Files, f)
	}
	p.Files = append(p.Files, b.sharedFiles()...)
	sortBy(p.Files, func(f File) string { return f.Name })
	p.Tables = b.tables.sorted()
	p.Webhooks = b.webhookPlan()
	p.Types = b.typesOfSchemas()
	return p
}

// typesOfSchemas are the types that values of named schemas have where nothing else is said of them.
func (b *builder) typesOfSchemas() map[string]Type {
	types := map[string]Type{}
	for _, id := range b.ids {
		if b.schemas[id].Name != "" && b.reached[id] {
			types[string(id)] = b.elementType(&api.Use{ID: id})
		}
	}
	return types
}

// service plans one service.
func (b *builder) service(s *service) *Service {
	name := b.derived["service "+s.field]
	out := &Service{Name: name, Field: s.field, Doc: b.serviceDoc(s, name)}
	for _, op := range s.ops {
		m := b.planMethod(op)
		others := b.planSiblings(op, m)
		m.Wait = b.wait(op, m)
		out.Methods = append(append(out.Methods, m), others...)
	}
	sortBy(out.Methods, func(m Method) string { return m.Name })
	return out
}

// serviceDoc is what the tag does, or which operations there are.
func (b *builder) serviceDoc(s *service, name string) Comment {
	about := b.tagText(s)
	first, rest := firstSentence(about)
	word, object, _ := strings.Cut(first, " ")
	if _, ok := actionOf(word, object); ok && !sameNoun(word, s.field) {
		return compose(append([]block{text(methodSentence(name, first))}, rest...)...)
	}
	lead := name + " holds the operations below " + firstPath(s) + "."
	if s.tag != "" {
		lead = name + " holds the " + quoted(s.tag) + " operations."
	}
	return compose(append([]block{text(lead)}, markdown(about)...)...)
}

// sameNoun tells "Orders and what is in them", about the service Orders, from "Orders things for you".
func sameNoun(a, b string) bool {
	return strings.EqualFold(naming.Singular(a), naming.Singular(b))
}

func firstPath(s *service) string {
	for _, segment := range resource(s.ops[0].Path) {
		if !isParam(segment) {
			return "/" + clean(segment)
		}
	}
	return "/"
}

// declsOf are the types that only one service uses; of "", those that none or several do.
func (b *builder) declsOf(field string) []Decl {
	var decls []Decl
	for _, id := range b.byOwner[field] {
		decls = append(decls, b.decls[id])
	}
	return decls
}

// sortOwners lists the declared types by the one service that uses them.
func (b *builder) sortOwners() {
	b.byOwner = map[string][]api.ID{}
	for _, id := range b.ids {
		if _, ok := b.decls[id]; ok {
			field := b.user[id]
			if field == manyServices {
				field = ""
			}
			b.byOwner[field] = append(b.byOwner[field], id)
		}
	}
}

func declName(d Decl) string {
	switch {
	case d.Struct != nil:
		return d.Struct.Name
	case d.Enum != nil:
		return d.Enum.Name
	case d.Union != nil:
		return d.Union.Name
	case d.Tuple != nil:
		return d.Tuple.Name
	}
	return d.Defined.Name
}

const maxFileName = 100 // bytes: no file system refuses that, nor what editors add to it

// fileNames settles the base names of the files of services. They must not read as tests or as files for one system.
func (b *builder) fileNames() map[string]string {
	var scope naming.Scope
	scope.Reserve("doc", "client", "facts", "types", "errors", "webhooks", "generate")
	for _, s := range b.services {
		base := asciiName(naming.Snake(naming.Words(s.field)...))
		base = base[:min(len(base), maxFileName)]
		if i := strings.LastIndex(base, "_"); isGoSuffix(base[i+1:]) && i >= 0 {
			base += "_api"
		}
		if strings.HasPrefix(base, "types_") {
			base = "service_" + base // types_webhook.go may be a file of types
		}
		scope.Claim(naming.Claim{Key: s.field, Names: []string{base, base + "_api"}})
	}
	names, _ := scope.Settle()
	for key, name := range names {
		names[key] = strings.ToLower(name)
	}
	return names
}

// asciiName spells other letters by their code points, as not every file system and archive keeps them: grün is gru00fcn.
func asciiName(name string) string {
	var b strings.Builder
	for _, r := range name {
		if r > '~' {
			fmt.Fprintf(&b, "u%04x", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isGoSuffix tells the last words of file names that the go command gives a meaning.
func isGoSuffix(word string) bool {
	const suffixes = " test aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 " +
		"windows zos 386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc " +
		"ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm "
	return strings.Contains(suffixes, " "+word+" ")
}

// packageName is the user's, or the title's words less those that say only that it is an API.
func (b *builder) packageName() string {
	if b.opts.Package != "" {
		return b.opts.Package
	}
	var kept []string
	for _, w := range naming.Words(strings.NewReplacer("'s", "", "’s", "").Replace(b.api.Title)) {
		if w = strings.ToLower(w); !isTitleNoise(w) && !versionSegment.MatchString(w) {
			kept = append(kept, w)
		}
	}
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.Join(kept[:min(len(kept), 3)], ""))
	switch {
	case name == "" || name[0] <= '9':
		return "api" + name
	case naming.IsReserved(name), isImported(name):
		return name + "api"
	}
	return name
}

// isTitleNoise tells words of a title that do not say whose API it is.
func isTitleNoise(word string) bool {
	switch word {
	case "api", "apis", "rest", "restful", "openapi", "swagger", "the", "a", "an", "of", "for", "and", "specification", "spec", "definition",
		"public", "official", "http", "web", "documentation", "docs", "reference", "description", "extension", "version":
		return true
	}
	return false
}

// isImported tells the names of packages that generated code imports.
func isImported(name string) bool {
	return slices.Contains([]string{"runtime", "auth", "page", "context", "json", "iter", "io", "time", "cmp", "main", "internal", "test", "client"}, name)
}

// packageDoc is the comment of the package.
func (b *builder) packageDoc(name string) Comment {
	lead := "Package " + name + " is a client of the " + b.titleOf() + "."
	blocks := []block{text(lead)}
	if b.api.Description != "" {
		blocks = append(blocks, markdown(b.api.Description)...)
	} else {
		blocks = append(blocks, markdown(b.api.Summary)...)
	}
	if b.api.DocsURL != "" && !strings.ContainsAny(b.api.DocsURL, " \n\t") {
		blocks = append(blocks, text("See "+clean(b.api.DocsURL)+"."))
	}
	return compose(blocks...)
}
