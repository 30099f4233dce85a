package header

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// CheckLine refuses what would not be one header line, and what is not the caller's to set.
func CheckLine(name, value string) error {
	if !IsToken(name) {
		return fmt.Errorf("%q is not a name of a header", redact.Clip(name, 60))
	}
	switch http.CanonicalHeaderKey(name) {
	case "Host", "Content-Length", "Transfer-Encoding", "Connection", "Trailer", "Upgrade":
		return fmt.Errorf("header %s cannot be set", name)
	}
	return CheckValue(value)
}

// CheckValue refuses a value that would end or damage its line.
func CheckValue(value string) error {
	if HasControl(value) {
		return errors.New("the value has a control character")
	}
	return nil
}

// Check refuses, by name and without its value, a header that the transport would refuse with an error of no type.
func Check(h http.Header) error {
	for name, values := range h {
		for _, v := range values {
			if HasControl(v) || !IsToken(name) {
				return fmt.Errorf("header %q is not valid", redact.Clip(name, 60))
			}
		}
	}
	return nil
}

// HasControl reports whether s has a character that would end or damage a header.
func HasControl(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return false
}
