package source

import (
	"context"
	"crypto/sha256"
	"net/url"
	"path/filepath"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/overlay"
)

// overlaid makes the changes of the overlay documents to the root document, as it was written: before a document of
// version 2.0 is rewritten. It returns false if an overlay cannot be used; all that is wrong is then in the list.
func (s *Set) overlaid(ctx context.Context, diags *diag.List) bool {
	var found diag.List
	var documents []*overlay.Document
	for _, location := range s.opts.Overlays {
		if d := s.overlay(ctx, location, &found); d != nil {
			documents = append(documents, d)
		}
	}
	if len(documents) > 0 && !found.Has(diag.Error) {
		var effects []overlay.Effect
		s.root.raw, effects = overlay.Apply(s.root.raw, documents, &found)
		s.root.file.Root = s.root.raw
		s.watchOverlays(effects)
	}
	diags.Append(found)
	return !found.Has(diag.Error)
}

// watchOverlays tells who wants to know what the overlays did.
func (s *Set) watchOverlays(effects []overlay.Effect) {
	if s.opts.Actions != nil {
		s.opts.Actions(effects)
	}
	if s.opts.Watch != nil {
		s.opts.Watch(Read{Kind: ReadResult, Name: s.root.loc.name, Sum: sha256.Sum256(s.root.raw.AppendJSON(nil))})
	}
}

// overlay reads one overlay document. The user named it, so that it may be anywhere, as the root document may. Its
// references are those of the document that they come into, so its nodes get that URI; their positions stay.
func (s *Set) overlay(ctx context.Context, name string, diags *diag.List) *overlay.Document {
	loc, problem := named(name)
	loc = s.copied(loc)
	if problem != nil {
		diags.Add(*problem)
		return nil
	}
	data, problem := s.read(ctx, loc)
	if problem != nil {
		diags.Add(*problem)
		return nil
	}
	file := &node.File{Name: loc.name, URI: s.root.loc.uri}
	root := node.Parse(file, data, diags)
	if root == nil {
		return nil
	}
	file.Root = nil // the document's is meant, if anybody asks
	s.root.declares = s.root.declares || declares(data)
	d := overlay.Parse(root, diags)
	if d != nil {
		s.checkExtends(d, loc, diags)
	}
	return d
}

// named is the location of a file or URL that the user named.
func named(name string) (location, *diag.Diagnostic) {
	if isHTTP(name) {
		u, err := url.Parse(name)
		if err != nil {
			return location{}, problemf(codeRead, "%q is no valid URL: %v", name, err)
		}
		return location{uri: u.String(), name: u.Redacted(), url: u, root: true, overlay: true}, nil
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return location{}, problemf(codeRead, "finding %s: %v", name, err)
	}
	return location{uri: fileURI(abs), name: name, path: abs, root: true, overlay: true}, nil
}

// checkExtends warns of an overlay that was made for another document. What comes from standard input has no name.
func (s *Set) checkExtends(d *overlay.Document, loc location, diags *diag.List) {
	base, err := url.Parse(loc.uri)
	if err != nil || s.root.loc.stdin {
		return
	}
	meant := join(base, d.Extends.Str())
	if meant == nil || key(meant) == s.root.loc.uri || meant.String() == s.root.raw.Get("$self").Str() {
		return
	}
	diags.Add(diag.Diagnostic{Severity: diag.Warning, Pos: d.Extends.Pos(), Code: "overlay-extends",
		Message: "the overlay is made for " + d.Extends.Text + ", not for " + s.root.loc.name,
		Hint:    "if it is right for this document too, leave out extends",
	})
}
