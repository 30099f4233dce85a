// Package runtimetest answers: does a client survive what servers and networks do to it?
//
// It is a kit of some eighty cases, each a sentence with a number (A1, B4), that runs against any client through a small
// adapter, a [Subject]: the kit plays the server, counts what arrives, and judges what the caller is told. A case that
// needs what a client does not offer is not counted against it; what it offers, it is held to.
//
//	func TestTorture(t *testing.T) { runtimetest.Run(t, mySubject{}) }
//
// Cases whose point is a wait run in a bubble of package testing/synctest, over connections in memory, so that hours pass
// in no time; all others run over real sockets. [Measure] runs the cases for several clients, side by side, and returns a
// [Report] in place of failing.
//
// The groups: A what may be sent again, B when, C budget, breaker and rate limits, D bodies, E credentials and origins,
// F tokens and signatures, G idempotency keys, H pages, I streams, J webhooks and polling, K errors and the rest.
package runtimetest
