package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/diag/near"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// leave remembers what an operation says that is left out.
func (l *lowerer) leave(n *node.Node, o candidate) {
	for _, tag := range o.tags {
		l.choice.left["tag "+tag] = true
	}
	if own := n.Get("security"); own != nil {
		for _, requirement := range own.List() {
			for scheme := range requirement.All() {
				l.choice.left["scheme "+scheme] = true
			}
		}
		return
	}
	for _, requirement := range l.security {
		for _, use := range requirement {
			l.choice.left["scheme "+use.Scheme] = true
		}
	}
}

// finishChoosing drops what only the left-out operations needed, and reports choices that cannot be meant so.
func (l *lowerer) finishChoosing() {
	if l.choice == nil {
		return
	}
	tags, schemes := map[string]bool{}, map[string]bool{}
	for i := range l.out.Operations {
		op := &l.out.Operations[i]
		for _, tag := range op.Tags {
			tags[tag] = true
		}
		for _, requirement := range op.Security {
			for _, use := range requirement {
				schemes[use.Scheme] = true
			}
		}
	}
	l.out.Schemes = slices.DeleteFunc(l.out.Schemes, func(s api.SecurityScheme) bool {
		return l.choice.left["scheme "+s.Key] && !schemes[s.Key]
	})
	for range l.out.Tags { // tags of tags of tags
		for _, t := range l.out.Tags {
			tags[t.Parent] = tags[t.Parent] || tags[t.Name]
		}
	}
	l.out.Tags = slices.DeleteFunc(l.out.Tags, func(t api.Tag) bool { return l.choice.left["tag "+t.Name] && !tags[t.Name] })
	l.choice.report(l.diags)
}

// report warns of choices that match nothing. That nothing is left is an error: nobody wants an empty client.
func (c *chooser) report(diags *diag.List) {
	wantsCalls := false
	for _, p := range c.include {
		wantsCalls = wantsCalls || p.Webhook == ""
		c.reportPick(p, "include", diags)
	}
	for _, p := range c.exclude {
		c.reportPick(p, "exclude", diags)
	}
	if c.kept > 0 && !(wantsCalls && c.keptCalls == 0) {
		return
	}
	first := slices.Concat(c.include, c.exclude)[0]
	diags.Errorf(first.Pos, "nothing-chosen", "the choices leave nothing of the document: none of %d operations", len(c.calls))
}

func (c *chooser) reportPick(p *pick, verb string, diags *diag.List) {
	if p.matched {
		return
	}
	thing, all := "operation", c.calls
	if p.Webhook != "" {
		thing, all = "webhook", c.webhooks
	}
	diags.Add(diag.Diagnostic{Severity: diag.Warning, Pos: p.Pos, Code: "choice-no-match",
		Message: fmt.Sprintf("%s %s matches no %s", verb, p, thing), Hint: p.hint(thing, all)})
}

// hint names the field that matches nothing, and what it may have meant.
func (p *pick) hint(thing string, all []candidate) string {
	for i, f := range p.fields() {
		if f.glob == "" {
			continue
		}
		var values []string
		for _, o := range all {
			values = append(values, f.of(o)...)
		}
		if slices.ContainsFunc(values, p.globs[i].MatchString) {
			continue
		}
		hint := fmt.Sprintf("no %s has %s %s", thing, f.thing, f.glob)
		if meant := meantGlob(f.glob, values); meant != "" {
			hint += "; did you mean " + meant + "?"
		}
		return hint
	}
	return "each part matches, but no " + thing + " has them all"
}

// meantGlob is a value, or a glob that matches some, which is spelled like one that matches none. Only what stands before
// the wildcard can be misspelt: "/order/**" is compared with the beginnings of paths.
func meantGlob(glob string, values []string) string {
	literal, rest := glob, ""
	if i := strings.IndexByte(glob, '*'); i >= 0 {
		literal, rest = glob[:i], glob[i:]
		if dir, ok := strings.CutSuffix(literal, "/"); ok {
			literal, rest = dir, "/"+rest
		}
	}
	slices.Sort(values)
	values = slices.Compact(values)
	var known []string
	for _, v := range values {
		if rest != "" {
			v = beginning(v, literal)
		}
		if len(known) == 0 || known[len(known)-1] != v {
			known = append(known, v)
		}
	}
	if meant := near.Word(literal, known); meant != "" {
		return meant + rest
	}
	return ""
}

// beginning cuts a path to as many segments as another one has, and anything else to its length.
func beginning(v, like string) string {
	if !strings.HasPrefix(like, "/") {
		return v[:min(len(v), len(like))]
	}
	segments := strings.Split(v, "/")
	return strings.Join(segments[:min(len(segments), 1+strings.Count(like, "/"))], "/")
}
