// Package apigen answers: what does a client need to carry its runtime along?
//
// It holds sources alone. It stands at the root of the module because a package embeds only what is below it.
package apigen

import "embed"

// Sources holds the runtime, tests included, with the licence that goes with a copy and the module's own go.mod, which
// tells the version of Go that it is written in.
//
//go:embed runtime LICENSE go.mod
var Sources embed.FS
