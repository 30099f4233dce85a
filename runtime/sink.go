package runtime

import (
	"bytes"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/header"
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// sink takes a success.
type sink interface {
	read(a *attempt, resp *http.Response) error
}

// jsonSink decodes into a pointer.
type jsonSink struct {
	into any
	used bool // a middleware's response may come after the API's
}

func (s *jsonSink) read(a *attempt, resp *http.Response) error {
	if s.used {
		reflect.ValueOf(s.into).Elem().SetZero()
	}
	s.used = true
	data, err := a.success(resp)
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return err
	}
	if err = a.decode(resp, data, s.into); err == nil {
		a.notePartial(resp, data)
	}
	return err
}

// emptySink drops the body, whatever it is, but not the news that it was cut short.
type emptySink struct{}

func (s *emptySink) read(a *attempt, resp *http.Response) error {
	_, _, err := a.readBody(resp, drainBytes)
	return err
}

// textSink keeps the body as text.
type textSink struct{ into *string }

func (s *textSink) read(a *attempt, resp *http.Response) error {
	data, err := a.success(resp)
	if err != nil {
		return err
	}
	if a.isForeignHTML(resp) {
		return a.unexpected(resp, data)
	}
	*s.into = string(data)
	return nil
}

// isForeignHTML reports whether the response is a page where the operation asks for something else.
func (a *attempt) isForeignHTML(resp *http.Response) bool {
	asked := a.call.accept()
	if !header.IsHTML(resp.Header.Get("Content-Type")) || asked == "" {
		return false
	}
	return !strings.Contains(asked, "html") && !strings.Contains(asked, "*") && !strings.Contains(asked, "octet-stream")
}

// streamSink hands the body to the caller.
type streamSink struct{ body io.ReadCloser }

func (s *streamSink) read(a *attempt, resp *http.Response) error {
	if a.isForeignHTML(resp) {
		data, _, _ := a.readBody(resp, redact.ExcerptBytes)
		return a.unexpected(resp, data)
	}
	a.open, a.call.open = true, true
	s.body = &incoming{a, resp.Body}
	return nil
}

// statusSink decodes into the target of the status.
type statusSink struct{ targets []Target }

func (s *statusSink) read(a *attempt, resp *http.Response) error {
	data, err := a.success(resp)
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return err
	}
	status := strconv.Itoa(resp.StatusCode)
	for _, want := range [...]string{status, status[:1] + "XX", "default"} {
		for _, t := range s.targets {
			if strings.EqualFold(t.status, want) {
				a.notePartial(resp, data)
				return t.take(a, resp, data)
			}
		}
	}
	return nil
}
