package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// viewer prints operations for those who label them: what the document says of parameters, of the body that comes back
// and of its headers, and the hints that the generator's own reading does not keep. It prints no verdict.
type viewer struct {
	out      io.Writer
	document *api.API
	raw      *node.Node
}

// show prints the operations of a document whose keys, ids or summaries contain one of the texts; all, if there is none.
func show(ctx context.Context, out io.Writer, root, name string, texts []string) error {
	document, err := load(ctx, root, name)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	v := viewer{out: out, document: document, raw: node.Parse(&node.File{Name: name}, content, &diag.List{})}
	for i := range document.Operations {
		if op := &document.Operations[i]; matches(op, texts) {
			v.operation(op)
		}
	}
	return nil
}

func matches(op *api.Operation, texts []string) bool {
	whole := strings.ToLower(op.Method + " " + op.Path + " " + op.OperationID + " " + op.Summary)
	for _, text := range texts {
		if strings.Contains(whole, strings.ToLower(text)) {
			return true
		}
	}
	return len(texts) == 0
}

func (v viewer) operation(op *api.Operation) {
	fmt.Fprintf(v.out, "%s %s  %s", op.Method, op.Path, op.OperationID)
	v.text(op.Summary+" "+op.Description, 200)
	for _, p := range op.Params {
		if p.In != "path" {
			fmt.Fprintf(v.out, "  %s %s%s %s", p.In, p.Name, star(p.Required), v.shape(p.Schema.ID, 0))
			v.text(p.Description, 160)
		}
	}
	if use := input(op.Body); use != nil {
		fmt.Fprintln(v.out, "  body")
		v.properties(use.ID, "    ", 2)
	}
	v.success(op)
	v.hints(v.raw.At(strings.TrimPrefix(string(op.Pointer), "#")))
	fmt.Fprintln(v.out)
}

func (v viewer) success(op *api.Operation) {
	if use := success(op); use != nil {
		fmt.Fprintf(v.out, "  -> %s\n", v.shape(use.ID, 1))
		v.properties(use.ID, "    ", 3)
	}
	if names := headers(op); len(names) > 0 {
		fmt.Fprintf(v.out, "  headers %s\n", strings.Join(names, ", "))
	}
}

// properties prints what an object has, and what the objects in it have.
func (v viewer) properties(id api.ID, indent string, depth int) {
	s := v.document.Schemas[id]
	if s == nil || depth == 0 {
		return
	}
	for i, variant := range s.Variants {
		fmt.Fprintf(v.out, "%s| %d\n", indent, i)
		v.properties(variant.Schema.ID, indent+"  ", depth-1)
	}
	for _, p := range s.Properties {
		fmt.Fprintf(v.out, "%s%s%s %s", indent, p.Name, star(p.Required), v.shape(p.Schema.ID, 1))
		v.text(p.Description, 110)
		v.properties(p.Schema.ID, indent+"  ", depth-1)
	}
}

// shape is a schema in a few words: "[Order {id, total, …}]".
func (v viewer) shape(id api.ID, depth int) string {
	s := v.document.Schemas[id]
	switch {
	case s == nil:
		return "?"
	case s.Kind == api.Array && s.Items != nil:
		return "[" + v.shape(s.Items.ID, depth) + "]"
	case s.Kind == api.Object && depth > 0:
		return strings.TrimSpace(s.Name + " {" + v.names(s) + "}")
	case s.Format != "":
		return string(s.Kind) + ":" + s.Format
	case s.Default != nil:
		return string(s.Kind) + "=" + string(*s.Default)
	}
	return string(s.Kind)
}

func (v viewer) names(s *api.Schema) string {
	var names []string
	for _, p := range s.Properties {
		if len(names) == 7 {
			return strings.Join(append(names, "…"), ", ")
		}
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

func (v viewer) text(s string, limit int) {
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > limit {
		s = string(runes[:limit]) + "…"
	}
	if s != "" {
		s = "  # " + s
	}
	fmt.Fprintln(v.out, s)
}

// hints prints extensions that speak of pages, and links.
func (v viewer) hints(operation *node.Node) {
	for key, value := range operation.All() {
		if strings.HasPrefix(key, "x-") && strings.Contains(strings.ToLower(key), "pag") {
			fmt.Fprintf(v.out, "  %s %s\n", key, value.AppendJSON(nil))
		}
	}
	for status, response := range operation.Get("responses").All() {
		if links := response.Get("links"); links.Len() > 0 {
			fmt.Fprintf(v.out, "  links of %s %.400s\n", status, links.AppendJSON(nil))
		}
	}
}

func star(required bool) string {
	if required {
		return "*"
	}
	return ""
}
