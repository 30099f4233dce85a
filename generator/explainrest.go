package generator

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// explainRest says what else was decided of an operation, and by what.
func (x explainer) explainRest(b *strings.Builder, op *api.Operation, m *method) {
	key := operationKey(op)
	b.WriteString("\n")
	if m != nil {
		x.explainName(b, thing{goName: m.call(), key: key, owner: key}, op.GoName)
		fmt.Fprintf(b, "  to change it: names: {%q: NAME}\n", key)
	}
	if op.Stream != nil {
		fmt.Fprintf(b, "stream: %s\n  to change it: operations: {%q: {stream: none}}\n", cmp.Or(op.Stream.Why, op.Stream.Media), key)
	}
	if op.Wait != nil {
		fmt.Fprintf(b, "waited for: %s\n  to change it: operations: {%q: {wait: false}}\n", cmp.Or(op.Wait.Why, op.Wait.Via), key)
	}
	if op.Partial != nil {
		fmt.Fprintf(b, "partial success: %s\n  to change it: operations: {%q: {partial: false}}\n", strings.TrimSpace(op.Partial.Flag+" "+op.Partial.Errors), key)
	}
	if rule, pos := x.configured("operations ", slices.Sorted(maps.Keys(x.config.Operations)), key, op.OperationID); rule != "" {
		fmt.Fprintf(b, "configuration: operations: %q  %s\n", rule, pos)
	}
	x.explainOverlays(b, changesAt(string(op.Pointer)))
}

// left explains an operation that the configuration leaves out.
func (x explainer) left(name string) (string, bool) {
	for _, l := range x.api.Left {
		if name != l.Method+" "+l.Path && (name != l.OperationID || name == "") {
			continue
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%s %s  %s  %s\n\n", l.Method, l.Path, l.OperationID, l.Pos)
		if l.By != "" {
			fmt.Fprintf(&b, "left out: exclude: [{%s}]  %s\n\nto change that, take the choice out of exclude in %s\n", choiceWords(l.By), placed(l.ByPos.String()), ConfigName)
			return b.String(), true
		}
		fmt.Fprintf(&b, "left out: no choice of include matches it\n\nto change that, in %s:\n  include:\n    - {path: %q, method: %s}\n", ConfigName, l.Path, l.Method)
		return b.String(), true
	}
	return "", false
}

func choiceWords(flag string) string {
	return strings.ReplaceAll(strings.ReplaceAll(flag, "=", ": "), ",", ", ")
}

func placed(pos string) string { return cmp.Or(pos, "on the command line") }

// skipped explains an operation that the client does not have because of a fault of the document.
func (x explainer) skipped(name string) (string, bool) {
	var b strings.Builder
	for _, d := range x.found {
		if !strings.HasPrefix(d.Message, name+" is skipped") {
			continue
		}
		fmt.Fprintf(&b, "%s\n\n%s (%s)  %s\n", name, d.Message, d.Code, d.Pos)
		if d.Hint != "" {
			fmt.Fprintf(&b, "  %s\n", d.Hint)
		}
		fmt.Fprintf(&b, "\nto change that, mend the document by an overlay, in %s:\n  overlays: [corrections.overlay.yaml]\n", ConfigName)
	}
	return b.String(), b.Len() > 0
}

// removed explains what an overlay took out of the document.
func (x explainer) removed(name string) (string, bool) {
	var b strings.Builder
	for _, a := range x.config.watched.effects {
		if a.Verb != "remove" {
			continue
		}
		for _, pointer := range a.Changed {
			_, path, _ := strings.Cut(name, " ")
			if is := nameOfPointer(upgraded(pointer)); !strings.EqualFold(is, name) && "#"+pointer != name && (is != path || is == "") {
				continue
			}
			fmt.Fprintf(&b, "%s  #%s\n\nremoved by an overlay: %s  %s\n", name, pointer, oneLine(a.Target), a.Pos)
			writeReason(&b, a)
			b.WriteString("\nto change that, take the action out of the overlay\n")
		}
	}
	return b.String(), b.Len() > 0
}

// nameOfPointer is what people call a place: "GET /orders", "Order", "Order.total".
func nameOfPointer(pointer string) string {
	words := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, word := range words {
		words[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(word)
	}
	switch {
	case len(words) == 2 && words[0] == "paths":
		return words[1]
	case len(words) == 3 && words[0] == "paths":
		return strings.ToUpper(words[2]) + " " + words[1]
	case len(words) == 3 && words[0] == "components":
		return words[2]
	case len(words) == 5 && words[0] == "components" && words[3] == "properties":
		return words[2] + "." + words[4]
	}
	return ""
}
