package framing_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime/internal/framing"
)

// item is a text with the line it begins on.
type item struct {
	Text  string
	Line  int
	Ended bool
}

func itemsOf(t *testing.T, lines *framing.Lines) []item {
	t.Helper()
	got := []item{}
	for {
		text, err := lines.Next()
		if err == io.EOF {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, item{string(text), lines.Number(), lines.Ended()})
	}
}

func TestI11LinesAreItems(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		stream string
		want   []item
	}{
		"LF":                            {"{}\n1\n", []item{{"{}", 1, true}, {"1", 2, true}}},
		"CRLF":                          {"{}\r\n1\r\n", []item{{"{}", 1, true}, {"1", 2, true}}},
		"blank lines":                   {"\n\r\n{}\n  \t\n\n1\n\n", []item{{"{}", 3, true}, {"1", 6, true}}},
		"a last line without end":       {"{}\n{\"a\":1}", []item{{"{}", 1, true}, {`{"a":1}`, 2, false}}},
		"white space around a value":    {"  {} \n", []item{{"{}", 1, true}}},
		"a byte order mark":             {"\ufeff{}\n", []item{{"{}", 1, true}}},
		"a sequence that is sent as it": {"\x1e{}\n\x1e1\n", []item{{"{}", 1, true}, {"1", 2, true}}},
		"nothing":                       {"", []item{}},
		"blanks only":                   {"\n \n ", []item{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, itemsOf(t, framing.NewLines(strings.NewReader(tc.stream), limit))); diff != "" {
				t.Errorf("at once (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.want, itemsOf(t, framing.NewLines(iotest.OneByteReader(strings.NewReader(tc.stream)), limit))); diff != "" {
				t.Errorf("byte by byte (-want +got):\n%s", diff)
			}
		})
	}
}

func TestI11TextsOfASequenceAreItems(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		stream string
		want   []item
	}{
		"one on each line":           {"\x1e{}\n\x1e1\n", []item{{"{}", 1, true}, {"1", 2, true}}},
		"texts of several lines":     {"\x1e{\n\"a\":[\n\"}\"]}\n\x1e[]\n", []item{{"{\n\"a\":[\n\"}\"]}", 1, true}, {"[]", 4, true}}},
		"several RS in a row":        {"\x1e\x1e\x1e{}\n\x1e\n\x1e1\n", []item{{"{}", 1, true}, {"1", 3, true}}},
		"a text that the next cuts":  {"\x1e{\"a\":\x1e{}\n", []item{{`{"a":`, 1, false}, {"{}", 1, true}}},
		"a text that the end cuts":   {"\x1e{}\n\x1e{\"a\"", []item{{"{}", 1, true}, {`{"a"`, 2, false}}},
		"a text that a line end cut": {"\x1e{\n", []item{{"{", 1, true}}},
		"a number without end":       {"\x1e12", []item{{"12", 1, false}}},
		"no RS at all":               {"{}\n{}\n", []item{{"{}", 1, true}, {"{}", 2, true}}},
		"nothing":                    {"", []item{}},
		"RS only":                    {"\x1e\n\x1e", []item{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, itemsOf(t, framing.NewSequence(strings.NewReader(tc.stream), limit))); diff != "" {
				t.Errorf("at once (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.want, itemsOf(t, framing.NewSequence(iotest.OneByteReader(strings.NewReader(tc.stream)), limit))); diff != "" {
				t.Errorf("byte by byte (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnItemIsThereWithTheEndOfItsLine(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string]*framing.Lines{
		"lines":      framing.NewLines(lastByte{t, strings.NewReader("{}\n")}, limit),
		"a sequence": framing.NewSequence(lastByte{t, strings.NewReader("\x1e{\n}\n")}, limit),
	} {
		if text, err := lines.Next(); err != nil {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}

func TestALineOverTheLimitIsAnError(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string]*framing.Lines{
		"a line":             framing.NewLines(strings.NewReader(strings.Repeat("1", 101)+"\n"), 100),
		"a line without end": framing.NewLines(iotest.OneByteReader(strings.NewReader(strings.Repeat("1", 1000))), 100),
		"a text":             framing.NewSequence(strings.NewReader("\x1e["+strings.Repeat("1,\n", 100)+"]\n"), 100),
	} {
		if _, err := lines.Next(); !errors.Is(err, framing.ErrTooLong) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// FuzzLinesAgreeWithAReference compares with a split of the whole.
func FuzzLinesAgreeWithAReference(f *testing.F) {
	f.Add([]byte("{}\r\n\n 1 \n{\"a\":\"\\n\"}"), uint8(2))
	f.Add([]byte("\ufeff[1]\n"), uint8(0))
	f.Fuzz(func(t *testing.T, stream []byte, step uint8) {
		want := []item{}
		all := strings.Split(strings.TrimPrefix(string(stream), "\ufeff"), "\n")
		for i, line := range all {
			if text := strings.Trim(line, " \t\r\n\x1e"); text != "" {
				want = append(want, item{text, i + 1, i < len(all)-1})
			}
		}
		if diff := cmp.Diff(want, itemsOf(t, framing.NewLines(&stepReader{bytes.Clone(stream), int(step)%7 + 1}, limit))); diff != "" {
			t.Errorf("%q (-reference +got):\n%s", stream, diff)
		}
	})
}

// FuzzSequencesComeBack writes any JSON values as a sequence, also over several lines, and reads them again.
func FuzzSequencesComeBack(f *testing.F) {
	f.Add([]byte(`[{"a":["}\"{"]},1,"x",null]`), uint8(1))
	f.Fuzz(func(t *testing.T, array []byte, step uint8) {
		var values []json.RawMessage
		if json.Unmarshal(array, &values) != nil {
			return
		}
		var stream bytes.Buffer
		want := []string{}
		for _, v := range values {
			pretty, err := json.MarshalIndent(v, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			stream.WriteString("\x1e" + string(pretty) + "\n")
			want = append(want, string(pretty))
		}
		got := []string{}
		for _, i := range itemsOf(t, framing.NewSequence(&stepReader{stream.Bytes(), int(step)%7 + 1}, limit)) {
			got = append(got, i.Text)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", array, diff)
		}
	})
}
