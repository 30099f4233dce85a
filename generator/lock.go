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
)

// lockName is the file beside a client that remembers what was generated. It is checked in with the client.
const lockName = "apigen.lock"

// lockVersion is the format of the lock. A higher one was written by a newer apigen.
const lockVersion = 1

// lock is the content of apigen.lock.
type lock struct {
	About   string            `json:"about"`
	Version int               `json:"version"`
	Files   map[string]string `json:"files"` // name -> "sha256:…" of what was written
}

func newLock(files []File) lock {
	l := lock{
		About:   "Written by apigen: the files that it made here. Check this file in with them.",
		Version: lockVersion,
		Files:   make(map[string]string, len(files)),
	}
	for _, f := range files {
		l.Files[f.Name] = sum(f.Content)
	}
	return l
}

// file renders the lock. encoding/json sorts the keys of maps.
func (l lock) file() File {
	content, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("unreachable: strings and numbers always encode: %v", err))
	}
	return File{Name: lockName, Content: append(content, '\n')}
}

// names lists the files, sorted, without any that could not be ours: a lock may have been edited.
func (l lock) names() []string {
	names := slices.Sorted(maps.Keys(l.Files))
	return slices.DeleteFunc(names, func(name string) bool { return !plainName(name) || name == lockName })
}

func (l lock) made(name string) bool { return l.Files[name] != "" }

// readLock reads the lock of an earlier run. Without one, nothing in the directory is known to be ours.
func readLock(root *os.Root) (lock, error) {
	content, err := root.ReadFile(lockName)
	if errors.Is(err, fs.ErrNotExist) {
		return lock{}, nil
	}
	if err != nil {
		return lock{}, reason(err)
	}
	var l lock
	if err := json.NewDecoder(bytes.NewReader(content)).Decode(&l); err != nil {
		return lock{}, fmt.Errorf("%s is damaged (%w): restore it, or delete it to start anew", lockName, err)
	}
	if l.Version > lockVersion {
		return lock{}, fmt.Errorf("%s has version %d, this apigen knows %d: use the apigen that wrote it, or a newer one",
			lockName, l.Version, lockVersion)
	}
	return l, nil
}

func sum(content []byte) string {
	digest := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(digest[:])
}
