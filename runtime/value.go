package runtime

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/iso8601"
)

// OrZero returns *p, or the zero T if p is nil.
func OrZero[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// UUID is a universally unique identifier as the server writes it. The zero value is empty.
type UUID string

// Valid reports whether u is of the form 123e4567-e89b-12d3-a456-426614174000, in either case.
func (u UUID) Valid() bool {
	if len(u) != 36 {
		return false
	}
	for i := range len(u) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if c := u[i]; dash != (c == '-') || !dash && !isHex(c) {
			return false
		}
	}
	return true
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// Decimal is a number of any size and precision that JSON has as a string: "12.50". It keeps the digits as they are written;
// for arithmetic hand it to a library for decimals or to [math/big.Rat.SetString]. The zero value is empty.
type Decimal string

// UnmarshalJSON reads a string, or a number digit by digit.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	text, err := stringOrNumber(data)
	if err == nil && string(data) != "null" {
		*d = Decimal(text)
	}
	return err
}

// Float64 returns the nearest float64. It is an error if the text is not a number, or one too large.
func (d Decimal) Float64() (float64, error) { return strconv.ParseFloat(string(d), 64) }

// Int64String is an int64 that JSON has as a string, as JavaScript cannot hold all of them. Reading accepts numbers too.
type Int64String int64

// MarshalJSON returns the digits as a string.
func (i Int64String) MarshalJSON() ([]byte, error) {
	return append(strconv.AppendInt([]byte{'"'}, int64(i), 10), '"'), nil
}

// UnmarshalJSON reads a string of digits, or a number.
func (i *Int64String) UnmarshalJSON(data []byte) error {
	text, err := stringOrNumber(data)
	if err != nil || string(data) == "null" {
		return err
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return err
	}
	*i = Int64String(n)
	return nil
}

// Uint64String is a uint64 that JSON has as a string. Reading accepts numbers too.
type Uint64String uint64

// MarshalJSON returns the digits as a string.
func (u Uint64String) MarshalJSON() ([]byte, error) {
	return append(strconv.AppendUint([]byte{'"'}, uint64(u), 10), '"'), nil
}

// UnmarshalJSON reads a string of digits, or a number.
func (u *Uint64String) UnmarshalJSON(data []byte) error {
	text, err := stringOrNumber(data)
	if err != nil || string(data) == "null" {
		return err
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return err
	}
	*u = Uint64String(n)
	return nil
}

// stringOrNumber returns what a JSON string holds, or the digits of a number.
func stringOrNumber(data []byte) (string, error) {
	data = exact.Trim(data)
	if len(data) == 0 {
		return "", errors.New("json: a string or a number is expected")
	}
	switch c := data[0]; {
	case c == '"':
		var s string
		err := exact.Decode(data, &s)
		return s, err
	case c == '-' || '0' <= c && c <= '9', string(data) == "null":
		return string(data), nil
	}
	return "", fmt.Errorf("json: a string or a number is expected, not %.20q", data)
}

// Secret is a password or token: a string that does not print. The verbs of fmt and slog show [redacted] in its place; JSON,
// forms and parameters have the real value. In an unexported field of a struct fmt cannot see that it is a Secret.
type Secret string

const redactedSecret = "[redacted]"

// String returns a text that does not tell the secret.
func (s Secret) String() string { return redactedSecret }

// GoString returns a text that does not tell the secret.
func (s Secret) GoString() string { return redactedSecret }

// Format writes a text that does not tell the secret, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, redactedSecret) }

// LogValue returns a text that does not tell the secret.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redactedSecret) }

// Duration is a length of time as the server writes it: ISO 8601 (PT1H30M), Go and protobuf (1h30m, 5400s). The zero value is
// empty.
type Duration string

// Duration returns the length of time. Years and months are an error, as they have no fixed length; a day has 24 hours.
func (d Duration) Duration() (time.Duration, error) { return iso8601.Duration(string(d)) }

// ISODuration returns d in the form of ISO 8601: PT5400S.
func ISODuration(d time.Duration) Duration {
	sign := ""
	seconds, nanos := d/time.Second, d%time.Second
	if d < 0 {
		sign, seconds, nanos = "-", -seconds, -nanos
	}
	text := strconv.FormatInt(int64(seconds), 10)
	if nanos != 0 {
		text += string(bytes.TrimRight(fmt.Appendf(nil, ".%09d", int64(nanos)), "0"))
	}
	return Duration(sign + "PT" + text + "S")
}
