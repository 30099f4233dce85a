package spec

import (
	"go/token"
	"regexp"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// goType reads x-go-type, a string or a {type, import} pair, and x-go-type-import, a string or a {path} object. What is
// no type that a client could mention is left out: the name of a type inside the vendor's own program, or anything that
// is not a name. Such text would else become code.
func (l *lowerer) goType(n *node.Node) (name, path string) {
	t := n.Get("x-go-type")
	if t == nil {
		return "", ""
	}
	name = t.Str()
	if t.Is(node.Object) {
		name, path = t.Get("type").Str(), importPath(t.Get("import"))
	}
	path = later(path, importPath(n.Get("x-go-type-import")))
	prefix, base := splitType(name)
	_, bare := qualified(base)
	switch {
	case path == "" && standardTypes()[base] != "":
		return name, standardTypes()[base]
	case path == "" && predeclared(base):
		return name, ""
	case path == "":
		l.diags.Notef(t.Pos(), "go-type", "x-go-type names %s, but x-go-type-import does not say where it is from; it is ignored", describe(t))
	case !goImport.MatchString(path) || strings.Contains(path, ".."):
		l.diags.Warnf(t.Pos(), "go-type", "x-go-type is ignored: its import is no path of a Go package")
	case !token.IsIdentifier(bare) || !token.IsExported(bare):
		l.diags.Warnf(t.Pos(), "go-type", "x-go-type is ignored: it is not the name of a Go type")
	default:
		return prefix + base, path
	}
	return "", ""
}

// goImport is what the path of a package looks like.
var goImport = regexp.MustCompile(`^[A-Za-z0-9_~.-]+(/[A-Za-z0-9_~.-]+)*$`)

// splitType parts a type into what stands before its name and the name: "[]", "decimal.Decimal".
func splitType(text string) (prefix, base string) {
	base = strings.TrimSpace(text)
	for {
		rest := base
		for _, p := range []string{"*", "[]", "map[string]"} {
			rest = strings.TrimPrefix(rest, p)
		}
		if rest == base {
			return strings.TrimSuffix(strings.TrimSpace(text), base), base
		}
		base = rest
	}
}

// qualified parts "decimal.Decimal"; a path may stand before the name of the package.
func qualified(base string) (pkg, name string) {
	at := strings.LastIndex(base, ".")
	if at < 0 {
		return "", base
	}
	return base[:at], base[at+1:]
}

// standardTypes are types of the standard library that documents mention without an import, by the path of it.
func standardTypes() map[string]string {
	return map[string]string{
		"time.Time": "time", "time.Duration": "time", "json.RawMessage": "encoding/json", "json.Number": "encoding/json",
		"big.Int": "math/big", "big.Float": "math/big", "big.Rat": "math/big", "netip.Addr": "net/netip", "netip.Prefix": "net/netip",
		"url.URL": "net/url",
	}
}

func predeclared(name string) bool {
	switch name {
	case "any", "bool", "byte", "float32", "float64", "int", "int8", "int16", "int32", "int64", "rune", "string",
		"uint", "uint8", "uint16", "uint32", "uint64":
		return true
	}
	return false
}

func importPath(n *node.Node) string {
	if n.Is(node.Object) {
		n = firstOf(n, "path", "package")
	}
	return n.Str()
}
