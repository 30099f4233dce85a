package header

import (
	"errors"
	goruntime "runtime"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// version is the runtime's own.
const version = "0.1.0"

// UserAgent is the header of the product, or of the runtime alone. It follows RFC 9110: products from the most to the least significant, and a comment.
func UserAgent(product string) string {
	goVersion, _, _ := strings.Cut(strings.TrimPrefix(goruntime.Version(), "go"), " ")
	if !IsToken(goVersion) {
		goVersion = "devel"
	}
	own := "apigen/" + version + " go/" + goVersion + " (" + goruntime.GOOS + "; " + goruntime.GOARCH + ")"
	if product == "" {
		return own
	}
	return product + " " + own
}

// CheckProduct accepts one or more products: "shop/1.4 checkout".
func CheckProduct(s string) error {
	products := strings.Split(s, " ")
	for _, p := range products {
		name, v, versioned := strings.Cut(p, "/")
		if !IsToken(name) || versioned && !IsToken(v) {
			return errors.New("want name/version, letters, digits and -._~ only")
		}
	}
	return nil
}

// IsToken reports whether s is a token of RFC 9110.
func IsToken(s string) bool {
	for _, c := range []byte(s) {
		if !redact.IsAlphanumeric(c) && !strings.ContainsRune("!#$%&'*+-.^_`|~", rune(c)) {
			return false
		}
	}
	return s != ""
}
