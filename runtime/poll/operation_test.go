package poll_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
	"github.com/apigen-go/apigen/runtime/poll"
)

type image struct {
	ID     string `json:"id"`
	Status string `json:"status,omitempty"`
}

// reply is what a server answers: "202 Location=/jobs/1 Retry-After=2 {...}", words before a brace.
type reply string

func (a reply) response(r *http.Request) *http.Response {
	head, body, found := strings.Cut(string(a), "{")
	if found {
		body = "{" + body
	}
	words := strings.Fields(head)
	resp := &http.Response{Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r, ContentLength: int64(len(body))}
	fmt.Sscan(words[0], &resp.StatusCode)
	for _, word := range words[1:] {
		name, value, _ := strings.Cut(word, "=")
		resp.Header.Set(name, value)
	}
	return resp
}

// vendor is a server in memory: each request is looked up by method and path with query, and gets the next of its answers, the last for
// ever.
type vendor struct {
	answers map[string][]reply
	log     []string // "GET /jobs/1", and when
	times   []time.Time
	keys    []string // X-Key
}

func (v *vendor) RoundTrip(r *http.Request) (*http.Response, error) {
	line := r.Method + " " + r.URL.RequestURI()
	if r.URL.Host != "api.example" {
		line += " at " + r.URL.Host
	}
	v.log, v.times, v.keys = append(v.log, line), append(v.times, time.Now()), append(v.keys, r.Header.Get("X-Key"))
	list := v.answers[line]
	if len(list) == 0 {
		return reply("404").response(r), nil
	}
	if len(list) > 1 {
		v.answers[line] = list[1:]
	}
	return list[0].response(r), nil
}

