package generator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/plan"
)

// lockName is the file beside a client that remembers what was generated. It is checked in with the client.
const lockName = "apigen.lock"

// lockVersion is the format of the lock. A higher one was written by a newer apigen.
const lockVersion = 2

// Lock is what a run remembers of a client, in the file apigen.lock beside it: what it was made from, what was written, and
// every name and shape that callers depend on, so that the next run keeps them. The zero value is that of a new client.
type Lock struct {
	About   string `json:"about"`
	Version int    `json:"version"`
	Inputs
	Source map[string]Copy   `json:"source,omitempty"` // URL or path -> the copy that stands beside the client
	Files  map[string]string `json:"files"`            // name -> "sha256:…" of what was written
	Record plan.Record       `json:"record,omitzero"`
	Sum    string            `json:"sum"` // "sha256:…" of all of the above, which tells an edited lock

	Merged bool `json:"-"` // it was read from the two sides of a merge conflict
}

func newLock(files []File) Lock {
	l := Lock{
		About:   "Written by apigen: what it made here, and the names that it keeps. Check this file in with the client.",
		Version: lockVersion,
		Files:   make(map[string]string, len(files)),
	}
	for _, f := range files {
		l.Files[f.Name] = sum(f.Content)
	}
	return l
}

// File renders the lock. encoding/json sorts the keys of maps.
func (l Lock) File() File {
	l.Sum = ""
	l.Sum = sum(l.encode())
	return File{Name: lockName, Content: l.encode()}
}

func (l Lock) encode() []byte {
	var content bytes.Buffer
	e := json.NewEncoder(&content)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(l); err != nil {
		panic(fmt.Sprintf("unreachable: strings and numbers always encode: %v", err))
	}
	return content.Bytes()
}

// ReadLock reads the lock of an earlier run from a client's directory. Without one it is the zero value.
func ReadLock(dir string) (Lock, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) || err != nil && strings.HasSuffix(err.Error(), "not a directory") {
		return Lock{}, nil // whoever writes there says what is wrong
	}
	if err != nil {
		return Lock{}, reason(err)
	}
	defer root.Close()
	return readLock(root)
}

// names lists the files, sorted, without any that could not be ours: a lock may have been edited.
func (l Lock) names() []string {
	names := slices.Sorted(maps.Keys(l.Files))
	return slices.DeleteFunc(names, func(name string) bool { return !plainName(name) || name == lockName })
}

func (l Lock) made(name string) bool { return l.Files[name] != "" }

// readLock reads the lock of an earlier run. Without one, nothing in the directory is known to be ours.
func readLock(root *os.Root) (Lock, error) {
	content, err := root.ReadFile(lockName)
	if errors.Is(err, fs.ErrNotExist) {
		return Lock{}, nil
	}
	if err != nil {
		return Lock{}, reason(err)
	}
	var l Lock
	if err := l.parse(content); err != nil {
		return Lock{}, err
	}
	if l.Version > lockVersion {
		return Lock{}, fmt.Errorf("%s has version %d, this apigen knows %d: use the apigen that wrote it, or a newer one",
			lockName, l.Version, lockVersion)
	}
	return l, nil
}

// sum is the hash of a text, whatever ends its lines: git checks files out with the line ends of the machine, if it is told so.
func sum(content []byte) string {
	digest := sha256.Sum256(unixLines(content))
	return "sha256:" + hex.EncodeToString(digest[:])
}

// unixLines is a text with every line ended by a line feed alone.
func unixLines(text []byte) []byte { return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")) }

// sameText tells whether two texts differ in nothing but what ends their lines.
func sameText(a, b []byte) bool { return bytes.Equal(unixLines(a), unixLines(b)) }
