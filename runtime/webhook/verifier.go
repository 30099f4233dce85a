package webhook

import (
	"crypto/ed25519"
	"crypto/hmac"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/template"
)

// Verifier tells whether a delivery comes from whom it claims. The body of the request has been read and is given apart. An
// error is [ErrMalformed] for a delivery that is not in the expected form; any other means that it is refused. It is safe for
// concurrent use.
type Verifier interface {
	Verify(r *http.Request, body []byte) error
}

// Errors of a [Verifier]. What was wrong is beside them, in words that are for a log and not for the sender.
var (
	ErrSignature = errors.New("webhook: the delivery is not signed by the vendor")      // 401
	ErrMalformed = errors.New("webhook: the delivery is not in the form of the scheme") // 400
)

// Verifier returns what verifies deliveries that are signed with any of the secrets: with the new one and the old one while
// they change. Mistakes in the scheme and secrets that are empty or too short are errors, all at once; no secret is in them.
func (s Scheme) Verifier(secrets ...string) (Verifier, error) {
	keys, keyErr := s.readKeys(secrets, s.toVerify)
	first, err := s.compile(keys)
	if err := errors.Join(keyErr, err); err != nil {
		return nil, err
	}
	if s.twin[0] == "" {
		return first, nil
	}
	second, err := s.renamed().compile(keys)
	if err != nil {
		return nil, err
	}
	first.twin = second
	return first, nil
}

// verifier does not change once compiled.
type verifier struct {
	scheme Scheme
	keys   []key
	sign   template.Template[*delivery]
	twin   *verifier // with the other names of the headers
}

// Format prints the same whatever the verb is.
func (v *verifier) Format(f fmt.State, _ rune) {
	io.WriteString(f, "webhook.Verifier("+v.scheme.Name+")")
}

// of returns the one whose headers the request has.
func (v *verifier) of(r *http.Request) *verifier {
	if v.twin != nil && r.Header.Get(v.scheme.Header) == "" && r.Header.Get(v.twin.scheme.Header) != "" {
		return v.twin
	}
	return v
}

// Verify reads the clock of this machine.
func (v *verifier) Verify(r *http.Request, body []byte) error {
	v = v.of(r)
	d, err := v.scheme.read(r, body)
	if err != nil {
		return err
	}
	verified, err := v.verifies(d)
	switch {
	case err != nil:
		return err
	case !verified:
		return fmt.Errorf("%w: none of %d signatures is by any of %d secrets", ErrSignature, len(d.signatures), len(v.keys))
	}
	return v.scheme.checkTime(d, time.Now())
}

// verifies tries every signature with every key, and goes on when one fits: how long it takes says nothing about which.
func (v *verifier) verifies(d *delivery) (verified bool, err error) {
	for _, k := range v.keys {
		want, err := v.mac(d, k)
		if err != nil {
			return false, err
		}
		for _, s := range d.signatures {
			if k.public != nil {
				verified = s.ed25519 && ed25519.Verify(k.public, want, s.sum) || verified
				continue
			}
			verified = hmac.Equal(s.sum, want) && !s.ed25519 || verified
		}
	}
	return verified, nil
}

// mac is the signature that the delivery should have. For a public key it is what was signed.
func (v *verifier) mac(d *delivery, k key) ([]byte, error) {
	if k.public != nil {
		text, err := v.sign.Expand(d)
		return []byte(text), err
	}
	sum := hmac.New(newHash(v.scheme.Algorithm), k.secret)
	err := v.sign.Write(d, sum)
	return sum.Sum(nil), err
}

// checkTime refuses what is too old, as somebody may have kept it, and what is too far ahead, as it could be kept that long.
func (s Scheme) checkTime(d *delivery, now time.Time) error {
	if s.Timestamp.isZero() {
		return nil
	}
	tolerance := s.Tolerance
	if tolerance == 0 {
		tolerance = defaultTolerance
	}
	if off := now.Sub(d.at); off > tolerance || off < -tolerance {
		return fmt.Errorf("%w: by the clock here it is %v old, and up to %v either way is taken", ErrSignature, off.Round(time.Second), tolerance)
	}
	return nil
}
