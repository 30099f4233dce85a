// Package auth answers: how does a request prove whose it is?
//
// Each function returns a credential for runtime.WithCredential. Credentials are safe for concurrent use and may be shared
// by clients. None of them prints its secret, in any form; an empty secret is an error of runtime.New.
package auth

import (
	"errors"
	"fmt"
	"io"
)

// sealed is embedded in credentials: they print as their type and nothing else.
type sealed struct{}

// Format prints the same whatever the verb is.
func (sealed) Format(f fmt.State, _ rune) { io.WriteString(f, "auth.REDACTED") }

// checkSecret refuses what cannot be a secret or would break the header that it goes into: the newline at the end of a
// file is the usual case.
func checkSecret(what, secret string) error {
	if secret == "" {
		return fmt.Errorf("%s is empty", what)
	}
	for _, c := range []byte(secret) {
		if c < ' ' || c == 0x7f {
			return fmt.Errorf("%s has a control character, perhaps a newline at its end", what)
		}
	}
	return nil
}

var errEmptyToken = errors.New("the token source returned an empty token")
