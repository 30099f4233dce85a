// Package runtime answers: how does a call reach the vendor, come back, and survive what happens in between?
//
// Generated clients hold the facts of an API; behaviour lives here: authentication, retries, idempotency keys, limits,
// typed errors, deprecation warnings. The package depends on the standard library only.
package runtime
