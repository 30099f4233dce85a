package generator

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"github.com/apigen-go/apigen/generator/spec"
)

// Inputs are what a client was made from. As long as they are the same, so is the client. Names of documents are relative to
// the root document and paths to the client, so that a lock is the same on every machine.
type Inputs struct {
	Generator     string            `json:"generator,omitempty"`     // version of apigen; "devel": built from a working tree
	Configuration string            `json:"configuration,omitempty"` // "sha256:…" of what it means, flags included
	Document      map[string]string `json:"document,omitempty"`      // file -> "sha256:…" of its bytes
	Overlays      map[string]string `json:"overlays,omitempty"`      // file -> "sha256:…" of its bytes
	Overlaid      string            `json:"overlaid,omitempty"`      // "sha256:…" of the root document with its overlays applied
}

// Copy is a file that was fetched, and what its server said of it, for the next conditional request.
type Copy struct {
	File         string `json:"file"` // relative to the client
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"lastModified,omitempty"`
}

// watched is what a run read, and what its overlays did.
type watched struct {
	reads   []spec.Read
	effects []spec.Effect
}

func (w *watched) read(r spec.Read)            { w.reads = append(w.reads, r) }
func (w *watched) overlaid(list []spec.Effect) { w.effects = list }

// inputs is what was read, by the names of the lock.
func (w *watched) inputs(c Config) Inputs {
	in := Inputs{Generator: generatorVersion(), Configuration: c.meaning(), Document: map[string]string{}}
	overlays := c.overlayNames()
	seen := 0
	for _, r := range w.reads {
		digest := "sha256:" + hex.EncodeToString(r.Sum[:])
		switch r.Kind {
		case spec.ReadDocument:
			in.Document[c.documentName(r.ID)] = digest
		case spec.ReadResult:
			in.Overlaid = digest
		case spec.ReadOverlay:
			if in.Overlays == nil {
				in.Overlays = map[string]string{}
			}
			in.Overlays[overlays[seen]] = digest
			seen++
		}
	}
	return in
}

// documentName is a file of the document, for the lock.
func (c Config) documentName(id string) string {
	switch {
	case id != "":
		return id
	case c.Spec == "-":
		return "standard input"
	case isURL(c.Spec):
		return plainURL(c.Spec)
	}
	return filepath.Base(c.Spec)
}

// overlayNames are the overlays, for the lock. Two may have one name: each is told by its place then.
func (c Config) overlayNames() []string {
	names := make([]string, len(c.Overlays))
	seen := map[string]bool{}
	for i, location := range c.Overlays {
		name := c.fromOut(location)
		if isURL(location) {
			name = plainURL(location)
		} else if !filepath.IsLocal(name) {
			name = path.Base(name)
		}
		if seen[name] {
			name = fmt.Sprintf("%s (%d)", name, i+1)
		}
		seen[name] = true
		names[i] = name
	}
	return names
}

// fromOut is a path as seen from the client, with slashes. One that cannot be reached from there stays as it is.
func (c Config) fromOut(location string) string {
	out, err := filepath.Abs(c.Out)
	if err != nil {
		return filepath.ToSlash(location)
	}
	to, err := filepath.Abs(location)
	if err != nil {
		return filepath.ToSlash(location)
	}
	rel, err := filepath.Rel(out, to)
	if err != nil {
		return filepath.ToSlash(location)
	}
	return filepath.ToSlash(rel)
}

// meaning is a hash of what the configuration says, however it says it: a comment, a default that is written out and a flag in
// place of a key change nothing. Where the document stands is no part of it, as its bytes have hashes of their own.
func (c Config) meaning() string {
	runtime := c.Runtime
	if runtime == "" {
		runtime = ImportRuntime
	}
	at, _ := c.runtimePath() // Check has told what is wrong with it
	root := ""
	if c.Refs.Root != "" {
		root, _ = filepath.Rel(filepath.Dir(c.Spec), c.Refs.Root)
	}
	said := []any{
		"package", c.packageName(), "runtime", runtime, at, "strict", c.Strict, "refs", filepath.ToSlash(root), append([]string{}, c.Refs.Allow...),
		"overlays", c.overlayNames(), "include", choiceTexts(c.Include), "exclude", choiceTexts(c.Exclude),
		"names", table(c.Names), "security", table(c.Security), "operations", withoutPlaces(table(c.Operations)),
		"webhooks", withoutPlaces(c.Webhooks),
	}
	text, err := json.Marshal(said)
	if err != nil {
		panic(fmt.Sprintf("unreachable: the configuration is plain data: %v", err))
	}
	return sum(text)
}

// table makes none of an empty map, which means the same.
func table[E any](m map[string]E) map[string]E {
	if len(m) == 0 {
		return nil
	}
	return m
}

func choiceTexts(choices []Choice) []string {
	texts := []string{}
	for _, c := range choices {
		texts = append(texts, c.String())
	}
	return texts
}

// withoutPlaces is a value as JSON has it, without the places where its parts are written.
func withoutPlaces(value any) any {
	text, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("unreachable: rules are plain data: %v", err))
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		panic(fmt.Sprintf("unreachable: rules were just encoded: %v", err))
	}
	dropPlaces(plain)
	return plain
}

func dropPlaces(value any) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			dropPlaces(item)
		}
	case map[string]any:
		for key, member := range v {
			if isPlace(member) && strings.EqualFold(key, "pos") {
				delete(v, key)
			}
			dropPlaces(member)
		}
	}
}

// isPlace tells a position from a member that the user calls by the same name.
func isPlace(value any) bool {
	v, ok := value.(map[string]any)
	for key := range v {
		ok = ok && (key == "file" || key == "line" || key == "col")
	}
	return ok
}

// copies says which files stand for URLs.
func (c Config) copies() map[string]string {
	if len(c.Lock.Source) == 0 {
		return nil
	}
	out := map[string]string{}
	for location, kept := range c.Lock.Source {
		if isURL(location) {
			out[location] = filepath.Join(c.Out, filepath.FromSlash(kept.File))
		}
	}
	return out
}

func isURL(location string) bool {
	low := strings.ToLower(location[:min(len(location), 8)])
	return strings.HasPrefix(low, "http://") || strings.HasPrefix(low, "https://")
}

// plainURL is a URL without what may be secret in it: it comes into files that are checked in.
func plainURL(location string) string {
	u, err := url.Parse(location)
	if err != nil {
		return "a URL"
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// noNetwork refuses every request.
type noNetwork struct{}

func (noNetwork) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("nothing is fetched here; apigen update fetches")
}
