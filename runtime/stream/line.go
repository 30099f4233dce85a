package stream

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/internal/backoff"
	"github.com/apigen-go/apigen/runtime/internal/framing"
	"github.com/apigen-go/apigen/runtime/internal/once"
	"github.com/apigen-go/apigen/runtime/internal/replay"
)

// line is the way back to a server whose connection was lost.
type line struct {
	open     func(lastID string) (*runtime.StreamBody, error)
	pause    func(time.Duration) error
	max      int // attempts in a row; negative: no limit
	tried    int // since the last event
	seen     *once.Set[string]
	repeats  bool // ids do not tell events apart
	resuming bool // the server may send again what has come before
}

// maxSeen is how many ids are remembered, so that none is delivered twice.
const maxSeen = 1024

func newLine(ctx context.Context, open func(string) (*runtime.StreamBody, error), max int) *line {
	pause := func(d time.Duration) error {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return &line{open: open, pause: pause, max: max, seen: once.NewSet[string](maxSeen)}
}

// isDouble notes that an event has come, and tells those that a server sends again after a connection was lost.
func (l *line) isDouble(f frame) bool {
	if l == nil {
		return false
	}
	l.tried = 0
	again := f.own && f.id != "" && !l.seen.First(f.id)
	if again && l.resuming && !l.repeats {
		return true
	}
	l.repeats = l.repeats || again
	l.resuming = false
	return false
}

// reconnect makes the call again until an answer comes; nil if the stream goes on. The cause is how the last one was lost.
func (s *source) reconnect(cause error) error {
	lastID := s.events.LastID()
	_ = s.body.Close() // it is lost
	for !s.isOver(cause) {
		if s.line.max >= 0 && s.line.tried >= s.line.max {
			return s.lost(cause)
		}
		if err := s.line.pause(s.wait(cause)); err != nil {
			return s.body.Fail(err)
		}
		s.line.tried++
		body, err := s.line.open(lastID)
		if err == nil {
			return s.resume(body, lastID)
		}
		cause = err
	}
	return s.lost(cause)
}

// lost is the error of a stream that does not come back.
func (s *source) lost(cause error) error {
	if cause == io.EOF {
		cause = s.body.Truncated("the connection was lost")
	}
	return s.body.Fail(cause)
}

// resume goes on with another connection.
func (s *source) resume(body *runtime.StreamBody, lastID string) error {
	retry, asked := s.events.Retry()
	s.body, s.line.resuming = body, true
	if body.StatusCode == http.StatusNoContent {
		s.over = true
		return body.Close()
	}
	if s.arrival() != inEvents {
		return body.Unexpected()
	}
	s.events = framing.NewEvents(body, body.ItemLimit, lastID)
	if asked {
		s.events.SetRetry(retry)
	}
	return nil
}

// wait is what the server asked for, and longer if that does not help.
func (s *source) wait(cause error) time.Duration {
	asked, ok := s.events.Retry()
	own := backoff.Delay(backoff.Equal, 500*time.Millisecond, 8*time.Second, 0, s.line.tried, rand.Float64)
	var api *runtime.APIError
	if errors.As(cause, &api) && api.RetryAfter > asked {
		asked, ok = api.RetryAfter, true
	}
	switch {
	case !ok:
		return own
	case s.line.tried == 0:
		return backoff.AtLeast(asked)
	}
	return max(backoff.AtLeast(asked), own)
}

// isOver tells causes that another attempt would not get over.
func (s *source) isOver(cause error) bool {
	var (
		api     *runtime.APIError
		call    *runtime.CallError
		foreign *runtime.UnexpectedContentTypeError
	)
	switch {
	case errors.Is(cause, context.Canceled), errors.Is(cause, context.DeadlineExceeded), errors.Is(cause, runtime.ErrDeadlineTooClose):
		return true
	case errors.As(cause, &api):
		return api.StatusCode != http.StatusTooManyRequests && api.StatusCode < 500
	case errors.As(cause, &foreign), errors.As(cause, &call) && call.Attempts == 0:
		return true
	}
	return replay.IsFinal(cause)
}
