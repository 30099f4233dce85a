//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd)

package generator

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// claim makes sure that runs into the same directory do not mix: the second one is refused.
func claim(_ context.Context, dir string) (release func(), err error) {
	name := filepath.Join(dir, ".apigen.claim")
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("another run of apigen is writing here; if none is, delete %s", name)
	}
	if err != nil {
		return nil, reason(err)
	}
	return func() {
		_ = f.Close()
		_ = os.Remove(name)
	}, nil
}
