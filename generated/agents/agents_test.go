package agents_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	client "github.com/apigen-go/apigen/generated/agents"
	"github.com/apigen-go/apigen/generated/internal/server/agents"
	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/poll"
)

func TestFiltersAreWrittenInTheirStyles(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	p, err := c.Agents.List(t.Context(), &client.AgentsListParams{
		PageSize: new(int32(3)),
		Filter:   &client.AgentFilter{Model: new("finch-1"), CreatedAfter: new(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))},
		Tags:     []string{"slow", "image"},
		Fields:   []string{"id", "name"},
	})
	if err != nil || len(p.Items) != 1 || p.Items[0].Name != "Painter" || p.HasMore() {
		t.Fatalf("page %+v, %v", p, err)
	}
	const want = "/api/agents?page_size=3&filter%5Bmodel%5D=finch-1&filter%5Bcreated_after%5D=2026-01-02T03%3A04%3A05Z&tags=slow%7Cimage&fields=id,name"
	if diff := cmp.Diff(want, s.Requests("", "")[0].URI); diff != "" {
		t.Errorf("the URI (-want +got):\n%s", diff)
	}
}

func TestAnAgentKeepsItsNumbersAndNulls(t *testing.T) {
	t.Parallel()
	_, c := vendor(t)
	a := must[*client.Agent](t)(c.Agents.Get(t.Context(), "agt_1"))
	if a.Limits["tokens"].Max != 9007199254740993 || !a.Instructions.IsNull() || *a.Limits["time"].Unit != "s" {
		t.Errorf("agent %+v", a)
	}
}

func TestAllAgentsByPageTokens(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	var names []string
	for a, err := range c.Agents.All(t.Context(), &client.AgentsListParams{PageSize: new(int32(2))}) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, a.Name)
	}
	if !slices.Equal(names, []string{"Researcher", "Writer", "Translator", "Painter", "Clerk"}) || len(s.Requests("", "")) != 3 {
		t.Errorf("agents %v by %d requests", names, len(s.Requests("", "")))
	}
}

func TestARunIsFollowedToItsEnd(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	var meta runtime.Meta
	run := must[*client.Run](t)(c.Runs.Create(t.Context(), "agt_2", client.RunRequest{
		Task: "write", Inputs: map[string]any{"n": json.Number("9007199254740993")}, Timeout: new(runtime.Duration("PT5M")),
		Labels: map[string]string{},
	}, &client.RunsCreateParams{
		RequestPriority: new(client.PriorityHigh), CorrelationID: new(runtime.UUID("5f0c2f9e-9a3b-4a1c-8f57-1d6f2f6f8f10")),
	}, runtime.WithResponse(&meta)))
	if meta.StatusCode != http.StatusAccepted || meta.Header.Get("Location") != "/api/runs/"+run.ID {
		t.Errorf("accepted with %d %v", meta.StatusCode, meta.Header)
	}
	const sent = `{"task":"write","inputs":{"n":9007199254740993},"timeout":"PT5M","labels":{}}`
	post := s.Requests(http.MethodPost, "")[0]
	if diff := cmp.Diff(sent, string(post.Body)); diff != "" || post.Header.Get("X-Request-Priority") != "10" {
		t.Errorf("priority %s, body (-want +got):\n%s", post.Header.Get("X-Request-Priority"), diff)
	}
	var seen []client.RunStatus
	for run.FinishedAt.IsZero() || run.FinishedAt.IsNull() {
		seen = append(seen, run.Status)
		run = must[*client.Run](t)(c.Runs.Get(t.Context(), run.ID))
	}
	if !slices.Equal(seen, []client.RunStatus{"queued", "running"}) || run.Status != client.RunStatusSucceeded || run.Usage["tokens"] != 5 {
		t.Errorf("saw %v, then %+v", seen, run)
	}
	if diff := cmp.Diff(map[string]any{"n": json.Number("9007199254740993")}, run.Output.Or(nil)); diff != "" {
		t.Errorf("the output (-want +got):\n%s", diff)
	}
	down := must[io.ReadCloser](t)(c.Files.Download(t.Context(), run.ID, run.Files[0]))
	defer down.Close()
	if data, err := io.ReadAll(down); err != nil || string(data) != "%PDF-1.7\x00\xff\nwrite" {
		t.Errorf("the file is %q, %v", data, err)
	}
}

