package golden_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	bulk "github.com/apigen-go/apigen/golden/successes_that_report_failure_say_so"
	doors "github.com/apigen-go/apigen/golden/what_is_secret_is_known_to_the_operation"
	search "github.com/apigen-go/apigen/golden/what_may_be_repeated_is_declared"
	"github.com/apigen-go/apigen/runtime"
)

// answering is a server that answers everything so, and the option that leads to it.
func answering(t *testing.T, status int, body string) (runtime.Option, *atomic.Int32) {
	t.Helper()
	var count atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		count.Add(1)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return runtime.WithBaseURL(s.URL), &count
}

func bulkClient(t *testing.T, body string) *bulk.Client {
	t.Helper()
	base, _ := answering(t, http.StatusOK, body)
	c, err := bulk.New(base)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAFlagHasTheErrorOfTheDefaultResponse(t *testing.T) {
	t.Parallel()
	got, err := bulkClient(t, `{"ok":false,"error":"channel_not_found","ts":"7"}`).ChatPost.PostMessage(t.Context())
	var fault *runtime.Partial[bulk.ChatFault]
	if !errors.As(err, &fault) || fault.Errors.Error != "channel_not_found" || got == nil || got.TS != "7" {
		t.Errorf("%+v, %v", got, err)
	}
	if want := "POST /chat.post: 200 OK, but it reports a failure: channel_not_found"; err.Error() != want {
		t.Errorf("says %q, want %q", err, want)
	}
}

func TestDataComesBesideErrors(t *testing.T) {
	t.Parallel()
	got, err := bulkClient(t, `{"data":{"order":null},"errors":[{"message":"no such order","path":["order"]}]}`).Graphql.Query(t.Context(), nil)
	var failed *runtime.Partial[[]bulk.GraphQLError]
	if !errors.As(err, &failed) || got == nil {
		t.Fatalf("%v, %v", got, err)
	}
	message := "no such order"
	if diff := cmp.Diff([]bulk.GraphQLError{{Message: &message, Path: []string{"order"}}}, failed.Errors); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

func TestAResultByStatusComesBesideItsError(t *testing.T) {
	t.Parallel()
	got, err := bulkClient(t, `{"success":false,"errors":[{"code":1003}],"result":{"id":"z"}}`).Zones.Get(t.Context(), "z")
	var failed *runtime.PartialError
	if !errors.As(err, &failed) || failed.Code != "1003" || got == nil || got.OK == nil || *got.OK.Result.ID != "z" {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := bulkClient(t, `{"success":true,"errors":[],"result":{"id":"z"}}`).Zones.Get(t.Context(), "z"); err != nil || got.OK == nil {
		t.Errorf("a whole success: %+v, %v", got, err)
	}
}

func TestAnIteratorYieldsItsItemsBeforeThePartialError(t *testing.T) {
	t.Parallel()
	var urls []string
	var failed *runtime.Partial[[]string]
	for link, err := range bulkClient(t, `{"links":[{"url":"a"},{"url":"b"}],"next_cursor":"2","errors":["shard 3 is down"]}`).Links.All(t.Context(), nil) {
		if err != nil {
			if failed != nil || !errors.As(err, &failed) {
				t.Errorf("error %v", err)
			}
			continue
		}
		urls = append(urls, *link.URL)
	}
	if !slices.Equal(urls, []string{"a", "b"}) || failed == nil || failed.Errors[0] != "shard 3 is down" {
		t.Errorf("links %v, %v", urls, failed)
	}
}

func TestTheConfigurationSaysWhereFailureStands(t *testing.T) {
	t.Parallel()
	rows, err := bulkClient(t, `{"rows":[{},{"problem":{"ok":false,"error":"no_email"}}]}`).Import.ImportRows(t.Context())
	var failed *runtime.Partial[[]bulk.ChatFault]
	if !errors.As(err, &failed) || len(failed.Errors) != 1 || failed.Errors[0].Error != "no_email" || len(rows.Rows) != 2 {
		t.Errorf("%+v, %v", rows, err)
	}
	if _, err := bulkClient(t, `{"ok":false}`).Ping.Ping(t.Context()); err != nil {
		t.Errorf("where the configuration says that there is none: %v", err)
	}
	if _, err := bulkClient(t, `{"id":"j","success":false,"errors":["x"]}`).Jobs.Get(t.Context(), "j"); err != nil {
		t.Errorf("errors of a thing: %v", err)
	}
}

func TestWhatIsSecretIsInNoLog(t *testing.T) {
	t.Parallel()
	base, _ := answering(t, http.StatusCreated, `{"name":"front","old_codes":["canary1"],"keys":[{"code":"canary2","public":"yes"}],"plan":{"floor":7531}}`)
	var log bytes.Buffer
	c, err := doors.New(base, runtime.WithBodyLogging(1000), runtime.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	if err != nil {
		t.Fatal(err)
	}
	cut, ticket := "canary3", runtime.Secret("canary4")
	_, err = c.Doors.Create(t.Context(), doors.Door{Keys: []doors.Key{{Cut: &cut}}}, &doors.DoorsCreateParams{OwnerPin: &cut, Ticket: &ticket})
	if got := log.String(); err != nil || strings.Contains(got, "canary") || strings.Contains(got, "7531") || !strings.Contains(got, "yes") {
		t.Errorf("%v, log:\n%s", err, got)
	}
}

func TestWhatIsDeclaredRepeatableIsRepeated(t *testing.T) {
	t.Parallel()
	base, count := answering(t, http.StatusServiceUnavailable, "{}")
	c, err := search.New(base, runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 3, Base: 1, Cap: 1}))
	if err != nil {
		t.Fatal(err)
	}
	for name, call := range map[string]struct {
		do       func() error
		attempts int32
	}{
		"declared by the configuration": {func() error { _, err := c.Count.Count(t.Context()); return err }, 3},
		"a QUERY":                       {func() error { _, err := c.Search.Ask(t.Context(), nil); return err }, 3},
		"repeatable, but after nothing": {func() error { _, err := c.Search.Search(t.Context(), nil); return err }, 1},
		"a list of statuses alone":      {func() error { return c.Index.Index(t.Context()) }, 1},
		"a DELETE that says no":         {func() error { return c.Index.Clear(t.Context()) }, 1},
	} {
		count.Store(0)
		if err := call.do(); err == nil || count.Load() != call.attempts {
			t.Errorf("%s: %d attempts, want %d; %v", name, count.Load(), call.attempts, err)
		}
	}
}
