package runtime

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/header"
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// logAttempt logs one request and its response at Debug.
func (c *call) logAttempt(a *attempt, resp *http.Response, err error, began time.Time) {
	l := c.set.logger
	if l == nil {
		return
	}
	harmless(func() {
		if !l.Enabled(a.ctx, slog.LevelDebug) {
			return
		}
		attrs := append(c.attrs(), slog.String("host", a.req.URL.Host), slog.Duration("took", time.Since(began)),
			slog.Any("request_header", redact.Header(a.req.Header, c.op.Redact...)), slog.String("query", redact.Query(a.req.URL.RawQuery, c.op.Redact...)))
		if body := a.requestBody(); body != "" {
			attrs = append(attrs, slog.String("request_body", body))
		}
		if err != nil {
			attrs = append(attrs, slog.String("error", redact.Error(err).Error()))
		}
		if err == nil && resp != nil {
			attrs = append(attrs, slog.Int("status", resp.StatusCode), slog.String("request_id", header.RequestID(resp.Header)),
				slog.Any("response_header", redact.Header(resp.Header, c.op.Redact...)))
		}
		l.LogAttrs(a.ctx, slog.LevelDebug, "attempt", attrs...)
	})
}

// logRetry logs at Info that another attempt follows.
func (c *call) logRetry(ctx context.Context, out *outcome, wait time.Duration) {
	if l := c.set.logger; l != nil {
		harmless(func() {
			l.LogAttrs(ctx, slog.LevelInfo, "retry", append(c.attrs(), slog.Duration("wait", wait), slog.Int("status", out.status()),
				slog.String("error", out.err.Error()))...)
		})
	}
}

func (c *call) attrs() []slog.Attr {
	return []slog.Attr{slog.String("operation", c.op.ID), slog.String("method", c.op.Method), slog.String("path", c.op.Path),
		slog.Int("attempt", c.attempts), slog.Int("retry", c.retries)}
}
