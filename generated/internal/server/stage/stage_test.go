package stage_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

func TestFaultsHitTheNextRequestsOnly(t *testing.T) {
	t.Parallel()
	var s stage.Stage
	executed := 0
	server := httptest.NewServer(s.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { executed++ })))
	t.Cleanup(server.Close)
	s.FailNext(1, http.StatusServiceUnavailable, "1")
	s.CutNext(1)
	s.CutAnswers(1)

	var got []int
	for range 4 {
		got = append(got, status(t, server.URL))
	}
	if want := []int{503, 0, 0, 200}; !slices.Equal(got, want) {
		t.Errorf("statuses %v, want %v", got, want)
	}
	if executed != 2 {
		t.Errorf("executed %d times, want 2: behind the cut answer, and at last", executed)
	}
	if n := len(s.Requests(http.MethodGet, "/")); n != 4 {
		t.Errorf("%d requests in the log, want 4", n)
	}
}

// status returns 0 if the connection was cut. POST-like semantics are not wanted here: net/http repeats a GET by
// itself on a connection that was used before, so each request has its own.
func status(t *testing.T, url string) int {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(url)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

func TestOneKeyIsExecutedOnce(t *testing.T) {
	t.Parallel()
	var keys stage.Keys
	conflict := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnprocessableEntity) }
	h := keys.Once(conflict, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write(body)
	})
	post := func(key, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Idempotency-Key", key)
		w := httptest.NewRecorder()
		h(w, r)
		return w
	}
	first, again, other := post("k", "a"), post("k", "a"), post("k", "b")
	if first.Code != 201 || again.Code != 201 || again.Body.String() != "a" || again.Header().Get("Idempotent-Replayed") == "" {
		t.Errorf("the second answer is %d %q %v", again.Code, again.Body, again.Header())
	}
	if other.Code != 422 {
		t.Errorf("another body with the key: status %d, want 422", other.Code)
	}
	if n := keys.Executions(); n != 1 {
		t.Errorf("%d executions, want 1", n)
	}
}

func TestPagesStayWhereTheyAreWhileTheListGrows(t *testing.T) {
	t.Parallel()
	self := func(s string) string { return s }
	items := []string{"d", "c", "b", "a"}
	page, more, err := stage.Page(items, self, "", 2)
	if err != nil || !more || !slices.Equal(page, []string{"d", "c"}) {
		t.Fatalf("first page %v %v %v", page, more, err)
	}
	after, err := stage.ReadCursor(stage.Cursor(page[1]))
	if err != nil {
		t.Fatal(err)
	}
	page, more, err = stage.Page(append([]string{"e"}, items...), self, after, 2)
	if err != nil || more || !slices.Equal(page, []string{"b", "a"}) {
		t.Errorf("second page %v %v %v", page, more, err)
	}
	page, more, err = stage.PageBefore(items, self, "b", 1)
	if err != nil || !more || !slices.Equal(page, []string{"c"}) {
		t.Errorf("page before b: %v %v %v", page, more, err)
	}
	if _, err := stage.ReadCursor("nonsense"); err == nil {
		t.Error("a foreign cursor was accepted")
	}
}
