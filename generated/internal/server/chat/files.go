package chat

import (
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

type file struct {
	ID        string `json:"id"`
	Object    string `json:"object"`
	Bytes     int    `json:"bytes"`
	CreatedAt int64  `json:"created_at"`
	ExpiresAt *int64 `json:"expires_at"`
	Filename  string `json:"filename"`
	Purpose   string `json:"purpose"`

	content   []byte
	mediaType string
}

func (s *Server) uploadFile(w http.ResponseWriter, r *http.Request) {
	parts, err := r.MultipartReader()
	if err != nil {
		fail(w, http.StatusBadRequest, "", "invalid_body", err.Error())
		return
	}
	f := file{Object: "file", CreatedAt: s.Now().Unix()}
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = f.take(part)
		}
		if err != nil {
			fail(w, http.StatusBadRequest, "", "invalid_part", err.Error())
			return
		}
	}
	if f.content == nil || f.Purpose == "" {
		fail(w, http.StatusBadRequest, "file", "missing_part", "Both file and purpose are needed.")
		return
	}
	s.counter++
	f.ID = fmt.Sprintf("file-%d", s.counter)
	s.files = slices.Insert(s.files, 0, f)
	stage.JSON(w, http.StatusOK, f)
}

func (f *file) take(part *multipart.Part) error {
	data, err := io.ReadAll(part)
	if err != nil {
		return err
	}
	switch part.FormName() {
	case "file":
		f.content, f.Bytes = data, len(data)
		f.Filename, f.mediaType = part.FileName(), part.Header.Get("Content-Type")
	case "purpose":
		f.Purpose = string(data)
	case "expires_after_days":
		days, err := strconv.ParseInt(string(data), 10, 32)
		if err != nil {
			return err
		}
		f.ExpiresAt = new(f.CreatedAt + days*24*60*60)
	default:
		return fmt.Errorf("part %q is not known", part.FormName())
	}
	return nil
}

func (s *Server) listFiles(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	limit, err := stage.Limit(q.Get("limit"), 20, 100)
	if err != nil {
		fail(w, http.StatusBadRequest, "limit", "invalid_limit", err.Error())
		return
	}
	hits := slices.DeleteFunc(slices.Clone(s.files), func(f file) bool {
		return q.Has("purpose") && q.Get("purpose") != f.Purpose
	})
	page, more, err := stage.Page(hits, func(f file) string { return f.ID }, q.Get("after"), limit)
	if err != nil {
		fail(w, http.StatusBadRequest, "after", "invalid_after", err.Error())
		return
	}
	out := map[string]any{"object": "list", "data": page, "has_more": more, "first_id": nil, "last_id": nil}
	if len(page) > 0 {
		out["first_id"], out["last_id"] = page[0].ID, page[len(page)-1].ID
	}
	stage.JSON(w, http.StatusOK, out)
}

// find answers 404 itself if there is no such file.
func (s *Server) find(w http.ResponseWriter, r *http.Request) (int, bool) {
	i := slices.IndexFunc(s.files, func(f file) bool { return f.ID == r.PathValue("file_id") })
	if i < 0 {
		fail(w, http.StatusNotFound, "file_id", "file_not_found", "There is no such file.")
	}
	return i, i >= 0
}

func (s *Server) retrieveFile(w http.ResponseWriter, r *http.Request) {
	if i, ok := s.find(w, r); ok {
		stage.JSON(w, http.StatusOK, s.files[i])
	}
}

func (s *Server) deleteFile(w http.ResponseWriter, r *http.Request) {
	if i, ok := s.find(w, r); ok {
		s.files = slices.Delete(s.files, i, i+1)
		stage.JSON(w, http.StatusOK, map[string]any{"id": r.PathValue("file_id"), "object": "file", "deleted": true})
	}
}

func (s *Server) downloadFile(w http.ResponseWriter, r *http.Request) {
	if i, ok := s.find(w, r); ok {
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(s.files[i].content) // a client that has gone away is no fault of the server
	}
}
