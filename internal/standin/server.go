package standin

import (
	"io"
	"net/http"
	"strings"
)

// Server is an [http.Handler] that judges requests by a document and answers them.
type Server struct {
	Document *Document
	Wish     func(*http.Request) Wish           // which answer to give; nil: the plainest
	Heard    func(r *http.Request, x *Exchange) // what came, before it is answered; by many goroutines at once
}

// ServeHTTP judges the request, reports what it found, and answers. A request that the document does not allow is answered
// all the same: what a client makes of the answer is worth knowing too. One without an operation gets a 404.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	wish := s.wish(r)
	x := s.Document.Judge(r, body, wish.Meant)
	if err != nil {
		x.Faults = append(x.Faults, Fault{Place: "body", Message: err.Error()})
	}
	if x.Operation == nil {
		x.Answer = Answer{Status: http.StatusNotFound}
	} else {
		x.Answer = s.Document.Answer(x.Operation, wish, strings.Join(r.Header.Values("Accept"), ","))
	}
	if s.Heard != nil {
		s.Heard(r, x)
	}
	for name, value := range x.Answer.Header {
		w.Header().Set(name, value)
	}
	if x.Answer.Type != "" {
		w.Header().Set("Content-Type", x.Answer.Type)
	}
	w.WriteHeader(x.Answer.Status)
	_, _ = w.Write(x.Answer.Body) // a client that has gone away is no fault of the server
}

func (s *Server) wish(r *http.Request) Wish {
	if s.Wish == nil {
		return Wish{}
	}
	return s.Wish(r)
}
