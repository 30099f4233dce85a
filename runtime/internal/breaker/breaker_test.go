package breaker

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var start = time.Unix(1_700_000_000, 0)

func policy() *Policy {
	return &Policy{
		Failures: 5, Ratio: 0.5, Attempts: 20, Window: 10 * time.Second, Open: 30 * time.Second, MaxOpen: 5 * time.Minute,
		Random: func() float64 { return 0 },
	}
}

// play lets one attempt through for each letter, a second apart at most: F fails, S succeeds, N says nothing.
func play(t *testing.T, b *Breaker, now time.Time, step time.Duration, outcomes string) (time.Time, Change) {
	t.Helper()
	var last Change
	for i, o := range outcomes {
		p, ok, _, _ := b.Ask(now)
		if !ok {
			t.Fatalf("attempt %d of %q was refused", i+1, outcomes)
		}
		last = p.Report(now, map[rune]Outcome{'N': Nothing, 'S': Success, 'F': Failure}[o], 0)
		now = now.Add(step)
	}
	return now, last
}

func TestWhatOpensABreaker(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		outcomes string
		step     time.Duration
		opens    string // "": not
	}{
		{"five failures in a row", "FFFFF", 0, InARow},
		{"not four", "FFFF", 0, ""},
		{"however far apart", "FFFFF", time.Hour, InARow},
		{"a success between them starts anew", "FFFFSFFFF", 0, ""},
		{"what says nothing does not", "FFNNFFNNNF", 0, InARow},
		{"half of twenty", "FSFSFSFSFSFSFSFSFSFS", 0, TooMany},
		{"not of nineteen", "FSFSFSFSFSFSFSFSFSF", 0, ""},
		{"less than half of many", "FSSFSSFSSFSSFSSFSSFSSFSSFSSFSSFSSFSSFSSFSS", 0, ""},
		{"half of twenty, but not within the window", "FSFSFSFSFSFSFSFSFSFSFSFSFSFS", time.Second, ""},
		{"attempts that say nothing are not attempts", "FSFSFSFSFSFSFSFSFSNNNNNN", 0, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if _, change := play(t, New(policy()), start, test.step, test.outcomes); change.Reason != test.opens {
				t.Errorf("%+v, want %q", change, test.opens)
			}
		})
	}
}

func TestThresholdsCanBeTurnedOff(t *testing.T) {
	t.Parallel()
	p := policy()
	p.Failures, p.Ratio = -1, -1
	if _, change := play(t, New(p), start, 0, "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"); change != (Change{}) {
		t.Errorf("%+v", change)
	}
}

func TestHowLongABreakerIsOpen(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		asked  time.Duration
		random float64
		want   time.Duration
	}{
		{"as the policy says", 0, 0, 30 * time.Second},
		{"up to a fifth longer by chance", 0, 0.5, 33 * time.Second},
		{"longer if the server asks", 90 * time.Second, 0.5, 90 * time.Second},
		{"not shorter if the server asks", time.Second, 0, 30 * time.Second},
		{"not for ever", 1<<63 - 1, 0, 5 * time.Minute},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := policy()
			p.Random = func() float64 { return test.random }
			b := New(p)
			play(t, b, start, 0, "FFF")
			permit, _, _, _ := b.Ask(start)
			permit.Report(start, Failure, test.asked)
			_, change := play(t, b, start, 0, "F") // the last failure may be one of the network
			if got := change.Until.Sub(start); got != test.want {
				t.Errorf("open for %v, want %v", got, test.want)
			}
			if _, ok, until, _ := b.Ask(start.Add(test.want - 1)); ok || !until.Equal(change.Until) {
				t.Errorf("let through too early, or until %v", until)
			}
			if _, ok, _, _ := b.Ask(start.Add(test.want)); !ok {
				t.Error("refused when it is due")
			}
		})
	}
}

func TestC4OneOfManyCallersProbes(t *testing.T) {
	t.Parallel()
	b := New(policy())
	play(t, b, start, 0, "FFFFF")
	due := start.Add(30 * time.Second)
	var probes atomic.Int32
	var wait sync.WaitGroup
	for range 64 {
		wait.Go(func() {
			_, ok, until, _ := b.Ask(due)
			if ok {
				probes.Add(1)
			}
			if !ok && !until.After(due) {
				t.Errorf("refused until %v, which is now", until)
			}
		})
	}
	wait.Wait()
	if probes.Load() != 1 {
		t.Errorf("%d probes", probes.Load())
	}
}

