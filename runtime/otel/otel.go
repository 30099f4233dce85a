// Package otel answers: how do calls show in OpenTelemetry?
//
// It follows the semantic conventions for HTTP clients, with the operation's path template in place of the URL: no query, no path
// value and no secret gets into a span or a metric. That is why url.full, which they want, is missing.
//
//	client, err := orders.New(otel.Instrument(), orders.WithBearerToken(token))
package otel

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/apigen-go/apigen/runtime"
)

// scope is the name of the instrumentation.
const scope = "github.com/apigen-go/apigen/runtime/otel"

// Option changes what [Instrument] does.
type Option func(*config)

type config struct {
	tracers     trace.TracerProvider
	meters      metric.MeterProvider
	propagators propagation.TextMapPropagator
	calls       bool
}

// WithTracerProvider takes spans to p. Default: the global one, as it is when Instrument is called.
func WithTracerProvider(p trace.TracerProvider) Option { return func(c *config) { c.tracers = p } }

// WithMeterProvider takes metrics to p. Default: the global one, as it is when Instrument is called.
func WithMeterProvider(p metric.MeterProvider) Option { return func(c *config) { c.meters = p } }

// WithPropagators sends the trace on by p. Default: the global ones, as they are when Instrument is called.
func WithPropagators(p propagation.TextMapPropagator) Option {
	return func(c *config) { c.propagators = p }
}

// WithCallSpans adds a span of kind internal around all attempts and waits of a call. Default: a span for each attempt alone.
func WithCallSpans() Option { return func(c *config) { c.calls = true } }

// Instrument returns an option of a client, or of a single call, by which every attempt is a span of kind client that the API gets
// the context of, and is counted in these metrics:
//
//	http.client.request.duration  seconds, for every attempt
//	apigen.client.call.duration   seconds, for every call with its retries and waits
//	apigen.client.deprecations    operations that the API says are deprecated, once each for every client
//	apigen.client.breaker.changes changes of the state of a circuit breaker
//
// It is safe for concurrent use.
func Instrument(opts ...Option) runtime.Option {
	c := config{tracers: otel.GetTracerProvider(), meters: otel.GetMeterProvider(), propagators: otel.GetTextMapPropagator()}
	for _, o := range opts {
		o(&c)
	}
	t := &tracing{tracer: c.tracers.Tracer(scope), propagators: c.propagators}
	m, err := newMetrics(c.meters.Meter(scope))
	if err != nil {
		otel.Handle(err)
	}
	options := []runtime.Option{runtime.WithMiddleware(t.attempt), runtime.WithHooks(m.hooks())}
	if c.calls {
		options = append(options, runtime.WithCallMiddleware(t.call))
	}
	return runtime.WithOptions(options...)
}

// metrics are the instruments.
type metrics struct {
	attempts, calls       metric.Float64Histogram
	deprecations, breaker metric.Int64Counter
}

// seconds are the boundaries that the semantic conventions advise for the durations of requests.
func seconds() []float64 {
	return []float64{0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10}
}

// newMetrics makes the instruments; those that the meter refuses do nothing.
func newMetrics(meter metric.Meter) (*metrics, error) {
	var m metrics
	var errs [4]error
	m.attempts, errs[0] = meter.Float64Histogram("http.client.request.duration", metric.WithUnit("s"),
		metric.WithDescription("Duration of HTTP client requests."), metric.WithExplicitBucketBoundaries(seconds()...))
	m.calls, errs[1] = meter.Float64Histogram("apigen.client.call.duration", metric.WithUnit("s"),
		metric.WithDescription("Duration of calls, with their retries and waits."), metric.WithExplicitBucketBoundaries(seconds()...))
	m.deprecations, errs[2] = meter.Int64Counter("apigen.client.deprecations", metric.WithUnit("{operation}"),
		metric.WithDescription("Operations that the API says are deprecated."))
	m.breaker, errs[3] = meter.Int64Counter("apigen.client.breaker.changes", metric.WithUnit("{change}"),
		metric.WithDescription("Changes of the state of a circuit breaker."))
	return &m, errors.Join(errs[:]...)
}

// hooks are told by the runtime what to measure.
func (m *metrics) hooks() runtime.Hooks {
	return runtime.Hooks{
		Attempt: func(ctx context.Context, a runtime.AttemptInfo) {
			if a.Attempt > 0 && !a.Started.IsZero() {
				m.attempts.Record(ctx, a.Duration.Seconds(), metric.WithAttributes(attemptAttributes(a)...))
			}
		},
		Call: func(ctx context.Context, c runtime.CallInfo) {
			m.calls.Record(ctx, c.Duration.Seconds(), metric.WithAttributes(callAttributes(c)...))
		},
		Deprecation: func(ctx context.Context, n runtime.Notice) {
			m.deprecations.Add(ctx, 1, metric.WithAttributes(operation(n.Operation, n.Method, n.Path)...))
		},
		Breaker: func(ctx context.Context, b runtime.BreakerInfo) {
			m.breaker.Add(ctx, 1, metric.WithAttributes(breakerAttributes(b)...))
		},
	}
}
