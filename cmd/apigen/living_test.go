package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// A client from its first day on: each step is what a person types, and what they are told.
func TestALifeOfAClient(t *testing.T) {
	t.Parallel()
	var published atomic.Pointer[string]
	vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, *published.Load()) }))
	defer vendor.Close()
	dir := t.TempDir()
	put(t, dir, map[string]string{"go.mod": "module example.com/shop\n\ngo 1.26\n", "fix.yaml": overlayText + "- {target: $.info, update: {title: Orders API}, x-reason: it was wrong, x-link: \"https://vendor.example/1\"}\n"})
	with := func(old, new string) string {
		text := strings.Replace(orders, old, new, 1)
		if text == orders {
			t.Fatalf("%q is not there", old)
		}
		return text
	}
	member := with("properties: {id: {type: string}}", "properties: {id: {type: string}, total: {type: integer}}")
	for _, step := range []struct {
		name      string
		publishes string // from now on; "": as before
		edit      map[string]string
		args      string
		code      int
		stdout    string // a part of it; "": none at all
		stderr    string // likewise
	}{
		{name: "init begins", publishes: orders, args: "init URL --out DIR/client --overlay DIR/fix.yaml", stdout: "1 in 1 services: Orders 1"},
		{name: "init overwrites nothing", args: "init URL --out DIR/client", code: 1, stderr: "client/apigen.yaml is there already, and nothing is overwritten"},
		{name: "init wants one document", args: "init --out DIR/other", code: 2, stderr: "expected one document, a file or a URL, got 0"},
		{name: "init writes a configuration", args: "init URL --config x", code: 2, stderr: "--spec and --config are of no use"},
		{name: "check is silent", args: "check --config DIR/client/apigen.yaml"},
		{name: "update finds nothing", args: "update --config DIR/client/apigen.yaml", stderr: "client/openapi.yaml is unchanged"},
		{name: "update looks first", publishes: member, args: "update --config DIR/client/apigen.yaml --dry-run", code: exitCompatible, stdout: "Total", stderr: "the changes are compatible; nothing was written (--dry-run)"},
		{name: "a dry run writes nothing", args: "check --config DIR/client/apigen.yaml"},
		{name: "update takes what is compatible", args: "update --config DIR/client/apigen.yaml --fail-on breaking", code: exitCompatible, stdout: "Total", stderr: "the changes are compatible"},
		{name: "and is done", args: "check --config DIR/client/apigen.yaml"},
		{name: "update refuses what breaks", publishes: orders, args: "update --config DIR/client/apigen.yaml --fail-on breaking", code: 1, stdout: "Total", stderr: "the changes are breaking (--fail-on breaking); nothing was written"},
		{name: "update takes it if that is wanted", args: "update --config DIR/client/apigen.yaml --format json", code: exitBreaking, stdout: "{", stderr: "the changes are breaking"},
		{name: "a broken document changes nothing", publishes: "openapi: [", args: "update --config DIR/client/apigen.yaml", code: 1, stderr: "nothing was written"},
		{name: "nor does a page in its place", publishes: "<html>", args: "update --config DIR/client/apigen.yaml", code: 1, stderr: "it is HTML or XML"},
		{name: "the state is the old one", args: "check --config DIR/client/apigen.yaml"},
		{name: "an idle action is told", publishes: with("title: Orders API", "title: Orders API, summary: s"), args: "update --config DIR/client/apigen.yaml", stdout: "nothing has changed for users", stderr: "the update of $.info changes nothing any more; if the vendor has mended it, take it out (its reason was: it was wrong, https://vendor.example/1)"},
		{name: "an edited file is told", edit: map[string]string{"client/orders.go": "package client\n"}, args: "check --config DIR/client/apigen.yaml", code: 1, stdout: "edited   ", stderr: "1 file not as generated; to generate again: apigen generate"},
		{name: "generate mends it", args: "generate --config DIR/client/apigen.yaml"},
		{name: "explain knows the lock", args: "explain Order.ID --config DIR/client/apigen.yaml", stdout: "kept by apigen.lock"},
		{name: "a verdict that is none", args: "update --config DIR/client/apigen.yaml --fail-on all", code: 2, stderr: "there is no verdict"},
		{name: "a client whose document comes from nowhere", edit: map[string]string{"other.yaml": "spec: client/openapi.yaml\nout: client\n"}, args: "update --config DIR/other.yaml", code: 1, stderr: "set source to its URL"},
	} {
		if step.publishes != "" {
			published.Store(&step.publishes)
		}
		put(t, dir, step.edit)
		var stdout, stderr bytes.Buffer
		args := strings.Fields(strings.NewReplacer("DIR", dir, "URL", vendor.URL+"/openapi.yaml").Replace(step.args))
		code := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr)
		if code != step.code || !says(stdout.String(), step.stdout) || !says(stderr.String(), step.stderr) {
			t.Fatalf("%s: exit code %d, want %d\n%s\n%s", step.name, code, step.code, &stdout, &stderr)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "client", ".apigen.tmp")); err == nil {
		t.Error("a staging directory was left behind")
	}
}

// says tells whether a text has a part; for "", whether it is empty.
func says(text, part string) bool {
	if part == "" {
		return text == ""
	}
	return strings.Contains(text, part)
}
