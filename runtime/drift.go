package runtime

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/drift"
	"github.com/apigen-go/apigen/runtime/internal/header"
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// DriftKind is what a [Drift] is about.
type DriftKind string

const (
	DriftField     DriftKind = "field"      // a member of an object that the document does not describe
	DriftEnum      DriftKind = "enum"       // a value that is none of an enum's
	DriftVariant   DriftKind = "variant"    // a value that is none of a union's variants
	DriftStatus    DriftKind = "status"     // a status that the operation does not declare
	DriftMediaType DriftKind = "media_type" // a success in a media type that the operation does not declare
)

// Drift is something in a response that the client's document does not know: the API has changed, or never was as described.
// It is no error: what is unknown is decoded as far as it can be.
type Drift struct {
	Operation    string // operationId
	Method, Path string // "GET", "/orders/{order_id}": the template
	Kind         DriftKind
	At           string // JSONPath of the place in the body: "$.data[*].status"; "" for a status or media type
	Type         string // the Go type that does not know it: "orders.OrderStatus"; "" for a status or media type
	Value        string // of the enum, the status or the media type; "" for a member or variant, as it may be a secret
}

// WithDriftObserver tells f what is new in responses, on the goroutine of the call, for a share of them from 0 to 1: looking for it
// takes about as long as decoding, so 0.01 is plenty for a busy client, and 1 is for tests. A response tells each thing once.
// A panic of f is swallowed. Default: none.
func WithDriftObserver(f func(context.Context, Drift), share float64) Option {
	return option{"WithDriftObserver", anywhere, func(s *settings) error {
		s.drift, s.driftShare = f, share
		if f == nil || !(share >= 0 && share <= 1) {
			return errors.New("it needs a function, and a share of 0 to 1")
		}
		return nil
	}}
}

// isObserved reports whether what is new in the response is to be told.
func (a *attempt) isObserved() bool {
	s := a.call.set
	return s.drift != nil && (s.driftShare >= 1 || rand.Float64() < s.driftShare)
}

// observe tells what is new in the status and media type of a response.
func (a *attempt) observe(resp *http.Response) {
	if a.observed = a.isObserved(); !a.observed {
		return
	}
	op := a.call.op
	if status := resp.StatusCode; op.Statuses != "" && !declares(op.Statuses, status) {
		a.tellDrift(Drift{Kind: DriftStatus, Value: strconv.Itoa(status)})
	}
	got := header.Essence(resp.Header.Get("Content-Type"))
	if resp.StatusCode/100 == 2 && got != "" && a.call.set.accept == "" && !covers(op.Accept, got) {
		a.tellDrift(Drift{Kind: DriftMediaType, Value: redact.Clip(got, 60)})
	}
}

// observeBody tells what is new in a body that was decoded into a value.
func (a *attempt) observeBody(data []byte, into any) {
	if !a.observed {
		return
	}
	for _, f := range drift.Find(into, data, unwrapNullable) {
		a.tellDrift(Drift{Kind: [...]DriftKind{DriftField, DriftEnum, DriftVariant}[f.Kind], At: f.At, Type: f.Type, Value: f.Value})
	}
}

func (a *attempt) tellDrift(d Drift) {
	op := a.call.op
	d.Operation, d.Method, d.Path = op.ID, op.Method, op.Path
	harmless(func() { a.call.set.drift(a.parent, d) })
}

// unwrapNullable returns what a Nullable holds, nil if it is absent or null.
func unwrapNullable(v reflect.Value) (any, bool) {
	if !isNullable(v.Type()) {
		return nil, false
	}
	value, _ := nullableState(v.Interface().(nullable))
	return value, true
}

// declares reports whether a list like "200 404 5XX" has the status.
func declares(statuses string, status int) bool {
	text := strconv.Itoa(status)
	for want := range strings.FieldsSeq(statuses) {
		if strings.EqualFold(want, text) || strings.EqualFold(want, text[:1]+"XX") {
			return true
		}
	}
	return false
}

// covers reports whether an Accept header asks for the media type.
func covers(accept, mediaType string) bool {
	if accept == "" {
		return true
	}
	kind, _, _ := strings.Cut(mediaType, "/")
	for one := range strings.SplitSeq(accept, ",") {
		switch want := header.Essence(one); want {
		case mediaType, "*/*", kind + "/*":
			return true
		}
	}
	return false
}
