package torture_test

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"

	"github.com/apigen-go/apigen/generated/orders"
	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/page"
	"github.com/apigen-go/apigen/runtime/runtimetest"
	"github.com/apigen-go/apigen/runtime/runtimetest/ours"
)

// generated is a client that apigen wrote. What its document has no operation for is left out.
type generated struct{}

func (generated) Name() string { return "apigen, generated" }

func (generated) Features() []runtimetest.Feature {
	return []runtimetest.Feature{
		runtimetest.RetryAfter, runtimetest.Hints, runtimetest.Bodies, runtimetest.Decoding, runtimetest.ErrorKinds, runtimetest.Problems,
		runtimetest.Decorrelation, runtimetest.Breaking, runtimetest.Limits, runtimetest.Credentials, runtimetest.Templates, runtimetest.Logs,
		runtimetest.Tokens, runtimetest.Signatures, runtimetest.Keys, runtimetest.Numbering, runtimetest.Pages, runtimetest.Deprecations,
		runtimetest.Hooks,
	}
}

func (generatedCaller) Kinds(err error) []runtimetest.Kind { return ours.Kinds(err) }

func (generated) New(set runtimetest.Setup) (runtimetest.Caller, error) {
	opts := append(ours.Options(set), runtime.WithBaseURL(set.URL), orders.WithBearerToken("some-token"))
	if set.Bearer != "" {
		opts = append(opts, orders.WithBearerToken(set.Bearer))
	}
	if a := ours.Fetched(set); a != nil {
		opts = append(opts, runtime.WithCredential("oauth2", a))
	}
	if a := ours.Signed(set); a != nil {
		opts = append(opts, runtime.WithCredential("oauth2", a))
	}
	if set.APIKey != "" {
		opts = append(opts, runtime.WithHeader("X-Api-Key", set.APIKey))
	}
	if set.QueryKey != "" {
		opts = append(opts, runtime.WithQuery("api_key", set.QueryKey))
	}
	if set.Cookie != "" {
		opts = append(opts, runtime.WithHeader("Cookie", "session="+set.Cookie))
	}
	client, err := orders.New(opts...)
	if err != nil {
		return nil, err
	}
	return generatedCaller{client}, nil
}

type generatedCaller struct{ client *orders.Client }

// Call picks the operation that is of the kind of the call.
func (c generatedCaller) Call(ctx context.Context, call runtimetest.Call) runtimetest.Result {
	var meta runtime.Meta
	opts := append(callOptions(call), runtime.WithResponse(&meta))
	var err error
	id, fills := call.Params["id"]
	switch {
	case fills:
		_, err = c.client.Orders.ListItems(ctx, id, opts...)
	case call.Method == http.MethodGet:
		_, err = c.client.Orders.Get(ctx, "1", opts...)
	case call.Keyed || call.Key != "":
		var body orders.CreateOrder
		if err = json.Unmarshal(call.JSON, &body); err == nil {
			_, err = c.client.Orders.Create(ctx, body, opts...)
		}
	default: // without a key
		_, err = c.client.Orders.Update(ctx, "1", orders.UpdateOrder{}, opts...)
	}
	return ours.Result(meta, nil, err)
}

func callOptions(call runtimetest.Call) (opts []runtime.Option) {
	if call.Key != "" {
		opts = append(opts, runtime.WithIdempotencyKey(call.Key))
	}
	if call.Base != "" {
		opts = append(opts, runtime.WithBaseURL(call.Base))
	}
	for name := range call.Query {
		opts = append(opts, runtime.WithQuery(name, call.Query.Get(name)))
	}
	return opts
}

func (c generatedCaller) Held() []any { return []any{c.client, *c.client, c.client.Orders} }

func (c generatedCaller) Items(ctx context.Context, call runtimetest.Call) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for order, err := range c.client.Orders.All(ctx, nil, callOptions(call)...) {
			if !yield(string(order.ID), err) {
				return
			}
		}
	}
}

func (c generatedCaller) Collect(ctx context.Context, call runtimetest.Call, n int) ([]string, bool, error) {
	return page.Collect(c.Items(ctx, call), n)
}
