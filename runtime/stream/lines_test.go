package stream_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/stream"
)

var (
	errBroken   = errors.New("broken")
	errDeadline = context.DeadlineExceeded
)

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errBroken }

func contextFor(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func TestI11LinesBecomeValues(t *testing.T) {
	t.Parallel()
	isLine := func(number int) func(error) bool {
		return func(err error) bool {
			var bad *stream.LineError
			return errors.As(err, &bad) && bad.Line == number && !errors.Is(err, runtime.ErrTruncated)
		}
	}
	none := func(err error) bool { return err == nil }
	cut := func(err error) bool { return errors.Is(err, runtime.ErrTruncated) }
	for name, tc := range map[string]struct {
		format stream.Format
		body   string
		want   []int
		check  func(error) bool
	}{
		"CRLF":                               {stream.Format{}, "{\"n\":1}\r\n{\"n\":2}\r\n", []int{1, 2}, none},
		"blank lines":                        {stream.Format{}, "\n{\"n\":1}\n\n{\"n\":2}\n", []int{1, 2}, none},
		"a last line without newline":        {stream.Format{}, "{\"n\":1}\n{\"n\":2}", []int{1, 2}, none},
		"cut inside a value":                 {stream.Format{}, "{\"n\":1}\n{\"n\":", []int{1}, cut},
		"cut inside a word":                  {stream.Format{}, "{\"n\":1}\n{\"n\":nul", []int{1}, cut},
		"a bad line":                         {stream.Format{}, "{\"n\":1}\n\n{\"n\":\n{\"n\":2}\n", []int{1}, isLine(3)},
		"a line of another type":             {stream.Format{}, "{\"n\":1}\n[]\n", []int{1}, isLine(2)},
		"two values on a line":               {stream.Format{}, "{\"n\":1}{\"n\":2}\n", []int{}, isLine(1)},
		"an error":                           {failing, "{\"n\":1}\n{\"error\":{\"code\":\"busy\"}}\n", []int{1}, isInStream},
		"nothing":                            {stream.Format{}, "", []int{}, none},
		"a sequence":                         {stream.Format{Sequence: true}, "\x1e{\"n\":1}\n\x1e{\n\"n\":2}\n", []int{1, 2}, none},
		"a sequence without a last line end": {stream.Format{Sequence: true}, "\x1e{\"n\":1}\n\x1e{\"n\":2}", []int{1, 2}, none},
		"a sequence that is cut":             {stream.Format{Sequence: true}, "\x1e{\"n\":1}\n\x1e{\"n\":", []int{1}, cut},
		"a sequence of lines":                {stream.Format{Sequence: true}, "{\"n\":1}\n{\"n\":2}\n", []int{1, 2}, none},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, c := serve(t, says("application/x-ndjson", tc.body))
			s, err := stream.Lines[chunk](t.Context(), c, runtime.NewRequest(&opLines), nil, tc.format)
			if got, err := numbers(t, s, err); !cmp.Equal(got, tc.want) || !tc.check(err) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

func TestANumberAtTheEndOfASequenceMayBeCut(t *testing.T) {
	t.Parallel()
	for body, cut := range map[string]bool{"\x1e12\n": false, "\x1e12": true, "\x1e\"a\"": false} {
		_, c := serve(t, says("application/json-seq", body))
		s, err := stream.Lines[any](t.Context(), c, runtime.NewRequest(&opLines), nil, stream.Format{Sequence: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range s.All() {
			if errors.Is(err, runtime.ErrTruncated) != cut {
				t.Errorf("%q: error %v", body, err)
			}
		}
	}
}

func TestALineOverTheLimitIsAnErrorOfTheStream(t *testing.T) {
	t.Parallel()
	_, c := serve(t, says("application/x-ndjson", "{\"n\":1}\n{\"n\":          2}\n"))
	s, err := stream.Lines[chunk](t.Context(), c, runtime.NewRequest(&opLines), []runtime.Option{runtime.WithLimits(runtime.Limits{Item: 8})}, stream.Format{})
	if got, err := numbers(t, s, err); !cmp.Equal(got, []int{1}) || !errors.Is(err, stream.ErrTooLarge) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestALineIsThereBeforeTheNextIsSent(t *testing.T) {
	t.Parallel()
	next := make(chan bool)
	_, c := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		send(w, "application/x-ndjson", "{\"n\":1}\n")
		select {
		case <-next:
			send(w, "", "{\"n\":2}\n")
		case <-r.Context().Done():
		}
	})
	s, err := stream.Lines[chunk](t.Context(), c, runtime.NewRequest(&opLines), nil, stream.Format{})
	if err != nil {
		t.Fatal(err)
	}
	items := 0
	for _, err := range s.All() {
		if err != nil {
			t.Fatal(err)
		}
		if items++; items == 1 {
			next <- true
		}
	}
	if items != 2 {
		t.Errorf("%d items", items)
	}
}

func TestLinesThatAreEventsAreRefused(t *testing.T) {
	t.Parallel()
	for _, contentType := range []string{sse, "text/html"} {
		_, c := serve(t, says(contentType, "{\"n\":1}\n"))
		_, err := stream.Lines[chunk](t.Context(), c, runtime.NewRequest(&opLines), nil, stream.Format{})
		var foreign *runtime.UnexpectedContentTypeError
		if !errors.As(err, &foreign) {
			t.Errorf("%s: error %v", contentType, err)
		}
	}
}

func TestLinesOfAnyReader(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"{\"n\":1}\n{\"n\":2}":    "",
		"{\"n\":1}\n{\"n\":2}\n{": "the response was cut short: the last value is not whole",
		"{\"n\":1}\n{\"n\":2}\nx": "line 3 of the stream: invalid character 'x' looking for beginning of value",
	} {
		got, text := []int{}, ""
		for c, err := range stream.ReadLines[chunk](strings.NewReader(body)) {
			if err != nil {
				text = err.Error()
				continue
			}
			got = append(got, c.N)
		}
		if !cmp.Equal(got, []int{1, 2}) || text != want {
			t.Errorf("%q: got %v, %q, want %q", body, got, text, want)
		}
	}
}
