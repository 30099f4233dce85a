// Package shuffle answers: what would this document be if its vendor's tools wrote the keys in another order?
//
// Nothing that apigen writes may depend on that order, except for the members of "properties", whose order is that of
// fields: they stay where they are. JSON stays JSON and keeps its numbers as they are written; YAML stays YAML.
package shuffle

import (
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// properties is the member whose own members keep their order.
const properties = "properties"

// Tree copies the files of a directory into another one. The documents among them get their keys shuffled.
func Tree(to, from string, r *rand.Rand) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, relative)
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if slices.Contains([]string{".json", ".yaml", ".yml"}, strings.ToLower(filepath.Ext(path))) {
			content = Document(content, r)
		}
		return os.WriteFile(target, content, 0o644)
	})
}

// Document returns a document with its keys shuffled. What is neither JSON nor YAML stays as it is.
func Document(content []byte, r *rand.Rand) []byte {
	if json.Valid(content) {
		return shuffleJSON(content, r)
	}
	if shuffled, err := shuffleYAML(content, r); err == nil {
		return shuffled
	}
	return content
}
