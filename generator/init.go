package generator

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// generateName is the Go file that makes go generate run apigen.
const generateName = "generate.go"

// Initialized is what [Init] made.
type Initialized struct {
	Out         string   // the directory of the client
	Written     []string // names of all files in it, or elsewhere relative to it, sorted
	Copied      int      // how many of them are the copy of the document
	Module      bool     // whether the client is in a Go module
	Tool        bool     // whether that module has apigen among its tools
	Source      string   // where [Update] fetches the document from; "": nowhere, the document stays where it is
	Survey      Survey
	Diagnostics []Diagnostic // of the document; an error means that nothing was written
}

// Failed tells whether the document cannot be used.
func (i Initialized) Failed() bool { return hasError(i.Diagnostics) }

// Init makes a client where there was none: a copy of the document, apigen.yaml, generate.go, and all that these generate. The
// configuration says the rest: Spec is where the document comes from, Out the directory; "" for one that is named after the API.
// It overwrites nothing, and writes all or nothing.
func Init(ctx context.Context, c Config, transport http.RoundTripper) (Initialized, error) {
	stdin, err := c.readStdin()
	if err != nil {
		return Initialized{}, err
	}
	c, s, err := c.arrive(ctx, stdin, transport)
	if err != nil {
		return Initialized{}, err
	}
	if err := c.isFree(); err != nil {
		return Initialized{}, err
	}
	if err := c.Check(); err != nil {
		return Initialized{}, err
	}
	c, files, err := c.withCopy(s)
	if err != nil {
		return Initialized{}, err
	}
	document, result, err := generate(ctx, c)
	if err != nil {
		return Initialized{}, err
	}
	out := Initialized{Out: c.Out, Diagnostics: c.leavingInit(result.Diagnostics), Copied: len(files), Source: c.Source}
	out.Module, out.Tool = c.module()
	if result.Failed() {
		out.Diagnostics = c.whereItComesFrom(out.Diagnostics)
		return out, nil
	}
	out.Survey = newSurvey(document, result)
	beside, err := c.besides(stageAt{c.Out, staging}, files)
	if err != nil {
		return out, err
	}
	beside = append(beside,
		File{Name: ConfigName, Content: configText(c, document, out.Survey)},
		File{Name: generateName, Content: generateText(c.packageName())})
	w := writing{dir: c.Out, files: append(result.Files, result.Lock.File()), at: stageAt{c.Out, staging}, beside: beside, fresh: true}
	change, err := w.run(ctx)
	if err != nil {
		return out, err
	}
	result.Lock.Remember()
	out.Written = slices.Sorted(slices.Values(change.Written))
	return out, nil
}

// readStdin reads a document from standard input.
func (c Config) readStdin() ([]byte, error) {
	if c.Spec != "-" {
		return nil, nil
	}
	if c.Stdin == nil {
		return nil, errors.New("there is no standard input")
	}
	f := newFetcher(nil, nil)
	content, err := f.read(c.Stdin)
	if err != nil {
		return nil, fmt.Errorf("reading standard input: %w", err)
	}
	return content, nil
}

// arrive fetches the document, and decides where the client and the copy stand.
func (c Config) arrive(ctx context.Context, stdin []byte, transport http.RoundTripper) (Config, snapshot, error) {
	c.Source = c.Spec
	var s snapshot
	var err error
	if c.Spec == "-" {
		s = snapshot{files: []fetched{{location: "-", content: stdin}}}
	} else if s, err = c.takeSnapshot(ctx, transport); err != nil && !errors.As(err, new(*scattered)) {
		return c, s, err
	}
	if err != nil { // its files cannot be copied into one directory: it stays where it is
		content, err := readDocument(c.Spec)
		c.Out, c.Source = cmp.Or(c.Out, nameOfAPI(content, c.Spec)), ""
		return c, snapshot{files: []fetched{{location: c.Spec}}}, err
	}
	c.Out = cmp.Or(c.Out, nameOfAPI(s.files[0].content, c.Spec))
	name := copyName(c.Source, s.files[0].content)
	if len(s.files) > 1 {
		if c, name, err = c.deeper(s, name); err != nil {
			return c, s, err
		}
		name = "spec/" + name // with a directory of their own, no name of theirs is in the way
	}
	switch {
	case c.Spec == "-":
		c.Source = ""
	case !isURL(c.Spec) && c.holds(c.Spec):
		c.Source = "" // it is where it shall be
		return c, s, nil
	}
	c.Spec = filepath.Join(c.Out, filepath.FromSlash(name))
	return c, s, nil
}

// deeper puts the document as deep as its references lead up.
func (c Config) deeper(s snapshot, name string) (Config, string, error) {
	up := 0
	for _, f := range s.files {
		up = max(up, stepsUp(f.name))
	}
	if up == 0 {
		return c, name, nil
	}
	u, err := url.Parse(c.Source)
	if err != nil {
		return c, "", err
	}
	dirs := strings.Split(strings.Trim(path.Dir(u.Path), "/"), "/")
	c.Refs.Root = filepath.Join(c.Out, "spec")
	name, err = snapshotName(path.Join(path.Join(dirs[len(dirs)-up:]...), name))
	return c, name, err
}

