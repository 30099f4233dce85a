package agents_test

import (
	"testing"

	"github.com/apigen-go/apigen/generated/internal/server/agents"
	"github.com/apigen-go/apigen/generated/internal/server/script"
	"github.com/apigen-go/apigen/generated/internal/validate"
)

const caller = "X-API-Key: secret"

func TestTheServerKeepsWhatTheDocumentPromises(t *testing.T) {
	t.Parallel()
	h := validate.Exchanges(t, "agents.yaml", agents.New("secret"))
	script.Play(t, h, caller, []script.Step{
		{Name: "the first page", Do: "GET /api/agents?page_size=4", Status: 200,
			Want: []string{"agt_4", `"next_page_token":"YWZ0ZXI6YWd0XzQ"`, "9007199254740993"}, Not: []string{"agt_5"}},
		{Name: "the last page", Do: "GET /api/agents?page_size=4&page_token=YWZ0ZXI6YWd0XzQ", Status: 200,
			Want: []string{"agt_5"}, Not: []string{"next_page_token"}},
		{Name: "filters", Do: "GET /api/agents?filter[model]=finch-1&tags=slow|image&fields=id,name", Status: 200,
			Want: []string{"Painter"}, Not: []string{"Clerk"}},
		{Name: "an agent", Do: "GET /api/agents/agt_2", Status: 200, Want: []string{"Writer", `"instructions":null`}},
		{Name: "an agent is deleted", Do: "DELETE /api/agents/agt_5", Status: 204},
		{Name: "a run begins", Do: "POST /api/agents/agt_1/runs", Header: "X-Request-Priority: 10", Status: 202,
			Body: `{"task":"read","inputs":{"n":1},"timeout":"PT5M"}`,
			Want: []string{"Location: /api/runs/run_1", "Retry-After: 1", `"status":"queued"`, `"priority":10`}},
		{Name: "it is running", Do: "GET /api/runs/run_1", Status: 200, Want: []string{`"status":"running"`, "Retry-After"}},
		{Name: "it is done", Do: "GET /api/runs/run_1", Status: 200, Want: []string{`"status":"succeeded"`, `"output":{"n":1}`}},
		{Name: "it left a file", Do: "GET /api/runs/run_1/files/report.pdf", Status: 200, Want: []string{"%PDF-1.7\x00\xff"}},
		{Name: "runs by priority", Do: "GET /api/runs?priority=5,10", Status: 200, Want: []string{"run_1"}},
		{Name: "no runs of low priority", Do: "GET /api/runs?priority=0&status=queued", Status: 200, Want: []string{`"runs":[]`}},
		{Name: "a run that is over cannot be stopped", Do: "DELETE /api/runs/run_1", Status: 409},
		{Name: "another run", Do: "POST /api/agents/agt_1/runs", Body: `{"task":"read"}`, Status: 202},
		{Name: "is stopped", Do: "DELETE /api/runs/run_2", Status: 204},
		{Name: "no such agent", Do: "GET /api/agents/agt_9", Status: 404, Want: []string{"agent_not_found", `"retryable":false`}},
	})
}

func TestTheServerRefusesWhatTheDocumentForbids(t *testing.T) {
	t.Parallel()
	script.Play(t, agents.New("secret"), caller, []script.Step{
		{Name: "no key", Do: "GET /api/agents", Header: "X-API-Key: -", Status: 401, Want: []string{"unauthorized"}},
		{Name: "no task", Do: "POST /api/agents/agt_1/runs", Body: `{}`, Status: 400},
		{Name: "a token of somebody else", Do: "GET /api/runs?page_token=x", Status: 400},
		{Name: "a file that is not there", Do: "GET /api/runs/run_1/files/x", Status: 404},
	})
}
