package runtime_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
)

type order struct {
	ID     runtime.UUID                       `json:"id"`
	Day    runtime.Date                       `json:"day"`
	Due    *runtime.Date                      `json:"due,omitzero"`
	Count  runtime.Int64String                `json:"count"`
	Size   runtime.Uint64String               `json:"size"`
	Total  runtime.Decimal                    `json:"total"`
	Wait   runtime.Duration                   `json:"wait"`
	Pass   runtime.Secret                     `json:"pass"`
	Note   runtime.Nullable[string]           `json:"note,omitzero"`
	Tags   runtime.Nullable[[]string]         `json:"tags,omitzero"`
	Extra  runtime.Nullable[any]              `json:"extra,omitzero"`
	ByDate map[runtime.Date]runtime.UUID      `json:"by_date,omitzero"`
	ByNum  map[runtime.Int64String]*time.Time `json:"by_num,omitzero"`
}

func TestValuesKeepTheirJSON(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"id":"123e4567-e89b-12d3-a456-426614174000","day":"2026-02-28","count":"9223372036854775807","size":"18446744073709551615","total":"12.50","wait":"PT1H","pass":"s3cret"}`,
		`{"id":"","day":"","due":"0001-01-01","count":"-1","size":"0","total":"1e400","wait":"","pass":"","note":null,"tags":null,"extra":null}`,
		`{"id":"","day":"","count":"0","size":"0","total":"","wait":"","pass":"","note":"","tags":[],"extra":9007199254740993,"by_date":{"2026-01-02":"x"},"by_num":{"5":null}}`,
	} {
		var o order
		if err := json.Unmarshal([]byte(text), &o); err != nil {
			t.Errorf("%v in %s", err, text)
			continue
		}
		data, err := json.Marshal(o)
		if err != nil {
			t.Errorf("%v in %s", err, text)
		}
		if diff := cmp.Diff(text, string(data)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
}

func TestValuesReadWhatServersSend(t *testing.T) {
	t.Parallel()
	var o order
	err := json.Unmarshal([]byte(`{"day":"2026-02-28T23:30:00-05:00","count":5,"size":6,"total":12.50,"due":null,"pass":"x"}`), &o)
	if err != nil {
		t.Fatal(err)
	}
	want := order{Day: runtime.Date{Year: 2026, Month: 2, Day: 28}, Count: 5, Size: 6, Total: "12.50", Pass: "x"}
	if diff := cmp.Diff(want, o, cmp.AllowUnexported(runtime.Nullable[string]{}, runtime.Nullable[[]string]{}, runtime.Nullable[any]{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestNullLeavesValuesAlone(t *testing.T) {
	t.Parallel()
	o := order{Count: 5, Size: 6, Total: "7", Day: runtime.Date{Year: 1, Month: 1, Day: 1}}
	if err := json.Unmarshal([]byte(`{"count":null,"size":null,"total":null,"day":null}`), &o); err != nil {
		t.Fatal(err)
	}
	if o.Count != 5 || o.Size != 6 || o.Total != "7" || o.Day.IsZero() {
		t.Errorf("got %d, %d, %s, %v", o.Count, o.Size, o.Total, o.Day)
	}
}

func TestWhatIsNoValueIsAnError(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"day":"2026-02-30"}`, `{"day":"tomorrow"}`, `{"day":5}`,
		`{"count":"1.5"}`, `{"count":"9223372036854775808"}`, `{"count":true}`, `{"count":{}}`, `{"count":""}`,
		`{"size":"-1"}`, `{"size":[]}`, `{"total":{}}`, `{"note":5}`, `{"tags":"x"}`,
	} {
		if err := json.Unmarshal([]byte(text), new(order)); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
	if _, err := json.Marshal(runtime.Date{Year: 2026, Month: 2, Day: 30}); err == nil {
		t.Error("a day that the calendar does not have is sent")
	}
}

