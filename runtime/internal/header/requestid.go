package header

import (
	"net/http"

	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// idHeaders are the names that vendors give the id of a request, in canonical form.
var idHeaders = [...]string{
	"X-Request-Id", "Request-Id", "X-Amzn-Requestid", "X-Amz-Request-Id", "X-Ms-Request-Id", "X-Github-Request-Id",
	"X-Correlation-Id", "X-Trace-Id", "Cf-Ray",
}

// RequestID returns the id that the vendor gave a request, "" if none.
func RequestID(h http.Header) string {
	for _, name := range idHeaders {
		if lines := h[name]; len(lines) > 0 && lines[0] != "" {
			return redact.Clip(lines[0], 128)
		}
	}
	return ""
}
