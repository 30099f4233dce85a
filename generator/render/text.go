package render

import (
	"path"
	"strings"
	"unicode/utf8"

	"github.com/apigen-go/apigen/generator/plan"
)

// width is the longest line of a comment that is made here, without the slashes; the planner has wrapped its own.
const width = 97

// wrap breaks a sentence into lines of a comment.
func wrap(text string) plan.Comment {
	var lines plan.Comment
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// typeText is a type expression for people to read, in comments and in Markdown.
func typeText(t plan.Type) string {
	switch {
	case t.Kind == plan.Named || t.Elem == nil:
		return namedText(t)
	case t.Kind == plan.Pointer:
		return "*" + typeText(*t.Elem)
	case t.Kind == plan.Slice:
		return "[]" + typeText(*t.Elem)
	}
	return "map[string]" + typeText(*t.Elem)
}

// namedText is a name with its package and type arguments.
func namedText(t plan.Type) string {
	name := t.Ident.Name
	if t.Ident.Path != "" {
		name = path.Base(t.Ident.Path) + "." + name
	}
	if len(t.Args) == 0 {
		return name
	}
	args := make([]string, len(t.Args))
	for i, arg := range t.Args {
		args[i] = typeText(arg)
	}
	return name + "[" + strings.Join(args, ", ") + "]"
}
