package framing_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime/internal/framing"
)

const limit = 1 << 20

// seen is an event as tests write it.
type seen struct{ ID, Name, Data string }

func eventsOf(t *testing.T, r io.Reader) []seen {
	t.Helper()
	events := framing.NewEvents(r, limit, "")
	got := []seen{}
	for {
		e, err := events.Next()
		if err == io.EOF {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, seen{e.ID, e.Name, string(e.Data)})
	}
}

func data(texts ...string) []seen {
	events := []seen{}
	for _, text := range texts {
		events = append(events, seen{Data: text})
	}
	return events
}

// algorithm are the cases of the standard's algorithm, by what they are about.
func algorithm() map[string]struct {
	stream string
	want   []seen
} {
	type tc = struct {
		stream string
		want   []seen
	}
	long := strings.Repeat("x", 100<<10)
	return map[string]tc{
		"I1 lines end with LF":                       {"data: a\n\ndata: b\n\n", data("a", "b")},
		"I1 lines end with CR":                       {"data: a\r\rdata: b\r\r", data("a", "b")},
		"I1 lines end with CRLF":                     {"data: a\r\n\r\ndata: b\r\n\r\n", data("a", "b")},
		"I1 lines end in all ways at once":           {"data: a\ndata: b\rdata: c\r\n\rdata: d\n\r\n", data("a\nb\nc", "d")},
		"I1 an LF and a CR are two ends":             {"data: a\n\rdata: b\n\n", data("a", "b")},
		"I2 one byte order mark is left out":         {"\ufeffdata: a\n\n", data("a")},
		"I2 a second one is part of the name":        {"\ufeff\ufeffdata: a\n\ndata: b\n\n", data("b")},
		"I2 one behind the first line is not a mark": {"\n\ufeffdata: a\n\ndata: b\n\n", data("b")},
		"I3 several lines of data":                   {"data: a\ndata:\ndata: b\n\n", data("a\n\nb")},
		"I3 data without colon":                      {"data\n\ndata\ndata\n\ndata:", data("", "\n")},
		"I3 one space is left out":                   {"data:  a \n\ndata:\ta\n\ndata:a: b\n\n", data(" a ", "\ta", "a: b")},
		"I4 comments":                                {": hello\ndata: a\n:\n:data: no\n\n:\n\n", data("a")},
		"I5 no data, no event":                       {"event: a\nid: 1\n\ndata: b\n\n", []seen{{"1", "", "b"}}},
		"I5 the name is forgotten with it":           {"event: a\n\ndata: b\n\n", data("b")},
		"I6 an unfinished last event is dropped":     {"data: a\n\ndata: b\n", data("a")},
		"I6 and so is an unfinished last line":       {"data: a\n\ndata: b", data("a")},
		"I6 the id of an unfinished event too":       {"id: 1\ndata: a\n\nid: 2\ndata: b\n", []seen{{"1", "", "a"}}},
		"I7 a line of 100 KiB passes":                {"data: " + long + "\n\n", data(long)},
		"names of fields are told apart by case":     {"Data: a\nDATA: b\n data: c\ndata : d\n\ndata: e\n\n", data("e")},
		"unknown fields are left out":                {"foo: a\nbar\ndata: b\n\n", data("b")},
		"an id stays until another comes":            {"id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", []seen{{"1", "", "a"}, {"1", "", "b"}, {"", "", "c"}}},
		"an id with NUL is left out":                 {"id: 1\ndata: a\n\nid: 2\x003\ndata: b\n\n", []seen{{"1", "", "a"}, {"1", "", "b"}}},
		"the last of several names counts":           {"event: a\nevent: b\ndata: c\n\n", []seen{{"", "b", "c"}}},
		"bytes that are no UTF-8 are replaced":       {"data: \xe2\x82a\xff\xfe\xf0\x9f\x98\ndata: \xed\xa0\x80\n\n", data("\ufffda\ufffd\ufffd\ufffd\n\ufffd\ufffd\ufffd")},
		"a character split by the end of a line":     {"data: \xe2\n\n", data("\ufffd")},
		"an empty stream":                            {"", data()},
		"empty lines":                                {"\n\r\n\r\n\n", data()},
	}
}

func TestEventsAreReadByTheAlgorithmOfTheStandard(t *testing.T) {
	t.Parallel()
	for name, tc := range algorithm() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, eventsOf(t, strings.NewReader(tc.stream))); diff != "" {
				t.Errorf("at once (-want +got):\n%s", diff)
			}
			for label, r := range map[string]io.Reader{
				"byte by byte":             iotest.OneByteReader(strings.NewReader(tc.stream)),
				"in halves":                iotest.HalfReader(strings.NewReader(tc.stream)),
				"with the end on the data": iotest.DataErrReader(strings.NewReader(tc.stream)),
			} {
				if diff := cmp.Diff(tc.want, eventsOf(t, r)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", label, diff)
				}
			}
		})
	}
}

