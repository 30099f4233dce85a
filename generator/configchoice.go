package generator

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/diag/near"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// choiceFields are the keys of a choice, in a file and in a flag.
func choiceFields(c *Choice) (keys []string, values []*string) {
	return []string{"tag", "operation", "path", "method", "webhook"}, []*string{&c.Tag, &c.Operation, &c.Path, &c.Method, &c.Webhook}
}

// ParseChoice reads a choice as flags have it: "tag=orders,method=GET". A comma that no key follows belongs to the value.
func ParseChoice(text string) (Choice, error) {
	var c Choice
	keys, values := choiceFields(&c)
	var value *string
	for _, part := range strings.Split(text, ",") {
		key, rest, isPair := strings.Cut(part, "=")
		i := slices.Index(keys, strings.TrimSpace(key))
		switch {
		case isPair && i >= 0:
			value = values[i]
			*value = strings.TrimSpace(rest)
		case value == nil || isPair && !strings.Contains(key, "/"):
			return c, fmt.Errorf("%q does not choose: expected KEY=VALUE,…; keys are %s", text, strings.Join(keys, ", "))
		default:
			*value += "," + part
		}
	}
	if c == (Choice{}) {
		return c, fmt.Errorf("%q chooses everything", text)
	}
	return c, nil
}

// choices reads a list of maps: [{tag: orders}, {path: "/v1/**", method: GET}].
func (d *decoder) choices(to *[]Choice, where string) func(*node.Node) {
	return func(n *node.Node) {
		if !n.Is(node.Array) {
			d.mismatch(n, "a list of choices: [{tag: orders}]")
			return
		}
		for _, item := range n.Items {
			var c Choice
			names, values := choiceFields(&c)
			keys := make([]key, len(names))
			for i, name := range names {
				keys[i] = key{name, d.text(values[i])}
			}
			before := len(d.found.Sorted())
			d.object(item, where, keys)
			if c == (Choice{}) && len(d.found.Sorted()) == before {
				d.found.Errorf(item.Pos(), "config-choice", "the choice says nothing; keys are %s", strings.Join(names, ", "))
			}
			c.Pos = item.Pos()
			*to = append(*to, c)
		}
	}
}

// runtime reads where the client's runtime is.
func (d *decoder) runtime(to *Runtime) func(*node.Node) {
	return func(n *node.Node) {
		var text string
		d.text(&text)(n)
		*to = Runtime(text)
		if n.Is(node.String) && !to.known() {
			known := []string{string(ImportRuntime), string(VendorRuntime)}
			problem := diag.Diagnostic{Severity: diag.Error, Pos: n.Pos(), Code: "config-value",
				Message: fmt.Sprintf("there is no runtime %q: expected %s", text, strings.Join(known, " or "))}
			if meant := near.Word(text, known); meant != "" {
				problem.Hint = "did you mean " + meant + "?"
			}
			d.found.Add(problem)
		}
	}
}

func (r Runtime) known() bool { return r == "" || r == ImportRuntime || r == VendorRuntime }
