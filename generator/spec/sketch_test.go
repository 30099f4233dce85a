package spec_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec"
)

// load writes files into a directory of their own and loads the first one, "a.yaml".
func load(t testing.TB, files map[string]string) (*api.API, diag.List) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return spec.Load(context.Background(), spec.Options{Location: filepath.Join(dir, "a.yaml")})
}

// problems are the diagnostics without the directory of the test.
func problems(t testing.TB, list diag.List) string {
	t.Helper()
	var out []string
	for _, d := range list.Sorted() {
		d.Pos.File = filepath.Base(d.Pos.File)
		out = append(out, d.String())
	}
	return strings.Join(out, "\n")
}

// same fails with a difference.
func same(t testing.TB, what, want, got string) {
	t.Helper()
	if diff := cmp.Diff(strings.TrimSpace(want), strings.TrimSpace(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// sketch writes a schema on one line: named schemas by name, inline ones in full.
//
//	{id: string, "note"?: string or null, kind?: enum("a" "b"), ...: Money}
func sketch(a *api.API, u api.Use) string {
	s := a.Schemas[u.ID]
	if s == nil {
		return "MISSING " + string(u.ID)
	}
	text := s.Name
	if text == "" {
		text = inside(a, s)
		if s.Nullable {
			u.Nullable = true
		}
	}
	if u.Nullable {
		return text + " or null"
	}
	return text
}

// inside is what a schema consists of.
func inside(a *api.API, s *api.Schema) string {
	switch s.Kind {
	case api.Object:
		return object(a, s)
	case api.Array:
		return array(a, s)
	case api.Union:
		return union(a, s)
	}
	text := string(s.Kind)
	if s.Format != "" {
		text += "(" + s.Format + ")"
	}
	if len(s.Enum) > 0 {
		text += " enum"
		for _, v := range s.Enum {
			text += " " + string(v.Value)
			if v.Name != "" {
				text += "=" + v.Name
			}
		}
	}
	return text
}

// array writes a list as []string, a tuple as [string, integer, ...string], where a rest of anything is "...".
func array(a *api.API, s *api.Schema) string {
	rest := ""
	if s.Items != nil {
		rest = sketch(a, *s.Items)
	}
	if len(s.Prefix) == 0 {
		return "[]" + rest
	}
	var parts []string
	for _, u := range s.Prefix {
		parts = append(parts, sketch(a, u))
	}
	if !s.Closed {
		parts = append(parts, "..."+rest)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func object(a *api.API, s *api.Schema) string {
	var parts []string
	for _, p := range s.Properties {
		mark := "?"
		if p.Required {
			mark = ""
		}
		parts = append(parts, fmt.Sprintf("%s%s: %s", p.Name, mark, sketch(a, p.Schema)))
	}
	switch more := s.Additional; {
	case more == nil:
	case more.Closed:
		parts = append(parts, "closed")
	case more.Schema != nil:
		parts = append(parts, "...: "+sketch(a, *more.Schema))
	default:
		parts = append(parts, "...")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func union(a *api.API, s *api.Schema) string {
	var parts []string
	for _, v := range s.Variants {
		part := sketch(a, v.Schema)
		for _, value := range v.Values {
			part += "=" + string(value)
		}
		parts = append(parts, part)
	}
	text := "(" + strings.Join(parts, " | ") + ")"
	if d := s.Discriminator; d != nil {
		text = "by " + d.Property + " " + text
		if d.Default != "" {
			text += " else " + sketch(a, api.Use{ID: d.Default})
		}
	}
	return text
}

// sketchAll writes the named schemas, one a line, sorted by name.
func sketchAll(a *api.API) string {
	var lines []string
	for _, s := range a.Schemas {
		if s.Name == "" {
			continue
		}
		line := s.Name + " = " + inside(a, s)
		if s.Nullable {
			line += " or null"
		}
		lines = append(lines, line)
	}
	return strings.Join(sorted(lines), "\n")
}
