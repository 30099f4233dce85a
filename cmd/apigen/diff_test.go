package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("old.yaml", orders)
	write("more.yaml", strings.Replace(orders, "id: {type: string}}", "id: {type: string}, note: {type: string}}", 1))
	write("less.yaml", strings.Replace(orders, "properties: {id: {type: string}}", "properties: {}", 1))
	write("broken.yaml", "openapi: 3.1.0\npaths: [")
	write("apigen.yaml", "spec: elsewhere.yaml\npackage: store\n")
	for name, c := range map[string]struct {
		args   string
		stdin  string
		code   int
		stdout string // a part of it; "": none at all
		stderr string
	}{
		"nothing":                            {args: "old.yaml old.yaml", stdout: "nothing has changed for users of the client"},
		"a new property":                     {args: "old.yaml more.yaml --package shop", stdout: `shop.Order.Note: new: property "note"`},
		"a property that is gone":            {args: "old.yaml less.yaml --package shop", stdout: "shop.Order.ID is gone"},
		"the old one from standard input":    {args: "- less.yaml --package shop", stdin: orders, stdout: "shop.Order.ID is gone"},
		"a configuration":                    {args: "old.yaml more.yaml --config $DIR/apigen.yaml", stdout: "store.Order.Note"},
		"flags between the documents":        {args: "old.yaml --format json more.yaml", stdout: `"verdict": "compatible"`},
		"Markdown":                           {args: "old.yaml less.yaml --format markdown", stdout: "### 3 breaking changes"},
		"a page":                             {args: "old.yaml less.yaml --format html", stdout: "<!DOCTYPE html>"},
		"breaking changes are a failure":     {args: "old.yaml less.yaml --fail-on breaking", code: 1, stdout: "BREAKING", stderr: "apigen: the changes are breaking (--fail-on breaking)"},
		"compatible changes are none":        {args: "old.yaml more.yaml --fail-on breaking", stdout: "COMPATIBLE"},
		"compatible changes are, if so said": {args: "old.yaml more.yaml --fail-on compatible", code: 1, stdout: "COMPATIBLE", stderr: "compatible"},
		"a document that is none":            {args: "old.yaml broken.yaml", code: 1, stderr: "broken.yaml"},
		"a document that is not there":       {args: "old.yaml missing.yaml", code: 1, stderr: "missing.yaml"},
		"one document":                       {args: "old.yaml", code: 2, stderr: "expected two documents, got 1"},
		"three documents":                    {args: "old.yaml old.yaml old.yaml", code: 2, stderr: "expected two documents, got 3"},
		"an unknown format":                  {args: "old.yaml old.yaml --format pdf", code: 2, stderr: `no format "pdf"`},
		"an unknown verdict":                 {args: "old.yaml old.yaml --fail-on braking", code: 2, stderr: `no verdict "braking"`},
		"standard input twice":               {args: "- -", code: 2, stderr: "only one of the documents"},
		"a document by flag":                 {args: "old.yaml old.yaml --spec old.yaml", code: 2, stderr: "--spec is of no use"},
		"help":                               {args: "--help", stdout: "apigen diff OLD NEW"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := []string{"diff"}
			for arg := range strings.FieldsSeq(c.args) {
				if strings.HasSuffix(arg, ".yaml") && !strings.HasPrefix(arg, "$") {
					arg = filepath.Join(dir, arg)
				}
				args = append(args, strings.ReplaceAll(arg, "$DIR", dir))
			}
			var stdout, stderr bytes.Buffer
			code := run(context.Background(), args, strings.NewReader(c.stdin), &stdout, &stderr)
			if code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			for stream, pair := range map[string][2]string{"output": {c.stdout, stdout.String()}, "error": {c.stderr, stderr.String()}} {
				want, got := pair[0], pair[1]
				if !strings.Contains(got, want) || want == "" && got != "" {
					t.Errorf("standard %s is %q, want %q in it", stream, got, want)
				}
			}
		})
	}
}

func TestDiffWritesToAFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	old, page := filepath.Join(dir, "old.yaml"), filepath.Join(dir, "report.html")
	if err := os.WriteFile(old, []byte(orders), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := run(context.Background(), []string{"diff", old, old, "--format", "html", "--output", page}, nil, &stdout, &stderr); code != 0 || stdout.Len() > 0 {
		t.Errorf("exit code %d, printed %q and %q", code, stdout.String(), stderr.String())
	}
	if content, err := os.ReadFile(page); err != nil || !strings.HasPrefix(string(content), "<!DOCTYPE html>") {
		t.Errorf("the file begins %.40q, error %v", content, err)
	}
}
