package golden_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	jobs "github.com/apigen-go/apigen/golden/a_status_of_progress_is_waited_for"
	images "github.com/apigen-go/apigen/golden/accepted_work_is_followed_by_its_location"
	disks "github.com/apigen-go/apigen/golden/azure_operations_have_begin_and_resume"
	reports "github.com/apigen-go/apigen/golden/what_to_wait_for_is_configured"
	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/poll"
)

var quickly = poll.With(poll.Policy{First: 1, Longest: 1})

// scripted is a server that answers "GET /x" with the functions in turn, the last for ever, and the requests it got.
type scripted struct {
	answers map[string][]func(http.ResponseWriter)
	log     []string
}

func (s *scripted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	line := r.Method + " " + r.URL.Path
	s.log = append(s.log, line)
	list := s.answers[line]
	if len(list) == 0 {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if len(list) > 1 {
		s.answers[line] = list[1:]
	}
	list[0](w)
}

func (s *scripted) start(t *testing.T) runtime.Option {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return runtime.WithBaseURL(server.URL)
}

// say answers with a status, a JSON body, and headers as name and value.
func say(status int, body string, headers ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		w.Write([]byte(body))
	}
}

func TestAStatusIsWaitedForUntilItIsTerminal(t *testing.T) {
	t.Parallel()
	s := &scripted{answers: map[string][]func(http.ResponseWriter){
		"GET /jobs/1":           {say(200, `{"id":"1","status":"queued"}`), say(200, `{"id":"1","status":"polishing"}`), say(200, `{"id":"1","status":"completed"}`)},
		"GET /jobs/2":           {say(200, `{"id":"2","status":"failed"}`)},
		"GET /jobs/3":           {say(200, `{"id":"3","status":"requires_action"}`)},
		"GET /exports/4/status": {say(200, `{}`), say(200, `{"data":{"state":null}}`), say(200, `{"data":{"state":"DONE","export_id":"4"}}`)},
	}}
	c, err := jobs.New(s.start(t))
	if err != nil {
		t.Fatal(err)
	}
	job, err := c.Jobs.Wait(t.Context(), "1", nil, quickly)
	if err != nil || job.Status != jobs.JobStatusCompleted {
		t.Errorf("%+v, %v", job, err)
	}
	_, err = c.Jobs.Wait(t.Context(), "2", nil)
	var failed *poll.Error[jobs.Job]
	if !errors.As(err, &failed) || !errors.Is(err, poll.ErrFailed) || failed.Value.ID != "2" {
		t.Errorf("a failed job: %v", err)
	}
	if _, err = c.Jobs.Wait(t.Context(), "3", nil); !errors.Is(err, poll.ErrPaused) {
		t.Errorf("a job that waits for us: %v", err)
	}
	export, err := c.Exports.Wait(t.Context(), "4", quickly)
	if err != nil || *export.Data.ExportID != "4" {
		t.Errorf("%+v, %v", export, err)
	}
}

func TestAcceptedWorkGoesOnInAnotherClient(t *testing.T) {
	t.Parallel()
	s := &scripted{answers: map[string][]func(http.ResponseWriter){
		"POST /images":       {say(202, "", "Location", "/jobs/1")},
		"GET /jobs/1":        {say(202, ""), say(200, `{"id":"i"}`)},
		"POST /scans/i":      {say(202, `{"scan_id":"s","state":"waiting"}`, "Location", "/scans/s")},
		"GET /scans/s":       {say(200, `{"scan_id":"s","state":"scanning"}`), say(200, `{"scan_id":"s","state":"finished","threats":["worm"]}`)},
		"POST /translations": {say(202, "", "Operation-Location", "/ops/1")},
		"GET /ops/1":         {say(200, `{"status":"running"}`), say(200, `{"status":"Succeeded","result":{"text":"x"}}`)},
	}}
	base := s.start(t)
	first, err := images.New(base)
	if err != nil {
		t.Fatal(err)
	}
	begun, err := first.Images.BeginCreate(t.Context(), images.ImageRequest{Text: "a bird"})
	if err != nil {
		t.Fatal(err)
	}
	second, err := images.New(base)
	if err != nil {
		t.Fatal(err)
	}
	resumed, err := second.Images.ResumeCreate(begun.Token())
	if err != nil {
		t.Fatal(err)
	}
	if image, err := resumed.Wait(t.Context(), quickly); err != nil || image.ID != "i" {
		t.Errorf("%+v, %v", image, err)
	}
	if _, err := second.Images.ResumeScan(begun.Token()); !errors.Is(err, poll.ErrToken) {
		t.Errorf("the token of another method: %v", err)
	}
	scan, err := finish(t.Context(), func() (*poll.Operation[images.Scan], error) { return first.Images.BeginScan(t.Context(), "i") })
	if err != nil || scan.Threats[0] != "worm" {
		t.Errorf("%+v, %v", scan, err)
	}
	raw, err := first.Documents.BeginTranslate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if result, err := raw.Wait(t.Context(), quickly); err != nil || string(*result) != `{"status":"Succeeded","result":{"text":"x"}}` {
		t.Errorf("%s, %v", *result, err)
	}
}