func TestARunIsWaitedForInAnotherProcess(t *testing.T) {
	t.Parallel()
	s := agents.New(key)
	base := runtime.WithBaseURL(listen(t, s) + "/api")
	run := must[*client.Run](t)(connect(t, base, client.WithAPIKey(key)).Runs.Create(t.Context(), "agt_1", client.RunRequest{Task: "x"}, nil))
	resumed := connect(t, base, client.WithAPIKey(key))
	began := time.Now()
	done := must[*client.Run](t)(resumed.Runs.Wait(t.Context(), run.ID, poll.With(poll.Policy{First: time.Millisecond})))
	if done.Status != client.RunStatusSucceeded || done.FinishedAt.IsNull() {
		t.Errorf("waited for %+v", done)
	}
	if asked := len(s.Requests(http.MethodGet, "")); asked != 2 || time.Since(began) < time.Second { // its Retry-After
		t.Errorf("%d requests in %v", asked, time.Since(began))
	}
	s.SetStatus(run.ID, "failed")
	_, err := resumed.Runs.Wait(t.Context(), run.ID)
	var failed *poll.Error[client.Run]
	if !errors.As(err, &failed) || failed.Value.ID != run.ID || failed.State != "failed" {
		t.Errorf("a failed run: %v", err)
	}
}

func TestRunsAreFoundByPriorities(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	for _, p := range []client.Priority{client.PriorityLow, client.PriorityNormal, client.PriorityHigh} {
		must[*client.Run](t)(c.Runs.Create(t.Context(), "agt_1", client.RunRequest{Task: "x"}, &client.RunsCreateParams{RequestPriority: &p}))
	}
	s.SetStatus("run_3", "paused")
	p, err := c.Runs.List(t.Context(), &client.RunsListParams{Priority: []client.Priority{client.PriorityLow, client.PriorityHigh}})
	if err != nil || len(p.Items) != 2 || *p.Items[0].Priority != client.PriorityLow || p.Items[1].Status != "paused" {
		t.Errorf("page %+v, %v", p, err)
	}
	if uri := s.Requests(http.MethodGet, "")[0].URI; uri != "/api/runs?priority=0,10" {
		t.Errorf("asked for %s", uri)
	}
}

func TestARunWithoutAKeyIsNotStartedTwice(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	s.CutAnswers(1)
	_, err := c.Runs.Create(t.Context(), "agt_1", client.RunRequest{Task: "x"}, nil)
	var call *runtime.CallError
	if !errors.As(err, &call) || call.Attempts != 1 || len(s.Requests("", "")) != 1 {
		t.Errorf("%d requests, %v", len(s.Requests("", "")), err)
	}
}

func TestDeletingTwiceIsATypedError(t *testing.T) {
	t.Parallel()
	_, c := vendor(t)
	if err := c.Agents.Delete(t.Context(), "agt_5"); err != nil {
		t.Fatal(err)
	}
	err := c.Agents.Delete(t.Context(), "agt_5")
	var fault *runtime.Error[client.Fault]
	if !errors.As(err, &fault) || !errors.Is(err, runtime.ErrNotFound) || fault.Body.Code != "agent_not_found" || fault.Body.Details["retryable"] != false {
		t.Errorf("error %v", err)
	}
	must[*client.Run](t)(c.Runs.Create(t.Context(), "agt_1", client.RunRequest{Task: "x"}, nil))
	if err := c.Runs.Cancel(t.Context(), "run_1"); err != nil {
		t.Error(err)
	}
}

func TestAnyCredentialOfTheDocumentWillDo(t *testing.T) {
	t.Parallel()
	s := agents.New(key)
	base := runtime.WithBaseURL(listen(t, s) + "/api")
	if _, err := connect(t, base, client.WithAPIKey(key), client.WithAccessToken("canary-unused")).Agents.List(t.Context(), nil); err != nil {
		t.Error(err)
	}
	r := s.Requests("", "")[0]
	if r.Header.Get("X-API-Key") != key || r.Header.Get("Authorization") != "" {
		t.Errorf("of two alternatives, sent %v", r.Header)
	}
	_, err := connect(t, base, client.WithAccessToken("canary-user")).Agents.List(t.Context(), nil)
	if r := s.Requests("", "")[1]; !errors.Is(err, runtime.ErrUnauthorized) || r.Header.Get("Authorization") != "Bearer canary-user" {
		t.Errorf("the other alternative: sent %v, %v", r.Header, err)
	}
}
