package generator

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Two builds of apigen from a working tree have no versions to compare. So that a check need not generate all the same, each of
// them remembers, in the user's cache, which locks it has made or found right. An entry is an empty file whose name is a hash of
// the program and of the lock, which has the hashes of all else. Released builds need none of it, and losing it costs time alone.

// knownFor is how long an entry is kept.
const knownFor = 30 * 24 * time.Hour

// knows tells whether this very program has made a lock, or found it right.
func knows(lock []byte) bool {
	at, err := knownFile(lock)
	if err != nil {
		return false
	}
	_, err = os.Stat(at)
	return err == nil
}

// remember notes that this program makes a lock. It is no matter if it cannot.
func remember(lock []byte) {
	at, err := knownFile(lock)
	if err != nil || os.MkdirAll(filepath.Dir(at), 0o700) != nil {
		return
	}
	if os.WriteFile(at, nil, 0o600) == nil {
		forgetOld(filepath.Dir(at))
	}
}

func forgetOld(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > knownFor {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

func knownFile(lock []byte) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	program, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(program)
	if err != nil {
		return "", err
	}
	defer f.Close()
	digest := sha256.New()
	if _, err := io.Copy(digest, f); err != nil {
		return "", err
	}
	digest.Write(lock)
	return filepath.Join(cache, "apigen", "checked", hex.EncodeToString(digest.Sum(nil))), nil
}
