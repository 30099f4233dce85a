package runtimetest_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/runtime/runtimetest"
)

// naive is what one writes in ten minutes: net/http, and a loop around it.
type naive struct{}

func (naive) Name() string { return "naive" }

func (naive) Features() []runtimetest.Feature {
	return []runtimetest.Feature{runtimetest.Bodies, runtimetest.RetryAfter}
}

func (naive) New(set runtimetest.Setup) (runtimetest.Caller, error) {
	client := &http.Client{Timeout: set.AttemptTimeout}
	if set.Transport != nil {
		client.Transport = set.Transport
	}
	return loop{client, set}, nil
}

type loop struct {
	client *http.Client
	set    runtimetest.Setup
}

func (l loop) Call(ctx context.Context, c runtimetest.Call) (r runtimetest.Result) {
	for range max(l.set.MaxAttempts, 1) {
		if r = l.once(ctx, c); r.Err == nil && r.Status < 500 && r.Status != http.StatusTooManyRequests {
			return r
		}
		time.Sleep(100 * time.Millisecond)
	}
	return r
}

func (l loop) once(ctx context.Context, c runtimetest.Call) runtimetest.Result {
	var body io.Reader
	if c.JSON != nil {
		body = bytes.NewReader(c.JSON)
	}
	r, err := http.NewRequestWithContext(ctx, c.Method, l.set.URL+c.Path+"?"+c.Query.Encode(), body)
	if err != nil {
		return runtimetest.Result{Err: err}
	}
	for name, value := range map[string]string{"Idempotency-Key": c.Key, "X-Api-Key": l.set.APIKey, "Authorization": l.set.Bearer} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	resp, err := l.client.Do(r)
	if err != nil {
		return runtimetest.Result{Err: err}
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return runtimetest.Result{Status: resp.StatusCode, Header: resp.Header, Body: data, Err: err}
}

func TestANaiveClientFailsWhereItMust(t *testing.T) {
	report := runtimetest.Measure(t, naive{})
	failed := report.Failed("naive")
	for _, id := range strings.Fields("A2 A3 A5 A7 A10 B1 B2 B3 B4 B7 B8 B10 B12 B13 C1 D5 D8 E1 E2 E3 E4 E8") {
		if failed[id] == nil {
			t.Errorf("%s passes", id)
		}
	}
	for _, id := range strings.Fields("A1 A4 A6 A8 A9 A13 B5 B6 B11 B14 C2 D4 D6 D7 D9 K3 K6 K8") {
		if failed[id] != nil {
			t.Errorf("%s fails: %v", id, failed[id])
		}
	}
	var table bytes.Buffer
	if err := report.WriteTable(&table); err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{"| A1 | a GET that", "| **fail** |\n", "| pass |\n", "| – |\n", "| 18 of 40 |"} {
		if !strings.Contains(table.String(), row) {
			t.Errorf("no %q in the table:\n%s", row, table.String())
		}
	}
}

func TestEveryCaseOfTheseGroupsIsThere(t *testing.T) {
	t.Parallel()
	want := []string{}
	for _, group := range []struct {
		letter string
		n      int
	}{{"A", 13}, {"B", 14}, {"C", 14}, {"D", 9}, {"E", 9}, {"F", 11}, {"G", 5}, {"H", 7}, {"K", 8}} {
		for i := range group.n {
			want = append(want, fmt.Sprint(group.letter, i+1))
		}
	}
	got := []string{}
	for _, c := range runtimetest.Cases() {
		got = append(got, c.ID)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("want %v\ngot  %v", want, got)
	}
}

func TestTheKitLinksTheStandardLibraryOnly(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Fields(string(out)); !slices.Equal(got, []string{"github.com/apigen-go/apigen/runtime/runtimetest"}) {
		t.Errorf("it links %v", got)
	}
}
