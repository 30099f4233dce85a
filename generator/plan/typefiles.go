package plan

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/naming"
)

// Types that several services share, or none, are in types.go. Where they are very many, they are filed under their
// first letter, then under their first words, so that a type mostly stays in its file whatever is added:
//
//	types_w.go, types_webhook.go, types_webhook_pull.go

const (
	maxShared = 300 // declarations in a file of types before it is split
	minShared = 30  // declarations that are worth a file of their own
	maxWords  = 5   // in the name of a file
)

// sharedFiles hold the types that no single service owns.
func (b *builder) sharedFiles() []File {
	decls := append(b.declsOf(""), b.extra[""]...)
	if len(decls) == 0 {
		return nil
	}
	sortBy(decls, declName)
	if len(decls) <= maxShared {
		return []File{{Name: "types.go", Decls: decls}}
	}
	var files []File
	for _, letter := range group(decls, func(d Decl) string { return initial(declName(d)) }) {
		files = append(files, splitByWords(letter, 1)...)
	}
	return files
}

// splitByWords files the types that share their first words separately, if there are many of them.
func splitByWords(f File, words int) []File {
	if len(f.Decls) <= maxShared || words > maxWords {
		return []File{f}
	}
	rest := File{Name: f.Name}
	var files []File
	for _, g := range group(f.Decls, func(d Decl) string { return firstWords(declName(d), words) }) {
		if len(g.Decls) < minShared || g.Name == f.Name || g.Name == typesFile("") {
			rest.Decls = append(rest.Decls, g.Decls...)
			continue
		}
		files = append(files, splitByWords(g, words+1)...)
	}
	if rest.Decls != nil {
		sortBy(rest.Decls, declName)
		files = append(files, rest)
	}
	return files
}

// group parts declarations by a key, which becomes part of the name of a file.
func group(decls []Decl, key func(Decl) string) []File {
	var files []File
	at := map[string]int{}
	for _, d := range decls {
		name := typesFile(key(d))
		i, ok := at[name]
		if !ok {
			i = len(files)
			at[name] = i
			files = append(files, File{Name: name})
		}
		files[i].Decls = append(files[i].Decls, d)
	}
	return files
}

// typesFile is the name of a file of types. The go command gives a meaning to some last words.
func typesFile(key string) string {
	name := "types_" + key
	if isGoSuffix(name[strings.LastIndex(name, "_")+1:]) {
		name += "_types"
	}
	return name + ".go"
}

// initial is the letter that a type is filed under.
func initial(name string) string {
	if c := strings.ToLower(name[:1]); c >= "a" && c <= "z" {
		return c
	}
	return "0" // no word begins so
}

// firstWords are the words that a type is filed under; "" for those with letters beyond ASCII.
func firstWords(name string, count int) string {
	words := naming.Words(name)
	words = words[:min(count, len(words))]
	if slices.ContainsFunc(words, func(w string) bool { return strings.ContainsFunc(w, func(r rune) bool { return r > '~' }) }) {
		return ""
	}
	return naming.Snake(words...)
}
