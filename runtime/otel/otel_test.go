package otel_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/auth"
	"github.com/apigen-go/apigen/runtime/otel"
)

const canary = "canary-3f9c"

var opGet = runtime.Operation{ID: "getOrder", Method: "GET", Path: "/orders/{order_id}", Security: []runtime.Requirement{{"key", "token"}}}

// world is an API whose first answer is a 503, with what its clients tell OpenTelemetry.
type world struct {
	api     *httptest.Server
	spans   *tracetest.InMemoryExporter
	metrics *sdkmetric.ManualReader
	parents []string // traceparent headers as they came
	client  *runtime.Client
}

func newWorld(t *testing.T, opts ...otel.Option) *world {
	t.Helper()
	w := &world{spans: tracetest.NewInMemoryExporter(), metrics: sdkmetric.NewManualReader()}
	w.api = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.parents = append(w.parents, r.Header.Get("Traceparent"))
		rw.Header().Set("Deprecation", "@1700000000")
		if len(w.parents) == 1 {
			rw.WriteHeader(http.StatusServiceUnavailable)
		}
		io.WriteString(rw, `{"id":"ord_1"}`)
	}))
	t.Cleanup(w.api.Close)
	opts = append(opts, otel.WithTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSyncer(w.spans))),
		otel.WithMeterProvider(sdkmetric.NewMeterProvider(sdkmetric.WithReader(w.metrics))), otel.WithPropagators(propagation.TraceContext{}))
	var err error
	w.client, err = runtime.New(w.api.URL, otel.Instrument(opts...), runtime.WithRetry(runtime.RetryPolicy{Base: time.Millisecond, Cap: time.Millisecond}),
		runtime.WithDeprecationHandler(func(runtime.Notice) {}),
		runtime.WithCredential("key", auth.APIKey("query", "key", canary)), runtime.WithCredential("token", auth.Bearer(canary)))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) call(t *testing.T) {
	t.Helper()
	req := runtime.NewRequest(&opGet)
	req.Path("order_id", canary)
	if _, err := runtime.DoValue[map[string]string](t.Context(), w.client, req, nil); err != nil {
		t.Fatal(err)
	}
}

func TestEveryAttemptIsASpan(t *testing.T) {
	t.Parallel()
	w := newWorld(t, otel.WithCallSpans())
	w.call(t)
	spans := w.spans.GetSpans()
	if len(spans) != 3 {
		t.Fatalf("%d spans", len(spans))
	}
	first, second, call := spans[0], spans[1], spans[2]
	for i, want := range []string{
		"apigen.operation=getOrder http.request.method=GET http.response.status_code=503 error.type=503 url.template=/orders/{order_id} network.protocol.version=1.1 url.scheme=http",
		"http.response.status_code=200 http.request.resend_count=1",
		"apigen.operation=getOrder http.response.status_code=200",
	} {
		got := fmt.Sprint(texts(spans[i].Attributes))
		for one := range strings.FieldsSeq(want) {
			if !strings.Contains(got, one) {
				t.Errorf("span %d: no %s in %s", i, one, got)
			}
		}
	}
	if first.Name != "GET /orders/{order_id}" || first.SpanKind != trace.SpanKindClient || call.Name != "getOrder" {
		t.Errorf("%s %v, %s", first.Name, first.SpanKind, call.Name)
	}
	if first.Parent.SpanID() != call.SpanContext.SpanID() || second.Parent.SpanID() != call.SpanContext.SpanID() {
		t.Error("attempts are not within their call")
	}
	for i, s := range spans[:2] {
		if !strings.Contains(w.parents[i], s.SpanContext.SpanID().String()) {
			t.Errorf("the API got the parent %q", w.parents[i])
		}
	}
	if second.Attributes == nil || strings.Contains(fmt.Sprintf("%+v", spans), canary) {
		t.Error("a secret is in a span")
	}
}

func texts(attrs []attribute.KeyValue) []string {
	var list []string
	for _, a := range attrs {
		list = append(list, fmt.Sprintf("%s=%v", a.Key, a.Value.AsInterface()))
	}
	return list
}

func TestCallsAndAttemptsAreMeasured(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.call(t)
	var all metricdata.ResourceMetrics
	if err := w.metrics.Collect(context.Background(), &all); err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			switch data := m.Data.(type) {
			case metricdata.Histogram[float64]:
				for _, p := range data.DataPoints {
					status, _ := p.Attributes.Value("http.response.status_code")
					got[fmt.Sprint(m.Name, " ", status.AsInt64())] = int(p.Count)
				}
			case metricdata.Sum[int64]:
				for _, p := range data.DataPoints {
					got[m.Name] = int(p.Value)
				}
			}
		}
	}
	want := map[string]int{"http.client.request.duration 503": 1, "http.client.request.duration 200": 1, "apigen.client.call.duration 200": 1,
		"apigen.client.deprecations": 1}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if strings.Contains(fmt.Sprintf("%+v", all), canary) {
		t.Error("a secret is in a metric")
	}
}

func TestAnErrorOfTheNetworkIsInTheSpan(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.api.Close()
	req := runtime.NewRequest(&opGet)
	req.Path("order_id", canary)
	if err := runtime.DoEmpty(t.Context(), w.client, req, []runtime.Option{runtime.WithRetry(runtime.RetryPolicy{MaxAttempts: 1})}); err == nil {
		t.Fatal("no error")
	}
	spans := w.spans.GetSpans()
	if len(spans) != 1 || !strings.Contains(fmt.Sprint(texts(spans[0].Attributes)), "error.type=connect") || strings.Contains(fmt.Sprintf("%+v", spans), canary) {
		t.Errorf("%+v", spans)
	}
}
