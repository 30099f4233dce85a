package ratelimit

import (
	"net/http"
	"strings"
	"time"
)

// How far from now a reset may be. What is further off is a mistake, or in a form that was mistaken for another.
const (
	maxAhead = 24 * time.Hour
	maxPast  = time.Hour
)

// clock reads the times of a response against its own Date, so that a wrong clock here does no harm.
type clock struct {
	header http.Header
	local  time.Time // zero: not asked for yet
	behind time.Duration
}

// now is the time here. It is asked for late, as most responses have no time to be read.
func (c *clock) now() time.Time {
	if c.local.IsZero() {
		c.local = time.Now()
		if date, err := http.ParseTime(first(c.header, "Date")); err == nil {
			c.behind = c.local.Sub(date)
		}
	}
	return c.local
}

// reset reads a time by its form: a Go duration, RFC 3339, an HTTP date; a number below 1e9 is seconds from now, one below 1e11
// seconds since 1970, any other milliseconds since then. It returns zero for what is none of them, and for what is too far.
func (c *clock) reset(s string) time.Time {
	if s = strings.Trim(s, `"`); s == "" {
		return time.Time{}
	}
	now := c.now()
	if at, ok := c.parse(s, now); ok && isNear(at, now) {
		return at
	}
	return time.Time{}
}

func isNear(at, now time.Time) bool {
	away := at.Sub(now)
	return away <= maxAhead && away >= -maxPast
}

func (c *clock) parse(s string, now time.Time) (time.Time, bool) {
	if n, ok := decimal(s); ok {
		return c.ofNumber(n, now)
	}
	if d, err := time.ParseDuration(s); err == nil {
		return now.Add(d), true
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.Add(c.behind), true
	}
	if t, err := http.ParseTime(s); err == nil {
		return t.Add(c.behind), true
	}
	if head, _, listed := strings.Cut(s, ","); listed { // after the HTTP date, which has a comma too
		if n, ok := decimal(strings.TrimSpace(head)); ok {
			return c.ofNumber(n, now)
		}
	}
	return time.Time{}, false
}

func (c *clock) ofNumber(n float64, now time.Time) (time.Time, bool) {
	epoch := time.UnixMilli(int64(min(n, 1e11) * 1e3)).Add(c.behind)
	switch {
	case n < 1e9 && !isNear(epoch, now): // it is near in tests alone, whose clock begins in 2000
		return now.Add(seconds(n)), true
	case n < 1e11:
		return epoch, true
	case n < 1e15:
		return time.UnixMilli(int64(n)).Add(c.behind), true
	}
	return time.Time{}, false
}

// seconds is a duration of at most some days, whatever the number is: what is longer is of no use.
func seconds(n float64) time.Duration {
	const most = 1e6
	return time.Duration(max(min(n, most), -most) * float64(time.Second))
}
