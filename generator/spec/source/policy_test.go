package source_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/source"
)

const minimal = `{"openapi": "3.0.0", "components": {}}`

func TestFilesOutsideOfTheRootAreOutOfReach(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"specs/api.json": minimal, "secret.json": `{"type": "string"}`, "specs/ok.json": `{}`})
	for link, to := range map[string]string{"specs/link.json": "../secret.json", "specs/up": "..", "specs/inside.json": "ok.json"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip(err)
		}
	}
	s, root := open(t, source.Options{Location: filepath.Join(dir, "specs/api.json")})
	cases := []struct{ ref, code string }{
		{"../secret.json", "outside-ref"},
		{"%2e%2e/secret.json", "outside-ref"},
		{"..%2Fsecret.json", "outside-ref"},
		{"a/../../secret.json", "outside-ref"},
		{"/etc/passwd", "outside-ref"},
		{"file:///etc/passwd", "outside-ref"},
		{filepath.ToSlash(dir) + "/secret.json", "outside-ref"},
		{"link.json", "unreadable"},
		{"up/secret.json", "unreadable"},
		{"up", "unreadable"},
		{".", "unreadable"},
		{"http://127.0.0.1:1/x", "remote-ref"},
		{"HTTPS://127.0.0.1:1/x", "remote-ref"},
		{"//127.0.0.1/x", "outside-ref"},
		{"a\x00b", "unreadable"},
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("the reference %q", c.ref), func(t *testing.T) {
			t.Parallel()
			target, problem := s.Resolve(t.Context(), root, c.ref)
			if problem == nil {
				t.Fatalf("%s was read", target.ID)
			}
			if problem.Code != c.code || problem.Pos.Line == 0 {
				t.Errorf("got %v, want the code %s at a line", problem, c.code)
			}
		})
	}
	if _, problem := s.Resolve(t.Context(), root, "inside.json"); problem != nil {
		t.Error("a link within the directory:", problem)
	}
	absolute := "an absolute path is followed only below the root; write a relative one, or set refs: {root: DIR} to the directory that holds all files"
	for ref, want := range map[string]string{
		"../secret.json":                         "to allow it, set refs: {root: " + filepath.ToSlash(dir) + "}",
		"/etc/passwd":                            absolute,
		"file:///etc/passwd":                     absolute,
		filepath.ToSlash(dir) + "/secret.json":   absolute,
		strings.Repeat("../", 40) + "etc/passwd": "copy the file to where the document is",
	} {
		if _, problem := s.Resolve(t.Context(), root, ref); problem.Hint != want {
			t.Errorf("%s: hint %q, want %q", ref, problem.Hint, want)
		}
	}
}

// get opens the root document and resolves one reference in it; it returns the code of the first problem or the ID.
func get(t *testing.T, opts source.Options, ref string) string {
	t.Helper()
	var diags diag.List
	s, root := source.Open(t.Context(), opts, &diags)
	if s == nil {
		return diags.Sorted()[0].Code + ": " + diags.Sorted()[0].Message
	}
	target, problem := s.Resolve(t.Context(), root, ref)
	if problem != nil {
		return problem.Code + ": " + problem.Message
	}
	return string(target.ID)
}