func (v *vendor) client(t *testing.T, opts ...runtime.Option) *runtime.Client {
	t.Helper()
	opts = append(opts, runtime.WithHTTPClient(&http.Client{Transport: v}), runtime.WithCredential("key", auth.APIKey("header", "X-Key", "canary")))
	c, err := runtime.New("https://api.example/v1", opts...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func client(t *testing.T, base string) *runtime.Client {
	t.Helper()
	c, err := runtime.New(base)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func op(method string) *runtime.Operation {
	return &runtime.Operation{ID: "make", Method: method, Path: "/images", Accept: "application/json", Security: []runtime.Requirement{{"key"}}}
}

// run starts an operation, hands its token to another client, and waits there.
func run(t *testing.T, v *vendor, p *poll.Protocol, opts ...runtime.Option) (*image, error) {
	t.Helper()
	begun, err := poll.Start[image](t.Context(), v.client(t), runtime.NewRequest(p.Operation), nil, p)
	if err != nil {
		return nil, err
	}
	token := begun.Token()
	if token == "" {
		return begun.Result(), nil
	}
	resumed, err := poll.Resume[image](v.client(t), token, p)
	if err != nil {
		t.Fatal(err)
	}
	return resumed.Wait(t.Context(), opts...)
}

func TestAnOperationIsFollowedToItsResultByAnotherClient(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		protocol poll.Protocol
		answers  map[string][]reply
		want     []string
	}{
		"202 and Location": {
			poll.Protocol{Operation: op("POST")},
			map[string][]reply{"POST /v1/images": {"202 Location=/v1/jobs/1"}, "GET /v1/jobs/1": {"202", "202 Location=jobs/2"}, "GET /v1/jobs/jobs/2": {`200 {"id":"i"}`}},
			[]string{"POST /v1/images", "GET /v1/jobs/1", "GET /v1/jobs/1", "GET /v1/jobs/jobs/2"},
		},
		"202 and Location that leads on by 303": {
			poll.Protocol{Operation: op("POST")},
			map[string][]reply{"POST /v1/images": {"202 Location=jobs/1"}, "GET /v1/jobs/1": {"202", "303 Location=/v1/images/i"}, "GET /v1/images/i": {`200 {"id":"i","status":"pending"}`}},
			[]string{"POST /v1/images", "GET /v1/jobs/1", "GET /v1/jobs/1", "GET /v1/images/i"},
		},
		"202 and Location with a status": {
			poll.Protocol{Operation: op("POST"), Status: "status", States: poll.States{Succeeded: []string{"ready"}}},
			map[string][]reply{"POST /v1/images": {"202 Location=/v1/jobs/1"}, "GET /v1/jobs/1": {`200 {"status":"new"}`, `200 {"id":"i","status":"Ready"}`}},
			[]string{"POST /v1/images", "GET /v1/jobs/1", "GET /v1/jobs/1"},
		},
		"Azure: the result at the resource's own URL": {
			poll.Protocol{Operation: op("PUT")},
			map[string][]reply{
				"PUT /v1/images":       {`201 Azure-AsyncOperation=https://api.example/ops/1?sig=a%2Fb {"properties":{"provisioningState":"Creating"}}`},
				"GET /ops/1?sig=a%2Fb": {`200 {"status":"InProgress"}`, `200 {"status":"Succeeded"}`},
				"GET /v1/images":       {`200 {"id":"i"}`},
			},
			[]string{"PUT /v1/images", "GET /ops/1?sig=a%2Fb", "GET /ops/1?sig=a%2Fb", "GET /v1/images"},
		},
		"Azure: the result at Location": {
			poll.Protocol{Operation: op("POST"), Final: "location"},
			map[string][]reply{
				"POST /v1/images":   {"202 Azure-AsyncOperation=/ops/1 Location=/v1/results/1"},
				"GET /ops/1":        {`200 {"status":"Running"}`, `200 {"status":"Succeeded"}`},
				"GET /v1/results/1": {`200 {"id":"i"}`},
			},
			[]string{"POST /v1/images", "GET /ops/1", "GET /ops/1", "GET /v1/results/1"},
		},
		"Operation-Location with the result in the status": {
			poll.Protocol{Operation: op("POST"), Final: "operation-location"},
			map[string][]reply{"POST /v1/images": {"202 Operation-Location=/ops/1"}, "GET /ops/1": {`200 {"status":"notStarted"}`, `200 {"status":"succeeded","id":"i"}`}},
			[]string{"POST /v1/images", "GET /ops/1", "GET /ops/1"},
		},
		"provisioningState alone": {
			poll.Protocol{Operation: op("PUT")},
			map[string][]reply{
				"PUT /v1/images": {`201 {"id":"i","properties":{"provisioningState":"Creating"}}`},
				"GET /v1/images": {`200 {"properties":{"provisioningState":"Updating"}}`, `200 {"id":"i","properties":{"provisioningState":"Succeeded"}}`},
			},
			[]string{"PUT /v1/images", "GET /v1/images", "GET /v1/images"},
		},
		"done at once": {
			poll.Protocol{Operation: op("PUT")},
			map[string][]reply{"PUT /v1/images": {`200 {"id":"i","properties":{"provisioningState":"Succeeded"}}`}},
			[]string{"PUT /v1/images"},
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			v := &vendor{answers: test.answers}
			got, err := run(t, v, &test.protocol)
			if err != nil || got == nil || got.ID != "i" {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
			if diff := cmp.Diff(test.want, v.log); diff != "" {
				t.Errorf("%s: requests (-want +got)\n%s", name, diff)
			}
			for i, key := range v.keys {
				if key != "canary" {
					t.Errorf("%s: no credential with request %d", name, i+1)
				}
			}
		})
	}
}

func TestADeletionHasNoResult(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{answers: map[string][]reply{"DELETE /v1/images": {"202 Location=/ops/1"}, "GET /ops/1": {"202", "204"}}}
		got, err := run(t, v, &poll.Protocol{Operation: op("DELETE")})
		if err != nil || *got != (image{}) {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestAFailedOperationIsATypedErrorWithItsCode(t *testing.T) {
	t.Parallel()
	for _, state := range []string{"Failed", "Canceled", "cancelled"} {
		synctest.Test(t, func(t *testing.T) {
			v := &vendor{answers: map[string][]reply{
				"POST /v1/images": {"202 Operation-Location=/ops/1"},
				"GET /ops/1":      {reply(`200 {"status":"` + state + `","error":{"code":"QuotaExceeded","message":"secret-1"}}`)},
			}}
			_, err := run(t, v, &poll.Protocol{Operation: op("POST")})
			var failed *poll.Error[image]
			if !errors.As(err, &failed) || !errors.Is(err, poll.ErrFailed) || errors.Is(err, poll.ErrPaused) || failed.State != state {
				t.Fatalf("error %v", err)
			}
			if want := fmt.Sprintf("it ended as %q: QuotaExceeded", state); err.Error() != want || !strings.Contains(string(failed.Raw), "secret-1") {
				t.Errorf("says %q, want %q", err, want)
			}
			if text := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(text, "secret-1") {
				t.Errorf("the message of the server is in %s", text)
			}
		})
	}
}

func TestAnotherOriginIsNeverAskedWithCredentials(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"Location=https://evil.example/1", "Operation-Location=http://api.example/1", "Location=//evil.example/1", "Azure-AsyncOperation=https://api.example:444/1"} {
		v := &vendor{answers: map[string][]reply{"POST /v1/images": {reply("202 " + header)}}}
		_, err := run(t, v, &poll.Protocol{Operation: op("POST")}, poll.With(poll.Policy{First: 1}))
		if !errors.Is(err, runtime.ErrCrossOrigin) && !errors.Is(err, runtime.ErrInsecure) || len(v.log) != 1 {
			t.Errorf("%s: %v; requests %v", header, err, v.log)
		}
	}
	for _, header := range []string{"Location=https://u:p@api.example/1", "Location=file:///etc/passwd", "Location=https:x"} {
		v := &vendor{answers: map[string][]reply{"POST /v1/images": {reply("202 " + header)}}}
		_, err := run(t, v, &poll.Protocol{Operation: op("POST")})
		if err == nil || !strings.Contains(err.Error(), "make was accepted") || len(v.log) != 1 {
			t.Errorf("%s: %v; requests %v", header, err, v.log)
		}
	}
}

func TestAForeignStatusPageThatTheCallerAllowsIsAskedBare(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{answers: map[string][]reply{
			"POST /v1/images": {"202 Location=https://jobs.example/1"}, "GET /1 at jobs.example": {`200 {"id":"i"}`},
		}}
		got, err := run(t, v, &poll.Protocol{Operation: op("POST")}, runtime.WithAllowedHosts("jobs.example"))
		if err != nil || got.ID != "i" || v.keys[1] != "" {
			t.Errorf("%+v, %v, credentials %q", got, err, v.keys)
		}
	})
}

func TestTheServerSetsThePaceAndElseTheWaitGrows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{answers: map[string][]reply{
			"POST /v1/images": {"202 Location=/ops/1 Retry-After=100"},
			"GET /ops/1":      {"202 Retry-After=50", "202", "202", "202", "202", "202", "202", "202", "202", "202", `200 {"id":"i"}`},
		}}
		o, err := poll.Start[image](t.Context(), v.client(t), runtime.NewRequest(op("POST")), nil, &poll.Protocol{Operation: op("POST")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		const s = time.Second
		least := []time.Duration{100 * s, 50 * s, s / 2, s, 2 * s, 4 * s, 8 * s, 15 * s, 15 * s, 15 * s}
		most := []time.Duration{106 * s, 53 * s, s, 2 * s, 4 * s, 8 * s, 16 * s, 30 * s, 30 * s, 30 * s}
		for i := range least {
			if gap := v.times[i+1].Sub(v.times[i]); gap < least[i] || gap > most[i] {
				t.Errorf("wait %d is %v, want %v to %v", i+1, gap, least[i], most[i])
			}
		}
	})
}

