package agents

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

type agent struct {
	ID           string           `json:"id"`
	Name         string           `json:"name"`
	Model        string           `json:"model"`
	Tags         []string         `json:"tags"`
	Instructions *string          `json:"instructions"`
	Limits       map[string]limit `json:"limits,omitempty"`
	CreatedAt    time.Time        `json:"created_at"`
}

type limit struct {
	Max  int64  `json:"max"`
	Unit string `json:"unit,omitempty"`
}

// hire makes the five agents that a server begins with.
func (s *Server) hire() {
	for i, name := range []string{"Researcher", "Writer", "Translator", "Painter", "Clerk"} {
		a := &agent{
			ID: fmt.Sprintf("agt_%d", i+1), Name: name, Model: "lark-2", Tags: []string{"text"}, CreatedAt: s.Now(),
			Limits: map[string]limit{"tokens": {Max: 9007199254740993}, "time": {Max: 600, Unit: "s"}},
		}
		if name == "Painter" {
			a.Model, a.Tags = "finch-1", []string{"image", "slow"}
		}
		s.agents = append(s.agents, a)
	}
}

// listAgents knows filter[name], filter[model], filter[created_after], tags=a|b and fields=a,b.
func (s *Server) listAgents(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	var after time.Time
	if text := q.Get("filter[created_after]"); text != "" {
		var err error
		if after, err = time.Parse(time.RFC3339Nano, text); err != nil {
			fail(w, http.StatusBadRequest, "filter", err.Error())
			return
		}
	}
	var tags []string
	if q.Get("tags") != "" {
		tags = strings.Split(q.Get("tags"), "|")
	}
	hits := slices.DeleteFunc(slices.Clone(s.agents), func(a *agent) bool {
		return q.Has("filter[name]") && a.Name != q.Get("filter[name]") ||
			q.Has("filter[model]") && a.Model != q.Get("filter[model]") ||
			!a.CreatedAt.After(after) ||
			slices.ContainsFunc(tags, func(tag string) bool { return !slices.Contains(a.Tags, tag) })
	})
	list(w, r, "agents", hits, func(a *agent) string { return a.ID })
}

// find answers 404 itself if there is no such agent.
func (s *Server) find(w http.ResponseWriter, r *http.Request) *agent {
	i := slices.IndexFunc(s.agents, func(a *agent) bool { return a.ID == r.PathValue("agentId") })
	if i < 0 {
		fail(w, http.StatusNotFound, "agent_not_found", "There is no such agent.")
		return nil
	}
	return s.agents[i]
}

func (s *Server) getAgent(w http.ResponseWriter, r *http.Request) {
	if a := s.find(w, r); a != nil {
		stage.JSON(w, http.StatusOK, a)
	}
}

func (s *Server) deleteAgent(w http.ResponseWriter, r *http.Request) {
	if a := s.find(w, r); a != nil {
		s.agents = slices.DeleteFunc(s.agents, func(other *agent) bool { return other == a })
		w.WriteHeader(http.StatusNoContent)
	}
}