func newServer(t *testing.T, other string) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	serve := func(path, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
	}
	serve("/specs/api.json", minimal)
	serve("/specs/models/a.json", `{"A": {"type": "string"}}`)
	serve("/private/b.json", `{}`)
	serve("/specs/login.json", "<!DOCTYPE html><html>")
	serve("/specs/long.json", `"`+strings.Repeat("x", 1000)+`"`)
	mux.HandleFunc("/specs/slow.json", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.Handle("/specs/moved.json", http.RedirectHandler("/specs/models/a.json", http.StatusFound))
	mux.Handle("/specs/away.json", http.RedirectHandler(other+"/specs/api.json", http.StatusFound))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

func TestURLs(t *testing.T) {
	t.Parallel()
	other := newServer(t, "")
	server := newServer(t, other.URL)
	root := server.URL + "/specs/api.json"
	cases := []struct {
		name, location, ref, want string
		origins                   []string
	}{
		{name: "may refer to files below their directory", ref: "models/a.json#/A", want: "models/a.json#/A"},
		{name: "may refer to themselves", ref: root + "#/components", want: "#/components"},
		{name: "may not leave their directory", ref: "../private/b.json", want: "remote-ref: the reference reaches URL/private/b.json"},
		{name: "may not leave their directory by encoded dots", ref: "%2e%2e/private/b.json", want: "remote-ref"},
		{name: "may leave it if their origin is allowed", ref: "../private/b.json", origins: []string{server.URL}, want: "../private/b.json#"},
		{name: "may not refer to other servers", ref: other.URL + "/specs/models/a.json", want: "remote-ref"},
		{name: "may refer to servers that are allowed", ref: other.URL + "/specs/models/a.json#/A", origins: []string{other.URL + "/"}, want: other.URL + "/specs/models/a.json#/A"},
		{name: "may not refer to local files", ref: "file:///etc/passwd", want: "remote-ref"},
		{name: "follow redirects on the same server", ref: "moved.json#/A", want: "moved.json#/A"},
		{name: "follow no redirects to another server", ref: "away.json", want: "unreadable: reading URL/specs/away.json"},
		{name: "report the status", ref: "missing.json", want: "unreadable: reading URL/specs/missing.json: the server answered 404 Not Found"},
		{name: "report a page for people", ref: "login.json", want: "unreadable: URL/specs/login.json is HTML or XML; expected JSON or YAML"},
		{name: "report what is too long", ref: "long.json", want: "unreadable: reading URL/specs/long.json: it has more than the 500 bytes that one file may have"},
		{name: "report what takes too long", ref: "slow.json", want: "unreadable"},
		{name: "report a root that is not there", location: server.URL + "/nothing", want: "unreadable: reading URL/nothing: the server answered 404 Not Found"},
		{name: "report a root that is a page for people", location: server.URL + "/specs/login.json", want: "unreadable: URL/specs/login.json is HTML or XML"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.location == "" {
				c.location = root
			}
			got := get(t, source.Options{Location: c.location, AllowOrigins: c.origins, MaxFileBytes: 500, Timeout: 500 * time.Millisecond}, c.ref)
			if got = strings.ReplaceAll(got, server.URL, "URL"); !strings.HasPrefix(got, strings.ReplaceAll(c.want, server.URL, "URL")) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestOpenReportsUnusableRoots(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{
		"a.json": minimal, "broken.json": `{"openapi": "3.0.0" 1}`, "empty.yaml": "", "page.html": "<html></html>", "four.yaml": "openapi: 4.0.0",
		"old.yaml": "swagger: '1.2'", "both.yaml": "{swagger: 2.0, openapi: 3.0.0}", "none.yaml": "info: {}", "list.yaml": "[]",
		"async.yaml": "asyncapi: 3.0.0",
	})
	cases := []struct{ file, want string }{
		{"missing.json", "DIR/missing.json: error: there is no file DIR/missing.json (unreadable)"},
		{"broken.json", "DIR/broken.json:1:21: error: expected ',' or '}' after the member, found '1' (syntax)"},
		{"empty.yaml", "DIR/empty.yaml:1:1: error: the document is empty (empty-document)"},
		{"page.html", "DIR/page.html: error: DIR/page.html is HTML or XML; expected JSON or YAML (unreadable)"},
		{"four.yaml", `DIR/four.yaml:1:10: error: version "4.0.0" is not supported (unsupported-version)`},
		{"old.yaml", `DIR/old.yaml:1:10: error: version "1.2" is not supported (unsupported-version)`},
		{"both.yaml", "DIR/both.yaml:1:11: error: the document has both keys, swagger and openapi; expected one of them (not-openapi)"},
		{"none.yaml", "DIR/none.yaml:1:1: error: the document has neither of the keys openapi and swagger (not-openapi)"},
		{"list.yaml", "DIR/list.yaml:1:1: error: expected an object with the key openapi or swagger (not-openapi)"},
		{"async.yaml", "DIR/async.yaml:1:1: error: this is an AsyncAPI document; expected the key openapi or swagger (not-openapi)"},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			var diags diag.List
			s, root := source.Open(t.Context(), source.Options{Location: filepath.Join(dir, c.file)}, &diags)
			if s != nil || root != nil {
				t.Fatal("the document was accepted")
			}
			sorted := diags.Sorted()
			first, _, _ := strings.Cut(sorted[0].String(), "\n")
			if got := strings.ReplaceAll(first, dir, "DIR"); got != c.want || len(sorted) != 1 {
				t.Errorf("got  %s (and %d more)\nwant %s", got, len(sorted)-1, c.want)
			}
		})
	}
}

func TestAllFilesTogetherAreLimited(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"a.json": minimal, "b.json": `"` + strings.Repeat("x", 200) + `"`})
	got := get(t, source.Options{Location: filepath.Join(dir, "a.json"), MaxTotalBytes: 100}, "b.json")
	if !strings.HasSuffix(got, "all files together have more than 100 bytes") {
		t.Error(got)
	}
}