func TestAcceptedWithoutAWordOfWhereIsAnError(t *testing.T) {
	t.Parallel()
	v := &vendor{answers: map[string][]reply{"POST /v1/images": {`202 {"id":"i"}`}}}
	if _, err := run(t, v, &poll.Protocol{Operation: op("POST")}); !errors.Is(err, poll.ErrNoStatus) {
		t.Error(err)
	}
	v = &vendor{answers: map[string][]reply{"POST /v1/images": {"202 Operation-Location=/ops/1"}, "GET /ops/1": {"200 {}"}}}
	synctest.Test(t, func(t *testing.T) {
		if _, err := run(t, v, &poll.Protocol{Operation: op("POST")}); !errors.Is(err, poll.ErrNoStatus) {
			t.Error(err)
		}
	})
}

func TestAServerThatIsDownForAWhileDoesNotEndTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		once := runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1})
		down := map[string][]reply{
			"POST /v1/images": {"202 Location=/ops/1"},
			"GET /ops/1":      {"503", "503 Retry-After=300", "429", "202", "500", `200 {"id":"i"}`},
		}
		v := &vendor{answers: down}
		got, err := run(t, v, &poll.Protocol{Operation: op("POST")}, once)
		if err != nil || got.ID != "i" {
			t.Fatalf("%+v, %v", got, err)
		}
		if gap := v.times[3].Sub(v.times[2]); gap < 300*time.Second {
			t.Errorf("Retry-After: 300 was waited for %v", gap)
		}
		v = &vendor{answers: map[string][]reply{"POST /v1/images": {"202 Location=/ops/1"}, "GET /ops/1": {"503"}}}
		if _, err = run(t, v, &poll.Protocol{Operation: op("POST")}, once); !errors.Is(err, runtime.ErrServer) || len(v.log) != 6 {
			t.Errorf("%v after %d requests", err, len(v.log))
		}
		v = &vendor{answers: map[string][]reply{"POST /v1/images": {"202 Location=/ops/1"}}}
		if _, err = run(t, v, &poll.Protocol{Operation: op("POST")}, once); !errors.Is(err, runtime.ErrNotFound) || len(v.log) != 2 {
			t.Errorf("%v after %d requests", err, len(v.log))
		}
	})
}

func TestTheResultComesOnceMoreWithoutARequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{answers: map[string][]reply{"POST /v1/images": {"202 Location=/ops/1"}, "GET /ops/1": {"202", `200 {"id":"i"}`}}}
		p := &poll.Protocol{Operation: op("POST")}
		o, err := poll.Start[image](t.Context(), v.client(t), runtime.NewRequest(p.Operation), nil, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, done := range []bool{false, true, true} {
			if got, err := o.Poll(t.Context()); err != nil || (got != nil) != done || (o.Token() == "") != done {
				t.Errorf("%+v, %v, token %q", got, err, o.Token())
			}
		}
		if len(v.log) != 3 {
			t.Errorf("requests %v", v.log)
		}
	})
}

func TestARealServerIsFollowed(t *testing.T) {
	t.Parallel()
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPost:
			w.Header().Set("Location", "/jobs/1")
			w.WriteHeader(http.StatusAccepted)
		case asked < 2:
			asked++
			w.WriteHeader(http.StatusAccepted)
		default:
			io.WriteString(w, `{"id":"i"}`)
		}
	}))
	defer server.Close()
	own := runtime.Operation{ID: "make", Method: "POST", Path: "/images"}
	p := &poll.Protocol{Operation: &own}
	o, err := poll.Start[image](t.Context(), client(t, server.URL), runtime.NewRequest(&own), nil, p)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := o.Wait(t.Context(), poll.With(poll.Policy{First: 1})); err != nil || got.ID != "i" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestNoSecretOfTheQueryIsInAToken(t *testing.T) {
	t.Parallel()
	v := &vendor{answers: map[string][]reply{"PUT /v1/images?key=canary-2": {`201 {"properties":{"provisioningState":"Creating"}}`}}}
	c, err := runtime.New("https://api.example/v1", runtime.WithHTTPClient(&http.Client{Transport: v}), runtime.WithCredential("key", auth.APIKey("query", "key", "canary-2")))
	if err != nil {
		t.Fatal(err)
	}
	p := &poll.Protocol{Operation: op("PUT")}
	o, err := poll.Start[image](t.Context(), c, runtime.NewRequest(p.Operation), nil, p)
	if err != nil {
		t.Fatal(err)
	}
	if text := poll.TokenText(o.Token()); strings.Contains(text, "canary") || !strings.Contains(text, "/v1/images") {
		t.Errorf("the token has %s", text)
	}
}

func TestOptionsOfWaitingAreRefusedElsewhere(t *testing.T) {
	t.Parallel()
	err := runtime.DoEmpty(context.Background(), client(t, "https://api.example"), runtime.NewRawRequest("GET", "/"), []runtime.Option{poll.With(poll.Policy{})})
	if err == nil || !strings.Contains(err.Error(), "poll.With") {
		t.Error(err)
	}
}
