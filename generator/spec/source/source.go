// Package source answers: which files make up a document, and what does a $ref in them mean?
//
// References are a hostile document's way to the disk and the network, so everything that is read passes a policy: files
// below one directory, through [os.Root]; URLs of origins that the user named; all of it in bounded size and time.
package source

import (
	"context"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/overlay"
	"github.com/apigen-go/apigen/generator/spec/upgrade"
)

// Options say what to read and what it may refer to. Only Location is needed.
type Options struct {
	Location      string        // the root document: a file, an http or https URL, or "-" for Stdin
	Stdin         io.Reader     // read if Location is "-"; the working directory is then the document's
	Root          string        // directory that references may not leave; "": the root document's own
	AllowOrigins  []string      // origins that references may reach: "https://schemas.example.com"; none by default
	Overlays      []string      // overlay documents, files or URLs, applied to the root document in this order
	MaxFileBytes  int64         // of one file; 0: 64 MiB
	MaxTotalBytes int64         // of all files together; 0: 256 MiB
	Timeout       time.Duration // of one download; 0: 30 s
	HTTPClient    *http.Client  // nil: http.DefaultClient's transport; its redirect policy is replaced

	Watch   func(Read)             // is told of everything that is read, one at a time; nil: nobody is
	Actions func([]overlay.Effect) // is told what each action of the overlays did; nil: nobody is
	Files   map[string][]byte      // absolute path -> what is read in place of what the disk has there
	Copies  map[string]string      // URL -> the file that is read in its place; it may be anywhere, as the user keeps it
}

// Read is one thing that a document was made of.
type Read struct {
	Kind ReadKind
	Name string   // a path or URL, as in diagnostics; of what overlays made, the document's
	ID   string   // of a document, what its IDs begin with: "models/pet.yaml", "" for the root
	Path string   // where the file is; "": not on the disk
	URL  string   // where it comes from; "": from a file
	Sum  [32]byte // SHA-256 of its bytes, with lines that end in line feeds alone
}

// ReadKind tells documents and what is done to them apart.
type ReadKind string

// Kinds of what is read.
const (
	ReadDocument ReadKind = "document" // the root document or a file that it refers to
	ReadOverlay  ReadKind = "overlay"
	ReadResult   ReadKind = "result" // the root document with its overlays applied
)

// Defaults of [Options].
const (
	defaultFileBytes  = 64 << 20
	defaultTotalBytes = 256 << 20
	defaultTimeout    = 30 * time.Second
)

func (o Options) withDefaults() Options {
	if o.MaxFileBytes <= 0 {
		o.MaxFileBytes = defaultFileBytes
	}
	if o.MaxTotalBytes <= 0 {
		o.MaxTotalBytes = defaultTotalBytes
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.HTTPClient == nil {
		o.HTTPClient = &http.Client{}
	}
	return o
}

// Set is the files of one document. It is safe for concurrent use.
type Set struct {
	opts         Options
	policy       policy
	root         *entry
	major, minor int
	total        atomic.Int64 // bytes read
	suggested    atomic.Int64 // names that were looked for

	mu    sync.Mutex
	files map[string]*entry   // by URI
	known map[string]resource // by the URIs that $id and $self declare
}

// Open reads the root document. A document of version 2.0 comes back in the shape of 3.0, see package upgrade; so do the
// files that it refers to. Without a usable root the set is nil and the list says why.
func Open(ctx context.Context, opts Options, diags *diag.List) (*Set, *node.Node) {
	s := &Set{opts: opts.withDefaults(), files: map[string]*entry{}, known: map[string]resource{}}
	loc, problem := s.start()
	if problem != nil {
		diags.Add(*problem)
		return nil, nil
	}
	s.root = s.entry(loc)
	if problem := s.parse(ctx, s.root); problem != nil {
		diags.Append(s.root.findings)
		diags.Add(*problem)
		return nil, nil
	}
	if !s.overlaid(ctx, diags) {
		diags.Append(s.root.findings)
		return nil, nil
	}
	if s.major, s.minor = upgrade.Version(s.root.raw, diags); s.major == 0 {
		diags.Append(s.root.findings)
		return nil, nil
	}
	s.finish(ctx, s.root)
	diags.Append(s.root.findings)
	return s, s.root.file.Root
}

// Version is the version of OpenAPI that the root document was written in: 2, 0 to 3, 2.
func (s *Set) Version() (major, minor int) { return s.major, s.minor }

// Root is the root document's file.
func (s *Set) Root() *node.File { return s.root.file }

// Diags returns what was found in the files beside the root document. Call it when all references are resolved.
func (s *Set) Diags() diag.List {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all diag.List
	for _, e := range s.files { // in any order: the list sorts itself
		if e != s.root {
			all.Append(e.findings)
		}
	}
	return all
}
