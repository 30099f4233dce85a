package backoff

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// veryLong stands for a wait that does not fit a time.Duration.
const veryLong = time.Duration(math.MaxInt64)

// Asked returns how long a response asks to wait, and false if it does not: by the first that is valid of
// retry-after-ms, x-ms-retry-after-ms and Retry-After. 0 means that it may be now, or was in the past. A date is read
// against the response's own Date, so that a wrong clock here does no harm.
func Asked(h http.Header) (time.Duration, bool) {
	for _, name := range [...]string{"Retry-After-Ms", "X-Ms-Retry-After-Ms"} {
		if lines := h[name]; len(lines) > 0 {
			if d, ok := parseDecimal(strings.TrimSpace(lines[0]), time.Millisecond); ok {
				return d, true
			}
		}
	}
	lines := h["Retry-After"]
	if len(lines) == 0 {
		return 0, false
	}
	value := strings.TrimSpace(lines[0])
	if d, ok := parseDecimal(value, time.Second); ok {
		return d, true
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	return max(at.Sub(serverTime(h)), 0), true
}

// serverTime is when the response was made, by the server's clock.
func serverTime(h http.Header) time.Time {
	if lines := h["Date"]; len(lines) > 0 {
		if t, err := http.ParseTime(lines[0]); err == nil {
			return t
		}
	}
	return time.Now()
}

// parseDecimal reads digits with an optional fraction, "120" or "1.5", as a multiple of the unit. Signs, exponents and
// names of numbers are refused, values past the range are veryLong.
func parseDecimal(s string, unit time.Duration) (time.Duration, bool) {
	whole, fraction, dotted := strings.Cut(s, ".")
	if !isDigits(whole) || dotted && !isDigits(fraction) {
		return 0, false
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n > math.MaxInt64/int64(unit)-1 {
		return veryLong, true
	}
	d := time.Duration(n) * unit
	if dotted {
		f, _ := strconv.ParseFloat("0."+fraction, 64)
		d += time.Duration(f * float64(unit))
	}
	return d, true
}

func isDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}
