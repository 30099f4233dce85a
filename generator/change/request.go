package change

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
)

// params compares parameters, by place and name; those in the path by their order.
func (c *comparer) params(at place, old, new *api.Operation) {
	theirs := paramsByKey(new)
	var gone []api.Param
	for key, o := range orderedParams(old) {
		if n, ok := theirs[key]; ok {
			delete(theirs, key)
			c.param(c.paramPlace(at, old, new, o, n), o, n)
		} else {
			gone = append(gone, o)
		}
	}
	var more []api.Param
	for key, n := range orderedParams(new) {
		if _, left := theirs[key]; left {
			more = append(more, n)
		}
	}
	gone, more = c.renamedParams(at, old, new, gone, more)
	for _, o := range gone {
		at := c.paramPlace(at, old, new, o, api.Param{})
		c.tell(at, "parameter-removed", "removed: "+paramText(o), breaks("servers may ignore or refuse what programs send in it"))
	}
	for _, n := range more {
		c.newParam(c.paramPlace(at, old, new, api.Param{}, n), n)
	}
}

func (c *comparer) newParam(at place, n api.Param) {
	if n.Required {
		c.tell(at, "required-parameter-added", "new and required: "+paramText(n), breaks("servers refuse calls without it"))
		return
	}
	c.tell(at, "parameter-added", "new: "+paramText(n), compatible("it may be left out"))
}

func paramText(p api.Param) string { return fmt.Sprintf("%s parameter %q", p.In, p.Name) }

// orderedParams yields parameters by their key.
func orderedParams(op *api.Operation) func(func(string, api.Param) bool) {
	return func(yield func(string, api.Param) bool) {
		arguments := argument.FindAllString(op.Path, -1)
		for _, p := range op.Params {
			key := p.In + " " + p.Name
			if p.In == "path" {
				key = fmt.Sprint("path ", slices.Index(arguments, "{"+p.Name+"}"))
			}
			if !yield(key, p) {
				return
			}
		}
	}
}

func paramsByKey(op *api.Operation) map[string]api.Param {
	m := map[string]api.Param{}
	for key, p := range orderedParams(op) {
		m[key] = p
	}
	return m
}

// renamedParams takes out those that have only another name.
func (c *comparer) renamedParams(at place, old, new *api.Operation, gone, more []api.Param) (stillGone, stillMore []api.Param) {
	more = slices.Clone(more)
	for _, o := range gone {
		i := slices.IndexFunc(more, func(n api.Param) bool {
			return o.In == n.In && o.Required == n.Required && c.alike(o.Schema.ID, n.Schema.ID) && likelyRenamed(o.Name, n.Name, o.Description, n.Description)
		})
		if i < 0 {
			stillGone = append(stillGone, o)
			continue
		}
		n := more[i]
		more = slices.Delete(more, i, i+1)
		change := c.tellValues(c.paramPlace(at, old, new, o, n), "parameter-renamed", fmt.Sprintf("%s parameter renamed from %q to %q", o.In, o.Name, n.Name),
			o.Name, n.Name, breaks("servers may ignore or refuse what programs send by the old name"))
		change.Symbols = append(change.Symbols, c.new.goNames.params[opKey(new)+" "+n.In+" "+n.Name])
	}
	return stillGone, more
}

// paramPlace is the field of a parameter, or the method that has it as an argument.
func (c *comparer) paramPlace(at place, old, new *api.Operation, o, n api.Param) place {
	at.old, at.new = o.Pos, n.Pos // none for what is not there
	symbol := cmp.Or(c.old.goNames.params[opKey(old)+" "+o.In+" "+o.Name], c.new.goNames.params[opKey(new)+" "+n.In+" "+n.Name])
	if symbol != "" {
		at.reaches = []string{at.subject}
		at.symbol, at.subject = symbol, c.new.Plan.Name+"."+symbol
	}
	return at
}

func (c *comparer) param(at place, o, n api.Param) {
	switch {
	case n.Required && !o.Required:
		c.tell(at, "parameter-became-required", "required now", breaks("servers refuse calls without it"))
	case o.Required && !n.Required:
		c.tell(at, "parameter-became-optional", "optional now", compatible("programs go on sending it"))
	}
	if old, new := paramWire(o), paramWire(n); old != new {
		c.tellValues(at, "parameter-encoding-changed", "is encoded otherwise: was "+old+", is "+new, old, new, breaks("servers misread what programs send"))
	}
	c.deprecate(at, o.Deprecated, n.Deprecated, n.Reason)
	c.describe(at, o.Description, n.Description)
	c.use(at, o.Schema, n.Schema)
}

