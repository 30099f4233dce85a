package spec

import (
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
)

// Choosing happens before anything is lowered, so that what is left out costs nothing and reports nothing. With a choice
// the components are lowered for those who use them alone, see [lowerer.lowerComponents].

// Choice matches operations for which all of its fields hold; an empty field holds for all. A field may have the
// wildcards * (all but a slash) and ** (anything); "/**" at the end of a path also matches the path without it.
//
// Webhooks have no path, and a choice of calls says nothing about them. They are matched by choices with a Webhook, which
// match nothing else, and left out by those that exclude a tag or an operation, too.
type Choice struct {
	Tag       string   // "orders"
	Operation string   // an operationId: "create*"
	Path      string   // "/v1/orders/**"
	Method    string   // "GET", in any case
	Webhook   string   // its name: "order.*"
	Pos       diag.Pos // where the choice is written; zero: on the command line
}

// String is the choice as flags have it: "tag=orders,method=GET".
func (c Choice) String() string {
	var parts []string
	for _, f := range c.fields() {
		if f.glob != "" {
			parts = append(parts, f.key+"="+f.glob)
		}
	}
	return strings.Join(parts, ",")
}

// field is one of a choice that may be set.
type field struct {
	key, glob, thing string
	of               func(candidate) []string // what the glob is matched with
}

func (c Choice) fields() []field {
	return []field{
		{"tag", c.Tag, "the tag", func(o candidate) []string { return o.tags }},
		{"operation", c.Operation, "the id", func(o candidate) []string { return o.id }},
		{"path", c.Path, "the path", func(o candidate) []string { return o.path }},
		{"method", c.Method, "the method", func(o candidate) []string { return o.method }},
		{"webhook", c.Webhook, "the name", func(o candidate) []string { return o.webhook }},
	}
}

// candidate is an operation or a webhook, as far as choices can tell. What it does not have matches no glob.
type candidate struct {
	tags, id, path, method, webhook []string
}

// chooser decides which operations are lowered. It sees all of them, and remembers what choices could have meant.
type chooser struct {
	include, exclude []*pick
	calls, webhooks  []candidate     // all that were seen
	kept             int             // of both
	keptCalls        int             // of calls
	by               *pick           // what excluded the last one; nil: nothing included it
	left             map[string]bool // "tag orders", "scheme bearer": what operations that are left out say
}

// pick is a choice, ready to match.
type pick struct {
	Choice
	globs   []*regexp.Regexp // of its fields, in their order; nil: holds for all
	matched bool
}

// newChooser returns nil if there is nothing to choose.
func newChooser(include, exclude []Choice) *chooser {
	if len(include)+len(exclude) == 0 {
		return nil
	}
	return &chooser{include: picks(include), exclude: picks(exclude), left: map[string]bool{}}
}

func picks(choices []Choice) []*pick {
	var out []*pick
	for _, c := range choices {
		p := &pick{Choice: c}
		for _, f := range c.fields() {
			p.globs = append(p.globs, compileGlob(f.glob, f.key == "method"))
		}
		out = append(out, p)
	}
	return out
}

// compileGlob makes a regular expression, which takes linear time whatever the wildcards are; nil for "".
func compileGlob(glob string, anyCase bool) *regexp.Regexp {
	if glob == "" {
		return nil
	}
	text := strings.NewReplacer(`\*\*`, `.*`, `\*`, `[^/]*`).Replace(regexp.QuoteMeta(glob))
	if rest, ok := strings.CutSuffix(text, "/.*"); ok && rest != "" {
		text = rest + "(?:/.*)?"
	}
	flags := "(?s)"
	if anyCase {
		flags = "(?si)"
	}
	return regexp.MustCompile(flags + "^(?:" + text + ")$")
}

// matches tells whether all fields of the choice hold.
func (p *pick) matches(o candidate) bool {
	for i, f := range p.fields() {
		if p.globs[i] != nil && !slices.ContainsFunc(f.of(o), p.globs[i].MatchString) {
			return false
		}
	}
	p.matched = true
	return true
}

// keepsCall tells whether an operation is lowered. All choices are asked, so that those that match nothing are known.
func (c *chooser) keepsCall(o candidate) bool {
	c.calls = append(c.calls, o)
	keep := c.decide(o, func(p *pick) bool { return p.Webhook == "" }, func(p *pick) bool { return p.Webhook == "" })
	if keep {
		c.keptCalls++
	}
	return keep
}

func (c *chooser) keepsWebhook(o candidate) bool {
	c.webhooks = append(c.webhooks, o)
	return c.decide(o, func(p *pick) bool { return p.Webhook != "" }, func(p *pick) bool {
		return p.Webhook != "" || p.Path == "" && (p.Tag != "" || p.Operation != "")
	})
}

// decide asks the choices that are about this kind of thing.
func (c *chooser) decide(o candidate, includes, excludes func(*pick) bool) bool {
	asked, in, out := false, false, false
	c.by = nil
	for _, p := range c.include {
		if includes(p) {
			asked = true
			in = p.matches(o) || in
		}
	}
	for _, p := range c.exclude {
		if excludes(p) && p.matches(o) {
			if !out {
				c.by = p
			}
			out = true
		}
	}
	keep := (in || !asked) && !out
	if keep {
		c.kept++
	}
	return keep
}

// chooses tells whether an operation of a path is lowered.
func (l *lowerer) chooses(e endpoint) bool {
	if l.choice == nil {
		return true
	}
	n, o := l.candidate(e)
	o.path = []string{e.path}
	if l.choice.keepsCall(o) {
		return true
	}
	l.leave(n, o)
	l.noteLeft(e, n)
	return false
}

// noteLeft remembers an operation that is left out, for who asks for it.
func (l *lowerer) noteLeft(e endpoint, n *node.Node) {
	left := api.Left{Method: e.method, Path: e.path, OperationID: n.Get("operationId").Str(), Pos: e.node.Pos()}
	if by := l.choice.by; by != nil {
		left.By, left.ByPos = by.String(), by.Pos
	}
	l.out.Left = append(l.out.Left, left)
}

// choosesWebhook tells whether a webhook is lowered; it has a name, and callbacks have an expression, too: they stay with
// their operations.
func (l *lowerer) choosesWebhook(e endpoint, name, expression string) bool {
	if l.choice == nil || expression != "" {
		return true
	}
	_, o := l.candidate(e)
	o.webhook = []string{name}
	return l.choice.keepsWebhook(o)
}

// candidate reads what choices can tell of an operation, and returns its object.
func (l *lowerer) candidate(e endpoint) (*node.Node, candidate) {
	o := candidate{method: []string{e.method}}
	n := e.node
	if isReference(n) {
		if followed, why := l.followOperation(e); why == "" {
			n = followed.all
		}
	}
	for _, tag := range n.Get("tags").List() {
		o.tags = append(o.tags, tag.Str())
	}
	if id := n.Get("operationId").Str(); id != "" {
		o.id = []string{id}
	}
	return n, o
}