func TestReadsMayBeSplitAnywhere(t *testing.T) {
	t.Parallel()
	const stream = "\ufeffid: 1\r\nevent: e\r\ndata: \u20ac1\r\n\r\n:c\rdata: 2\r\rdata: 3\n\n"
	want := []seen{{"1", "e", "\u20ac1"}, {"1", "", "2"}, {"1", "", "3"}}
	for i := range len(stream) {
		for j := i; j < len(stream); j++ {
			r := io.MultiReader(strings.NewReader(stream[:i]), strings.NewReader(stream[i:j]), strings.NewReader(stream[j:]))
			if diff := cmp.Diff(want, eventsOf(t, r)); diff != "" {
				t.Fatalf("split at %d and %d (-want +got):\n%s", i, j, diff)
			}
		}
	}
}

// lastByte fails the test if somebody reads behind the end of its text: the server has not sent more yet.
type lastByte struct {
	t    *testing.T
	rest *strings.Reader
}

func (l lastByte) Read(p []byte) (int, error) {
	if l.rest.Len() == 0 {
		l.t.Error("waits for more than the event")
		return 0, io.EOF
	}
	return l.rest.Read(p)
}

func TestAnEventIsThereWithItsLastByte(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"\n", "\r", "\r\n"} {
		events := framing.NewEvents(lastByte{t, strings.NewReader("data: a" + end + end[:1])}, limit, "")
		if e, err := events.Next(); string(e.Data) != "a" || err != nil {
			t.Errorf("%q: got %q, %v", end, e.Data, err)
		}
	}
}

func TestI8AnEventOverTheLimitIsAnError(t *testing.T) {
	t.Parallel()
	for name, stream := range map[string]string{
		"one line":           "data: " + strings.Repeat("x", 101) + "\n\n",
		"a line without end": "data: " + strings.Repeat("x", 1000),
		"several lines":      strings.Repeat("data: 1234567890\n", 12) + "\n",
		"a comment":          ":" + strings.Repeat("x", 1000) + "\ndata: a\n\n",
	} {
		events := framing.NewEvents(iotest.OneByteReader(strings.NewReader(stream)), 100, "")
		if _, err := events.Next(); !errors.Is(err, framing.ErrTooLong) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	events := framing.NewEvents(strings.NewReader("data: "+strings.Repeat("x", 100)+"\n\n"), 100, "")
	if e, err := events.Next(); len(e.Data) != 100 || err != nil {
		t.Errorf("an event as long as the limit: %d bytes, %v", len(e.Data), err)
	}
}

func TestOnlyDigitsAreATimeToWait(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"700": 700 * time.Millisecond, "0": 0, "007": 7 * time.Millisecond, "300000": 5 * time.Minute, "300001": 5 * time.Minute,
		"99999999999999999999999": 5 * time.Minute, "": -1, "-1": -1, "+5": -1, "1.5": -1, "1e3": -1, "5s": -1, " 5": -1, "٣": -1,
	} {
		events := framing.NewEvents(strings.NewReader("retry: "+value+"\n\n"), limit, "")
		if _, err := events.Next(); err != io.EOF {
			t.Fatal(err)
		}
		if got, ok := events.Retry(); ok != (want >= 0) || ok && got != want {
			t.Errorf("retry: %q is %v, %v, want %v", value, got, ok, want)
		}
	}
}

func TestThePositionIsThatOfTheLastWholeEvent(t *testing.T) {
	t.Parallel()
	for stream, want := range map[string]string{
		"": "0", "data: a\n\n": "0", "id: 1\ndata: a\n\n": "1", "id: 1\n\n": "1", "id: 1\n": "0", "id: 1\n\nid: 2\ndata: b\n": "1", "id\n\n": "",
	} {
		events := framing.NewEvents(strings.NewReader(stream), limit, "0")
		for {
			if _, err := events.Next(); err != nil {
				break
			}
		}
		if got := events.LastID(); got != want {
			t.Errorf("%q leaves %q, want %q", stream, got, want)
		}
	}
}

func TestCommentsDoNotPileUp(t *testing.T) {
	t.Parallel()
	r := io.MultiReader(strings.NewReader(strings.Repeat(": keep-alive\n", 100_000)), strings.NewReader("data: a\n\n"))
	events := framing.NewEvents(r, 64, "")
	if e, err := events.Next(); string(e.Data) != "a" || err != nil {
		t.Errorf("got %q, %v", e.Data, err)
	}
}

// FuzzEventsAgreeWithAReference compares with a reading of the standard that has the whole stream before it.
func FuzzEventsAgreeWithAReference(f *testing.F) {
	for _, tc := range algorithm() {
		if len(tc.stream) < 1000 {
			f.Add([]byte(tc.stream), uint8(3))
		}
	}
	f.Fuzz(func(t *testing.T, stream []byte, step uint8) {
		if diff := cmp.Diff(reference(stream), eventsOf(t, &stepReader{bytes.Clone(stream), int(step)%7 + 1})); diff != "" {
			t.Errorf("%q (-reference +got):\n%s", stream, diff)
		}
	})
}

// stepReader returns a few bytes at a time.
type stepReader struct {
	rest []byte
	step int
}

func (s *stepReader) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.rest[:min(s.step, len(s.rest))])
	s.rest = s.rest[n:]
	return n, nil
}
