//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package generator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// claim makes runs into the same directory go one after the other. The lock is on the directory itself and dies with the
// process, so that nothing is left behind, whatever happens.
func claim(ctx context.Context, dir string) (release func(), err error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, reason(err)
	}
	for {
		err := syscall.Flock(int(d.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil, errors.Is(err, syscall.ENOTSUP), errors.Is(err, syscall.ENOLCK):
			// Some network file systems know no locks: going on is better than not working there at all.
			return func() { _ = d.Close() }, nil
		case !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR):
			_ = d.Close()
			return nil, fmt.Errorf("locking the directory: %w", err)
		}
		select {
		case <-ctx.Done():
			_ = d.Close()
			return nil, fmt.Errorf("waiting for another run of apigen: %w", ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}
