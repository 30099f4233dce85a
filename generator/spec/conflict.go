package spec

import (
	"fmt"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// conflict reports that two schemas that hold together have types of which no value is both.
func (l *lowerer) conflict(n *node.Node, kinds []api.Kind, other *node.Node, others, taken []api.Kind) {
	l.diags.Warnf(n.Pos(), "allof-conflict", "the schema is merged with one of type %s %s, but its type is %s; %s is taken",
		kindList(others), elsewhere(n, other), kindList(kinds), kindList(taken))
}

// elsewhere says where the other party of a conflict stands.
func elsewhere(n, other *node.Node) string {
	pos := other.Pos()
	if n != nil && other != nil && n.File == other.File {
		return fmt.Sprintf("in line %d, column %d", pos.Line, pos.Col)
	}
	return "at " + pos.String()
}

// isFlag tells whether a value is true or false, in quotes or not.
func isFlag(n *node.Node) bool {
	return n.Is(node.Bool) || n.Str() == "true" || n.Str() == "false"
}

// requiresItself tells whether a property says that it is required, as drafts of JSON Schema had it up to version 3:
// its author means what its object should say.
func (l *lowerer) requiresItself(p place) bool {
	said := p.node.Get("required")
	if !isFlag(said) || said.Text != "true" {
		return false
	}
	l.diags.Warnf(said.Pos(), "required-property", "%q is a list of the object's, not a flag of the property; %s is read as required", "required", p.key)
	return true
}
