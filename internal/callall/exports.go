package callall

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// Exports says where the types of compiled packages are. It is safe for concurrent use.
type Exports struct {
	files map[string]string // import path -> file that the compiler wrote
}

// List compiles the runtime and all that it imports, as far as that has not been done before, for the module in dir.
func List(ctx context.Context, dir string) (*Exports, error) {
	list := exec.CommandContext(ctx, "go", "list", "-export", "-deps", "-json=ImportPath,Export", "github.com/apigen-go/apigen/runtime/...")
	list.Dir = dir
	var stderr bytes.Buffer
	list.Stderr = &stderr
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("compiling the runtime: %w: %s", err, stderr.Bytes())
	}
	e := &Exports{files: map[string]string{}}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ ImportPath, Export string }
		switch err := d.Decode(&p); {
		case errors.Is(err, io.EOF):
			return e, nil
		case err != nil:
			return nil, fmt.Errorf("reading what go list printed: %w", err)
		}
		e.files[p.ImportPath] = p.Export
	}
}

func (e *Exports) open(path string) (io.ReadCloser, error) {
	file := e.files[path]
	if file == "" {
		return nil, fmt.Errorf("%s is not among the packages that the runtime needs", path)
	}
	return os.Open(file)
}
