package generator

// How a run that is killed leaves no mixture. Many files cannot change at one moment, but one can: before anything is moved, a
// file says what is about to be, and everything that it takes lies ready in the same directory. Whoever comes next, to write
// or to check, finishes it first:
//
//	killed before .apigen.tmp/forward is there: the previous files are untouched, and what was staged is cleared
//	killed after: the moves that are missing are made; each can be told from the staged file that is still there
//	killed while a failed run was undone (.apigen.tmp/back): the previous files are put back
//
// Moving is what is left to do by then, which takes no space and some 10 µs a file.
//
// The intent may come with a repository of somebody else, and so may the staged files. So it says when its directory was made, which
// no checkout brings along. And a file that stands where one is moved to, or that shall go, is touched only if the run that was
// killed has kept a copy of just that, or has put it there: no stranger has the bytes of a file that is on this machine alone.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Names of the intent, by where it leads.
const (
	forward = "forward"
	back    = "back"
)

// intent is a batch without the content of its files, which is staged.
type intent struct {
	Made     int64             `json:"made"` // modification time of the mark in the staging directory, in nanoseconds since 1970
	Write    []string          `json:"write"`
	Sums     map[string]string `json:"sums"`     // "sha256:…" of what is written
	Replaced []string          `json:"replaced"` // those of Write that were there before
	Remove   []string          `json:"remove"`
}

// intend writes the intent, whole or not at all.
func (b batch) intend(root *os.Root) error {
	made, err := root.Lstat(b.mark())
	if err != nil {
		return err
	}
	i := intent{Made: made.ModTime().UnixNano(), Sums: map[string]string{}}
	for _, f := range b.write {
		i.Write = append(i.Write, f.Name)
		i.Sums[f.Name] = sum(f.Content)
	}
	i.Replaced, i.Remove = b.replaced, b.remove
	text, err := json.Marshal(i)
	if err != nil {
		panic(fmt.Sprintf("unreachable: strings always encode: %v", err))
	}
	if err := root.WriteFile(b.dir()+"/intent", text, 0o644); err != nil {
		return err
	}
	return root.Rename(b.dir()+"/intent", b.dir()+"/"+forward)
}

// Recover finishes what a killed run began to write to the directories of the configuration, of which only Out is needed. It tells
// whether there was something to finish. A run that is still at it is waited for.
func Recover(ctx context.Context, c Config) (finished bool, err error) {
	for _, at := range c.stages() {
		done, err := at.recover(ctx, c.Out)
		if err != nil {
			return finished, fmt.Errorf("finishing what a killed run of apigen began in %s: %w", at.base, err)
		}
		finished = finished || done
	}
	return finished, nil
}

// stageAt is a directory that files are staged in.
type stageAt struct {
	base string // directory that holds it and all that is written
	name string // of the staging directory
}

// stages are where a run may have staged files: beside the client, or above it if the document's copy stands elsewhere.
func (c Config) stages() []stageAt {
	list := []stageAt{{c.Out, staging}}
	if at, err := c.wideStage(); err == nil && at.name != staging {
		list = append(list, at)
	}
	return list
}

// wideStage is where the client is staged together with the copy of its document.
func (c Config) wideStage() (stageAt, error) {
	if c.Source == "" || c.Spec == "" || isURL(c.Spec) {
		return stageAt{c.Out, staging}, nil
	}
	out, err := real(c.Out)
	if err != nil {
		return stageAt{}, err
	}
	base, err := real(filepath.Dir(c.Spec))
	if err != nil {
		return stageAt{}, err
	}
	for {
		rel, err := filepath.Rel(base, out)
		if err != nil {
			return stageAt{}, err
		}
		switch {
		case rel == ".":
			return stageAt{c.Out, staging}, nil
		case filepath.IsLocal(rel):
			return stageAt{base, staging + "-" + flat(filepath.ToSlash(rel))}, nil
		}
		base = filepath.Dir(base)
	}
}

// real is the absolute path of a directory without symbolic links, as far as it exists.
func real(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	missing := ""
	for at := abs; ; at = filepath.Dir(at) {
		found, err := filepath.EvalSymlinks(at)
		if err == nil {
			return filepath.Join(found, missing), nil
		}
		if at == filepath.Dir(at) {
			return abs, nil
		}
		missing = filepath.Join(filepath.Base(at), missing)
	}
}

// pending tells whether an intent is there.
func (at stageAt) pending() bool {
	for _, name := range []string{forward, back} {
		if _, err := os.Lstat(filepath.Join(at.base, at.name, name)); err == nil {
			return true
		}
	}
	return false
}

