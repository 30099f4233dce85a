package runtime

import (
	"errors"
	goruntime "runtime"
	"strings"
)

// version is the runtime's own.
const version = "0.1.0"

// userAgent follows RFC 9110: products from the most to the least significant, and a comment.
func userAgent(product string) string {
	goVersion, _, _ := strings.Cut(strings.TrimPrefix(goruntime.Version(), "go"), " ")
	if !isToken(goVersion) {
		goVersion = "devel"
	}
	own := "apigen/" + version + " go/" + goVersion + " (" + goruntime.GOOS + "; " + goruntime.GOARCH + ")"
	if product == "" {
		return own
	}
	return product + " " + own
}

// checkProduct accepts one or more products: "shop/1.4 checkout".
func checkProduct(s string) error {
	products := strings.Split(s, " ")
	for _, p := range products {
		name, v, versioned := strings.Cut(p, "/")
		if !isToken(name) || versioned && !isToken(v) {
			return errors.New("want name/version, letters, digits and -._~ only")
		}
	}
	return nil
}

// isToken reports whether s is a token of RFC 9110.
func isToken(s string) bool {
	for _, c := range []byte(s) {
		if !isAlphanumeric(c) && !strings.ContainsRune("!#$%&'*+-.^_`|~", rune(c)) {
			return false
		}
	}
	return s != ""
}
