// Package templates answers: what prose goes with a client?
//
// It holds text only: README.md and api.md of a generated client. Go code is never a template.
package templates

import "embed"

// FS holds the templates, one FILE.tmpl for each FILE.
//
//go:embed *.tmpl
var FS embed.FS
