// Package change answers: what changed between two documents, and for whom does that break?
//
// [Compare] looks at two APIs and at the two clients that were made of them. What it finds it says in Go's words, as the users of
// the client see it, and judges it twice: at compile time (does code that was written for the old client still build?) and on the
// wire (do programs that are already built still work against the new servers?). A [Report] is plain data; its Write prints it.
package change

import (
	"slices"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/plan"
)

// Verdict is how grave a change is. They are ordered: see [Verdict.AtLeast].
type Verdict string

// Verdicts, lightest first.
const (
	Unchanged     Verdict = "unchanged"     // nothing that a user could notice
	Documentation Verdict = "documentation" // comments and descriptions only
	Compatible    Verdict = "compatible"    // code still builds and programs still work; there may be more to use
	Breaking      Verdict = "breaking"      // code does not build any more, or programs stop working
)

// Verdicts lists them, lightest first.
func Verdicts() []Verdict { return []Verdict{Unchanged, Documentation, Compatible, Breaking} }

// AtLeast tells whether a verdict is as grave as another one, or graver.
func (v Verdict) AtLeast(other Verdict) bool { return v.rank() >= other.rank() }

func (v Verdict) rank() int { return slices.Index(Verdicts(), v) }

func graver(a, b Verdict) Verdict {
	if b.AtLeast(a) {
		return b
	}
	return a
}

// Side is one of two clients that are compared.
type Side struct {
	API   *api.API
	Plan  *plan.Package
	Files []File // those of the client; only Go files of its own package are looked at
}

// File is one file of a client.
type File struct {
	Name    string // "orders.go"
	Content []byte
}

// Report is what changed between two documents.
type Report struct {
	Package string   // "orders"
	Old     Document // what was compared
	New     Document
	Changes []Change // breaking ones first, then compatible ones, then documentation; by group and subject
	GoAPI   []Symbol // what differs in what callers of the client see, all of it, by name
}

// Document names one of the two documents.
type Document struct {
	Title   string `json:"title,omitempty"`   // of the API
	Version string `json:"version,omitempty"` // as the document has it
	File    string `json:"file,omitempty"`    // "specs/orders.yaml"
}

// Change is one thing that is otherwise than before.
type Change struct {
	ID      string   `json:"id"`                // unique in the report, and the same in each report of the same change: an anchor
	Kind    Verdict  `json:"kind"`              // the graver of Compile and Wire
	Code    string   `json:"code"`              // what sort of change it is: "enum-value-added"
	Group   string   `json:"group"`             // the service or type that it belongs to: "Orders", "Order"; "Client"
	Subject string   `json:"subject"`           // what has changed, in Go: "orders.Order.Status", "client.Orders.Create"
	What    string   `json:"what"`              // in words: `new value "expired"`
	Old     string   `json:"old,omitempty"`     // what it was: "string"
	New     string   `json:"new,omitempty"`     // what it is: "*string"
	Compile Effect   `json:"compile"`           // on code that is built with the new client
	Wire    Effect   `json:"wire"`              // on programs that run against the new servers
	Reaches []string `json:"reaches,omitempty"` // methods that send or return what has changed: "client.Orders.Create"
	OldPos  diag.Pos `json:"oldPos,omitzero"`   // where it stood
	NewPos  diag.Pos `json:"newPos,omitzero"`   // where it stands
	Symbols []string `json:"symbols,omitempty"` // names in Go that are otherwise because of this, as in Symbol.Name
}

// Effect is what a change does, and why. The zero value is that it does nothing.
type Effect struct {
	Kind Verdict `json:"kind"`
	Why  string  `json:"why,omitempty"`
}

// Symbol is an exported name of the client that is not what it was.
type Symbol struct {
	Name     string `json:"name"`          // "Order", "Order.Status", "OrdersService.Create", "OrderStatusPaid"
	Kind     string `json:"kind"`          // type, field, method, func, const, var
	Old      string `json:"old,omitempty"` // its type as it was; "": there was none
	New      string `json:"new,omitempty"` // its type; "": it is gone
	Breaking bool   `json:"breaking"`      // code that used it does not build any more
}

// Verdict is that of the gravest change.
func (r *Report) Verdict() Verdict {
	v := Unchanged
	for _, c := range r.Changes {
		v = graver(v, c.Kind)
	}
	return v
}

// Count counts the changes of a verdict.
func (r *Report) Count(v Verdict) int {
	n := 0
	for _, c := range r.Changes {
		if c.Kind == v {
			n++
		}
	}
	return n
}

// Semver says which part of the client's version the change moves: "major", "minor", "patch", or "none". It goes by what callers
// see of the client in Go, as Go's own rules do.
func (r *Report) Semver() string {
	switch {
	case slices.ContainsFunc(r.GoAPI, func(s Symbol) bool { return s.Breaking }):
		return "major"
	case len(r.GoAPI) > 0:
		return "minor"
	case len(r.Changes) > 0:
		return "patch"
	}
	return "none"
}
