package runtime_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
)

// position is longitude and latitude, perhaps the altitude, and what a server adds.
type position struct {
	Longitude float64
	Latitude  float64
	Altitude  *float64
	Rest      []any
}

func (p *position) items() []any { return []any{&p.Longitude, &p.Latitude, &p.Altitude} }

func (p position) MarshalJSON() ([]byte, error) { return runtime.EncodeTuple(p.items(), 2, p.Rest) }

func (p *position) UnmarshalJSON(data []byte) error {
	return runtime.DecodeTuple(data, p.items(), &p.Rest)
}

func TestTuplesAreReadAndWrittenAsArrays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text, again string
		want              position
	}{
		{"of all items", `[1.5,2,300]`, "", position{Longitude: 1.5, Latitude: 2, Altitude: new(300.0)}},
		{"without the optional item", `[1.5,2]`, "", position{Longitude: 1.5, Latitude: 2}},
		{"with zero in the required items", `[0,0]`, "", position{}},
		{"shorter than they may be are filled with zero", `[1.5]`, `[1.5,0]`, position{Longitude: 1.5}},
		{"longer than the document says", `[1.5,2,300,"wgs84",9007199254740993]`, "", position{Longitude: 1.5, Latitude: 2, Altitude: new(300.0), Rest: []any{"wgs84", json.Number("9007199254740993")}}},
		{"with null where more follows", `[1.5,2,null,1]`, "", position{Longitude: 1.5, Latitude: 2, Rest: []any{json.Number("1")}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := position{Longitude: 9, Rest: []any{9}}
			if err := json.Unmarshal([]byte(test.text), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("read (-want +got)\n%s", diff)
			}
			if test.again == "" {
				test.again = test.text
			}
			if again, err := json.Marshal(got); err != nil || string(again) != test.again {
				t.Errorf("written as %s (%v), want %s", again, err, test.again)
			}
		})
	}
}

func TestWhatIsNoArrayIsNoTuple(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{}`, `"a"`, `[1`, `["a"]`, ``} {
		var p position
		if err := p.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
	p := position{Latitude: 1}
	if err := json.Unmarshal([]byte(`null`), &p); err != nil || p.Latitude != 1 {
		t.Errorf("null: got %v (%v), want no change", p, err)
	}
}

func TestTimesOfTheDayAreReadInTheFormsThatServersUse(t *testing.T) {
	t.Parallel()
	for text, want := range map[runtime.TimeOfDay][3]int{
		"15:04:05Z": {15, 4, 5}, "15:04:05.123+02:00": {15, 4, 5}, "15:04:05": {15, 4, 5}, "08:30": {8, 30, 0}, "08:30Z": {8, 30, 0},
	} {
		hour, minute, second, err := text.Clock()
		if got := [3]int{hour, minute, second}; err != nil || got != want {
			t.Errorf("%s is %v (%v), want %v", text, got, err, want)
		}
	}
	if _, err := runtime.TimeOfDay("25:00").Time(); err == nil {
		t.Error("25:00: no error")
	}
}
