package generator

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/spec"
)

// snapshot is the files of a document, as they are where the document comes from.
type snapshot struct {
	files []fetched // the root document first
}

// same tells whether it is what is kept already.
func (s snapshot) same() bool {
	return !slices.ContainsFunc(s.files, func(f fetched) bool { return !f.same })
}

// refersOut finds references to other files. It may find some where there are none, which costs a look at the document.
var refersOut = regexp.MustCompile(`\$ref["']?\s*:\s*["']?[^"'#\s]`)

// takeSnapshot reads all files of a document from where it comes: that of c.Source. A file that is kept and has not changed is not
// sent again.
func (c Config) takeSnapshot(ctx context.Context, transport http.RoundTripper) (snapshot, error) {
	if !isURL(c.Source) {
		return c.readSnapshot(ctx)
	}
	f := newFetcher(transport, c.keptCopies())
	root, err := f.get(ctx, c.Source)
	if err != nil {
		return snapshot{}, err
	}
	if err := c.fetchRest(ctx, f, root); err != nil {
		return snapshot{}, err
	}
	s := snapshot{files: []fetched{root}}
	for _, one := range f.all() {
		if one.location == c.Source {
			continue
		}
		if one.name, err = nameBeside(c.Source, one.location, c.reach()); err != nil {
			return snapshot{}, err
		}
		s.files = append(s.files, one)
	}
	return s, nil
}

// fetchRest fetches the files that the root document refers to, and overlays that are URLs.
func (c Config) fetchRest(ctx context.Context, f *fetcher, root fetched) error {
	for _, overlay := range c.Overlays {
		if isURL(overlay) {
			if _, err := f.get(ctx, overlay); err != nil {
				return err
			}
		}
	}
	if !refersOut.Match(root.content) {
		return nil
	}
	spec.Load(ctx, spec.Options{Location: c.Source, Allow: c.Refs.Allow, Overlays: c.Overlays, HTTPClient: f.client()})
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("reading %s: %w", plainURL(c.Source), err)
	}
	return f.failed // a copy without one of its files would make a client without what that describes
}

// readSnapshot reads a document that is on the disk.
func (c Config) readSnapshot(ctx context.Context) (snapshot, error) {
	content, err := readDocument(c.Source)
	if err != nil {
		return snapshot{}, fmt.Errorf("reading the document: %w", err)
	}
	s := snapshot{files: []fetched{{location: c.Source, content: content}}}
	if !refersOut.Match(content) {
		return s.compared(c), nil
	}
	var reads []spec.Read
	watch := func(r spec.Read) { reads = append(reads, r) }
	spec.Load(ctx, spec.Options{Location: c.Source, Allow: c.Refs.Allow, Root: c.Refs.Root, Watch: watch})
	for _, r := range reads {
		if r.Kind != spec.ReadDocument || r.ID == "" || r.URL != "" {
			continue
		}
		name, err := snapshotName(r.ID)
		if err != nil {
			return snapshot{}, &scattered{c.Source, r.Name}
		}
		content, err := readDocument(r.Path)
		if err != nil {
			return snapshot{}, err
		}
		s.files = append(s.files, fetched{location: r.Path, name: name, content: content})
	}
	return s.compared(c), nil
}

// scattered is the error of a document whose files do not stand in its directory and below.
type scattered struct{ document, other string }

func (e *scattered) Error() string {
	return fmt.Sprintf("%s refers to %s, which is outside of its directory: name the document itself in spec, without source", e.document, e.other)
}

// readDocument reads a file within the bounds of documents.
func readDocument(file string) ([]byte, error) {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return nil, reason(err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", file)
	case info.Size() > maxFetched:
		return nil, fmt.Errorf("%s has more than the %d MiB that one file may have", file, maxFetched>>20)
	}
	content, err := os.ReadFile(file)
	return content, reason(err)
}

// compared notes which files are as they are kept.
func (s snapshot) compared(c Config) snapshot {
	for i := range s.files {
		f := &s.files[i]
		old, err := os.ReadFile(c.snapshotFile(f.name))
		f.same = err == nil && sameText(old, f.content)
	}
	return s
}

// snapshotFile is where a file of the document is kept.
func (c Config) snapshotFile(name string) string {
	if name == "" {
		return c.Spec
	}
	return filepath.Join(filepath.Dir(c.Spec), filepath.FromSlash(name))
}

// maxReach is how many directories above that of the document a first copy reaches.
const maxReach = 8

// reach is how many directories above that of the document files may be kept in: those below refs.root; of a client that is only
// begun, as many as it takes.
func (c Config) reach() int {
	if c.Spec == c.Source {
		return maxReach
	}
	rel, err := filepath.Rel(c.Refs.Root, filepath.Dir(c.Spec))
	if c.Refs.Root == "" || err != nil || rel == "." || !filepath.IsLocal(rel) {
		return 0
	}
	return strings.Count(filepath.ToSlash(rel), "/") + 1
}