// holds tells whether a file is in the output directory or below.
func (c Config) holds(file string) bool { return filepath.IsLocal(filepath.FromSlash(c.fromOut(file))) }

// withCopy is the configuration with the copy in place; of a document that stays where it is there is none.
func (c Config) withCopy(s snapshot) (Config, map[string][]byte, error) {
	if c.Source == "" && s.files[0].location != "-" {
		return c, nil, nil
	}
	return c.with(s)
}

// isFree refuses directories that hold a client, or another package.
func (c Config) isFree() error {
	for _, name := range []string{ConfigName, generateName, lockName} {
		if _, err := os.Lstat(filepath.Join(c.Out, name)); err == nil {
			return fmt.Errorf("%s is there already, and nothing is overwritten: choose another directory with --out", filepath.Join(c.Out, name))
		}
	}
	if c.Source != "" {
		if _, err := os.Lstat(c.Spec); err == nil {
			return fmt.Errorf("%s is there already, and nothing is overwritten: choose another directory with --out", c.Spec)
		}
	}
	entries, err := os.ReadDir(c.Out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return reason(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file := filepath.Join(c.Out, e.Name())
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly)
		if err == nil && syntax.Name.Name != c.packageName() {
			return fmt.Errorf("%s is of package %s, the client would be package %s: choose another directory with --out", file, syntax.Name.Name, c.packageName())
		}
	}
	return nil
}

// module tells whether a go.mod is around the client, and whether apigen is among the tools there.
func (c Config) module() (found, tool bool) {
	dir, err := filepath.Abs(c.Out)
	for ; err == nil; dir = filepath.Dir(dir) {
		if text, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil {
			return true, bytes.Contains(text, []byte(ownModule()+"/cmd/apigen"))
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	return false, false
}

// leavingInit gives references that leave the copied directory the hint that helps here: there is nothing of theirs in the copy.
func (c Config) leavingInit(found []Diagnostic) []Diagnostic {
	out := slices.Clone(found)
	for i := range out {
		if out[i].Code != "outside-ref" || c.Source == "" {
			continue
		}
		out[i].Hint = "it is not copied; to use the document where it is, with all that it refers to: delete " + c.Out + ", and run apigen init " + c.Source + " --ref-root DIR"
		if u, err := url.Parse(c.Source); isURL(c.Source) && err == nil {
			out[i].Hint = "it is not copied; to copy it too: delete " + c.Out + ", and run apigen init with --allow-origin " + u.Scheme + "://" + u.Host
		}
	}
	return out
}

// plainSource is where a document comes from, without what may be secret in it.
func plainSource(location string) string {
	if isURL(location) {
		return plainURL(location)
	}
	return location
}

// copyName is what the copy of the document is called: as it is where it comes from, if that is a name for one.
func copyName(location string, content []byte) string {
	base := filepath.Base(location)
	if u, err := url.Parse(location); isURL(location) && err == nil {
		base = path.Base(u.Path)
	}
	if name, err := snapshotName(base); err == nil && !strings.ContainsAny(name, " '\"#&*?|<>") {
		return name
	}
	if bytes.HasPrefix(bytes.TrimLeft(content, " \t\r\n\ufeff"), []byte("{")) {
		return "openapi.json"
	}
	return "openapi.yaml"
}

// nameOfAPI is a directory for the client: what is left of the API's title without the words that all titles have.
func nameOfAPI(content []byte, location string) string {
	var ignored diag.List
	title := ""
	if root := node.Parse(&node.File{}, content, &ignored); root != nil {
		title = root.Get("info").Get("title").Str()
	}
	common := []string{"api", "apis", "rest", "restful", "http", "json", "web", "openapi", "swagger", "spec", "specification",
		"the", "for", "of", "public", "documentation", "docs", "reference", "service", "services"}
	var words []string
	letters := func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9') }
	title = strings.NewReplacer("'s ", " ", "’s ", " ").Replace(title + " ")
	for _, word := range strings.FieldsFunc(strings.ToLower(title), letters) {
		if !slices.Contains(common, word) && strings.Trim(word, "v0123456789") != "" {
			words = append(words, word)
		}
	}
	if len(words) > 0 {
		name := strings.Join(words[:min(2, len(words))], "")
		if len(name) > 20 {
			name = words[0]
		}
		return Config{Out: name}.packageName()
	}
	base := strings.TrimSuffix(filepath.Base(location), filepath.Ext(location))
	if isURL(location) || base == "-" || base == "openapi" || base == "swagger" {
		return "client"
	}
	return Config{Out: base}.packageName()
}

func generateText(name string) []byte {
	return []byte("package " + name + "\n\n//go:generate go tool apigen generate\n")
}

// operationKey is an operation as the configuration names it.
func operationKey(op *api.Operation) string { return op.Method + " " + op.Path }
