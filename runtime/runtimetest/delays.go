package runtimetest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// delays is group B: how long to wait, and for what?
func delays() []Case {
	return []Case{
		inBubble("B1", "Retry-After: 2 is waited for", afterSeconds, RetryAfter),
		inBubble("B2", "Retry-After with a date 4 s ahead is waited for", afterDate, RetryAfter),
		inBubble("B3", "Retry-After: 3600 returns the 429 at once, with the time to come back", afterAnHour, RetryAfter),
		inBubble("B4", "Retry-After beyond the caller's deadline returns the 429 at once", afterTheDeadline, RetryAfter),
		inBubble("B5", "Retry-After: -1 is ignored, not a licence to retry at once", afterNegative, RetryAfter),
		inBubble("B6", "Retry-After of 2^63-1 neither overflows to a retry at once nor hangs", afterOverflow, RetryAfter),
		inBubble("B7", "Retry-After: 1.5 is waited for", afterFraction, RetryAfter),
		inBubble("B8", "twenty callers that failed together come back apart", jitter),
		inBubble("B9", "decorrelated waits stay between the base and three times the wait before", decorrelated, Decorrelation),
		inBubble("B10", "a cancel during the wait returns at once, with both the cancel and the last answer", cancelledWait),
		inBubble("B11", "an attempt that hangs past its timeout is retried", hangingAttempt),
		inBubble("B12", "a slow body that never stops for long is read to its end, a silent one is given up", slowBody, Bodies),
		onSockets("B13", "a server that does not answer the dial costs 5 s, not 2 min", silentDial),
		onItsOwn("B14", "a thousand cancelled calls leave no goroutine behind", cancelledCalls),
	}
}

// throttle answers the first request with a 429 and the header, and all others with a 200.
func throttle(retryAfter string) handler {
	return script(reply{status: 429, header: []string{"Retry-After", retryAfter}}, reply{status: 200})
}

// honoured wants that a Retry-After is waited for, and not much longer. It asks ten times, as jitter may undercut it.
func honoured(b *bench, h handler, least, most time.Duration) error {
	for range 10 {
		s := b.site(h)
		r := b.call(b.client(s, Setup{MaxAttempts: 3}), Call{})
		if err := all(success(r), attempts(s, 2), between("the wait", s.gap(1), least, most)); err != nil {
			return err
		}
	}
	return nil
}

func afterSeconds(b *bench) error {
	return honoured(b, throttle("2"), 2*time.Second, 2400*time.Millisecond)
}

func afterDate(b *bench) error {
	h := func(n int, w http.ResponseWriter, h *hit) {
		throttle(time.Now().Add(4*time.Second).UTC().Format(http.TimeFormat))(n, w, h)
	}
	return honoured(b, h, 2900*time.Millisecond, 4800*time.Millisecond)
}

func afterFraction(b *bench) error {
	return honoured(b, throttle("1.5"), 1500*time.Millisecond, 1800*time.Millisecond)
}

func afterAnHour(b *bench) error {
	s := b.site(throttle("3600"))
	c := b.client(s, Setup{MaxAttempts: 3})
	began := time.Now()
	r := b.endlessly(c, Call{})
	told := r.RetryAfter == time.Hour || r.Header.Get("Retry-After") == "3600"
	return all(attempts(s, 1), shows(r, 429), that(told, "the caller does not learn of the hour"),
		between("the call", time.Since(began), 0, 100*time.Millisecond))
}

func afterTheDeadline(b *bench) error {
	s := b.site(throttle("30"))
	c := b.client(s, Setup{MaxAttempts: 3})
	ctx, cancel := context.WithTimeout(b.ctx, 1500*time.Millisecond)
	defer cancel()
	began := time.Now()
	r := b.callIn(ctx, c, Call{})
	return all(attempts(s, 1), shows(r, 429), between("the call", time.Since(began), 0, 500*time.Millisecond), b.named(r, DeadlineTooClose),
		that(!errors.Is(r.Err, context.DeadlineExceeded), "the error says that the deadline has passed, which it has not"))
}

func afterNegative(b *bench) error {
	return honoured(b, throttle("-1"), 100*time.Millisecond, time.Minute)
}

func afterOverflow(b *bench) error {
	s := b.site(throttle("9223372036854775807"))
	c := b.client(s, Setup{MaxAttempts: 3})
	began := time.Now()
	b.endlessly(c, Call{})
	err := between("the call", time.Since(began), 0, 10*time.Minute)
	if s.count() > 1 {
		err = all(err, between("the wait", s.gap(1), 100*time.Millisecond, time.Hour))
	}
	return err
}

func jitter(b *bench) error {
	const callers = 20
	first := make(map[string]time.Time)
	gaps := make([]time.Duration, 0, callers)
	s := b.site(nil)
	s.answer = func(_ int, w http.ResponseWriter, h *hit) {
		s.mu.Lock()
		before, again := first[h.uri]
		if again {
			gaps = append(gaps, h.at.Sub(before))
		}
		first[h.uri] = h.at
		s.mu.Unlock()
		reply{status: map[bool]int{false: 503, true: 200}[again]}.write(w)
	}
	c := b.client(s, Setup{MaxAttempts: 3})
	b.together(callers, func(i int) Result { return b.call(c, Call{Query: map[string][]string{"n": {strconv.Itoa(i)}}}) })
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(gaps) < callers/4 { // a budget of retries may hold some back
		return fmt.Errorf("%d of %d callers came back", len(gaps), callers)
	}
	least, most := slices.Min(gaps), slices.Max(gaps)
	return that(most-least >= most/10, "all came back within %v of each other", rough(most-least))
}

