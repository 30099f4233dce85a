package runtimetest

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Each expectation is an error that says what was wanted, or nil. A case returns those that it has, joined.

// all joins expectations.
func all(errs ...error) error { return errors.Join(errs...) }

// that is an error with the text unless the condition holds.
func that(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, args...)
}

// attempts wants that a site has got so many requests.
func attempts(s *site, want int) error {
	got := s.count()
	return that(got == want, "%s, want %d", plural(got, "attempt"), want)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// success wants that the call has succeeded.
func success(r Result) error {
	return that(r.ok(), "the call failed: %s", outcome(r))
}

// failure wants that the call has failed.
func failure(r Result) error {
	return that(!r.ok(), "the call counts as a success: %s", outcome(r))
}

// shows wants that the caller sees the status.
func shows(r Result, status int) error {
	return that(r.Status == status, "the caller does not see the %d: %s", status, outcome(r))
}

// named wants an error of the kind, of subjects that name their errors.
func (b *bench) named(r Result, k Kind) error {
	return that(!b.offers(ErrorKinds) || r.is(k), "the error does not say that it is %s: %s", k, outcome(r))
}

// outcome is what the caller was told, in a few words. What is of one run only is left out: ports, times.
func outcome(r Result) string {
	if r.Err == nil {
		return fmt.Sprintf("status %d", r.Status)
	}
	text := strings.Join(strings.Fields(r.Err.Error()), " ")
	if len(text) > 140 {
		text = text[:140] + "..."
	}
	return fmt.Sprintf("status %d, error %q", r.Status, text)
}

// onceOrKeyed wants that a write has arrived once, or each time with one and the same idempotency key.
func onceOrKeyed(s *site) error {
	hits := s.seen()
	if len(hits) <= 1 {
		return nil
	}
	for _, h := range hits {
		if h.key() == "" || h.key() != hits[0].key() {
			return fmt.Errorf("the write arrived %d times without a common key", len(hits))
		}
	}
	return nil
}

// between wants that a time is in bounds.
func between(what string, got, least, most time.Duration) error {
	switch {
	case got < 0:
		return fmt.Errorf("%s: it never came to that", what)
	case got < least:
		return fmt.Errorf("%s: %v, want at least %v", what, rough(got), least)
	case got > most:
		return fmt.Errorf("%s: %v, want at most %v", what, rough(got), most)
	}
	return nil
}

// rough drops digits that differ from run to run.
func rough(d time.Duration) time.Duration {
	switch {
	case d > time.Minute:
		return d.Round(time.Minute)
	case d > 10*time.Second:
		return d.Round(time.Second)
	}
	return d.Round(100 * time.Millisecond)
}

// absent wants that none of the canaries is in the text.
func absent(where, text string, canaries ...string) error {
	var found []string
	for _, c := range canaries {
		if strings.Contains(text, c) {
			found = append(found, c)
		}
	}
	return that(len(found) == 0, "%s has the secret %s", where, strings.Join(found, ", "))
}
