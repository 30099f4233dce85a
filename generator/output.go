package generator

// How a client gets onto the disk. A directory is taken from one whole state to the next or stays as it is:
//
//  1. compare: what is there already, what differs, which files of the previous run are no longer made;
//  2. stage: new files and a second link to every old one are put into a directory beside them, so that a full disk or
//     a missing permission shows before anything is touched;
//  3. commit: renames, which are undone in reverse if one of them fails.
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
// A second run into the same directory waits for the first, until the context ends.
func Write(ctx context.Context, dir string, files []File) (change Change, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("writing to %s: %w", dir, err)
		}
	}()
	if err := checkNames(files); err != nil {
		return Change{}, err
	}
	created, err := makeDir(dir)
	if err != nil {
		return Change{}, err
	}
	change, err = writeInto(ctx, dir, files)
	if err != nil {
		removeDirs(created)
	}
	return change, err
}

func writeInto(ctx context.Context, dir string, files []File) (Change, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Change{}, reason(err)
	}
	defer root.Close()
	release, err := claim(ctx, dir)
	if err != nil {
		return Change{}, err
	}
	defer release()
	previous, err := readLock(root)
	if err != nil {
		return Change{}, err
	}
	files = append(slices.Clone(files), newLock(files).file())
	next, err := compare(root, previous, files)
	if err != nil {
		return Change{}, err
	}
	if len(next.write)+len(next.remove) > 0 {
		err = next.apply(root)
	}
	return next.change(), err
}

// checkNames refuses names that could leave the directory or would be one file where case does not count.
func checkNames(files []File) error {
	seen := map[string]string{}
	for _, f := range files {
		if !plainName(f.Name) || f.Name == lockName {
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
