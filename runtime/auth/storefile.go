package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// FileStore keeps a token in a file that only its owner can read (mode 0600). Directories that are missing are made, for
// the owner alone. The file is replaced as a whole, so that whoever reads it at that moment gets the old or the new one.
// A file that others can read or write is refused, as its secret may be known: that is an error of the call. On Windows
// the permissions of the directory count.
func FileStore(path string) Store { return fileStore{path: path} }

type fileStore struct {
	sealed
	path string
}

// Load reads the file.
func (s fileStore) Load(context.Context) ([]byte, error) {
	f, err := os.Open(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := s.checkMode(f); err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(f, maxAnswer+1024)) // no token is longer than the answer it came in
}

// checkMode asks the open file, not the name: that may be another file by now.
func (s fileStore) checkMode(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", s.path)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return fmt.Errorf("%s can be read or written by others (mode %#o): log in again, or take their rights away with chmod 600", s.path, mode)
	}
	return nil
}

// Save writes a new file beside the old one and renames it.
func (s fileStore) Save(_ context.Context, data []byte) error {
	dir := filepath.Dir(s.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".token-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), s.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
