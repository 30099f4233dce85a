// Package ratelimit answers: may a request go now, by what the responses before it said of the API's rate limits?
//
// Vendors say it in a dozen dialects, which are rows of one table. Each row that a response matches gives a reading: so many
// of so many calls are left until then. The gate keeps the readings by host, credential and bucket, and holds requests
// back: it spreads the last tenth of a limit over the time to its reset, and lets nothing pass when nothing is left.
package ratelimit

import "time"

// Dialect is a row of the table: the headers in which an API says how much of a limit is left. Names are in canonical form.
type Dialect struct {
	Name         string        // "github", for people
	Limit        string        // how many calls there are
	Remaining    string        // how many are left: the row counts if a response has it
	Used         string        // how many were made, for APIs that say that in place of Limit
	Pair         string        // "32/40": used and limit in one, in place of the three
	Reset        []string      // when all are there again: the first that a response has
	Bucket       []string      // which limit it is, of several that differ by operation: the first that a response has
	Unit         string        // what is counted, "" for requests
	PerOperation bool          // each operation has a limit of its own, which has no name
	Drain        time.Duration // of a leaky bucket: in which a full one runs empty, bit by bit
}

// shopifyDrain is the same on every plan: 40 calls at 2 a second, 80 at 4, 400 at 20.
const shopifyDrain = 20 * time.Second

// table has the dialects whose headers stand for themselves; that of the IETF's current draft is read by readIETF. All names
// have "imit" in them: see mentions.
var table = [...]Dialect{
	// GitHub, Discord, Reddit and hundreds more. What differs is the form of the reset, and that shows.
	{
		Name: "x-ratelimit", Limit: "X-Ratelimit-Limit", Remaining: "X-Ratelimit-Remaining", Used: "X-Ratelimit-Used",
		Reset:  []string{"X-Ratelimit-Reset-After", "X-Ratelimit-Reset"},
		Bucket: []string{"X-Ratelimit-Bucket", "X-Ratelimit-Resource"},
	},
	{
		Name: "ratelimit", Limit: "Ratelimit-Limit", Remaining: "Ratelimit-Remaining", Reset: []string{"Ratelimit-Reset"},
	},
	// X, Okta: each endpoint has its own.
	{
		Name: "x-rate-limit", Limit: "X-Rate-Limit-Limit", Remaining: "X-Rate-Limit-Remaining", Reset: []string{"X-Rate-Limit-Reset"},
		PerOperation: true,
	},
	{Name: "shopify", Pair: "X-Shopify-Shop-Api-Call-Limit", Drain: shopifyDrain},
	// Models have limits of their own, and operations differ in their models.
	{
		Name: "openai", Limit: "X-Ratelimit-Limit-Requests", Remaining: "X-Ratelimit-Remaining-Requests",
		Reset: []string{"X-Ratelimit-Reset-Requests"}, PerOperation: true,
	},
	{
		Name: "openai", Limit: "X-Ratelimit-Limit-Tokens", Remaining: "X-Ratelimit-Remaining-Tokens",
		Reset: []string{"X-Ratelimit-Reset-Tokens"}, Unit: "tokens", PerOperation: true,
	},
	{
		Name: "anthropic", Limit: "Anthropic-Ratelimit-Requests-Limit", Remaining: "Anthropic-Ratelimit-Requests-Remaining",
		Reset: []string{"Anthropic-Ratelimit-Requests-Reset"}, PerOperation: true,
	},
	{
		Name: "anthropic", Limit: "Anthropic-Ratelimit-Tokens-Limit", Remaining: "Anthropic-Ratelimit-Tokens-Remaining",
		Reset: []string{"Anthropic-Ratelimit-Tokens-Reset"}, Unit: "tokens", PerOperation: true,
	},
	{
		Name: "anthropic", Limit: "Anthropic-Ratelimit-Input-Tokens-Limit", Remaining: "Anthropic-Ratelimit-Input-Tokens-Remaining",
		Reset: []string{"Anthropic-Ratelimit-Input-Tokens-Reset"}, Unit: "input tokens", PerOperation: true,
	},
	{
		Name: "anthropic", Limit: "Anthropic-Ratelimit-Output-Tokens-Limit", Remaining: "Anthropic-Ratelimit-Output-Tokens-Remaining",
		Reset: []string{"Anthropic-Ratelimit-Output-Tokens-Reset"}, Unit: "output tokens", PerOperation: true,
	},
}