// paramWire is how a parameter travels.
func paramWire(p api.Param) string {
	parts := []string{p.Style}
	if p.Explode {
		parts = append(parts, "exploded")
	}
	if p.AllowReserved {
		parts = append(parts, "with reserved characters")
	}
	if p.MediaType != "" {
		parts = append(parts, p.MediaType)
	}
	return strings.Join(parts, " ")
}

// body compares request bodies.
func (c *comparer) body(at place, old, new *api.Operation) {
	o, n := old.Body, new.Body
	switch {
	case o == nil && n == nil:
		return
	case o == nil && n.Required:
		at.old, at.new = diag.Pos{}, n.Pos
		c.tell(at, "required-body-added", "needs a body now", breaks("servers refuse calls without one"))
		return
	case o == nil:
		at.old, at.new = diag.Pos{}, n.Pos
		c.tell(at, "body-added", "takes a body now", compatible("it may be left out"))
		return
	case n == nil:
		at.old, at.new = o.Pos, diag.Pos{}
		c.tell(at, "body-removed", "takes no body any more", breaks("servers may ignore or refuse what programs send"))
		return
	}
	at.old, at.new = o.Pos, n.Pos
	switch {
	case n.Required && !o.Required:
		c.tell(at, "body-became-required", "the body is required now", breaks("servers refuse calls without one"))
	case o.Required && !n.Required:
		c.tell(at, "body-became-optional", "the body is optional now", compatible("programs go on sending it"))
	}
	c.describe(at, o.Description, n.Description)
	c.contents(at, o.Content, n.Content, direction{request: true})
}

// contents compares the representations of a body.
func (c *comparer) contents(at place, old, new []api.Media, d direction) {
	for _, o := range old {
		i := slices.IndexFunc(new, func(n api.Media) bool { return mediaKey(n.Type) == mediaKey(o.Type) })
		if i < 0 && len(old) == 1 && len(new) == 1 {
			i = 0
			c.tellValues(at, "media-type-changed", "was "+o.Type+", is "+new[0].Type, o.Type, new[0].Type,
				d.weigh(breaks("servers may refuse what programs send"), breaks("programs cannot read what servers send")))
		}
		if i < 0 {
			c.tellValues(at, "media-type-removed", "not as "+o.Type+" any more", o.Type, "",
				d.weigh(breaks("servers may refuse what programs send"), breaks("programs may not be able to read what servers send")))
			continue
		}
		c.media(at, o, new[i])
	}
	for _, n := range new {
		same := func(o api.Media) bool { return mediaKey(o.Type) == mediaKey(n.Type) }
		if !slices.ContainsFunc(old, same) && (len(old) != 1 || len(new) != 1) {
			c.tellValues(at, "media-type-added", "also as "+n.Type, "", n.Type, compatible("programs go on with what they know"))
		}
	}
}

// mediaKey is a media type without parameters.
func mediaKey(media string) string {
	name, _, _ := strings.Cut(media, ";")
	return strings.ToLower(strings.TrimSpace(name))
}

func (c *comparer) media(at place, o, n api.Media) {
	for _, uses := range [][2]*api.Use{{o.Schema, n.Schema}, {o.ItemSchema, n.ItemSchema}} {
		if uses[0] != nil && uses[1] != nil {
			c.use(at, *uses[0], *uses[1])
		}
	}
	for _, ne := range n.Encoding {
		i := slices.IndexFunc(o.Encoding, func(oe api.Encoding) bool { return oe.Property == ne.Property })
		if i < 0 {
			continue
		}
		old, new := encodingText(o.Encoding[i]), encodingText(ne)
		if old != new {
			c.tellValues(at, "field-encoding-changed", fmt.Sprintf("field %q of the form is encoded otherwise: was %s, is %s", ne.Property, old, new),
				old, new, breaks("servers may misread what programs send"))
		}
	}
}

func encodingText(e api.Encoding) string {
	return strings.TrimSpace(fmt.Sprintf("%s %s explode=%t", e.ContentType, e.Style, e.Explode))
}
