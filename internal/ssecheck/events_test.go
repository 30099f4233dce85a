// Package ssecheck_test answers: do others read event streams as we do? It is a module of its own, so that the library that
// judges is no dependency of anybody's client.
package ssecheck_test

import (
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/runtime/stream"
	"github.com/tmaxmax/go-sse"
)

// event is what both tell of an event.
type event struct{ id, name, data string }

// lines are what a block may have beside its data; some are fields that the standard leaves out.
var lines = []string{
	": a comment", ":", "::", ":data: no", "event: delta", "event:delta", "event", "event: ", "id: 1", "id:2", "id", "id: 3\x004", "retry: 100", "retry: soon", "retry",
	"Data: no", " data: no", "data : no", "unknown: x", "unknown", "id: ü 漢", "event:  two spaces",
}

// payloads are what stands behind data.
var payloads = []string{
	"data: a", "data:a", "data:  a ", "data", "data:", "data: ", "data: {\"a\":\"b: c\"}", "data:\ta", "data: ü漢🎉", "data: \x00", "data: [DONE]", "data: a:b", "data::",
}

// anyStream is a stream of events, and comments between them. An event has data: others tell of one that has none, and the
// standard does not.
func anyStream(random *rand.Rand) string {
	var b strings.Builder
	if random.IntN(4) == 0 {
		b.WriteString("\ufeff")
	}
	ends := []string{"\n", "\r\n", "\r"}
	end := ends[random.IntN(len(ends))]
	line := func(text string) {
		if random.IntN(8) == 0 {
			end = ends[random.IntN(len(ends))]
		}
		b.WriteString(text + end)
	}
	for range random.IntN(6) {
		if random.IntN(3) == 0 {
			line(": alone")
			line("")
			continue
		}
		for range random.IntN(4) {
			line(lines[random.IntN(len(lines))])
		}
		for range 1 + random.IntN(3) {
			line(payloads[random.IntN(len(payloads))])
			if random.IntN(3) == 0 {
				line(lines[random.IntN(len(lines))])
			}
		}
		line("")
	}
	text := b.String()
	if random.IntN(3) == 0 { // it breaks off
		text = strings.ToValidUTF8(text[:random.IntN(len(text)+1)], "")
	}
	return text
}

// inParts reads a few bytes at a time.
type inParts struct {
	rest   string
	random *rand.Rand
}

func (p *inParts) Read(to []byte) (int, error) {
	if p.rest == "" {
		return 0, io.EOF
	}
	n := copy(to, p.rest[:1+p.random.IntN(len(p.rest))])
	p.rest = p.rest[n:]
	return n, nil
}

func ours(t *testing.T, r io.Reader) (events []event) {
	t.Helper()
	for e, err := range stream.ReadEvents(r) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Name == "message" {
			e.Name = "" // the same by the standard
		}
		events = append(events, event{e.ID, e.Name, e.Data})
	}
	return events
}

func theirs(t *testing.T, text string) (events []event) {
	t.Helper()
	for e, err := range sse.Read(strings.NewReader(text), nil) {
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, event{e.LastEventID, e.Type, e.Data})
	}
	return events
}

func TestAnotherLibraryReadsTheSameEvents(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	total := 0
	for range 50_000 {
		text := anyStream(random)
		got, want := ours(t, &inParts{text, random}), theirs(t, text)
		if len(got) != len(want) {
			t.Fatalf("%q: we read %d events, others %d:\n%q\n%q", text, len(got), len(want), got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("%q: event %d is %q, others read %q", text, i, got[i], want[i])
			}
		}
		total += len(got)
	}
	if total < 50_000 {
		t.Errorf("%d events only", total)
	}
}

func TestWhatThisLibraryWritesIsRead(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for range 5_000 {
		var want []event
		var b strings.Builder
		id := ""
		for range 1 + random.IntN(4) {
			m := &sse.Message{}
			data := make([]string, 1+random.IntN(3))
			for i := range data {
				data[i] = strings.Repeat("ü: x ", 1+random.IntN(4)) // an empty one is not written
			}
			m.AppendData(data...)
			if random.IntN(2) == 0 {
				m.AppendComment("a comment")
			}
			name := ""
			if random.IntN(2) == 0 {
				name = "delta"
				m.Type = sse.Type(name)
			}
			if random.IntN(2) == 0 {
				id = strings.Repeat("7", 1+random.IntN(3))
				m.ID = sse.ID(id)
			}
			if _, err := m.WriteTo(&b); err != nil {
				t.Fatal(err)
			}
			want = append(want, event{id, name, strings.Join(data, "\n")})
		}
		got := ours(t, &inParts{b.String(), random})
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || got[i] != want[i] {
				t.Fatalf("%q: read %q, want %q", b.String(), got, want)
			}
		}
	}
}
