package generator

import (
	"cmp"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
)

// staging is the directory, beside the output, where files wait for their place. The go command ignores such names.
// One that is found belongs to a run that was killed: see [Recover].
const staging = ".apigen.tmp"

func (b batch) dir() string                 { return cmp.Or(b.staging, staging) }
func (b batch) mark() string                { return b.dir() + "/.gitignore" }
func (b batch) incoming(name string) string { return b.dir() + "/new-" + flat(name) }
func (b batch) backup(name string) string   { return b.dir() + "/old-" + flat(name) }

// flat makes one name of a path.
func flat(name string) string { return strings.NewReplacer("%", "%25", "/", "%2F").Replace(name) }

// apply takes the directory from its present state to the next. Once the intent is written, what happens is certain: if this
// run does not come to the end, the next one does.
func (b batch) apply(root *os.Root) error {
	if err := root.RemoveAll(b.dir()); err != nil {
		return reason(err)
	}
	defer root.RemoveAll(b.dir())
	if err := b.stage(root); err != nil {
		return reason(err)
	}
	if err := b.intend(root); err != nil {
		return reason(err)
	}
	if err := b.commit(root, root.Rename); err != nil {
		return err
	}
	return reason(root.Remove(b.dir() + "/" + forward))
}

// stage does all that takes space or permission, without touching what is there.
func (b batch) stage(root *os.Root) error {
	if err := root.Mkdir(b.dir(), 0o755); err != nil {
		return err
	}
	if err := root.WriteFile(b.mark(), []byte("*\n"), 0o644); err != nil {
		return err // what a killed run leaves is for the next run, not for a commit
	}
	for _, f := range b.write {
		if err := root.WriteFile(b.incoming(f.Name), f.Content, 0o644); err != nil {
			return err
		}
	}
	for _, name := range slices.Concat(b.replaced, b.remove) {
		if err := b.keep(root, name); err != nil {
			return err
		}
	}
	return nil
}

// keep makes a second link to a file, or a copy where the file system has no links.
func (b batch) keep(root *os.Root, name string) error {
	if root.Link(name, b.backup(name)) == nil {
		return nil
	}
	content, err := root.ReadFile(name)
	if err != nil {
		return err
	}
	return root.WriteFile(b.backup(name), content, 0o644)
}

// commit moves everything into place. If a step fails, those before it are undone, the last one first.
func (b batch) commit(root *os.Root, rename func(from, to string) error) error {
	var undo []func() error
	for _, f := range b.write {
		made, err := makeParents(root, f.Name)
		for _, dir := range made {
			undo = append(undo, func() error { return root.Remove(dir) })
		}
		if err != nil {
			return b.rollBack(root, err, undo)
		}
		if err := rename(b.incoming(f.Name), f.Name); err != nil {
			return b.rollBack(root, err, undo)
		}
		if slices.Contains(b.replaced, f.Name) {
			undo = append(undo, func() error { return root.Rename(b.backup(f.Name), f.Name) })
		} else {
			undo = append(undo, func() error { return root.Remove(f.Name) })
		}
	}
	for _, name := range b.remove {
		if err := root.Remove(name); err != nil {
			return b.rollBack(root, err, undo)
		}
		undo = append(undo, func() error { return root.Rename(b.backup(name), name) })
	}
	for _, name := range b.remove {
		removeParents(root, name)
	}
	return nil
}

// makeParents makes the directories of a file that are missing, and returns them, the outermost first.
func makeParents(root *os.Root, name string) (made []string, err error) {
	dir := path.Dir(name)
	if dir == "." {
		return nil, nil
	}
	if _, err := root.Stat(dir); err == nil {
		return nil, nil
	}
	if made, err = makeParents(root, dir); err != nil {
		return made, err
	}
	if err := root.Mkdir(dir, 0o755); err != nil {
		return made, err
	}
	return append(made, dir), nil
}

// removeParents removes the directories of a file that has been removed, as far as they are empty.
func removeParents(root *os.Root, name string) {
	for dir := path.Dir(name); dir != "." && root.Remove(dir) == nil; {
		dir = path.Dir(dir)
	}
}

// rollBack undoes what was done. From here on the intent is to have the previous files.
func (b batch) rollBack(root *os.Root, cause error, undo []func() error) error {
	_ = root.Rename(b.dir()+"/"+forward, b.dir()+"/"+back)
	for _, step := range slices.Backward(undo) {
		if err := step(); err != nil {
			return fmt.Errorf("%w; and the previous files could not all be put back: %w", reason(cause), reason(err))
		}
	}
	return reason(cause)
}