// stepsUp counts the directories that a name leads up.
func stepsUp(name string) int { return strings.Count(name, "../") }

// nameBeside is what a URL is called beside the root document. On the same server, no more than so many directories above, it has
// the same relative path, so that relative references lead to it.
func nameBeside(root, location string, reach int) (string, error) {
	base, err := url.Parse(root)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(location)
	if err != nil {
		return "", err
	}
	dir := base.Path[:strings.LastIndex(base.Path, "/")+1]
	for up := 0; up <= reach && dir != "" && u.Host == base.Host && u.Scheme == base.Scheme; up++ {
		if rest, ok := strings.CutPrefix(u.Path, dir); ok {
			name, err := snapshotName(rest)
			return strings.Repeat("../", up) + name, err
		}
		dir = dir[:strings.LastIndex(strings.TrimSuffix(dir, "/"), "/")+1]
	}
	return snapshotName(strings.ReplaceAll(u.Host, ":", "_") + "/" + strings.TrimPrefix(u.Path, "/"))
}

// snapshotName refuses names that a document of somebody else must not give to files: those outside, hidden ones, and those that
// mean something to Go or to apigen.
func snapshotName(name string) (string, error) {
	ext := strings.ToLower(path.Ext(name))
	if !plainName(name) || !slices.Contains([]string{".json", ".yaml", ".yml"}, ext) || path.Base(name) == ConfigName {
		return "", fmt.Errorf("the document refers to a file called %q, which cannot be kept: expected a name in its directory that ends in .json, .yaml or .yml", name)
	}
	return name, nil
}

// keptCopies reads the copies of which the lock knows. One that was edited does not count: the condition would be wrong.
func (c Config) keptCopies() map[string]keptCopy {
	out := map[string]keptCopy{}
	for location, kept := range c.Lock.Source {
		file := filepath.Join(c.Out, filepath.FromSlash(kept.File))
		content, err := os.ReadFile(file)
		if err == nil && c.lockedSum(location, kept) == sum(content) {
			out[location] = keptCopy{kept, content}
		}
	}
	return out
}

// lockedSum is the hash that the lock has of a copy.
func (c Config) lockedSum(location string, kept Copy) string {
	for name, digest := range c.Lock.Document {
		if c.fromOut(c.documentFile(name)) == kept.File {
			return digest
		}
	}
	return c.Lock.Overlays[plainURL(location)]
}

// with is the configuration with another snapshot in place of the one on the disk, and what has to be written for that: by
// absolute path.
func (c Config) with(s snapshot) (Config, map[string][]byte, error) {
	files := map[string][]byte{}
	source := map[string]Copy{}
	for _, f := range s.files {
		file := c.snapshotFile(f.name)
		abs, err := filepath.Abs(file)
		if err != nil {
			return c, nil, err
		}
		if _, twice := files[abs]; twice {
			return c, nil, fmt.Errorf("two files of the document would be kept in %s", file)
		}
		files[abs] = f.content
		if isURL(f.location) {
			kept := f.kept
			kept.File = c.fromOut(file)
			source[f.location] = kept
		}
	}
	c.files = files
	c.Lock.Source = nil
	if len(source) > 0 {
		c.Lock.Source = source
	}
	return c, files, nil
}

// besides are the files of a snapshot by their names below the directory that all is staged in. One that somebody else put there
// is not overwritten.
func (c Config) besides(at stageAt, files map[string][]byte) ([]File, error) {
	base, err := real(at.base)
	if err != nil {
		return nil, err
	}
	var out []File
	for _, abs := range slices.Sorted(maps.Keys(files)) {
		dir, err := real(filepath.Dir(abs))
		if err != nil {
			return nil, err
		}
		rel, err := filepath.Rel(base, filepath.Join(dir, filepath.Base(abs)))
		if err != nil {
			return nil, err
		}
		if !filepath.IsLocal(rel) {
			return nil, fmt.Errorf("%s is outside of %s", abs, at.base)
		}
		out = append(out, File{Name: filepath.ToSlash(rel), Content: files[abs]})
	}
	return out, nil
}

// mayReplace refuses to overwrite files that no earlier snapshot has brought.
func (c Config) mayReplace(files map[string][]byte) error {
	root, err := filepath.Abs(c.Spec)
	if err != nil {
		return err
	}
	known := map[string]bool{root: true}
	for name := range c.Lock.Document {
		if abs, err := filepath.Abs(c.documentFile(name)); err == nil {
			known[abs] = true
		}
	}
	for _, kept := range c.Lock.Source {
		if abs, err := filepath.Abs(filepath.Join(c.Out, filepath.FromSlash(kept.File))); err == nil {
			known[abs] = true
		}
	}
	for abs, content := range files {
		old, err := os.ReadFile(abs)
		if err == nil && !known[abs] && !sameText(old, content) {
			return errors.New(abs + " is in the way of a file that the document refers to, and no copy that apigen made: move it away")
		}
	}
	return nil
}