func finish[T any](ctx context.Context, begin func() (*poll.Operation[T], error)) (*T, error) {
	o, err := begin()
	if err != nil {
		return nil, err
	}
	return o.Wait(ctx, quickly)
}

func TestAnAzureOperationEndsWhereItsDocumentSays(t *testing.T) {
	t.Parallel()
	s := &scripted{answers: map[string][]func(http.ResponseWriter){
		"PUT /disks/d":         {say(201, `{"properties":{"provisioningState":"Creating"}}`, "Azure-AsyncOperation", "/ops/1")},
		"GET /ops/1":           {say(200, `{"status":"InProgress"}`), say(200, `{"status":"Succeeded"}`)},
		"GET /disks/d":         {say(200, `{"sizeGB":5,"properties":{"provisioningState":"Succeeded"}}`)},
		"POST /disks/d/export": {say(202, "", "Azure-AsyncOperation", "/ops/2", "Location", "/results/2")},
		"GET /ops/2":           {say(200, `{"status":"Succeeded"}`)},
		"GET /results/2":       {say(200, `{"url":"u"}`)},
		"DELETE /disks/d":      {say(202, "", "Location", "/ops/3")},
		"GET /ops/3":           {say(202, ""), say(204, "")},
	}}
	c, err := disks.New(s.start(t))
	if err != nil {
		t.Fatal(err)
	}
	disk, err := finish(t.Context(), func() (*poll.Operation[disks.Disk], error) {
		return c.Disks.BeginCreateOrUpdate(t.Context(), "d", disks.Disk{SizeGB: new(int64(5))})
	})
	if err != nil || *disk.SizeGB != 5 {
		t.Errorf("%+v, %v", disk, err)
	}
	export, err := finish(t.Context(), func() (*poll.Operation[disks.Export], error) { return c.Disks.BeginExport(t.Context(), "d") })
	if err != nil || export.URL != "u" {
		t.Errorf("%+v, %v", export, err)
	}
	gone, err := c.Disks.BeginDelete(t.Context(), "d")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gone.Wait(t.Context(), quickly); err != nil {
		t.Error(err)
	}
	want := []string{"PUT /disks/d", "GET /ops/1", "GET /ops/1", "GET /disks/d", "POST /disks/d/export", "GET /ops/2", "GET /results/2", "DELETE /disks/d", "GET /ops/3", "GET /ops/3"}
	if diff := cmp.Diff(want, s.log); diff != "" {
		t.Errorf("requests (-want +got)\n%s", diff)
	}
}

func TestWhatTheConfigurationSaysIsWaitedFor(t *testing.T) {
	t.Parallel()
	s := &scripted{answers: map[string][]func(http.ResponseWriter){
		"GET /reports/1": {say(200, `{}`), say(200, `{"info":{"phase":"drawing"}}`), say(200, `{"key":"k","info":{"phase":"ready"}}`)},
		"GET /reports/2": {say(200, `{"info":{"phase":"broken"}}`)},
	}}
	c, err := reports.New(s.start(t))
	if err != nil {
		t.Fatal(err)
	}
	if report, err := c.Reports.Wait(t.Context(), "1", quickly); err != nil || *report.Key != "k" {
		t.Errorf("%+v, %v", report, err)
	}
	if _, err := c.Reports.Wait(t.Context(), "2", quickly); !errors.Is(err, poll.ErrFailed) {
		t.Error(err)
	}
	if _, waits := any(c.Jobs).(interface {
		Wait(context.Context, string, ...runtime.Option) (*reports.Job, error)
	}); waits {
		t.Error("a job is waited for, although the configuration says that it is not")
	}
}
