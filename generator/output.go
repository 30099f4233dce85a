package generator

// How a client gets onto the disk. A directory is taken from one whole state to the next or stays as it is:
//
//  1. compare: what is there already, what differs, which files of the previous run are no longer made;
//  2. stage: new files and a second link to every old one are put into a directory beside them, so that a full disk or
//     a missing permission shows before anything is touched;
//  3. commit: renames, which are undone in reverse if one of them fails, and finished by the next run if this one is killed.
//
// Only files that the previous run's lock lists, or that begin with our first line, are ever replaced.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Change says what [Write] did, in names of files.
type Change struct {
	Written   []string // new or changed
	Removed   []string // made by an earlier run, not made any more
	Unchanged int      // identical already: not touched
}

// Write makes dir hold the given files: all of them or, if anything goes wrong, what it held before. It creates dir if
// need be, removes files that an earlier run made and this one did not, and never touches a file that is not apigen's.
// A second run into the same directory waits for the first, until the context ends. The lock of the run may be among the
// files; without it, one that knows of the files alone is written.
func Write(ctx context.Context, dir string, files []File) (Change, error) {
	return writing{dir: dir, files: files, at: stageAt{dir, staging}}.run(ctx)
}

// writing is a client on its way to the disk, with what is written along with it.
type writing struct {
	dir    string
	files  []File
	at     stageAt
	beside []File // by names below the base of at: a copy of the document, a configuration
	fresh  bool   // all of it is new: whatever is there already is in the way
}

func (w writing) run(ctx context.Context) (change Change, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("writing to %s: %w", w.dir, err)
		}
	}()
	if err := checkNames(w.files); err != nil {
		return Change{}, err
	}
	created, err := makeDir(w.dir)
	if err != nil {
		return Change{}, err
	}
	release, err := claim(ctx, w.dir)
	if err == nil {
		change, err = w.claimed()
		release()
	}
	if err != nil {
		removeDirs(created)
	}
	return change, err
}

// claimed writes into a directory that no other run writes to.
func (w writing) claimed() (Change, error) {
	out, err := os.OpenRoot(w.dir)
	if err != nil {
		return Change{}, reason(err)
	}
	defer out.Close()
	base, err := os.OpenRoot(w.at.base)
	if err != nil {
		return Change{}, reason(err)
	}
	defer base.Close()
	for root, stage := range map[*os.Root]string{out: staging, base: w.at.name} {
		if _, err := finish(root, stage); err != nil {
			return Change{}, err
		}
	}
	next, err := w.compare(out, base)
	if err != nil {
		return Change{}, err
	}
	if len(next.write)+len(next.remove) > 0 {
		return next.change(), next.apply(base)
	}
	return next.change(), reason(base.RemoveAll(next.dir())) // what a run has left that was killed while it staged
}

// compare finds what there is to do, in the client and beside it.
func (w writing) compare(out, base *os.Root) (batch, error) {
	previous, err := readLock(out)
	if err != nil {
		return batch{}, err
	}
	files := w.files
	if !slices.ContainsFunc(files, func(f File) bool { return f.Name == lockName }) {
		files = append(slices.Clone(files), newLock(files).File())
	}
	next, err := compare(out, previous, files)
	if err != nil {
		return batch{}, err
	}
	if w.at.name != staging {
		dir, err := real(w.dir)
		if err != nil {
			return batch{}, err
		}
		rel, err := filepath.Rel(w.at.base, dir)
		if err != nil {
			return batch{}, err
		}
		next = next.below(rel)
		next.staging = w.at.name
	}
	for _, f := range w.beside {
		if err := next.add(base, f); err != nil {
			return batch{}, err
		}
	}
	if w.fresh && (len(next.replaced) > 0 || next.unchanged > 0 || len(next.remove) > 0) {
		return batch{}, fmt.Errorf("%s is there already", strings.Join(slices.Concat(next.replaced, next.same, next.remove), ", "))
	}
	return next, nil
}

// add takes a file along that is no part of the client.
func (b *batch) add(root *os.Root, f File) error {
	old, there, err := readOwn(root, f.Name)
	switch {
	case err != nil:
		return err
	case there && sameText(old, f.Content):
		b.unchanged++
		b.same = append(b.same, f.Name)
		return nil
	case there:
		b.replaced = append(b.replaced, f.Name)
	}
	b.write = append(b.write, f)
	return nil
}

// checkNames refuses names that could leave the directory or would be one file where case does not count.
func checkNames(files []File) error {
	seen := map[string]string{}
	for _, f := range files {
		if !plainName(f.Name) {
			return fmt.Errorf("%q is not a name for a generated file", f.Name)
		}
		if other, twice := seen[strings.ToLower(f.Name)]; twice {
			return fmt.Errorf("%s and %s would be the same file", other, f.Name)
		}
		seen[strings.ToLower(f.Name)] = f.Name
	}
	return nil
}

// plainName tells whether a name stands for a visible file in the directory or below, on every system. It has slashes.
func plainName(name string) bool {
	hidden := strings.HasPrefix(name, ".") || strings.Contains(name, "/.")
	return filepath.IsLocal(name) && path.Clean(name) == name && !strings.ContainsAny(name, `\:`) && !hidden
}

// makeDir creates a directory with its parents and returns those that were not there, the outermost first.
func makeDir(dir string) ([]string, error) {
	var missing []string
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		missing = append([]string{at}, missing...)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		removeDirs(missing)
		return nil, reason(err)
	}
	return missing, nil
}

// removeDirs removes directories that are still empty, the innermost first.
func removeDirs(dirs []string) {
	for _, dir := range slices.Backward(dirs) {
		if os.Remove(dir) != nil {
			return
		}
	}
}

// reason strips the system call and the path off an error of the file system, for messages that already name the path.
func reason(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return fmt.Errorf("%s: %w", at.Path, at.Err)
	}
	return err
}