func TestNullableTellsThreeStatesApart(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name         string
		value        runtime.Nullable[int]
		zero, null   bool
		got          int
		ok           bool
		or           int
		json, member string
	}{
		{"absent", runtime.Nullable[int]{}, true, false, 0, false, 7, "null", `{}`},
		{"null", runtime.Null[int](), false, true, 0, false, 7, "null", `{"v":null}`},
		{"zero", runtime.Value(0), false, false, 0, true, 0, "0", `{"v":0}`},
		{"value", runtime.Value(5), false, false, 5, true, 5, "5", `{"v":5}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v, ok := test.value.Get()
			if v != test.got || ok != test.ok || test.value.IsZero() != test.zero || test.value.IsNull() != test.null || test.value.Or(7) != test.or {
				t.Errorf("Get %d %v, IsZero %v, IsNull %v, Or %d", v, ok, test.value.IsZero(), test.value.IsNull(), test.value.Or(7))
			}
			type holder struct {
				V runtime.Nullable[int] `json:"v,omitzero"`
			}
			alone, err1 := json.Marshal(test.value)
			inside, err2 := json.Marshal(holder{test.value})
			if err1 != nil || err2 != nil || string(alone) != test.json || string(inside) != test.member {
				t.Errorf("JSON %s and %s (%v, %v)", alone, inside, err1, err2)
			}
			var back holder
			if err := json.Unmarshal(inside, &back); err != nil || back.V != test.value {
				t.Errorf("read back as %v (%v)", back, err)
			}
		})
	}
}

func TestASecretNeverPrints(t *testing.T) {
	t.Parallel()
	const secret = "hunter2"
	s := runtime.Secret(secret)
	holder := struct {
		Pass  runtime.Secret
		Again *runtime.Secret
		More  []runtime.Secret
	}{s, &s, []runtime.Secret{s}}
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Info("x", "pass", s, slog.Group("g", "pass", s))
	}
	printed := log.String() + fmt.Sprint(s, holder) + fmt.Errorf("x: %w, %v", fmt.Errorf("%s", s), s).Error()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s", "%-3v", "%T"} {
		printed += fmt.Sprintf(verb, s) + fmt.Sprintf(verb, holder)
	}
	for _, form := range []string{secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret)} {
		if strings.Contains(printed, form) {
			t.Errorf("%q is in\n%s", form, printed)
		}
	}
	if !strings.Contains(log.String(), "pass=[redacted]") {
		t.Errorf("the log does not say that something was left out\n%s", log.String())
	}
	if data, err := json.Marshal(s); err != nil || string(data) != `"hunter2"` {
		t.Errorf("JSON has %s (%v)", data, err)
	}
}

func TestDurationsAreReadInAllForms(t *testing.T) {
	t.Parallel()
	for text, want := range map[runtime.Duration]time.Duration{
		"PT1H30M":   90 * time.Minute,
		"P1DT2H":    26 * time.Hour,
		"P2W":       14 * 24 * time.Hour,
		"PT0.5S":    500 * time.Millisecond,
		"PT1,5S":    1500 * time.Millisecond,
		"-PT5S":     -5 * time.Second,
		"P1D":       24 * time.Hour,
		"3.5s":      3500 * time.Millisecond,
		"1h30m":     90 * time.Minute,
		"PT5400S":   90 * time.Minute,
		"P106751D":  106751 * 24 * time.Hour,
		"PT0S":      0,
		"PT1M0.01S": time.Minute + 10*time.Millisecond,
	} {
		if got, err := text.Duration(); err != nil || got != want {
			t.Errorf("%s: want %v, got %v (%v)", text, want, got, err)
		}
	}
	for _, text := range []runtime.Duration{"", "P", "PT", "P1Y", "P1M", "P1DT", "1", "PT5", "PT5X", "PTS", "PT-5S", "P1H", "PT1S1M", "P999999999D", "P106751DT24H", "xP1D", "PT1e3S"} {
		if got, err := text.Duration(); err == nil {
			t.Errorf("%s: want an error, got %v", text, got)
		}
	}
}

func TestADurationIsWrittenAsISO8601(t *testing.T) {
	t.Parallel()
	for want, d := range map[runtime.Duration]time.Duration{
		"PT0S":                     0,
		"PT5400S":                  90 * time.Minute,
		"-PT1.5S":                  -1500 * time.Millisecond,
		"PT0.000000001S":           1,
		"-PT9223372036.854775808S": -1 << 63,
	} {
		if got := runtime.ISODuration(d); got != want {
			t.Errorf("%d: want %s, got %s", d, want, got)
		}
	}
}

func TestUUIDsAreValidatedByForm(t *testing.T) {
	t.Parallel()
	for text, want := range map[runtime.UUID]bool{
		"123e4567-e89b-12d3-a456-426614174000":   true,
		"123E4567-E89B-12D3-A456-426614174000":   true,
		"00000000-0000-0000-0000-000000000000":   true,
		"":                                       false,
		"123e4567e89b12d3a456426614174000":       false,
		"{123e4567-e89b-12d3-a456-426614174000}": false,
		"123e4567-e89b-12d3-a456-42661417400g":   false,
		"123e4567-e89b-12d3-a4567-26614174000a":  false,
	} {
		if got := text.Valid(); got != want {
			t.Errorf("%q: want %v", text, want)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	berlin := time.FixedZone("CET", 3600)
	late := time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)
	if got := runtime.DateOf(late.In(berlin)).String(); got != "2027-01-01" {
		t.Errorf("DateOf: got %s", got)
	}
	d, err := runtime.ParseDate("2024-02-29")
	if err != nil || d.In(berlin).Format(time.RFC3339) != "2024-02-29T00:00:00+01:00" {
		t.Errorf("ParseDate: got %v (%v)", d, err)
	}
	if got := fmt.Sprint(d, runtime.Date{}); got != "2024-02-29 " {
		t.Errorf("printed as %q", got)
	}
}
