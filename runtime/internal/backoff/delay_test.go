package backoff

import (
	"math"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"
)

func TestJitterStaysInItsBounds(t *testing.T) {
	t.Parallel()
	const base, limit = 500 * time.Millisecond, 8 * time.Second
	full := func(n int) time.Duration { return min(limit, base<<min(n, 10)) }
	tests := []struct {
		name      string
		jitter    int
		low, high func(n int, previous time.Duration) time.Duration
	}{
		{"equal", Equal, func(n int, _ time.Duration) time.Duration { return full(n) / 2 }, func(n int, _ time.Duration) time.Duration { return full(n) }},
		{"full", Full, func(int, time.Duration) time.Duration { return 0 }, func(n int, _ time.Duration) time.Duration { return full(n) }},
		{"B9: decorrelated", Decorrelated, func(int, time.Duration) time.Duration { return base },
			func(_ int, previous time.Duration) time.Duration { return min(limit, 3*max(previous, base)) }},
		{"additive", Additive, func(n int, _ time.Duration) time.Duration { return full(n) }, func(n int, _ time.Duration) time.Duration { return full(n) + base }},
		{"fixed", Fixed, func(int, time.Duration) time.Duration { return base }, func(int, time.Duration) time.Duration { return base }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var previous time.Duration
			for n := range 200 {
				d := Delay(test.jitter, base, limit, previous, n, rand.Float64)
				if low, high := test.low(n, previous), test.high(n, previous); d < low || d > high {
					t.Fatalf("retry %d: want %v to %v, got %v", n, low, high, d)
				}
				previous = d
			}
		})
	}
}

func TestBackOffDoesNotOverflow(t *testing.T) {
	t.Parallel()
	for j := Equal; j <= Fixed; j++ {
		for _, n := range []int{0, 1, 62, 63, 64, math.MaxInt} {
			if d := Delay(j, math.MaxInt64/2, math.MaxInt64, math.MaxInt64, n, func() float64 { return 0.999 }); d < 0 {
				t.Errorf("jitter %d, retry %d: %v", j, n, d)
			}
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"120", "1.5", "-1", "", "NaN", "9223372036854775807", "Wed, 21 Oct 2015 07:28:00 GMT", "1.", ".5", "Sunday, 06-Nov-94 08:49:37 GMT"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		for _, name := range []string{"Retry-After", "Retry-After-Ms"} {
			if d, ok := Asked(http.Header{name: {value}, "Date": {date}}); d < 0 || !ok && d != 0 {
				t.Errorf("%q: %v, %v", value, d, ok)
			}
		}
	})
}
