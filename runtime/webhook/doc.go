// Package webhook answers: what does the vendor tell us, and is it really the vendor?
//
// A [Scheme] describes how deliveries are signed; with the secrets it gives a [Verifier]. [Handler] makes of it an
// [http.Handler] that verifies a delivery before it parses it, knows duplicates, puts the event into a bounded [Queue],
// acknowledges, and then calls a function with the event:
//
//	verifier, err := webhook.Stripe().Verifier(os.Getenv("STRIPE_WEBHOOK_SECRET"))
//	...
//	endpoint, err := webhook.Handler(verifier, dedup.Memory(0, 0), func(ctx context.Context, e webhook.Event[Invoice]) error {
//		return book(ctx, e.Data)
//	})
//	...
//	http.Handle("/webhooks", endpoint)
//	defer endpoint.Close(ctx)
//
// What the sender gets to know:
//
//	200  the event is in the queue, or was there before
//	400  the delivery is not in the form of the scheme, or its body does not decode
//	401  no signature verifies, or the delivery is older or newer than the tolerance
//	403  the address is not allowed
//	405  the method is not POST
//	413  the body is over the limit
//	415  the media type is not expected
//	503  come back: the queue is full, a duplicate is in progress, the store is down, or the endpoint is closed
//
// Package webhooktest signs deliveries for tests.
package webhook
