package plan

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/naming"
)

// pack puts everything into files.
func (b *builder) pack() *Package {
	p := &Package{Runtime: b.opts.Runtime, Title: clean(b.api.Title), Version: clean(b.api.Version)}
	p.Name = b.packageName()
	p.Doc = b.packageDoc(p.Name)
	p.Client = b.client()
	names := b.fileNames()
	for _, s := range b.services {
		f := File{Name: names[s.field] + ".go", Service: b.service(s)}
		f.Decls = append(b.declsOf(s.field), b.extra[s.field]...)
		sortBy(f.Decls, declName)
		p.Files = append(p.Files, f)
	}
	p.Files = append(p.Files, b.sharedFiles()...)
	sortBy(p.Files, func(f File) string { return f.Name })
	p.Tables = b.tables.sorted()
	return p
}

// service plans one service.
func (b *builder) service(s *service) *Service {
	name := b.derived["service "+s.field]
	out := &Service{Name: name, Field: s.field, Doc: b.serviceDoc(s, name)}
	for _, op := range s.ops {
		out.Methods = append(out.Methods, b.planMethod(op))
	}
	sortBy(out.Methods, func(m Method) string { return m.Name })
	return out
}

func (b *builder) serviceDoc(s *service, name string) Comment {
	lead := name + " groups the operations below " + firstPath(s) + "."
	if s.tag != "" {
		lead = name + " groups the operations tagged " + quoted(s.tag) + "."
	}
	return compose(append([]block{text(lead)}, markdown(b.tagText(s))...)...)
}

func firstPath(s *service) string {
	for _, segment := range resource(s.ops[0].Path) {
		if !isParam(segment) {
			return "/" + clean(segment)
		}
	}
	return "/"
}

// declsOf are the types that only one service uses.
func (b *builder) declsOf(field string) []Decl {
	var decls []Decl
	for _, id := range b.ids {
		if d, ok := b.decls[id]; ok && len(b.users[id]) == 1 && b.users[id][field] {
			decls = append(decls, d)
		}
	}
	return decls
}

// sharedFiles hold the types that no single service owns: types.go, by letters if there are very many.
func (b *builder) sharedFiles() []File {
	var decls []Decl
	for _, id := range b.ids {
		if d, ok := b.decls[id]; ok && len(b.users[id]) != 1 {
			decls = append(decls, d)
		}
	}
	if len(decls) == 0 {
		return nil
	}
	sortBy(decls, declName)
	if len(decls) <= 300 {
		return []File{{Name: "types.go", Decls: decls}}
	}
	var files []File
	for _, d := range decls {
		name := "types_" + initial(declName(d)) + ".go"
		if len(files) == 0 || files[len(files)-1].Name != name {
			files = append(files, File{Name: name})
		}
		files[len(files)-1].Decls = append(files[len(files)-1].Decls, d)
	}
	return mergeFiles(files)
}

// initial is the letter that a type is filed under.
func initial(name string) string {
	if c := strings.ToLower(name[:1]); c >= "a" && c <= "z" {
		return c
	}
	return "other"
}

// mergeFiles joins files of one name, which letters beyond ASCII may have made.
func mergeFiles(files []File) []File {
	var out []File
	for _, f := range files {
		if i := slices.IndexFunc(out, func(o File) bool { return o.Name == f.Name }); i >= 0 {
			out[i].Decls = append(out[i].Decls, f.Decls...)
			continue
		}
		out = append(out, f)
	}
	return out
}

func declName(d Decl) string {
	switch {
	case d.Struct != nil:
		return d.Struct.Name
	case d.Enum != nil:
		return d.Enum.Name
	case d.Union != nil:
		return d.Union.Name
	}
	return d.Defined.Name
}

// fileNames settles the base names of the files of services. They must not read as tests or as files for one system.
func (b *builder) fileNames() map[string]string {
	var scope naming.Scope
	scope.Reserve("doc", "client", "facts", "types", "types_other", "errors", "webhooks", "generate")
	for c := 'a'; c <= 'z'; c++ {
		scope.Reserve("types_" + string(c))
	}
	for _, s := range b.services {
		base := naming.Snake(naming.Words(s.field)...)
		if i := strings.LastIndex(base, "_"); isGoSuffix(base[i+1:]) && i >= 0 {
			base += "_api"
		}
		scope.Claim(naming.Claim{Key: s.field, Names: []string{base, base + "_api"}})
	}
	names, _ := scope.Settle()
	for key, name := range names {
		names[key] = strings.ToLower(name)
	}
	return names
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
	for _, w := range naming.Words(b.api.Title) {
		w = strings.ToLower(w)
		if !slices.Contains([]string{"api", "apis", "rest", "openapi", "swagger", "the", "specification", "spec", "public", "http"}, w) &&
			!versionSegment.MatchString(w) {
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
