package runtime_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	goruntime "runtime"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/runtime"
)

type receipt struct {
	ID     string `json:"id"`
	Amount int64  `json:"amount"`
	Paid   bool   `json:"paid"`
}

var (
	opGet    = runtime.Operation{ID: "getOrder", Method: "GET", Path: "/orders/{order_id}", Accept: "application/json"}
	opCreate = runtime.Operation{ID: "createOrder", Method: "POST", Path: "/orders", Accept: "application/json"}
	opKeyed  = runtime.Operation{ID: "createKeyed", Method: "POST", Path: "/orders", Accept: "application/json", KeyHeader: "Idempotency-Key"}
)

// frugal is a server that answers every request with the same small JSON, without an allocation: what is measured is the
// client's.
func frugal(tb testing.TB) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go answer(conn)
		}
	}()
	return "http://" + listener.Addr().String()
}

func answer(conn net.Conn) {
	defer conn.Close()
	response := []byte("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Mon, 02 Jan 2006 15:04:05 GMT\r\n" +
		"Content-Length: 40\r\n\r\n" + `{"id":"ord_1","amount":4200,"paid":true}`)
	buffer := make([]byte, 64<<10)
	for have := 0; ; {
		n, err := conn.Read(buffer[have:])
		if err != nil {
			return
		}
		if have += n; !isWhole(buffer[:have]) {
			continue
		}
		have = 0
		if _, err := conn.Write(response); err != nil {
			return
		}
	}
}

// isWhole knows GET without a body, and POST with one of JSON.
func isWhole(request []byte) bool {
	return bytes.HasPrefix(request, []byte("GET")) && bytes.HasSuffix(request, []byte("\r\n\r\n")) || bytes.HasSuffix(request, []byte("}"))
}

func getReceipt(tb testing.TB, c *runtime.Client) {
	req := runtime.NewRequest(&opGet)
	req.Path("order_id", "ord_1")
	if _, err := runtime.Do[receipt](tb.Context(), c, req, nil); err != nil {
		tb.Fatal(err)
	}
}

func postReceipt(tb testing.TB, c *runtime.Client, op *runtime.Operation) {
	req := runtime.NewRequest(op)
	req.JSON("application/json", receipt{ID: "ord_1", Amount: 4200})
	if _, err := runtime.Do[receipt](tb.Context(), c, req, nil); err != nil {
		tb.Fatal(err)
	}
}

// byHand is what a careful colleague would write with net/http.
func byHand(tb testing.TB, client *http.Client, method, url string, body []byte) {
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	r, err := http.NewRequestWithContext(tb.Context(), method, url, reader)
	if err != nil {
		tb.Fatal(err)
	}
	r.Header.Set("Accept", "application/json")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := client.Do(r)
	if err != nil {
		tb.Fatal(err)
	}
	defer resp.Body.Close()
	var o receipt
	if err := json.NewDecoder(resp.Body).Decode(&o); err != nil {
		tb.Fatal(err)
	}
}

// canned is a transport that costs next to nothing: what is measured is what lies above it.
type canned struct{}

func (canned) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		io.Copy(io.Discard, r.Body)
		r.Body.Close()
	}
	return &http.Response{
		StatusCode: 200, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: 40, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}},
		Body:   io.NopCloser(strings.NewReader(`{"id":"ord_1","amount":4200,"paid":true}`)),
	}, nil
}

func BenchmarkAboveTheTransport(b *testing.B) {
	hand := &http.Client{Transport: canned{}}
	c, err := runtime.New("https://api.example.com", runtime.WithHTTPClient(hand))
	if err != nil {
		b.Fatal(err)
	}
	for name, run := range map[string]func(*testing.B){
		"get":           func(b *testing.B) { getReceipt(b, c) },
		"get by hand":   func(b *testing.B) { byHand(b, hand, "GET", "https://api.example.com/orders/ord_1", nil) },
		"post":          func(b *testing.B) { postReceipt(b, c, &opCreate) },
		"post with key": func(b *testing.B) { postReceipt(b, c, &opKeyed) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				run(b)
			}
		})
	}
}

func BenchmarkGet(b *testing.B) {
	url := frugal(b)
	c, err := runtime.New(url)
	if err != nil {
		b.Fatal(err)
	}
	hand := &http.Client{Transport: &http.Transport{}}
	b.Run("runtime", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			getReceipt(b, c)
		}
	})
	b.Run("by hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			byHand(b, hand, "GET", url+"/orders/ord_1", nil)
		}
	})
}

func BenchmarkPost(b *testing.B) {
	url := frugal(b)
	c, err := runtime.New(url)
	if err != nil {
		b.Fatal(err)
	}
	hand := &http.Client{Transport: &http.Transport{}}
	b.Run("runtime", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			postReceipt(b, c, &opCreate)
		}
	})
	b.Run("runtime keyed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			postReceipt(b, c, &opKeyed)
		}
	})
	b.Run("by hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			data, _ := json.Marshal(receipt{ID: "ord_1", Amount: 4200})
			byHand(b, hand, "POST", url+"/orders", data)
		}
	})
}

func TestTheCostOfASmallCall(t *testing.T) {
	c, err := runtime.New("https://api.example.com", runtime.WithHTTPClient(&http.Client{Transport: canned{}}))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		limit float64
		run   func()
	}{
		{"a GET", 30, func() { getReceipt(t, c) }},
		{"a POST", 40, func() { postReceipt(t, c, &opCreate) }},
		{"a POST with a key", 40, func() { postReceipt(t, c, &opKeyed) }},
	} {
		if got := testing.AllocsPerRun(200, test.run); got > test.limit {
			t.Errorf("%s takes %v allocations, more than %v", test.name, got, test.limit)
		}
	}
	if got := bytesPerRun(200, func() { getReceipt(t, c) }); got > 3300 {
		t.Errorf("a GET takes %d bytes, more than 3,300", got)
	}
}

func bytesPerRun(runs uint64, run func()) uint64 {
	var before, after goruntime.MemStats
	goruntime.ReadMemStats(&before)
	for range runs {
		run()
	}
	goruntime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) / runs
}

func TestASmallCallStartsNoGoroutine(t *testing.T) {
	c, err := runtime.New(frugal(t)) // on the runtime's own transport
	if err != nil {
		t.Fatal(err)
	}
	getReceipt(t, c) // opens the connection, which has goroutines of net/http's
	before := goruntime.NumGoroutine()
	for range 100 {
		getReceipt(t, c)
		postReceipt(t, c, &opKeyed)
	}
	if after := goruntime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines, then %d", before, after)
	}
}
