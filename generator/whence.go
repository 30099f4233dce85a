package generator

import (
	"net/url"
	"path/filepath"
)

// whereItComesFrom is what was found in a document, with the places where the document comes from: of what is not written, there is
// no copy that somebody could look at, or there is an earlier one.
func (c Config) whereItComesFrom(found []Diagnostic) []Diagnostic {
	out := make([]Diagnostic, 0, len(found))
	for _, d := range found {
		d.Pos.File = c.origin(d.Pos.File)
		out = append(out, d)
	}
	return out
}

// origin is where the file comes from that a copy is made of.
func (c Config) origin(file string) string {
	abs, err := filepath.Abs(file)
	if _, copied := c.files[abs]; err != nil || !copied || c.Source == "" {
		return file
	}
	rel, err := filepath.Rel(filepath.Dir(c.Spec), file)
	switch {
	case err != nil:
		return file
	case rel == filepath.Base(c.Spec):
		return plainSource(c.Source)
	case !isURL(c.Source):
		return filepath.Join(filepath.Dir(c.Source), rel)
	}
	if u, err := url.Parse(plainURL(c.Source)); err == nil {
		return u.ResolveReference(&url.URL{Path: filepath.ToSlash(rel)}).String()
	}
	return file
}
