package generator

import (
	"errors"
	"fmt"
	"go/version"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen"
)

// importPath is the configured import path of the client, or the one that the module around its directory gives it.
func (c Config) importPath() (string, error) {
	if c.Import != "" {
		return c.Import, checkImportPath(c.Import)
	}
	out, err := filepath.Abs(c.Out)
	if err != nil {
		return "", err
	}
	for at := out; ; at = filepath.Dir(at) {
		content, err := os.ReadFile(filepath.Join(at, "go.mod"))
		if err == nil {
			return pathWithin(at, readModule(string(content)), out)
		}
		if !errors.Is(err, fs.ErrNotExist) && !strings.HasSuffix(err.Error(), "not a directory") {
			return "", reason(err)
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("%s is in no Go module: run go mod init where your code is, or set import (--import) to the import path of %s", c.Out, c.Out)
		}
	}
}

// pathWithin is the import path of a directory of a module.
func pathWithin(root string, m module, out string) (string, error) {
	file := filepath.Join(root, "go.mod")
	if m.path == "" {
		return "", fmt.Errorf("%s names no module", file)
	}
	needed := readModule(own("go.mod")).goVersion
	if version.Compare("go"+m.goVersion, "go"+needed) < 0 {
		return "", fmt.Errorf("%s says go %s, and the runtime is written in go %s: run go mod edit -go=%s", file, m.goVersion, needed, needed)
	}
	rel, err := filepath.Rel(root, out)
	if err != nil {
		return "", err
	}
	at := m.path
	if rel != "." {
		at += "/" + filepath.ToSlash(rel)
	}
	return at, checkImportPath(at)
}

// checkImportPath refuses what Go cannot import, so that it is not found out by the compiler.
func checkImportPath(at string) error {
	for element := range strings.SplitSeq(at, "/") {
		odd := strings.IndexFunc(element, func(r rune) bool {
			return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-._~+", r))
		})
		if element == "" || odd >= 0 || strings.HasPrefix(element, ".") || strings.HasSuffix(element, ".") {
			return fmt.Errorf("no Go program can import %q, because of %q", at, element)
		}
	}
	return nil
}

// module is what a go.mod file says of its module.
type module struct{ path, goVersion string }

// readModule reads the two directives that matter here, each on a line of its own or in a block.
func readModule(text string) module {
	m := module{goVersion: "1.16"} // what the go command takes a file without the directive for
	block := ""
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "//")
		words := strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(line))
		switch {
		case len(words) == 0:
			continue
		case words[0] == ")":
			block = ""
			continue
		case len(words) > 1 && words[1] == "(":
			block = words[0]
			continue
		case block != "":
			words = append([]string{block}, words...)
		}
		if len(words) < 2 {
			continue
		}
		switch words[0] {
		case "module":
			m.path = unquoted(words[1])
		case "go":
			m.goVersion = words[1]
		}
	}
	return m
}

func unquoted(text string) string {
	if plain, err := strconv.Unquote(text); err == nil {
		return plain
	}
	return text
}

// own is a file of this module.
func own(name string) string {
	content, err := apigen.Sources.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("unreachable: %s is embedded: %v", name, err))
	}
	return string(content)
}
