package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
)

// responses compares what is answered, by status.
func (c *comparer) responses(at place, old, new *api.Operation) {
	for _, o := range old.Responses {
		i := slices.IndexFunc(new.Responses, func(n api.Response) bool { return n.Status == o.Status })
		if i < 0 {
			c.statusRemoved(at, o)
			continue
		}
		c.response(at, o, new.Responses[i])
	}
	for _, n := range new.Responses {
		if !slices.ContainsFunc(old.Responses, func(o api.Response) bool { return o.Status == n.Status }) {
			at := at
			at.old, at.new = diag.Pos{}, n.Pos
			c.tellValues(at, "status-added", "may answer with "+n.Status, "", n.Status, c.newStatus(old, n))
		}
	}
}

func isSuccess(status string) bool { return strings.HasPrefix(status, "2") }

func (c *comparer) statusRemoved(at place, o api.Response) {
	at.old, at.new = o.Pos, diag.Pos{}
	wire := compatible("it is only that it is not said to fail so any more")
	if isSuccess(o.Status) {
		wire = breaks("what programs expect as the answer may not come any more")
	}
	c.tellValues(at, "status-removed", "does not answer with "+o.Status+" any more", o.Status, "", wire)
}

// newStatus judges another way to be answered.
func (c *comparer) newStatus(old *api.Operation, n api.Response) Effect {
	switch {
	case !isSuccess(n.Status):
		return compatible("failures are errors with their status, declared or not")
	case slices.ContainsFunc(old.Responses, func(o api.Response) bool { return isSuccess(o.Status) && len(o.Content) > 0 }):
		return breaks("programs read its body as that of another status")
	}
	return compatible("programs read no body")
}

func (c *comparer) response(at place, o, n api.Response) {
	at.old, at.new = o.Pos, n.Pos
	switch {
	case len(o.Content) > 0 && len(n.Content) == 0:
		c.tellValues(at, "response-body-removed", o.Status+" has no body any more", o.Status, "", breaks("programs have nothing to read"))
	case len(o.Content) == 0 && len(n.Content) > 0:
		c.tellValues(at, "response-body-added", o.Status+" has a body now", "", n.Status, compatible("programs do not read it"))
	default:
		c.contents(at, o.Content, n.Content, direction{response: true})
	}
	c.headers(at, o, n)
	c.describe(at, o.Description, n.Description)
}

func (c *comparer) headers(at place, o, n api.Response) {
	for _, h := range o.Headers {
		i := slices.IndexFunc(n.Headers, func(other api.Param) bool { return strings.EqualFold(other.Name, h.Name) })
		if i < 0 {
			wire := compatible("it could always be missing")
			if h.Required {
				wire = breaks("programs that read it find nothing")
			}
			c.tellValues(at, "header-removed", fmt.Sprintf("%s has no header %s any more", o.Status, h.Name), h.Name, "", wire)
			continue
		}
		c.use(at, h.Schema, n.Headers[i].Schema)
	}
	for _, h := range n.Headers {
		if !slices.ContainsFunc(o.Headers, func(other api.Param) bool { return strings.EqualFold(other.Name, h.Name) }) {
			c.tellValues(at, "header-added", fmt.Sprintf("%s has a header %s", n.Status, h.Name), "", h.Name, compatible("programs do not read it"))
		}
	}
}
