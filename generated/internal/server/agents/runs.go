package agents

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

type run struct {
	ID            string           `json:"id"`
	AgentID       string           `json:"agent_id"`
	Status        string           `json:"status"`
	Priority      int              `json:"priority"`
	CorrelationID string           `json:"correlation_id,omitempty"`
	CreatedAt     time.Time        `json:"created_at"`
	FinishedAt    *time.Time       `json:"finished_at"`
	Output        json.RawMessage  `json:"output"`
	Error         *fault           `json:"error,omitempty"`
	Files         []string         `json:"files,omitempty"`
	Usage         map[string]int64 `json:"usage,omitempty"`

	task        string
	inputs      json.RawMessage
	callbackURL string
}

type runRequest struct {
	Task        string            `json:"task"`
	Inputs      json.RawMessage   `json:"inputs"`
	Timeout     string            `json:"timeout"`
	CallbackURL string            `json:"callback_url"`
	Labels      map[string]string `json:"labels"`
}

func (s *Server) createRun(w http.ResponseWriter, r *http.Request) {
	a := s.find(w, r)
	if a == nil {
		return
	}
	var in runRequest
	if err := stage.Decode(r.Body, &in); err != nil || in.Task == "" {
		fail(w, http.StatusBadRequest, "invalid_body", fmt.Sprintf("a task is needed: %v", err))
		return
	}
	priority := 5
	if text := r.Header.Get("X-Request-Priority"); text != "" {
		var err error
		if priority, err = strconv.Atoi(text); err != nil {
			fail(w, http.StatusBadRequest, "priority", err.Error())
			return
		}
	}
	x := &run{
		ID: fmt.Sprintf("run_%d", len(s.runs)+1), AgentID: a.ID, Status: "queued", Priority: priority,
		CorrelationID: r.Header.Get("X-Correlation-ID"), CreatedAt: s.Now(),
		task: in.Task, inputs: in.Inputs, callbackURL: in.CallbackURL,
	}
	s.runs = append(s.runs, x)
	w.Header().Set("Location", "/api/runs/"+x.ID)
	w.Header().Set("Retry-After", "1")
	stage.JSON(w, http.StatusAccepted, x)
}

func (s *Server) listRuns(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	priorities := strings.Split(q.Get("priority"), ",")
	hits := slices.DeleteFunc(slices.Clone(s.runs), func(x *run) bool {
		return q.Has("status") && q.Get("status") != x.Status ||
			q.Has("priority") && !slices.Contains(priorities, strconv.Itoa(x.Priority))
	})
	list(w, r, "runs", hits, func(x *run) string { return x.ID })
}

// getRun shows a run and then moves it on.
func (s *Server) getRun(w http.ResponseWriter, r *http.Request) {
	x := s.findRun(w, r)
	if x == nil {
		return
	}
	s.advance(x)
	if x.FinishedAt == nil {
		w.Header().Set("Retry-After", "1")
	}
	stage.JSON(w, http.StatusOK, x)
}

func (s *Server) advance(x *run) {
	switch x.Status {
	case "queued":
		x.Status = "running"
	case "running":
		s.finish(x, "succeeded")
		x.Output, x.Files = x.inputs, []string{"report.pdf"}
		x.Usage = map[string]int64{"tokens": int64(len(x.task))}
	}
}

func (s *Server) finish(x *run, status string) {
	x.Status, x.FinishedAt = status, new(s.Now())
}

// findRun answers 404 itself if there is no such run.
func (s *Server) findRun(w http.ResponseWriter, r *http.Request) *run {
	i := slices.IndexFunc(s.runs, func(x *run) bool { return x.ID == r.PathValue("runId") })
	if i < 0 {
		fail(w, http.StatusNotFound, "run_not_found", "There is no such run.")
		return nil
	}
	return s.runs[i]
}

func (s *Server) cancelRun(w http.ResponseWriter, r *http.Request) {
	x := s.findRun(w, r)
	if x == nil {
		return
	}
	if x.FinishedAt != nil {
		fail(w, http.StatusConflict, "run_finished", "The run is over.")
		return
	}
	s.finish(x, "cancelled")
	w.WriteHeader(http.StatusNoContent)
}

// SetStatus gives the run any status, also one that the document does not know.
func (s *Server) SetStatus(id, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.runs {
		if x.ID == id {
			x.Status = status
		}
	}
}

func (s *Server) downloadFile(w http.ResponseWriter, r *http.Request) {
	x := s.findRun(w, r)
	if x == nil {
		return
	}
	if !slices.Contains(x.Files, r.PathValue("name")) {
		fail(w, http.StatusNotFound, "file_not_found", "The run has left no such file.")
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write([]byte("%PDF-1.7\x00\xff\n" + x.task)) // a client that has gone away is no fault of the server
}