func (at stageAt) recover(ctx context.Context, out string) (bool, error) {
	if !at.pending() {
		return false, nil
	}
	release, err := claim(ctx, out)
	if err != nil {
		return false, err
	}
	defer release()
	root, err := os.OpenRoot(at.base)
	if err != nil {
		return false, reason(err)
	}
	defer root.Close()
	return finish(root, at.name)
}

// finish does what an intent says, if there is one. The caller has claimed the output.
func finish(root *os.Root, stage string) (bool, error) {
	b := batch{staging: stage}
	for name, do := range map[string]func(*os.Root, intent) error{forward: b.goOn, back: b.goBack} {
		i, there, err := b.readIntent(root, name)
		if err != nil || !there {
			if err != nil {
				return false, err
			}
			continue
		}
		if err := b.untouched(root, i); err != nil {
			return false, err
		}
		if err := do(root, i); err != nil {
			return false, reason(err)
		}
		if err := root.Remove(stage + "/" + name); err != nil {
			return false, reason(err)
		}
		return true, reason(root.RemoveAll(stage))
	}
	return false, nil
}

// readIntent reads an intent. Its names must be such as a run would write.
func (b batch) readIntent(root *os.Root, name string) (i intent, there bool, err error) {
	name = b.dir() + "/" + name
	text, err := root.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return i, false, nil
	}
	if err != nil {
		return i, false, reason(err)
	}
	if err := json.Unmarshal(text, &i); err != nil {
		return i, false, fmt.Errorf("%s is damaged: delete its directory and run apigen generate", name)
	}
	made, err := root.Lstat(b.mark())
	if err != nil || made.ModTime().UnixNano() != i.Made {
		return i, false, fmt.Errorf("%s was not made here: delete its directory, which belongs into no repository, and run apigen generate", name)
	}
	for _, file := range slices.Concat(i.Write, i.Replaced, i.Remove) {
		if !plainName(file) {
			return i, false, fmt.Errorf("%s names %q, which apigen never writes: delete its directory", name, file)
		}
	}
	return i, true, nil
}

// untouched refuses to finish where somebody else's file would be lost: one that is neither what was there when the run began, nor
// what the run has put there.
func (b batch) untouched(root *os.Root, i intent) error {
	for _, name := range slices.Concat(i.Write, i.Remove) {
		now, there, err := readOwn(root, name)
		switch {
		case err != nil:
			return err
		case !there, i.Sums[name] == sum(now):
			continue
		}
		if was, kept, err := readOwn(root, b.backup(name)); err != nil || !kept || !sameText(was, now) {
			return fmt.Errorf("%s is not as the run that was killed has left it: delete %s and generate again", name, b.dir())
		}
	}
	return nil
}

// goOn makes the moves that are missing. A file that is staged no more has been moved.
func (b batch) goOn(root *os.Root, i intent) error {
	for _, name := range i.Write {
		if !exists(root, b.incoming(name)) {
			continue
		}
		if _, err := makeParents(root, name); err != nil {
			return err
		}
		if err := root.Rename(b.incoming(name), name); err != nil {
			return err
		}
	}
	for _, name := range i.Remove {
		if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		removeParents(root, name)
	}
	return nil
}

// goBack puts the previous files back. A new file that is staged no more has been moved, and goes.
func (b batch) goBack(root *os.Root, i intent) error {
	for _, name := range slices.Concat(i.Replaced, i.Remove) {
		if !exists(root, b.backup(name)) {
			continue
		}
		if _, err := makeParents(root, name); err != nil {
			return err
		}
		if err := root.Rename(b.backup(name), name); err != nil {
			return err
		}
	}
	for _, name := range i.Write {
		if slices.Contains(i.Replaced, name) || exists(root, b.incoming(name)) {
			continue
		}
		if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		removeParents(root, name)
	}
	return nil
}

func exists(root *os.Root, name string) bool {
	_, err := root.Lstat(name)
	return err == nil
}

// below prefixes the names of a batch with a directory.
func (b batch) below(dir string) batch {
	if dir == "." || dir == "" {
		return b
	}
	prefix := strings.TrimSuffix(filepath.ToSlash(dir), "/") + "/"
	out := batch{unchanged: b.unchanged, same: b.same}
	for _, f := range b.write {
		out.write = append(out.write, File{Name: prefix + f.Name, Content: f.Content})
	}
	for _, name := range b.replaced {
		out.replaced = append(out.replaced, prefix+name)
	}
	for _, name := range b.remove {
		out.remove = append(out.remove, prefix+name)
	}
	return out
}
