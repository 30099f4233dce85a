package runtime_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
)

func TestK1DeprecationIsToldOnce(t *testing.T) {
	t.Parallel()
	sunset := time.Date(2027, 6, 30, 23, 59, 59, 0, time.UTC)
	s := serve(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Deprecation", "@1688169599")
		if n == 3 {
			w.Header().Set("Deprecation", "@1688169600")
		}
		w.Header().Set("Sunset", sunset.Format(http.TimeFormat))
		w.Header().Add("Link", `<https://x/a,b>; title="a, \"b\""; rel="next", <https://x/policy>; rel=deprecation`)
		w.Header().Add("Link", `</v2/orders>; REL="Successor-Version latest-version"`)
		reply(w, 200)
	})
	var told []runtime.Notice
	c := client(t, s.URL, runtime.WithDeprecationHandler(func(n runtime.Notice) {
		told = append(told, n)
		panic("a handler that panics does no harm")
	}))
	var meta runtime.Meta
	for range 3 {
		if _, err := invoke(t.Context(), c, &opList, runtime.WithResponse(&meta)); err != nil {
			t.Fatal(err)
		}
	}
	first := runtime.Notice{Operation: "listOrders", Method: "GET", Path: "/orders", Deprecated: time.Unix(1688169599, 0).UTC(), Sunset: sunset,
		Link: "https://x/policy", Successor: "/v2/orders"}
	changed := first
	changed.Deprecated = time.Unix(1688169600, 0).UTC()
	if diff := cmp.Diff([]runtime.Notice{first, changed}, told); diff != "" {
		t.Error(diff)
	}
	if meta.Deprecation == nil || !meta.Deprecation.Sunset.Equal(sunset) {
		t.Errorf("%+v", meta.Deprecation)
	}
}

func TestK1WhatTheDocumentDeclaresAndWhatHeadersSayIsOneNotice(t *testing.T) {
	t.Parallel()
	declared := opList
	declared.Deprecated = true
	bare := runtime.Notice{Operation: "listOrders", Method: "GET", Path: "/orders", Declared: true}
	dated := bare
	dated.Deprecated, dated.Successor = time.Unix(1688169599, 0).UTC(), "/v2/orders"
	for _, test := range []struct {
		name  string
		dates string // one letter for each answer: d has dates, - has none
		want  []runtime.Notice
	}{
		{"answers that say nothing", "---", []runtime.Notice{bare}},
		{"answers with dates", "ddd", []runtime.Notice{dated}},
		{"dates that a later answer leaves out", "d-d", []runtime.Notice{dated}},
		{"dates that a later answer adds", "--d", []runtime.Notice{bare, dated}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(n int, w http.ResponseWriter, _ *http.Request) {
				if test.dates[n-1] == 'd' {
					w.Header().Set("Deprecation", "@1688169599")
					w.Header().Set("Link", `</v2/orders>; rel="successor-version"`)
				}
				reply(w, 200)
			})
			var told []runtime.Notice
			c := client(t, s.URL, runtime.WithDeprecationHandler(func(n runtime.Notice) { told = append(told, n) }))
			var meta runtime.Meta
			for range test.dates {
				if _, err := invoke(t.Context(), c, &declared, runtime.WithResponse(&meta)); err != nil {
					t.Fatal(err)
				}
				if meta.Deprecation == nil || !meta.Deprecation.Declared {
					t.Errorf("the response's notice: %+v", meta.Deprecation)
				}
			}
			if diff := cmp.Diff(test.want, told); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDeprecationIsLogged(t *testing.T) {
	t.Parallel()
	soon := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
	soon29 := soon(29*24*time.Hour + time.Hour)
	declared := opList
	declared.Deprecated = true
	tests := []struct {
		name, header, value string
		op                  *runtime.Operation
		level               string // "": nothing is logged
	}{
		{"K2: a sunset that is past is an error", "Sunset", soon(-time.Hour), &opList, "ERROR"},
		{"one within 30 days is an error", "Sunset", soon29, &opList, "ERROR"},
		{"a later one is a warning", "Sunset", soon(31 * 24 * time.Hour), &opList, "WARN"},
		{"true has no date", "Deprecation", "true", &opList, "WARN"},
		{"so has a structured true", "Deprecation", "?1", &opList, "WARN"},
		{"garbage means deprecated", "Deprecation", "yes, really", &opList, "WARN"},
		{"false means nothing", "Deprecation", "?0", &opList, ""},
		{"a persistent warning", "Warning", `299 - "use v2"`, &opList, "WARN"},
		{"another warning means nothing", "Warning", `110 - "stale"`, &opList, ""},
		{"a vendor's header", "X-Api-Deprecation-Date", "2026-01-01", &opList, "WARN"},
		{"a link alone means nothing", "Link", `<https://x>; rel="deprecation"`, &opList, ""},
		{"what the document declares", "X", "y", &declared, "WARN"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			s := serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set(test.header, test.value)
				reply(w, 200)
			})
			c := client(t, s.URL, runtime.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
			for range 2 {
				if _, err := invoke(t.Context(), c, test.op); err != nil {
					t.Fatal(err)
				}
			}
			if test.value == soon29 && !strings.Contains(log.String(), "days_left=29") {
				t.Error(log.String())
			}
			if test.level == "" && log.Len() != 0 || test.level != "" && strings.Count(log.String(), "level="+test.level) != 1 {
				t.Errorf("want one %q: %s", test.level, log.String())
			}
		})
	}
}

// panicking is a log handler with a bug.
type panicking struct{ slog.Handler }

func TestK7ALoggerThatPanicsDoesNoHarm(t *testing.T) {
	t.Parallel()
	s := serve(t, statuses(503, 200))
	if _, err := invoke(t.Context(), client(t, s.URL, runtime.WithLogger(slog.New(panicking{}))), &opList); err != nil {
		t.Error(err)
	}
}

func TestK8ManyGoroutinesShareAClient(t *testing.T) {
	t.Parallel()
	s := serve(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Deprecation", "true")
		reply(w, []int{200, 503, 200, 200}[n%4])
	})
	c := client(t, s.URL, runtime.WithDeprecationHandler(func(runtime.Notice) {}))
	done := make(chan error)
	for range 64 {
		go func() {
			var err error
			for range 5 {
				if _, e := invoke(t.Context(), c, &opKeyed); e != nil && statusOf(e) != 503 {
					err = e
				}
			}
			done <- err
		}()
	}
	for range 64 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
