package main

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

// patience is enough for a busy machine and the race detector.
const patience = time.Second

func TestNothingIsExecutedTwiceOrLost(t *testing.T) {
	var out bytes.Buffer
	err := plan{keyed: 1_000, unkeyed: 1_000, outage: 1_000, workers: 64, patience: patience, seed: 1}.run(t.Context(), &out)
	t.Logf("\n%s", &out)
	if err != nil {
		t.Error(err)
	}
}

func TestTheFaultsDoHappen(t *testing.T) {
	b, err := newBench(2, patience, brokenExchanges, badStatuses)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if _, err := createKeyed(t.Context(), b, 1_000, 64); err != nil {
		t.Fatal(err)
	}
	for k := range kinds {
		for s := range stages {
			happens := s < between && k < late || s == between && k != stall && k < late || k == late && s == unanswered || k > late && s == answered
			if (b.at(k, s) > 0) != happens {
				t.Errorf("%v, %v: %d", k, s, b.at(k, s))
			}
		}
	}
}

// repeating is a transport that sends again whatever has failed, as other clients do.
type repeating struct{ next http.RoundTripper }

func (r repeating) RoundTrip(req *http.Request) (*http.Response, error) {
	for range 3 {
		resp, err := r.next.RoundTrip(req.Clone(req.Context()))
		if err == nil && resp.StatusCode < 500 {
			return resp, nil
		}
		if resp != nil {
			resp.Body.Close()
		}
		req.Body, _ = req.GetBody()
	}
	return r.next.RoundTrip(req)
}

func TestTheLedgerNoticesAClientThatRepeats(t *testing.T) {
	b, err := newBench(3, patience, brokenExchanges, badStatuses)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	again := runtime.WithHTTPClient(&http.Client{Transport: repeating{b.transport}})
	r, err := createUnkeyed(t.Context(), b, 500, 64, again)
	if err != nil {
		t.Fatal(err)
	}
	if r.duplicates == 0 || r.check(false) == nil {
		t.Errorf("%d duplicates", r.duplicates)
	}
}

func TestTheLedgerNoticesAnAcknowledgementOfNothing(t *testing.T) {
	r := &result{calls: 1, acknowledged: map[string]string{"order-1": "id_1"}}
	r.judge(newLedger(0, 1, new(tally)))
	if r.lost != 1 || r.check(true) == nil {
		t.Errorf("%d lost", r.lost)
	}
}

func TestMessagesAreReadWhole(t *testing.T) {
	for _, test := range []struct{ name, text string }{
		{"a request without a body", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"a body of known length", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"},
		{"a body in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"},
	} {
		raw, err := readMessage(iotest.OneByteReader(strings.NewReader(test.text+"more")), noLimit)
		if err != nil || string(raw) != test.text {
			t.Errorf("%s: %q, %v", test.name, raw, err)
		}
		if raw, err := readMessage(strings.NewReader(test.text), 7); err != nil || string(raw) != test.text[:7] {
			t.Errorf("%s, up to a limit: %q, %v", test.name, raw, err)
		}
		if _, err := readMessage(strings.NewReader(test.text[:20]), noLimit); err != io.EOF {
			t.Errorf("%s, cut short: %v", test.name, err)
		}
	}
}

func TestAProxyWithoutFaultsIsTransparent(t *testing.T) {
	b, err := newBench(4, patience, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	r, err := createUnkeyed(t.Context(), b, 200, 8)
	if err != nil || len(r.acknowledged) != 200 || b.dialled.Load() > 20 || r.attempts != 200 {
		t.Errorf("%d acknowledged, %d connections, %v", len(r.acknowledged), b.dialled.Load(), err)
	}
	if conns, links, goroutines := b.left(); conns+links != 0 || goroutines != 0 {
		t.Errorf("left over: %d, %d, %d", conns, links, goroutines)
	}
}
