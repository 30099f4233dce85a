package runtime_test

import (
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/runtime"
)

func TestBodiesAreCompressed(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 100_000)
	for name, test := range map[string]struct {
		fill  func(*runtime.Request)
		want  string
		tries int
	}{
		"JSON, with its key":              {func(r *runtime.Request) { r.JSON("application/json", map[string]int{"amount": 1}) }, `{"idempotency_key":"k","amount":1}`, 2},
		"a seeker":                        {func(r *runtime.Request) { r.Body("text/plain", strings.NewReader(long)) }, long, 2},
		"a plain reader, which goes once": {func(r *runtime.Request) { r.Body("text/plain", io.MultiReader(strings.NewReader(long))) }, long, 1},
		"none":                            {func(*runtime.Request) {}, "", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := reach(t, statuses(503, 200), runtime.WithCompression())
			req := runtime.NewRequest(&opByField)
			test.fill(req)
			err := runtime.DoEmpty(t.Context(), c, req, []runtime.Option{runtime.WithIdempotencyKey("k")})
			if (err != nil) != (test.tries == 1) || s.attempts() != test.tries {
				t.Fatalf("%d requests, %v", s.attempts(), err)
			}
			for i, got := range s.bodies {
				if test.want == "" {
					if got != "" || s.requests[i].Header.Get("Content-Encoding") != "" {
						t.Errorf("%q", got)
					}
					continue
				}
				unzipped, err := gzip.NewReader(strings.NewReader(got))
				if err != nil {
					t.Fatal(err)
				}
				data, err := io.ReadAll(unzipped)
				if string(data) != test.want || err != nil || s.requests[i].Header.Get("Content-Encoding") != "gzip" {
					t.Errorf("%d bytes, %v", len(data), err)
				}
				if len(got) > len(test.want)/10+200 {
					t.Errorf("%d bytes were sent", len(got))
				}
			}
		})
	}
}
