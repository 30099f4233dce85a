package runtimetest

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// deprecations is the part of group K about operations that go away.
func deprecations() []Case {
	return []Case{
		inBubble("K1", "Deprecation and Sunset are told once for two calls", toldOnce, Deprecations),
		inBubble("K2", "a sunset in the past is logged as an error", sunsetPast, Deprecations),
	}
}

// failures is the rest of group K: what the caller learns.
func failures() []Case {
	return []Case{
		inBubble("K3", "after the last retry the caller sees the status and the body", exhausted),
		inBubble("K4", "application/problem+json is parsed, with its extensions", problem, Problems),
		inBubble("K5", "a 200 with data and errors returns both", partial, PartialErrors),
		inBubble("K6", "a 502 with the page of a gateway stays a 502, with its text", gatewayPage),
		inBubble("K7", "a hook that panics does not harm the call", panickingHook, Hooks),
		onSockets("K8", "one client serves 64 goroutines", manyGoroutines),
	}
}

func deprecated(sunset time.Time) handler {
	return func(_ int, w http.ResponseWriter, _ *hit) {
		reply{status: 200, header: []string{
			"Deprecation", "@" + strconv.FormatInt(time.Now().Add(-time.Hour).Unix()/1e6*1e6, 10),
			"Sunset", sunset.UTC().Format(http.TimeFormat),
		}}.write(w)
	}
}

func toldOnce(b *bench) error {
	var told atomic.Int32
	s := b.site(deprecated(time.Now().Add(365 * 24 * time.Hour)))
	c := b.client(s, Setup{MaxAttempts: 1, Deprecation: func() { told.Add(1) }})
	err := all(success(b.call(c, Call{})), success(b.call(c, Call{})))
	n := int(told.Load())
	return all(err, that(n == 1, "%s, want 1", plural(n, "notice")))
}

func sunsetPast(b *bench) error {
	var log buffer
	s := b.site(deprecated(time.Now().Add(-24 * time.Hour)))
	handler := slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError})
	r := b.call(b.client(s, Setup{MaxAttempts: 1, Log: slog.New(handler)}), Call{})
	lines := strings.Count(log.String(), "\n")
	return all(success(r), that(lines == 1, "%s, want 1", plural(lines, "error")))
}

func exhausted(b *bench) error {
	s := b.site(script(reply{status: 503, body: `{"code": "overloaded"}`}))
	r := b.call(b.client(s, Setup{MaxAttempts: 3}), Call{})
	return all(failure(r), attempts(s, 3), shows(r, 503), that(strings.Contains(string(r.Body), "overloaded"), "the caller does not see the body"))
}

func problem(b *bench) error {
	s := b.site(script(reply{
		status: 422, header: []string{"Content-Type", "application/problem+json; charset=utf-8"},
		body: `{"title": "No", "status": 400, "detail": "Not so", "balance": 30, "accounts": ["/a"]}`,
	}))
	r := b.call(b.client(s, Setup{MaxAttempts: 1}), post())
	slices.Sort(r.Members)
	return all(failure(r), shows(r, 422), that(slices.Equal(r.Members, []string{"accounts", "balance"}), "the extensions are %q", r.Members))
}

func partial(b *bench) error {
	s := b.site(script(reply{status: 200, body: `{"data": {"id": "1"}, "errors": [{"message": "half of it"}]}`}))
	r := b.call(b.client(s, Setup{MaxAttempts: 3}), Call{Partial: true})
	return all(attempts(s, 1), that(r.Err != nil, "there is no error"), b.named(r, Partial),
		that(strings.Contains(string(r.Body), `"1"`), "there is no data"))
}

func gatewayPage(b *bench) error {
	const page = "<html><head><title>502 Bad Gateway</title></head><body>nginx/1.25.3</body></html>"
	s := b.site(script(reply{status: 502, header: []string{"Content-Type", "text/html"}, body: page}))
	r := b.call(b.client(s, Setup{MaxAttempts: 2}), Call{})
	return all(failure(r), shows(r, 502), that(strings.Contains(string(r.Body), "nginx"), "the caller does not see the text"))
}

func panickingHook(b *bench) error {
	s := b.site(statuses(200))
	var called atomic.Int32
	c := b.client(s, Setup{MaxAttempts: 1, Hook: func() {
		called.Add(1)
		panic("a hook")
	}})
	return all(success(b.call(c, Call{})), that(called.Load() > 0, "the hook was not called"))
}

func manyGoroutines(b *bench) error {
	s := b.site(func(_ int, w http.ResponseWriter, h *hit) {
		n := h.request.URL.Query().Get("n")
		reply{status: 200, body: `{"id": "` + n + `"}`}.write(w)
	})
	c := b.client(s, Setup{MaxAttempts: 3})
	results := b.together(64, func(i int) Result {
		var last Result
		for j := range 10 {
			n := fmt.Sprint(i, "-", j)
			last = b.call(c, Call{Query: url.Values{"n": {n}}})
			if len(last.Body) > 0 && !strings.Contains(string(last.Body), `"`+n+`"`) {
				last.Err = fmt.Errorf("the response of another call: %s", last.Body)
			}
			if !last.ok() {
				return last
			}
		}
		return last
	})
	var errs []error
	for _, r := range results {
		errs = append(errs, success(r))
	}
	return all(errs...)
}
