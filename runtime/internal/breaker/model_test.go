package breaker

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// The model is the description of a breaker, word by word: it keeps all that ever happened, and looks at it again for each
// question. Nothing of the breaker is in it but the words for outcomes and the policy.
type model struct {
	policy  *Policy
	log     []result // of the time since the breaker was closed last
	epoch   int      // how often it has opened or closed
	open    bool
	until   time.Time // of open
	probe   int       // the attempt that probes; 0 none
	askedTo time.Time
	ids     int
}

type result struct {
	at      time.Time
	outcome Outcome
}

type ticket struct {
	id, epoch int
}

func (m *model) ask(now time.Time) (ticket, bool) {
	if m.open && (now.Before(m.until) || m.probe != 0) {
		return ticket{}, false
	}
	m.ids++
	if m.open {
		m.probe = m.ids
	}
	return ticket{m.ids, m.epoch}, true
}

func (m *model) report(t ticket, now time.Time, o Outcome, asked time.Duration) {
	isProbe := m.open && m.probe == t.id
	if t.epoch != m.epoch || m.open && !isProbe {
		return
	}
	if asked > 0 {
		m.askedTo = now.Add(min(asked, m.policy.MaxOpen))
	}
	switch {
	case isProbe && o == Nothing:
		m.probe = 0
	case isProbe && o == Success:
		*m = model{policy: m.policy, epoch: m.epoch + 1, ids: m.ids}
	case isProbe:
		m.trip(now)
	case o != Nothing:
		if o == Success {
			m.askedTo = time.Time{}
		}
		m.log = append(m.log, result{now, o})
		if m.isSick(now) {
			m.trip(now)
		}
	}
}

func (m *model) trip(now time.Time) {
	m.open, m.probe = true, 0
	m.epoch++
	m.until = now.Add(m.policy.Open)
	if m.askedTo.After(m.until) {
		m.until = m.askedTo
	}
}

func (m *model) isSick(now time.Time) bool {
	streak := 0
	for i := len(m.log) - 1; i >= 0 && m.log[i].outcome == Failure; i-- {
		streak++
	}
	tenth := int64(m.policy.Window / 10)
	all, fail := 0, 0
	for _, r := range m.log {
		if now.UnixNano()/tenth-r.at.UnixNano()/tenth > 9 {
			continue
		}
		all++
		if r.outcome == Failure {
			fail++
		}
	}
	return streak >= m.policy.Failures || all >= m.policy.Attempts && float64(fail) >= m.policy.Ratio*float64(all)
}

// both is an attempt that the breaker and the model have let through.
type both struct {
	permit Permit
	ticket ticket
}

func TestABreakerDoesWhatTheModelSays(t *testing.T) {
	t.Parallel()
	trips, probes, refusals := 0, 0, 0
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 1))
		p := policy()
		p.Failures = 3 + r.IntN(10)
		b, m := New(p), &model{policy: p}
		sick := r.Float64()
		var history []string
		var running []both
		now := start
		for range 600 {
			now = now.Add(time.Duration(r.ExpFloat64() * float64([...]time.Duration{time.Millisecond, 300 * time.Millisecond, 8 * time.Second}[r.IntN(3)])))
			if r.IntN(50) == 0 {
				sick = r.Float64()
			}
			if len(running) > 0 && r.IntN(2) == 0 {
				i := r.IntN(len(running))
				a := running[i]
				running = append(running[:i], running[i+1:]...)
				o, asked := random(r, sick)
				change := a.permit.Report(now, o, asked)
				m.report(a.ticket, now, o, asked)
				history = append(history, fmt.Sprintf("%v report %v %v -> %v", now.Sub(start), a.ticket, o, change.Reason))
				if change.To == Open && change.From != Open {
					trips++
				}
			} else {
				permit, ok, _, change := b.Ask(now)
				ticket, want := m.ask(now)
				history = append(history, fmt.Sprintf("%v ask %v %v", now.Sub(start), ticket, ok))
				if ok != want {
					t.Fatalf("seed %d: let through %v, the model says %v\n%v", seed, ok, want, history[max(0, len(history)-40):])
				}
				if change.To == HalfOpen {
					probes++
				}
				if !ok {
					refusals++
					continue
				}
				running = append(running, both{permit, ticket})
			}
			if (b.state != Closed) != m.open || m.open && !b.until.Equal(m.until) {
				t.Fatalf("seed %d: state %v until %v; the model says %v until %v\n%v", seed, b.state, b.until, m.open, m.until, history[max(0, len(history)-40):])
			}
		}
	}
	if trips < 150 || probes < 150 || refusals < 150 {
		t.Errorf("%d trips, %d probes, %d refusals: the events are too tame", trips, probes, refusals)
	}
}

// random is an outcome, a failure with the given probability.
func random(r *rand.Rand, sick float64) (Outcome, time.Duration) {
	switch x := r.Float64(); {
	case x < 0.1:
		return Nothing, 0
	case x < 0.1+0.9*sick:
		return Failure, [...]time.Duration{0, 0, 0, time.Minute, time.Hour}[r.IntN(5)]
	}
	return Success, 0
}
