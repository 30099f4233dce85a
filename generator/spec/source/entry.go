package source

import (
	"bytes"
	"context"
	"sync"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/upgrade"
)

// entry is one file of the set. It goes through two stages, each once: parsing gives raw, finishing gives file.Root.
// They are apart since rewriting a document of version 2.0 looks into the raw trees of other files, which may look back.
type entry struct {
	loc  location
	file *node.File

	parsing  sync.Once
	raw      *node.Node       // as the file has it
	problem  *diag.Diagnostic // why there is no raw; without a position if it is that of the reference
	declares bool             // may hold $id, $anchor or the like
	findings diag.List        // of the parser and of the rewriting

	finishing sync.Once
	index     index
}

// entry returns the file of a location, known or new.
func (s *Set) entry(loc location) *entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.files[loc.uri]
	if e == nil {
		e = &entry{loc: loc, file: &node.File{Name: loc.name, URI: loc.uri}}
		s.files[loc.uri] = e
	}
	return e
}

// parse reads the file and parses it.
func (s *Set) parse(ctx context.Context, e *entry) *diag.Diagnostic {
	e.parsing.Do(func() {
		data, problem := s.read(ctx, e.loc)
		if problem != nil {
			e.problem = problem
			return
		}
		if e.raw = node.Parse(e.file, data, &e.findings); e.raw == nil {
			e.problem = &e.findings.Sorted()[0]
			return
		}
		e.declares = declares(data)
	})
	return e.problem
}

// declares tells cheaply whether a file can hold any of the keywords that an index is for.
func declares(data []byte) bool {
	for _, keyword := range []string{"$id", "$self", "$anchor", "$dynamicAnchor"} {
		if bytes.Contains(data, []byte(keyword)) {
			return true
		}
	}
	return false
}

// finish rewrites a file of a document of version 2.0 and indexes what it declares.
func (s *Set) finish(ctx context.Context, e *entry) {
	e.finishing.Do(func() {
		if s.major == 2 {
			if e == s.root {
				e.file.Root = upgrade.Document(e.raw, s.raw(ctx), &e.findings)
			} else {
				e.file.Root = upgrade.Part(e.raw, s.root.raw, s.raw(ctx), &e.findings)
			}
		}
		if e.declares {
			s.indexFile(e)
		}
	})
}
