package source

import (
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/diag"
)

// location is where a file is and what it is called.
type location struct {
	uri   string   // "file:///specs/pet.yaml"
	name  string   // for messages: "specs/pet.yaml"
	id    string   // what its IDs begin with: "models/pet.yaml", "" for the root document
	path  string   // absolute path; "" for stdin and URLs
	url   *url.URL // set for URLs
	copy  string   // the file that holds a copy of the URL; "": none
	stdin bool
	root  bool // the user named it, so that it may be anywhere

	overlay bool
}

// copied makes a location read the copy that the user keeps of its URL, which messages then speak of.
func (s *Set) copied(loc location) location {
	if file := s.opts.Copies[loc.uri]; loc.url != nil && file != "" {
		loc.copy, loc.name = file, file
	}
	return loc
}

// policy says what may be read.
type policy struct {
	docDir  string   // absolute directory of the root document; "" if that is a URL
	fileDir string   // absolute directory that files must be below; "" if files are off
	nameDir string   // docDir as the user would write it
	base    *url.URL // the root document, if that is a URL
	origins []string // that may be reached besides base's directory
}

// Codes of diagnostics.
const (
	codeDangling = "dangling-ref"
	codeCyclic   = "cyclic-ref"
	codeOutside  = "outside-ref"
	codeRemote   = "remote-ref"
	codeRead     = "unreadable"
)

// start finds the root document and sets up the policy.
func (s *Set) start() (location, *diag.Diagnostic) {
	s.policy.origins = s.opts.AllowOrigins
	l := s.opts.Location
	if isHTTP(l) {
		return s.startURL(l)
	}
	abs, err := filepath.Abs(l)
	if err != nil {
		return location{}, problemf(codeRead, "finding %s: %v", l, err)
	}
	loc := location{uri: fileURI(abs), name: l, path: abs, root: true}
	if l == "-" {
		loc.name, loc.path, loc.stdin = "<stdin>", "", true
	}
	return loc, s.startFiles(abs, filepath.Dir(l))
}

func (s *Set) startURL(l string) (location, *diag.Diagnostic) {
	u, err := url.Parse(l)
	if err != nil {
		return location{}, problemf(codeRead, "%q is no valid URL: %v", l, err)
	}
	u.Fragment, u.RawFragment = "", ""
	s.policy.base = u
	return s.copied(location{uri: u.String(), name: u.Redacted(), url: u, root: true}), nil
}

// startFiles sets the directory that files may be read from.
func (s *Set) startFiles(abs, nameDir string) *diag.Diagnostic {
	s.policy.docDir, s.policy.nameDir = filepath.Dir(abs), nameDir
	s.policy.fileDir = s.policy.docDir
	if s.opts.Root == "" {
		return nil
	}
	dir, err := filepath.Abs(s.opts.Root)
	if err != nil {
		return problemf(codeRead, "finding %s: %v", s.opts.Root, err)
	}
	if !below(dir, abs) {
		return problemf(codeOutside, "the document %s is outside of the directory of references, %s", s.opts.Location, s.opts.Root)
	}
	s.policy.fileDir = dir
	return nil
}

// locate finds the file that a reference names, if the policy allows to read it. The reference has no fragment.
func (s *Set) locate(from location, ref string) (location, *diag.Diagnostic) {
	switch {
	case isHTTP(ref) || from.url != nil:
		return s.locateURL(from, ref)
	case hasScheme(ref) && !strings.HasPrefix(ref, "file://"):
		return location{}, problemf(codeDangling, "nothing in these files declares the URI %q", ref)
	}
	return s.locateFile(from, ref)
}

func (s *Set) locateFile(from location, ref string) (location, *diag.Diagnostic) {
	dir := s.policy.docDir
	if from.path != "" {
		dir = filepath.Dir(from.path)
	}
	raw := resolvePath(dir, strings.TrimPrefix(ref, "file://"))
	target := raw
	if decoded, err := url.PathUnescape(ref); err == nil && decoded != ref {
		target = resolvePath(dir, strings.TrimPrefix(decoded, "file://"))
	}
	if !below(s.policy.fileDir, target) {
		return location{}, s.outside(ref, target)
	}
	if target != raw && below(s.policy.fileDir, raw) && !s.exists(target) && s.exists(raw) {
		target = raw // the file has a percent sign in its name
	}
	rel, err := filepath.Rel(s.policy.docDir, target)
	if err != nil {
		return location{}, problemf(codeRead, "finding %s: %v", ref, err)
	}
	return location{
		uri: fileURI(target), name: filepath.ToSlash(filepath.Join(s.policy.nameDir, rel)), id: filepath.ToSlash(rel), path: target,
	}, nil
}

