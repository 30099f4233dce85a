package ratelimit

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Reading is what a response says about one limit.
type Reading struct {
	Dialect      string
	Name         string // of the bucket, resource or policy; "" without
	Unit         string // "" for requests
	Limit        int64  // 0: unknown
	Remaining    int64
	Reset        time.Time // by the clock of this machine; zero: unknown, or not to be believed
	Drain        time.Duration
	PerOperation bool
	named        bool // by a header of its own: operations that were not told of it are not subject to it
}

// maxReadings is how many limits of a response count.
const maxReadings = 8

// Read appends what a response says, by the table and the caller's own rows. It allocates nothing for a response that says
// nothing. What a cache has held (Age) is out of date, and says nothing.
func Read(h http.Header, extra []Dialect, into []Reading) []Reading {
	c := clock{header: h}
	if mentions(h) {
		for i := range table {
			into = table[i].read(&c, into)
		}
	}
	for i := range extra {
		into = extra[i].read(&c, into)
	}
	if len(h["Ratelimit"]) > 0 {
		into = readIETF(&c, into)
	}
	if len(into) > 0 && isCached(h) {
		return into[:0]
	}
	return into[:min(len(into), maxReadings)]
}

// mentions reports whether a header may be one of the table's. Most responses have none: looking for each would take longer.
func mentions(h http.Header) bool {
	for name := range h {
		if strings.Contains(name, "imit") {
			return true
		}
	}
	return false
}

func isCached(h http.Header) bool {
	age, ok := number(first(h, "Age"))
	return ok && age > 0
}

// read appends the reading of the row, if the response matches it.
func (d *Dialect) read(c *clock, into []Reading) []Reading {
	h := c.header
	r := Reading{Dialect: d.Name, Unit: d.Unit, Drain: d.Drain, PerOperation: d.PerOperation}
	ok := false
	if d.Pair != "" {
		r.Limit, r.Remaining, ok = pair(first(h, d.Pair))
	} else if said := first(h, d.Remaining); said != "" {
		r.Remaining, ok = number(said)
	}
	if !ok {
		return into
	}
	if r.Limit == 0 {
		r.Limit = d.limit(h, r.Remaining)
	}
	r.Reset = c.reset(firstOf(h, d.Reset))
	r.Name = firstOf(h, d.Bucket)
	r.named = r.Name != ""
	return append(into, r)
}

func (d *Dialect) limit(h http.Header, remaining int64) int64 {
	if n, ok := number(first(h, d.Limit)); ok {
		return n
	}
	if used, ok := number(first(h, d.Used)); ok && used <= maxCount-remaining {
		return used + remaining
	}
	return 0
}

// first returns the first line of a header, "" if there is none. The name is canonical.
func first(h http.Header, name string) string {
	if name == "" {
		return ""
	}
	if lines := h[name]; len(lines) > 0 {
		return strings.TrimSpace(lines[0])
	}
	return ""
}

func firstOf(h http.Header, names []string) string {
	for _, name := range names {
		if said := first(h, name); said != "" {
			return said
		}
	}
	return ""
}

// maxCount is far more calls than anybody is granted.
const maxCount = int64(1) << 53

// number reads the count at the beginning of "100", "595.0", "100, 100;w=60". Less than 0 is 0: a debt.
func number(s string) (int64, bool) {
	if i := strings.IndexAny(s, ",; "); i >= 0 {
		s = s[:i]
	}
	n, ok := decimal(s)
	if !ok || n > float64(maxCount) {
		return 0, false
	}
	return max(int64(n), 0), true
}

// decimal reads digits with an optional sign and fraction. Exponents, hexadecimals and names of numbers are refused.
func decimal(s string) (float64, bool) {
	digits := false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits = true
		case c != '.' && (c != '-' || i > 0):
			return 0, false
		}
	}
	if !digits {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil
}

// pair reads "32/40": used and limit.
func pair(s string) (limit, remaining int64, ok bool) {
	left, right, _ := strings.Cut(s, "/")
	used, ok := number(left)
	limit, whole := number(right)
	if !ok || !whole || limit == 0 {
		return 0, 0, false
	}
	return limit, max(limit-used, 0), true
}

// Tightest returns the reading that holds requests back most: of those with nothing left the one that resets last, else the
// one with the smallest part left. There is one at least.
func Tightest(readings []Reading) *Reading {
	best := &readings[0]
	for i := range readings[1:] {
		if r := &readings[i+1]; r.isTighter(best) {
			best = r
		}
	}
	return best
}

func (r *Reading) isTighter(than *Reading) bool {
	if r.Remaining == 0 && than.Remaining == 0 {
		return r.Reset.After(than.Reset)
	}
	return r.share() < than.share()
}

// share is the part of the limit that is left; all of it if the limit is unknown.
func (r *Reading) share() float64 {
	switch {
	case r.Remaining == 0:
		return 0
	case r.Limit == 0:
		return 1
	}
	return float64(r.Remaining) / float64(r.Limit)
}
