// Package specs answers: which documents do our own clients, tests and demonstrations read?
//
// They are written for this project in the shapes of real APIs: small enough to be read in one sitting, odd enough to
// be worth it. The directory torture holds documents that nobody should have written, each about one kind of oddity.
package specs

import "embed"

// FS holds the documents: "orders.yaml", "torture/names.yaml". It is read-only and safe for concurrent use.
//
//go:embed *.yaml torture
var FS embed.FS
