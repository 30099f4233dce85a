package generator

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// State says what is wrong with a file that should be as it was generated.
type State string

// States of files.
const (
	Missing State = "missing" // it would be generated, and is not there
	Stale   State = "stale"   // it is as it was generated once, and would be generated otherwise now, or not at all
	Edited  State = "edited"  // it is not as it was generated
	Foreign State = "foreign" // it stands where a file would be generated, or says that apigen made it, and the lock does not know it
)

// Checked is what [Check] found.
type Checked struct {
	Files       []CheckedFile // those with something wrong, by name; none: all is as it should be
	Changed     []string      // what is not as it was when the client was generated: "document openapi.yaml", "configuration"
	Notes       []string      // what could not be looked at
	Diagnostics []Diagnostic  // of the document, if it had to be read; an error means that nothing could be compared
}

// CheckedFile is a file with something wrong.
type CheckedFile struct {
	Name  string // relative to the client
	State State
	Diff  string // from what is there to what should be, in the unified format; "": there is nothing to compare, or too much
}

// Clean tells whether what is checked in is what would be generated.
func (c Checked) Clean() bool { return len(c.Files) == 0 && !hasError(c.Diagnostics) }

// Bounds of the diffs of one check, in lines.
const (
	maxFileDiff = 60
	maxDiff     = 400
)

// Check tells whether a client on the disk is what the lock, the configuration and the document produce. It fetches nothing and
// writes nothing. Where all hashes are those of the lock, nothing is generated.
func Check(ctx context.Context, c Config) (Checked, error) {
	k := checker{config: c}
	k.config.offline = true
	root, err := os.OpenRoot(c.Out)
	if errors.Is(err, fs.ErrNotExist) {
		return k.generated(ctx, nil)
	}
	if err != nil {
		return Checked{}, reason(err)
	}
	defer root.Close()
	k.root = root
	if k.config.Lock, err = readLock(root); err != nil {
		return Checked{}, fmt.Errorf("%s: %w", c.Out, err)
	}
	k.lock, err = root.ReadFile(lockName)
	k.lock = unixLines(k.lock)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Checked{}, reason(err)
	}
	k.changed = k.config.changedInputs()
	if k.config.unreachable() {
		return k.unread()
	}
	if len(k.changed) == 0 && bytes.Equal(k.lock, k.config.Lock.File().Content) && (generatorVersion() != devel || knows(k.lock)) {
		if quick, err := k.asLocked(); err != nil || quick.Clean() {
			return quick, err
		}
	}
	return k.generated(ctx, root)
}

// checker compares one client.
type checker struct {
	config  Config
	root    *os.Root
	lock    []byte // as it is on the disk; nil: there is none
	changed []string
	found   Checked
	shown   int // lines of diffs
}

// unread is what can be said of a client whose document would have to be fetched.
func (k checker) unread() (Checked, error) {
	k.found, _ = k.asLocked()
	k.found.Changed = k.changed
	k.found.Notes = []string{plainURL(k.config.Spec) + " is not fetched: whether the client is still that of the document is not known; " +
		"keep a copy beside it, as apigen init does, with spec: FILE and source: URL"}
	if k.lock == nil {
		k.found.Files = append(k.found.Files, CheckedFile{Name: lockName, State: Missing})
	} else if len(k.changed) > 0 {
		k.found.Files = append(k.found.Files, CheckedFile{Name: lockName, State: Stale})
	}
	return k.found, nil
}

// asLocked compares the files with the hashes of the lock.
func (k checker) asLocked() (Checked, error) {
	var found Checked
	for _, name := range k.config.Lock.names() {
		digest, there, err := k.sum(name)
		switch {
		case err != nil:
			return Checked{}, err
		case !there:
			found.Files = append(found.Files, CheckedFile{Name: name, State: Missing})
		case digest != k.config.Lock.Files[name]:
			found.Files = append(found.Files, CheckedFile{Name: name, State: Edited})
		}
	}
	strays, err := k.strays(nil)
	found.Files = append(found.Files, strays...)
	return found, err
}

func (k checker) sum(name string) (digest string, there bool, err error) {
	if k.root == nil {
		return "", false, nil
	}
	content, there, err := readOwn(k.root, name)
	if err != nil || !there {
		return "", false, err
	}
	return sum(content), true, nil
}

// generated compares the files with what would be generated now.
func (k checker) generated(ctx context.Context, root *os.Root) (Checked, error) {
	result, err := Generate(ctx, k.config)
	if err != nil {
		return Checked{}, err
	}
	k.found = Checked{Diagnostics: result.Diagnostics, Changed: k.changed}
	if result.Failed() {
		return k.found, nil
	}
	files := append(result.Files, result.Lock.File())
	wanted := map[string]bool{}
	for _, f := range files {
		wanted[f.Name] = true
		if err := k.compare(f); err != nil {
			return Checked{}, err
		}
	}
	if err := k.leftover(wanted); err != nil {
		return Checked{}, err
	}
	strays, err := k.strays(files)
	if err != nil {
		return Checked{}, err
	}
	k.found.Files = append(k.found.Files, strays...)
	slices.SortFunc(k.found.Files, func(a, b CheckedFile) int { return cmp.Compare(a.Name, b.Name) })
	if k.found.Clean() && generatorVersion() == devel && root != nil {
		remember(k.lock)
	}
	return k.found, nil
}

