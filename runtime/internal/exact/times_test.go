package exact

import (
	"testing"
	"time"
)

func TestTimesAreReadInTheFormsThatServersUse(t *testing.T) {
	t.Parallel()
	want := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	for text, want := range map[string]time.Time{
		`"2024-01-02T03:04:05Z"`:          want,
		`"2024-01-02T05:04:05+02:00"`:     want,
		`"2024-01-02 03:04:05"`:           want,
		`"2024-01-02T03:04:05"`:           want,
		`"2024-01-02T03:04:05.25"`:        want.Add(time.Second / 4),
		`"2024-01-02T05:04:05+0200"`:      want,
		`"2024-01-02 05:04:05+02"`:        want,
		`"2024-01-02 03:04:05 UTC"`:       want,
		`"2024-01-02 05:04:05 +0200"`:     want,
		`"Tue, 02 Jan 2024 03:04:05 GMT"`: want,
		`" 2024-01-02T03:04:05Z "`:        want,
		`"2024-01-02"`:                    time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC),
		`1704164645`:                      want,
		`1704164645.5`:                    want.Add(time.Second / 2),
		`1704164645000`:                   want,
		`"1704164645"`:                    want,
		`""`:                              {},
		`"0000-00-00 00:00:00"`:           {},
		`null`:                            {},
	} {
		var in struct {
			Before string                 `json:"before"`
			At     time.Time              `json:"at"`
			List   []*time.Time           `json:"list"`
			Map    map[string][]time.Time `json:"map"`
			Same   string                 `json:"same"`
			Any    any                    `json:"any"`
		}
		data := `{"before":"` + "a" + `","unknown":[1],"at":` + text + `,"list":[` + text + `],"map":{"k":[` + text + `]},"same":"2024-01-02 03:04:05","any":"2024-01-02 03:04:05"}`
		if err := Decode([]byte(data), &in); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if !in.At.Equal(want) || !in.Map["k"][0].Equal(want) {
			t.Errorf("%s is read as %s, want %s", text, in.At, want)
		}
		if in.Same != "2024-01-02 03:04:05" || in.Any != "2024-01-02 03:04:05" || in.Before != "a" {
			t.Errorf("%s: what is no time has changed: %+v", text, in)
		}
	}
}

func TestWhatIsNoTimeIsAnError(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`"tomorrow"`, `true`, `{}`, `[]`, `"2024"`, `1e300`, `"2024-13-45"`} {
		var in struct{ At time.Time }
		if err := Decode([]byte(`{"At":`+text+`}`), &in); err == nil {
			t.Errorf("%s is read as %s", text, in.At)
		}
	}
}
