// Package spec answers: what does this OpenAPI document mean, whatever version, format and number of files it is in?
//
// Loading opens the files (source), makes them one version (upgrade) and lowers the tree into an [api.API]. The walk is
// over our own nodes, which know order, positions and exact numbers; the parser of OpenAPI reads each object's own
// keywords. So a fault stays where it is: one keyword, one schema or one operation is left out, with a position.
package spec

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/overlay"
	"github.com/apigen-go/apigen/generator/spec/source"
)

// Options say what to load and what it may refer to. Only Location is needed.
type Options struct {
	Location      string         // the root document: a file, an http or https URL, or "-" for Stdin
	Stdin         io.Reader      // read if Location is "-"
	Root          string         // directory that references may not leave; "": the root document's own
	Allow         []string       // origins that references may reach: "https://schemas.example.com"; none by default
	Overlays      []string       // overlay documents, files or URLs, applied to the root document in this order
	Include       []Choice       // operations to lower; none: all
	Exclude       []Choice       // operations to leave out, also of those that are included
	Events        *api.EventRule // what tells the vendor's events apart; nil: the document alone says it
	MaxFileBytes  int64          // of one file; 0: the default of package source
	MaxTotalBytes int64          // of all files together; 0: the default of package source
	Timeout       time.Duration  // of one download; 0: the default of package source
	HTTPClient    *http.Client   // nil: http.DefaultClient's transport

	Watch   func(Read)        // is told of everything that is read, one at a time; nil: nobody is
	Actions func([]Effect)    // is told what each action of the overlays did; nil: nobody is
	Files   map[string][]byte // absolute path -> what is read in place of what the disk has there
	Copies  map[string]string // URL -> the file that is read in its place
}

// Read is one thing that a document was made of.
type Read = source.Read

// Kinds of what is read.
const (
	ReadDocument = source.ReadDocument
	ReadOverlay  = source.ReadOverlay
	ReadResult   = source.ReadResult
)

// Effect is what one action of an overlay did.
type Effect = overlay.Effect

// Load reads and lowers a document. The API is nil if nothing of it can be used; the list then says why.
func Load(ctx context.Context, opts Options) (*api.API, diag.List) {
	var diags diag.List
	set, root := source.Open(ctx, source.Options{
		Location: opts.Location, Stdin: opts.Stdin, Root: opts.Root, AllowOrigins: opts.Allow, Overlays: opts.Overlays,
		MaxFileBytes: opts.MaxFileBytes, MaxTotalBytes: opts.MaxTotalBytes,
		Timeout: opts.Timeout, HTTPClient: opts.HTTPClient, Watch: opts.Watch, Actions: opts.Actions, Copies: opts.Copies, Files: opts.Files,
	}, &diags)
	if set == nil || !usable(root, &diags) {
		return nil, diags
	}
	l := newLowerer(set.Root(), &diags)
	l.resolve = func(from *node.Node, ref string) (source.Target, *diag.Diagnostic) {
		return set.Resolve(ctx, from, ref)
	}
	l.written = set.Written
	major, minor := set.Version()
	l.siblings = major == 3 && minor >= 1
	l.choice = newChooser(opts.Include, opts.Exclude)
	l.events = opts.Events
	l.lower()
	diags.Append(set.Diags())
	if diags.Has(diag.Error) {
		return nil, diags
	}
	return l.out, diags
}

// usable tells whether there is anything in the document to make a client of.
func usable(root *node.Node, diags *diag.List) bool {
	for _, key := range []string{"paths", "webhooks", "x-webhooks", "components"} {
		if root.Get(key).Is(node.Object) {
			return true
		}
	}
	diags.Add(diag.Diagnostic{
		Severity: diag.Error, Pos: root.Pos(), Code: "empty-document",
		Message: "the document describes nothing: it has no paths, webhooks or components",
		Hint:    "is this a part of another document? Give apigen the one that refers to it",
	})
	return false
}

func newLowerer(root *node.File, diags *diag.List) *lowerer {
	return &lowerer{
		root:    root,
		diags:   diags,
		out:     &api.API{Schemas: map[api.ID]*api.Schema{}},
		read:    map[*node.Node]*keywords{},
		targets: map[*node.Node]target{},
		groups:  map[*node.Node]*group{},
		heirs:   map[*node.Node]map[string][]heir{},
		schemes: map[string]bool{},
	}
}
