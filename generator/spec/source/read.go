package source

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"

	"github.com/apigen-go/apigen/generator/diag"
)

// read returns the bytes of a file that the policy allows.
func (s *Set) read(ctx context.Context, loc location) ([]byte, *diag.Diagnostic) {
	var data []byte
	var err error
	switch {
	case s.instead(loc) != nil:
		data, err = s.limited(bytes.NewReader(s.instead(loc)))
	case loc.copy != "":
		data, err = s.readRoot(loc.copy)
	case loc.url != nil:
		data, err = s.fetch(ctx, loc.url)
	case loc.stdin:
		data, err = s.limited(s.opts.Stdin)
	case loc.root:
		data, err = s.readRoot(loc.path)
	default:
		data, err = s.readFile(loc.path)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, inFile(loc, problemf(missingCode(loc), "there is no file %s", loc.name))
	case err != nil:
		return nil, inFile(loc, problemf(codeRead, "reading %s: %v", loc.name, short(err)))
	case bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n\ufeff"), []byte("<")):
		return nil, inFile(loc, problemf(codeRead, "%s is HTML or XML; expected JSON or YAML", loc.name))
	}
	s.watch(loc, data)
	return data, nil
}

// instead is what is read in place of a file; nil: the file.
func (s *Set) instead(loc location) []byte {
	if len(s.opts.Files) == 0 {
		return nil
	}
	path := cmp.Or(loc.copy, loc.path)
	if abs, err := filepath.Abs(path); err == nil && path != "" {
		return s.opts.Files[abs]
	}
	return nil
}

// watch tells who wants to know what was read.
func (s *Set) watch(loc location, data []byte) {
	if s.opts.Watch == nil {
		return
	}
	r := Read{Kind: ReadDocument, Name: loc.name, ID: loc.id, Path: loc.path, Sum: sha256.Sum256(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")))}
	if loc.copy != "" {
		r.Path = loc.copy
	}
	if loc.overlay {
		r.Kind = ReadOverlay
	}
	if loc.url != nil {
		r.URL = loc.uri
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opts.Watch(r)
}

// missingCode: a reference dangles if its file is not there, the root document does not.
func missingCode(loc location) string {
	if loc.root {
		return codeRead
	}
	return codeDangling
}

// inFile positions a problem of the root document, which no reference led to.
func inFile(loc location, d *diag.Diagnostic) *diag.Diagnostic {
	if loc.root {
		d.Pos.File = loc.name
	}
	return d
}

// short leaves out the path that errors of package os repeat.
func short(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

func (s *Set) readRoot(abs string) ([]byte, error) {
	f, err := os.Open(abs)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return s.limited(f)
}

// readFile reads through [os.Root], so that symbolic links cannot lead outside of the directory either.
func (s *Set) readFile(abs string) ([]byte, error) {
	root, err := os.OpenRoot(s.policy.fileDir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	rel, err := filepath.Rel(s.policy.fileDir, abs)
	if err != nil {
		return nil, err
	}
	info, err := root.Stat(rel)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // opening a named pipe would wait for its writer
		return nil, errors.New("it is no regular file")
	}
	f, err := root.Open(rel)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return s.limited(f)
}

// limited reads all of r within the limits.
func (s *Set) limited(r io.Reader) ([]byte, error) {
	if r == nil {
		return nil, errors.New("there is no standard input")
	}
	data, err := io.ReadAll(io.LimitReader(r, s.opts.MaxFileBytes+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > s.opts.MaxFileBytes {
		return nil, fmt.Errorf("it has more than the %d bytes that one file may have", s.opts.MaxFileBytes)
	}
	if s.total.Add(int64(len(data))) > s.opts.MaxTotalBytes {
		return nil, fmt.Errorf("all files together have more than %d bytes", s.opts.MaxTotalBytes)
	}
	return data, nil
}

// fetch downloads a URL. Redirects may not change the origin: they would get around the policy.
func (s *Set) fetch(ctx context.Context, u *url.URL) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, s.opts.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json, application/yaml, text/yaml, */*;q=0.1")
	client := *s.opts.HTTPClient
	client.CheckRedirect = sameOrigin
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answered %s", resp.Status)
	}
	return s.limited(resp.Body)
}

func sameOrigin(req *http.Request, via []*http.Request) error {
	if len(via) >= 10 {
		return errors.New("more than 10 redirects")
	}
	if first := via[0].URL; origin(req.URL) != origin(first) {
		return fmt.Errorf("it redirects to another server, %s", req.URL.Redacted())
	}
	return nil
}