func resolvePath(dir, ref string) string {
	ref = filepath.FromSlash(ref)
	if filepath.IsAbs(ref) {
		return filepath.Clean(ref)
	}
	return filepath.Join(dir, ref)
}

// outside explains how to let a reference reach a file. No root is proposed that would open all of the disk.
func (s *Set) outside(ref, target string) *diag.Diagnostic {
	d := problemf(codeOutside, "the reference %q leaves the directory %s, which holds all files that may be read", ref, s.shown(s.policy.fileDir))
	path := filepath.FromSlash(strings.TrimPrefix(ref, "file://"))
	common := s.policy.fileDir
	for !below(common, target) && common != filepath.Dir(common) {
		common = filepath.Dir(common)
	}
	switch {
	case filepath.IsAbs(path):
		d.Hint = "an absolute path is followed only below the root; write a relative one, or set refs: {root: DIR} to the directory that holds all files"
	case common == filepath.Dir(common):
		d.Hint = "copy the file to where the document is"
	default:
		d.Hint = fmt.Sprintf("to allow it, set refs: {root: %s}", s.shown(common))
	}
	return d
}

// shown is a directory as the user would write it.
func (s *Set) shown(dir string) string {
	rel, err := filepath.Rel(s.policy.docDir, dir)
	if err != nil {
		return dir
	}
	return filepath.ToSlash(filepath.Join(s.policy.nameDir, rel))
}

func (s *Set) locateURL(from location, ref string) (location, *diag.Diagnostic) {
	u, err := url.Parse(ref)
	if err != nil {
		return location{}, problemf(codeDangling, "%q is no valid URL: %v", ref, err)
	}
	if from.url != nil {
		u = from.url.ResolveReference(u)
	}
	u.Fragment, u.RawFragment = "", ""
	if !s.policy.allows(u) && s.opts.Copies[u.String()] == "" {
		d := problemf(codeRemote, "the reference reaches %s, and references to other servers are off", u.Redacted())
		d.Hint = fmt.Sprintf("to allow it, set refs: {allow: [%q]}", origin(u))
		return location{}, d
	}
	return s.copied(location{uri: u.String(), name: u.Redacted(), id: s.policy.urlID(u), url: u}), nil
}

// allows tells whether a URL may be fetched: its origin is allowed, or it is below the root document's directory.
func (p policy) allows(u *url.URL) bool {
	if u.Scheme != "http" && u.Scheme != "https" || slices.Contains(strings.Split(u.Path, "/"), "..") {
		return false
	}
	for _, o := range p.origins {
		if strings.EqualFold(strings.TrimRight(o, "/"), origin(u)) {
			return true
		}
	}
	return p.base != nil && origin(u) == origin(p.base) && strings.HasPrefix(u.Path, p.baseDir())
}

// baseDir is the directory of a root document that is a URL, with a slash at its end.
func (p policy) baseDir() string { return p.base.Path[:strings.LastIndex(p.base.Path, "/")+1] }

// urlID is what IDs in a remote file begin with: relative to the root document if it is on the same server.
func (p policy) urlID(u *url.URL) string {
	if p.base == nil || origin(u) != origin(p.base) {
		return u.Redacted()
	}
	rel, err := filepath.Rel(path.Clean("/"+p.baseDir()), path.Clean("/"+u.Path))
	if err != nil {
		return u.Redacted()
	}
	if u.RawQuery != "" {
		rel += "?" + u.RawQuery
	}
	return filepath.ToSlash(rel)
}

func origin(u *url.URL) string { return strings.ToLower(u.Scheme + "://" + u.Host) }

// below tells whether a cleaned absolute path is in a directory or in one below.
func below(dir, target string) bool {
	rel, err := filepath.Rel(dir, target)
	return err == nil && filepath.IsLocal(rel)
}

func (s *Set) exists(abs string) bool {
	root, err := os.OpenRoot(s.policy.fileDir)
	if err != nil {
		return false
	}
	defer root.Close()
	rel, err := filepath.Rel(s.policy.fileDir, abs)
	if err != nil {
		return false
	}
	_, err = root.Stat(rel)
	return err == nil
}

func fileURI(abs string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(abs)}).String()
}

func isHTTP(s string) bool {
	s = strings.ToLower(s[:min(len(s), 8)])
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// hasScheme tells whether a reference is an absolute URI and no path: "urn:x", but not "a/b:c" or "C:\x".
func hasScheme(ref string) bool {
	scheme, _, ok := strings.Cut(ref, ":")
	return ok && len(scheme) > 1 && !strings.ContainsAny(scheme, "/.#?%\\ ")
}

// problemf makes an error whose position is yet to be set.
func problemf(code, format string, args ...any) *diag.Diagnostic {
	return &diag.Diagnostic{Severity: diag.Error, Code: code, Message: fmt.Sprintf(format, args...)}
}
