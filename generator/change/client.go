package change

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// client compares what belongs to no operation: servers, credentials, the version.
func (c *comparer) client() {
	name := c.new.Plan.Name
	at := place{group: clientGroup, subject: name + "." + c.new.Plan.Client.Name}
	at.old.File, at.new.File = fileOf(c.old.API), fileOf(c.new.API)
	c.describe(at, c.old.API.Title+". "+c.old.API.Description, c.new.API.Title+". "+c.new.API.Description)
	c.pin(at)
	base := at
	base.subject, base.symbol = name+".BaseURL", "BaseURL"
	c.servers(base, c.old.API.Servers, c.new.API.Servers)
	c.schemes(at)
}

// fileOf is the file that a document is in, as its operations know it.
func fileOf(a *api.API) string {
	if len(a.Operations) > 0 {
		return a.Operations[0].Pos.File
	}
	return ""
}

func (c *comparer) pin(at place) {
	old, new := "none", "none"
	if p := c.old.API.Pin; p != nil {
		old = p.Name + ": " + p.Value
	}
	if p := c.new.API.Pin; p != nil {
		new = p.Name + ": " + p.Value
	}
	if old != new {
		c.tellValues(at, "api-version-changed", "requests name another version of the API: was "+old+", is "+new, old, new,
			compatible("programs that are built already go on naming the old version"))
	}
}

// servers compares base URLs. The first is the one that calls go to.
func (c *comparer) servers(at place, old, new []api.Server) {
	before, after := serverList(old), serverList(new)
	first := func(list []string) string { return cmp.Or(slices.Concat(list, []string{"none"})[0], "none") }
	if first(before) != first(after) {
		wire := breaks("programs still call the old server")
		if slices.Contains(after, first(before)) || first(before) == "none" {
			wire = compatible("the old server is still there")
		}
		c.tellValues(at, "server-changed", "default server: was "+first(before)+", is "+first(after), first(before), first(after), wire)
	}
	for _, url := range before {
		if !slices.Contains(after, url) && url != first(before) {
			c.tellValues(at, "server-removed", "server "+url+" is not named any more", url, "", breaks("programs that chose it may reach nothing"))
		}
	}
	for _, url := range after {
		if !slices.Contains(before, url) && url != first(after) {
			c.tellValues(at, "server-added", "new server "+url, "", url, compatible("calls go where they went"))
		}
	}
}

func serverList(servers []api.Server) []string {
	var list []string
	for _, s := range servers {
		list = append(list, s.URL)
	}
	return list
}

// schemes compares how callers prove who they are, for schemes that both documents have. What operations ask for is compared there.
func (c *comparer) schemes(at place) {
	for _, n := range c.new.API.Schemes {
		i := slices.IndexFunc(c.old.API.Schemes, func(o api.SecurityScheme) bool { return o.Key == n.Key })
		if i < 0 {
			continue
		}
		o := c.old.API.Schemes[i]
		at := at
		at.old, at.new = o.Pos, n.Pos
		if old, new := schemeText(o), schemeText(n); old != new {
			c.tellValues(at, "security-scheme-changed", "credentials "+n.Key+": was "+old+", is "+new, old, new,
				breaks("servers may refuse what programs send as credentials"))
		}
		c.deprecate(at, o.Deprecated, n.Deprecated, "credentials "+n.Key)
		c.describe(at, o.Description, n.Description)
	}
}

// schemeText is what travels for a scheme, and where a token comes from.
func schemeText(s api.SecurityScheme) string {
	parts := []string{s.Type}
	for _, text := range []string{s.Scheme, s.In, s.Name, s.OpenIDConnectURL} {
		if text != "" {
			parts = append(parts, text)
		}
	}
	for _, f := range s.Flows {
		parts = append(parts, f.Type, f.AuthorizationURL, f.TokenURL)
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " ")
}

// foldSecurity compares the credentials that an operation asks for.
func (c *comparer) foldSecurity(at place, old, new *api.Operation) {
	before, after := alternatives(old.Security), alternatives(new.Security)
	if slices.Equal(before, after) {
		return
	}
	wire := compatible("what programs send is still taken")
	for _, alternative := range before {
		if !slices.Contains(after, alternative) && !slices.Contains(after, anonymous) {
			wire = breaks("servers refuse programs that send " + alternative)
		}
	}
	c.foldIn(at, "security-changed", strings.Join(before, " or "), strings.Join(after, " or "), wire)
}

const anonymous = "no credentials"

// alternatives are what an operation takes for credentials.
func alternatives(requirements []api.Requirement) []string {
	list := map[string]bool{}
	for _, r := range requirements {
		var uses []string
		for _, use := range r {
			text := use.Scheme
			if len(use.Scopes) > 0 {
				text += " (" + strings.Join(slices.Sorted(slices.Values(use.Scopes)), " ") + ")"
			}
			uses = append(uses, text)
		}
		slices.Sort(uses)
		list[cmp.Or(strings.Join(uses, " with "), anonymous)] = true
	}
	if len(list) == 0 {
		list[anonymous] = true
	}
	return slices.Sorted(maps.Keys(list))
}

// foldServers compares servers that an operation has for itself.
func (c *comparer) foldServers(at place, old, new *api.Operation) {
	before, after := strings.Join(serverList(old.Servers), ", "), strings.Join(serverList(new.Servers), ", ")
	if before != after {
		c.foldIn(at, "operation-server-changed", cmp.Or(before, "the client's"), cmp.Or(after, "the client's"),
			breaks("programs still call the old server"))
	}
}

// webhooks compares what the vendor sends.
func (c *comparer) webhooks() {
	key := func(w api.Webhook) string { return w.Method + " " + w.Name }
	theirs := map[string]api.Webhook{}
	for _, w := range c.new.API.Webhooks {
		theirs[key(w)] = w
	}
	for _, o := range c.old.API.Webhooks {
		at := place{group: "Webhooks", subject: fmt.Sprintf("webhook %q", o.Name), old: o.Pos}
		n, ok := theirs[key(o)]
		if delete(theirs, key(o)); !ok {
			c.tell(at, "webhook-removed", "not sent any more", breaks("programs wait in vain"))
			continue
		}
		at.new = n.Pos
		c.deprecate(at, o.Deprecated, n.Deprecated, "")
		c.describe(at, o.Summary+" "+o.Descr, n.Summary+" "+n.Descr)
		if o.Body != nil && n.Body != nil {
			c.contents(at, o.Body.Content, n.Body.Content, direction{response: true})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(theirs)) {
		w := theirs[name]
		c.tell(place{group: "Webhooks", subject: fmt.Sprintf("webhook %q", w.Name), new: w.Pos}, "webhook-added", "new",
			compatible("who does not expect it is not sent it, or can ignore it"))
	}
}
