package otel

import (
	"io"
	"net/http"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/apigen-go/apigen/runtime"
)

// tracing makes spans of requests.
type tracing struct {
	tracer      trace.Tracer
	propagators propagation.TextMapPropagator
}

// attempt is the middleware of attempts: a span from the request to the end of the response's body.
func (t *tracing) attempt(next runtime.Doer) runtime.Doer {
	return runtime.DoerFunc(func(r *http.Request) (*http.Response, error) {
		m, _ := runtime.CallFrom(r.Context())
		attrs := append(operation(m.Operation, m.Method, m.Path), target(r.URL)...)
		if m.Retry > 0 {
			attrs = append(attrs, attribute.Int("http.request.resend_count", m.Retry))
		}
		ctx, span := t.tracer.Start(r.Context(), standard(m.Method)+" "+m.Path, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(attrs...))
		r = r.WithContext(ctx)
		t.propagators.Inject(ctx, propagation.HeaderCarrier(r.Header))
		resp, err := next.Do(r)
		if err != nil {
			failed(span, 0, runtime.ErrorKind(err))
			span.End()
			return resp, err
		}
		span.SetAttributes(protocol(resp.Proto)...)
		failed(span, resp.StatusCode, kindOf(resp))
		resp.Body = &tracked{ReadCloser: resp.Body, span: span}
		return resp, nil
	})
}

// call is the middleware of calls.
func (t *tracing) call(next runtime.Doer) runtime.Doer {
	return runtime.DoerFunc(func(r *http.Request) (*http.Response, error) {
		m, _ := runtime.CallFrom(r.Context())
		ctx, span := t.tracer.Start(r.Context(), m.Operation, trace.WithAttributes(operation(m.Operation, m.Method, m.Path)...))
		defer span.End()
		resp, err := next.Do(r.WithContext(ctx))
		if err != nil {
			failed(span, 0, runtime.ErrorKind(err))
			return resp, err
		}
		failed(span, resp.StatusCode, kindOf(resp))
		return resp, nil
	})
}

// kindOf is the kind of error that a response is by its status.
func kindOf(resp *http.Response) string {
	if resp.StatusCode >= 400 {
		return "status"
	}
	return ""
}

// failed notes how a request ended.
func failed(span trace.Span, status int, kind string) {
	span.SetAttributes(outcome(status, kind)...)
	if kind != "" {
		span.SetStatus(codes.Error, "")
	}
}

// tracked ends the span with the body.
type tracked struct {
	io.ReadCloser
	span trace.Span
	once sync.Once
}

// Read notes a body that is cut short.
func (b *tracked) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	switch {
	case err == io.EOF:
		b.end()
	case err != nil:
		failed(b.span, 0, runtime.ErrorKind(err))
		b.end()
	}
	return n, err
}

// Close ends the span if the body was left early.
func (b *tracked) Close() error {
	b.end()
	return b.ReadCloser.Close()
}

func (b *tracked) end() { b.once.Do(func() { b.span.End() }) }
