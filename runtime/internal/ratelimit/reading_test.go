package ratelimit_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/ratelimit"
)

// said makes the header of a response, now, of pairs of names and values.
func said(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

// want is what a row of a test asks of a reading.
type want struct {
	dialect, name, unit string
	limit, remaining    int64
	reset               time.Duration // from now; 0: none
}

func wanted(r ratelimit.Reading) want {
	w := want{r.Dialect, r.Name, r.Unit, r.Limit, r.Remaining, 0}
	if !r.Reset.IsZero() {
		w.reset = time.Until(r.Reset).Round(time.Millisecond)
	}
	return w
}

// The time in a bubble begins at 946684800, on 2000-01-01T00:00:00Z.
func TestEachDialectIsRead(t *testing.T) {
	t.Parallel()
	own := []ratelimit.Dialect{{
		Name: "own", Limit: "X-Quota-Max", Remaining: "X-Quota-Left", Reset: []string{"X-Quota-Until"}, Bucket: []string{"X-Quota-Name"},
	}}
	for name, test := range map[string]struct {
		header http.Header
		want   []want
	}{
		"IETF, current draft": {said("RateLimit", `"default";r=50;t=30`, "RateLimit-Policy", `"default";q=100;w=60`),
			[]want{{"ietf", "default", "", 100, 50, 30 * time.Second}}},
		"IETF, several policies": {said("RateLimit", `"burst";r=50;t=30, "daily";r=0;t=3600`, "RateLimit-Policy", `"burst";q=100;w=60,"daily";q=1000;w=86400`),
			[]want{{"ietf", "burst", "", 100, 50, 30 * time.Second}, {"ietf", "daily", "", 1000, 0, time.Hour}}},
		"IETF, several lines": {said("RateLimit", `"burst";r=50;t=30`, "RateLimit", `"daily";r=0;t=3600`),
			[]want{{"ietf", "burst", "", 0, 50, 30 * time.Second}, {"ietf", "daily", "", 0, 0, time.Hour}}},
		"IETF, a name with separators, and a partition": {said("RateLimit", `"a,b;c";pk=:c2Vz:;r=1;t=3`),
			[]want{{"ietf", "a,b;c :c2Vz:", "", 0, 1, 3 * time.Second}}},
		"IETF, a token for a name": {said("RateLimit", `default;r=1;t=3`), []want{{"ietf", "default", "", 0, 1, 3 * time.Second}}},
		"IETF, no time":            {said("RateLimit", `"d";r=0`, "RateLimit-Policy", `"d";q=10;w=60`), []want{{"ietf", "d", "", 10, 0, time.Minute}}},
		"IETF, older draft":        {said("RateLimit", "limit=100, remaining=50, reset=30"), []want{{"ietf", "", "", 100, 50, 30 * time.Second}}},
		"IETF, three headers": {said("RateLimit-Limit", "100, 100;w=60, 1000;w=3600", "RateLimit-Remaining", "50", "RateLimit-Reset", "30"),
			[]want{{"ratelimit", "", "", 100, 50, 30 * time.Second}}},
		"GitLab": {said("RateLimit-Limit", "600", "RateLimit-Observed", "6", "RateLimit-Remaining", "594", "RateLimit-Reset", "946684860"),
			[]want{{"ratelimit", "", "", 600, 594, time.Minute}}},
		"GitHub": {said("X-RateLimit-Limit", "5000", "X-RateLimit-Remaining", "4987", "X-RateLimit-Used", "13", "X-RateLimit-Resource", "core", "X-RateLimit-Reset", "946684860"),
			[]want{{"x-ratelimit", "core", "", 5000, 4987, time.Minute}}},
		"X": {said("x-rate-limit-limit", "900", "x-rate-limit-remaining", "847", "x-rate-limit-reset", "946685700"),
			[]want{{"x-rate-limit", "", "", 900, 847, 15 * time.Minute}}},
		"Discord": {said("X-RateLimit-Limit", "5", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "946684801.25", "X-RateLimit-Reset-After", "1.25", "X-RateLimit-Bucket", "abcd1234"),
			[]want{{"x-ratelimit", "abcd1234", "", 5, 0, 1250 * time.Millisecond}}},
		"Discord, epoch only": {said("X-RateLimit-Limit", "5", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "946684801.25"),
			[]want{{"x-ratelimit", "", "", 5, 0, 1250 * time.Millisecond}}},
		"Reddit": {said("X-Ratelimit-Used", "5", "X-Ratelimit-Remaining", "595.0", "X-Ratelimit-Reset", "432.5"),
			[]want{{"x-ratelimit", "", "", 600, 595, 432500 * time.Millisecond}}},
		"Shopify": {said("X-Shopify-Shop-Api-Call-Limit", "32/40"), []want{{"shopify", "", "", 40, 8, 0}}},
		"OpenAI": {said("x-ratelimit-limit-requests", "60", "x-ratelimit-remaining-requests", "59", "x-ratelimit-reset-requests", "1s",
			"x-ratelimit-limit-tokens", "150000", "x-ratelimit-remaining-tokens", "149984", "x-ratelimit-reset-tokens", "6m0s"),
			[]want{{"openai", "", "", 60, 59, time.Second}, {"openai", "", "tokens", 150000, 149984, 6 * time.Minute}}},
		"Anthropic": {said("anthropic-ratelimit-requests-limit", "50", "anthropic-ratelimit-requests-remaining", "49", "anthropic-ratelimit-requests-reset", "2000-01-01T00:00:30Z",
			"anthropic-ratelimit-output-tokens-limit", "8000", "anthropic-ratelimit-output-tokens-remaining", "8000", "anthropic-ratelimit-output-tokens-reset", "2000-01-01T01:00:10+01:00"),
			[]want{{"anthropic", "", "", 50, 49, 30 * time.Second}, {"anthropic", "", "output tokens", 8000, 8000, 10 * time.Second}}},
		"a row of the caller's": {said("X-Quota-Max", "10", "X-Quota-Left", "3", "X-Quota-Until", "5", "X-Quota-Name", "exports"),
			[]want{{"own", "exports", "", 10, 3, 5 * time.Second}}},
		"an HTTP date":                      {said("X-RateLimit-Remaining", "1", "X-RateLimit-Reset", "Sat, 01 Jan 2000 00:00:07 GMT"), []want{{"x-ratelimit", "", "", 0, 1, 7 * time.Second}}},
		"milliseconds since 1970":           {said("X-RateLimit-Remaining", "1", "X-RateLimit-Reset", "946684807500"), []want{{"x-ratelimit", "", "", 0, 1, 7500 * time.Millisecond}}},
		"the server's clock an hour ahead":  {said("Date", "Sat, 01 Jan 2000 01:00:00 GMT", "X-RateLimit-Remaining", "1", "X-RateLimit-Reset", "1000000000", "RateLimit-Remaining", "2", "RateLimit-Reset", "Sat, 01 Jan 2000 01:00:09 GMT"), []want{{"x-ratelimit", "", "", 0, 1, 0}, {"ratelimit", "", "", 0, 2, 9 * time.Second}}},
		"a reset more than a day ahead":     {said("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "86401"), []want{{"x-ratelimit", "", "", 0, 0, 0}}},
		"a reset more than an hour past":    {said("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "-3601"), []want{{"x-ratelimit", "", "", 0, 0, 0}}},
		"a reset that was just now":         {said("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "-60"), []want{{"x-ratelimit", "", "", 0, 0, -time.Minute}}},
		"a reset that is none":              {said("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "soon"), []want{{"x-ratelimit", "", "", 0, 0, 0}}},
		"a debt":                            {said("X-RateLimit-Remaining", "-3", "X-RateLimit-Reset", "5"), []want{{"x-ratelimit", "", "", 0, 0, 5 * time.Second}}},
		"more than there can be":            {said("X-RateLimit-Remaining", "1e400", "RateLimit-Remaining", "99999999999999999999"), nil},
		"a limit without what remains":      {said("X-RateLimit-Limit", "100", "X-RateLimit-Reset", "5"), nil},
		"what a cache has held":             {said("Age", "7", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "5"), nil},
		"what a cache has just asked for":   {said("Age", "0", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "5"), []want{{"x-ratelimit", "", "", 0, 0, 5 * time.Second}}},
		"a bucket of none":                  {said("X-Shopify-Shop-Api-Call-Limit", "3/0"), nil},
		"nothing":                           {said("Content-Type", "application/json", "Retry-After", "3"), nil},
		"garbage where a list was expected": {said("RateLimit", `;;,=,"`, "RateLimit-Policy", `"`), nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if epoch := time.Now().Unix(); epoch != 946684800 {
					t.Fatalf("the bubble begins at %d", epoch)
				}
				got := ratelimit.Read(test.header, own, nil)
				if len(got) != len(test.want) {
					t.Fatalf("want %v, got %v", test.want, got)
				}
				for i, w := range test.want {
					if g := wanted(got[i]); g != w {
						t.Errorf("want %+v, got %+v", w, g)
					}
				}
			})
		})
	}
}

func TestNothingSaidCostsNothing(t *testing.T) {
	h := said("Content-Type", "application/json", "Date", "Sat, 01 Jan 2000 00:00:07 GMT", "X-Request-Id", "1")
	space := make([]ratelimit.Reading, 0, 4)
	if n := testing.AllocsPerRun(100, func() { ratelimit.Read(h, nil, space) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestTheTightestLimitIsToldOf(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, test := range map[string]struct {
		readings []ratelimit.Reading
		want     int
	}{
		"the smaller share":                {[]ratelimit.Reading{{Limit: 10, Remaining: 5}, {Limit: 1000, Remaining: 6}}, 1},
		"none left":                        {[]ratelimit.Reading{{Limit: 1000, Remaining: 1}, {Limit: 10}}, 1},
		"none left for longer":             {[]ratelimit.Reading{{Reset: now.Add(time.Hour)}, {Reset: now}}, 0},
		"none left beats an unknown limit": {[]ratelimit.Reading{{Remaining: 1}, {}}, 1},
	} {
		if got := ratelimit.Tightest(test.readings); got != &test.readings[test.want] {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{`"default";r=50;t=30, "b";r=0;t=1`, "limit=1, remaining=0, reset=3", "100, 100;w=60", "1.5", "6m0s", "-1", "NaN", "1e9",
		"2000-01-01T00:00:00Z", "Sat, 01 Jan 2000 00:00:07 GMT", "32/40", `"\`, `;=,;"`, "9223372036854775807", "0/0"} {
		f.Add(s, s, s, s)
	}
	f.Fuzz(func(t *testing.T, item, remaining, reset, date string) {
		h := http.Header{"Ratelimit": {item}, "Ratelimit-Policy": {reset}, "X-Ratelimit-Limit": {item}, "X-Ratelimit-Remaining": {remaining},
			"X-Ratelimit-Reset": {reset}, "X-Shopify-Shop-Api-Call-Limit": {remaining}, "Date": {date}}
		readings := ratelimit.Read(h, nil, nil)
		if len(readings) > 8 {
			t.Errorf("%d readings", len(readings))
		}
		var gate ratelimit.Gate
		r := ratelimit.Request{FailFast: true}
		for range 2 {
			for _, read := range readings {
				away := time.Until(read.Reset)
				if read.Limit < 0 || read.Remaining < 0 || !read.Reset.IsZero() && (away > 24*time.Hour || away < -time.Hour-time.Minute) {
					t.Errorf("%+v", read)
				}
			}
			gate.Note(&r, nil, readings, 0, false)
			ticket, _ := gate.Try(&r)
			gate.Leave(ticket)
		}
	})
}