// compare looks at one file that would be generated.
func (k *checker) compare(f File) error {
	if k.root == nil {
		k.add(f.Name, Missing, "", "")
		return nil
	}
	old, there, err := readOwn(k.root, f.Name)
	locked := k.config.Lock.Files[f.Name]
	switch {
	case err != nil:
		return err
	case !there:
		k.add(f.Name, Missing, "", "")
	case bytes.Equal(old, f.Content):
	case f.Name == lockName && bytes.Equal(old, k.config.Lock.File().Content), sum(old) == locked:
		k.add(f.Name, Stale, string(old), string(f.Content))
	case f.Name == lockName || locked != "" || ours(f.Name, old):
		k.add(f.Name, Edited, string(old), string(f.Content))
	default:
		k.add(f.Name, Foreign, string(old), string(f.Content))
	}
	return nil
}

// leftover finds files of the lock that would not be generated any more.
func (k *checker) leftover(wanted map[string]bool) error {
	for _, name := range k.config.Lock.names() {
		if wanted[name] {
			continue
		}
		old, there, err := readOwn(k.root, name)
		if err != nil {
			return err
		}
		if there && (sum(old) == k.config.Lock.Files[name] || ours(name, old)) {
			k.add(name, Stale, "", "")
		}
	}
	return nil
}

// add notes what is wrong with a file, with as much of a diff as there is room for.
func (k *checker) add(name string, state State, old, want string) {
	f := CheckedFile{Name: name, State: state}
	if old != want && k.shown < maxDiff {
		f.Diff = unified(old, want, min(maxFileDiff, maxDiff-k.shown))
		k.shown += strings.Count(f.Diff, "\n") + 1
	}
	k.found.Files = append(k.found.Files, f)
}

// strays finds files that say that apigen made them, beside those that it makes, and are neither in the lock nor among them.
func (k checker) strays(files []File) ([]CheckedFile, error) {
	if k.root == nil {
		return nil, nil
	}
	known, dirs := map[string]bool{lockName: true}, map[string]bool{".": true}
	for _, name := range k.config.Lock.names() {
		known[name], dirs[path.Dir(name)] = true, true
	}
	for _, f := range files {
		known[f.Name], dirs[path.Dir(f.Name)] = true, true
	}
	var found []CheckedFile
	for _, dir := range slices.Sorted(maps.Keys(dirs)) {
		entries, err := fs.ReadDir(k.root.FS(), dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, reason(err)
		}
		for _, e := range entries {
			name := path.Join(dir, e.Name())
			if known[name] || !e.Type().IsRegular() || !marked(k.root, name) {
				continue
			}
			found = append(found, CheckedFile{Name: name, State: Foreign})
		}
	}
	return found, nil
}

// marked tells whether a file begins with the mark of generated files. One that cannot be read does not.
func marked(root *os.Root, name string) bool {
	f, err := root.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	start := make([]byte, 200)
	n, _ := io.ReadFull(f, start)
	return ours(name, start[:n])
}

// unreachable tells whether the document has to be fetched, as no copy of it is kept.
func (c Config) unreachable() bool { return isURL(c.Spec) && c.copies()[c.Spec] == "" }

// changedInputs lists what is not as the lock has it, as far as that can be told without reading the document.
func (c Config) changedInputs() []string {
	was := c.Lock.Inputs
	if c.Lock.Merged {
		return []string{lockName + ": a merge has left conflict marks in it; apigen generate takes both sides together"}
	}
	if was.Configuration == "" {
		return []string{"there is no record of what the client was generated from"}
	}
	var out []string
	if now := generatorVersion(); now != was.Generator {
		out = append(out, fmt.Sprintf("apigen: %s, now %s", was.Generator, now))
	}
	if c.meaning() != was.Configuration {
		out = append(out, "configuration")
	}
	if !c.unreachable() && was.Document[c.documentName("")] == "" {
		out = append(out, "document "+c.documentName(""))
	}
	for _, name := range slices.Sorted(maps.Keys(was.Document)) {
		if !c.unreachable() && fileSum(c.documentFile(name)) != was.Document[name] {
			out = append(out, "document "+name)
		}
	}
	return append(out, c.changedOverlays()...)
}

func (c Config) changedOverlays() []string {
	var out []string
	for i, name := range c.overlayNames() {
		file := c.Overlays[i]
		if isURL(file) {
			file = c.copies()[file]
		}
		if fileSum(file) != c.Lock.Overlays[name] {
			out = append(out, "overlay "+name)
		}
	}
	return out
}

// documentFile is where a file of the document stands; "" if that is not on the disk.
func (c Config) documentFile(name string) string {
	switch {
	case isURL(name):
		return c.copies()[name]
	case name == c.documentName(""):
		return c.Spec
	case isURL(c.Spec):
		return ""
	}
	return filepath.Join(filepath.Dir(c.Spec), filepath.FromSlash(name))
}

// fileSum is the hash of a regular file; "" if there is none.
func fileSum(file string) string {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	return sum(content)
}

// Remember tells later checks that this program has just written a client: they need not generate it again.
func (l Lock) Remember() {
	if generatorVersion() == devel {
		remember(l.File().Content)
	}
}