func TestC5AProbeDecides(t *testing.T) {
	t.Parallel()
	due := start.Add(30 * time.Second)
	for _, test := range []struct {
		outcome Outcome
		to      State
		next    bool // the next attempt is let through
	}{{Success, Closed, true}, {Failure, Open, false}, {Nothing, HalfOpen, true}} {
		b := New(policy())
		play(t, b, start, 0, "FFFFF")
		p, _, _, change := b.Ask(due)
		if change.To != HalfOpen {
			t.Fatalf("%+v", change)
		}
		p.Report(due, test.outcome, 0)
		if b.state != test.to {
			t.Errorf("outcome %v: state %v, want %v", test.outcome, b.state, test.to)
		}
		if _, ok, _, _ := b.Ask(due); ok != test.next {
			t.Errorf("outcome %v: the next attempt is let through: %v", test.outcome, ok)
		}
	}
}

func TestResultsFromBeforeTheTripDoNotCount(t *testing.T) {
	t.Parallel()
	b := New(policy())
	var old []Permit
	for range 10 {
		p, _, _, _ := b.Ask(start)
		old = append(old, p)
	}
	play(t, b, start, 0, "FFFFF")
	due := start.Add(30 * time.Second)
	late := func(p Permit, o Outcome) {
		t.Helper()
		if change := p.Report(due, o, time.Hour); change != (Change{}) {
			t.Errorf("changed: %+v", change)
		}
	}
	late(old[0], Success) // while open
	probe, _, _, _ := b.Ask(due)
	late(old[1], Success) // while half-open
	late(old[2], Failure)
	late(old[3], Nothing)
	if _, ok, _, _ := b.Ask(due); ok {
		t.Error("an old result has freed the place of the probe")
	}
	probe.Report(due, Success, 0)
	for _, p := range old[4:] {
		late(p, Failure)
	}
	if b.state != Closed || b.streak != 0 {
		t.Errorf("state %v, %d failures", b.state, b.streak)
	}
}

func TestAProbeThatWasGivenUpDoesNotSpeakForTheNext(t *testing.T) {
	t.Parallel()
	b := New(policy())
	play(t, b, start, 0, "FFFFF")
	due := start.Add(30 * time.Second)
	first, _, _, _ := b.Ask(due)
	first.Report(due, Nothing, 0)
	b.Ask(due)
	first.Report(due, Success, 0)
	if b.state != HalfOpen || !b.probing {
		t.Errorf("state %v, probing %v", b.state, b.probing)
	}
}

func TestWaitersHearOfTheOpening(t *testing.T) {
	t.Parallel()
	b := New(policy())
	isOpened := func() bool {
		select {
		case <-b.Opened():
			return true
		default:
			return false
		}
	}
	if isOpened() {
		t.Error("opened from the beginning")
	}
	play(t, b, start, 0, "FFFFF")
	due := start.Add(30 * time.Second)
	p, _, _, _ := b.Ask(due)
	if !isOpened() {
		t.Error("not opened while half-open")
	}
	p.Report(due, Success, 0)
	if isOpened() {
		t.Error("opened after it closed")
	}
}

func TestASetIsBounded(t *testing.T) {
	t.Parallel()
	s := NewSet(policy())
	sick := s.Of("sick")
	play(t, sick, start, 0, "FFFFF")
	for i := range 10 * maxHosts {
		s.Of(string(rune('a' + i)))
		if len(s.hosts) > maxHosts {
			t.Fatalf("%d hosts", len(s.hosts))
		}
	}
	if s.Of("sick") != sick {
		t.Error("a host that is left alone was forgotten")
	}
	for i := range 2 * maxHosts {
		play(t, s.Of(string(rune('a'+i))), start, 0, "FFFFF")
	}
	if len(s.hosts) > maxHosts {
		t.Errorf("%d hosts", len(s.hosts))
	}
}
