package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/apigen-go/apigen/runtime/internal/header"
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// WithBodyLogging adds the bodies of requests and responses to what [WithLogger] logs at Debug, up to so many bytes of each.
// Bodies of JSON are written anew: values of members whose names are those of secrets, or that the document marks (format
// password, writeOnly, x-sensitive), are masked, and so are tokens, keys and card numbers, by what they look like, and the
// credentials of the request. Of other media, and of JSON over 1 MiB, the type and the length are logged; streams never.
// Default, and 0: off. What a document does not mark and a name does not tell is logged: it is an option for looking for a
// mistake, not for production.
func WithBodyLogging(maxBytes int) Option {
	return option{"WithBodyLogging", anywhere, func(s *settings) error {
		if maxBytes < 0 {
			return errors.New("less than nothing")
		}
		s.bodyLog = maxBytes
		return nil
	}}
}

// requestBody is the body of the request for the log, "" if it is not to be logged or there is none.
func (a *attempt) requestBody() string {
	b := a.call.body
	if a.call.set.bodyLog == 0 || b == nil || b.Length == 0 {
		return ""
	}
	if b.JSON == nil {
		return a.describeBody(a.req.Header.Get("Content-Type"), nil, b.Length)
	}
	return a.describeBody("application/json", b.JSON, b.Length)
}

// logBody logs the body of a response at Debug.
func (a *attempt) logBody(resp *http.Response, data []byte) {
	l := a.call.set.logger
	if l == nil || a.call.set.bodyLog == 0 || len(data) == 0 {
		return
	}
	harmless(func() {
		if l.Enabled(a.ctx, slog.LevelDebug) {
			l.LogAttrs(context.WithoutCancel(a.ctx), slog.LevelDebug, "response body", append(a.call.attrs(), slog.Int("status", resp.StatusCode),
				slog.String("response_body", a.describeBody(resp.Header.Get("Content-Type"), data, int64(len(data)))))...)
		}
	})
}

// describeBody is what the log shows of a body.
func (a *attempt) describeBody(contentType string, data []byte, length int64) string {
	if header.IsJSON(contentType) && len(data) > 0 {
		if text, ok := a.secrets().JSON(data, a.call.set.bodyLog); ok {
			return text
		}
	}
	about := redact.Clip(header.Essence(contentType), 100)
	if length < 0 {
		return about + ", of unknown length"
	}
	return fmt.Sprintf("%s, %d bytes", about, length)
}