func decorrelated(b *bench) error {
	const base, limit = 100 * time.Millisecond, 2 * time.Second
	var errs []error
	for range 20 {
		s := b.site(statuses(503))
		b.call(b.client(s, Setup{MaxAttempts: 8, Base: base, Cap: limit, Decorrelated: true}), Call{})
		errs = append(errs, attempts(s, 8))
		before := base
		for n := 1; n < s.count(); n++ {
			errs = append(errs, between(fmt.Sprintf("wait %d", n), s.gap(n), base, min(limit, 3*before)+time.Millisecond))
			before = s.gap(n)
		}
	}
	return all(errs...)
}

func cancelledWait(b *bench) error {
	s := b.site(statuses(503))
	c := b.client(s, Setup{MaxAttempts: 3, Base: 10 * time.Second, Cap: 20 * time.Second})
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	time.AfterFunc(200*time.Millisecond, cancel)
	began := time.Now()
	r := b.callIn(ctx, c, Call{})
	return all(attempts(s, 1), between("the return after the cancel", time.Since(began)-200*time.Millisecond, 0, 50*time.Millisecond),
		that(errors.Is(r.Err, context.Canceled), "the error is no context.Canceled: %s", outcome(r)), shows(r, 503))
}

func hangingAttempt(b *bench) error {
	s := b.site(func(n int, w http.ResponseWriter, h *hit) {
		if n == 1 {
			<-h.request.Context().Done()
			return
		}
		reply{status: 200}.write(w)
	})
	r := b.call(b.client(s, Setup{MaxAttempts: 3, AttemptTimeout: time.Second}), Call{})
	return all(success(r), attempts(s, 2))
}

func slowBody(b *bench) error {
	slow := b.site(func(_ int, w http.ResponseWriter, _ *hit) { drip(w, 60, time.Second) })
	err := success(b.call(b.client(slow, Setup{MaxAttempts: 1}), Call{}))
	if err != nil {
		err = fmt.Errorf("a byte a second for a minute: %w", err)
	}
	silent := b.site(func(_ int, w http.ResponseWriter, h *hit) {
		drip(w, 2, 0)
		<-h.request.Context().Done()
	})
	c := b.client(silent, Setup{MaxAttempts: 1})
	began := time.Now()
	r := b.endlessly(c, Call{})
	return all(err, failure(r), between("the call to a server that falls silent", time.Since(began), 0, 5*time.Minute), b.named(r, AttemptTimeout))
}

// drip writes JSON of a string of n bytes, and the end of it unless the bytes come all at once.
func drip(w http.ResponseWriter, n int, every time.Duration) {
	w.Header().Set("Content-Type", "application/json")
	control := http.NewResponseController(w)
	write := func(text string) {
		w.Write([]byte(text))
		control.Flush()
	}
	write(`{"id": "`)
	for range n {
		time.Sleep(every)
		write("1")
	}
	if every > 0 {
		write(`"}`)
	}
}

func silentDial(b *bench) error {
	address, stop, err := blackHole()
	if err != nil {
		return fmt.Errorf("no silent address to be had: %w", err)
	}
	defer stop()
	c := b.client(&site{url: "http://" + address}, Setup{MaxAttempts: 1})
	ctx, cancel := context.WithTimeout(b.ctx, 7*time.Second)
	defer cancel()
	r := b.callIn(ctx, c, Call{})
	return all(failure(r), that(ctx.Err() == nil, "no answer after 7 s"))
}

func cancelledCalls(b *bench) error {
	s := b.site(func(_ int, _ http.ResponseWriter, h *hit) { <-h.request.Context().Done() })
	transport := new(http.Transport)
	c := b.client(s, Setup{MaxAttempts: 3, Transport: transport})
	before := runtime.NumGoroutine()
	for range 10 {
		b.together(100, func(int) Result {
			ctx, cancel := context.WithTimeout(b.ctx, 20*time.Millisecond)
			defer cancel()
			return b.callIn(ctx, c, Call{})
		})
	}
	transport.CloseIdleConnections()
	left := 0
	for range 100 {
		if left = runtime.NumGoroutine() - before; left <= 10 {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fmt.Errorf("%d goroutines are left: %s", left/100*100, busiest())
}

// busiest names where most goroutines wait.
func busiest() string {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	counts := make(map[string]int)
	most := ""
	for _, stack := range strings.Split(string(stacks), "\n\n") {
		lines := strings.Split(stack, "\n")
		if len(lines) < 2 {
			continue
		}
		where, _, _ := strings.Cut(lines[1], "(0x")
		if counts[where]++; counts[where] > counts[most] {
			most = where
		}
	}
	return most
}
