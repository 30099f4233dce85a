package runtimetest

import (
	"net/http"
	"strconv"
	"time"
)

// budgets is the part of group C that holds for every client that retries.
func budgets() []Case {
	return []Case{
		inBubble("C1", "an outage costs at most 1.55 attempts per call", outage),
		inBubble("C2", "a client that makes a call a minute still gets its retries", quietClient),
	}
}

func outage(b *bench) error {
	const calls = 200
	s := b.site(func(_ int, w http.ResponseWriter, _ *hit) {
		time.Sleep(50 * time.Millisecond) // some budgets count the calls that are under way
		reply{status: 503}.write(w)
	})
	c := b.client(s, Setup{MaxAttempts: 3})
	b.together(calls, func(int) Result { return b.call(c, Call{}) })
	perCall := float64(s.count()) / calls
	return that(perCall <= 1.55, "%.1f attempts per call", perCall)
}

func quietClient(b *bench) error {
	failed := make(map[string]bool)
	s := b.site(nil)
	s.answer = func(_ int, w http.ResponseWriter, h *hit) {
		again := failed[h.uri] // one call at a time
		failed[h.uri] = true
		reply{status: map[bool]int{false: 503, true: 200}[again]}.write(w)
	}
	c := b.client(s, Setup{MaxAttempts: 3})
	var errs []error
	for i := range 60 {
		errs = append(errs, success(b.call(c, Call{Query: map[string][]string{"n": {strconv.Itoa(i)}}})))
		time.Sleep(time.Minute)
	}
	return all(errs...)
}
