package main

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/internal/soak/servers"
)

// TestMain is a replica if it is started as one.
func TestMain(m *testing.M) {
	if config := os.Getenv(replicaVariable); config != "" {
		if err := replica(config); err != nil {
			println(err.Error())
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func TestEveryAcknowledgedEventIsProcessedThoughAProcessIsKilled(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			r, err := soak(t.Context(), plan{kind: kind, deliveries: 3000, lease: 15 * time.Second})
			if errors.Is(err, servers.ErrMissing) && os.Getenv("APIGEN_SERVERS") != "required" {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("\n%v", r)
			if err := r.verdict(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestTheJudgeTellsWhatIsExplainedFromWhatIsNot(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		journal              string
		acknowledged         bool
		lost, twice, excused int
		fine                 bool
	}{
		"processed once":                                  {"7 ran msg_1\n7 done msg_1", true, 0, 0, 0, true},
		"acknowledged and lost":                           {"7 ran msg_2", true, 1, 0, 0, false},
		"killed before the record":                        {"7 ran msg_1\n8 ran msg_1\n8 done msg_1", true, 0, 1, 1, true},
		"killed after the record":                         {"7 ran msg_1\n7 done msg_1\n8 ran msg_1", true, 0, 1, 0, false},
		"twice, and nobody was killed":                    {"8 ran msg_1\n9 ran msg_1\n9 done msg_1", true, 0, 1, 0, false},
		"three times, of which one is explained":          {"7 ran msg_1\n8 ran msg_1\n8 ran msg_1", true, 0, 1, 0, false},
		"given up":                                        {"8 ran msg_1\n8 failed msg_1", true, 0, 0, 0, false},
		"never acknowledged, which a sender must not see": {"", false, 0, 0, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &bench{killed: map[int]bool{7: true}}
			for i := range b.replicas {
				b.replicas[i] = newProcess(t.TempDir(), "replica", replicaConfig{})
				if err := os.WriteFile(b.replicas[i].config.Journal, []byte(strings.Repeat(c.journal+"\n", 1-i)), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			r := &report{events: 1}
			if c.acknowledged {
				b.acknowledged.Store(1, true)
				r.acknowledged = 1
			}
			if err := b.judge(r); err != nil {
				t.Fatal(err)
			}
			if err := r.verdict(); r.lost != c.lost || r.twice != c.twice || r.explained != c.excused || (err == nil) != c.fine {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
}

func TestWhatAKilledProcessHadNotRecordedMayComeAgainByItself(t *testing.T) {
	t.Parallel()
	b := &bench{killed: map[int]bool{7: true}}
	recorded := map[int]bool{7: true, 8: true}
	before := history{"unrecorded": {ran: []int{7}}, "recorded": {ran: []int{7}, done: recorded}, "alive": {ran: []int{8}, done: recorded}}
	after := history{"unrecorded": {ran: []int{7, 8}}, "recorded": {ran: []int{7, 8}, done: recorded}, "alive": {ran: []int{8}, done: recorded}}
	if got := b.again(before, after); len(got) != 1 || !strings.HasPrefix(got[0], "recorded ") {
		t.Errorf("processed again: %q", got)
	}
}
