package plan

import (
	"encoding/json"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// BaseURL is the first server of the document. Where there are more, each is a constant; one whose URL has variables is a
// struct with a field for each of them:
//
//	https://sandbox.example.com, "Sandbox" -> const ServerSandbox
//	https://{region}.example.com           -> type Server struct{ Region string }, func (Server) URL() string
//
// Their names give way to all others, as a new server must not rename what calls use.

// servers plans what base URLs callers may choose from.
func (b *builder) servers() []Server {
	list := b.distinctServers()
	taken := b.declared()
	var scope naming.Scope
	scope.Reserve(taken...)
	for i, s := range list {
		scope.Claim(naming.Claim{Key: s.URL, Names: serverNames(s, i == 0 && len(s.Variables) > 0)})
	}
	names, _ := b.memory.settleGlobal(&scope, behind("server "))
	taken = append(taken, slices.Collect(maps.Values(names))...)
	var out []Server
	for _, s := range list {
		one := Server{Name: names[s.URL], URL: s.URL, Doc: compose(markdown(s.Description)...)}
		if isTemplate(s) {
			taken = b.fillTemplate(&one, s, taken)
		}
		out = append(out, one)
	}
	sortBy(out, func(s Server) string { return s.Name })
	return out
}

// distinctServers are the servers that are absolute, those of the document first. A single one without variables is
// BaseURL and nothing else.
func (b *builder) distinctServers() []api.Server {
	all := slices.Clone(b.api.Servers)
	for _, op := range b.ops {
		all = append(all, op.Servers...)
	}
	var list []api.Server
	for _, s := range all {
		if !isTemplate(s) {
			s.URL = baseURL([]api.Server{s})
		}
		has := func(other api.Server) bool { return other.URL == s.URL }
		if strings.Contains(s.URL, "://") && clean(s.URL) == s.URL && !slices.ContainsFunc(list, has) {
			list = append(list, s)
		}
	}
	all = list
	list = slices.DeleteFunc(slices.Clone(all), func(s api.Server) bool { // the same without TLS is no choice
		rest, plain := strings.CutPrefix(s.URL, "http://")
		return plain && slices.ContainsFunc(all, func(other api.Server) bool { return other.URL == "https://"+rest })
	})
	if len(list) == 1 && !isTemplate(list[0]) {
		return nil
	}
	return list
}

// isTemplate tells URLs with variables.
func isTemplate(s api.Server) bool { return serverVariable.MatchString(s.URL) }

var serverVariable = regexp.MustCompile(`\{([^{}]+)\}`)

// declared are the names of everything else in the package.
func (b *builder) declared() []string {
	names := append(reservedNames(), slices.Collect(maps.Values(b.names))...)
	names = append(names, slices.Collect(maps.Values(b.derived))...)
	for _, o := range b.options() {
		names = append(names, o.Name)
	}
	for _, d := range b.decls {
		if d.Enum != nil {
			names = append(names, enumNames(*d.Enum)...)
		}
	}
	return names
}

// serverNames lists what a server may be called: by its name or a short description, by its host, by both.
func serverNames(s api.Server, first bool) []string {
	said := serverWords(s.Name, 6)
	if said == "" {
		said = serverWords(s.Description, 3)
	}
	host := hostWords(s.URL)
	var names []string
	if first {
		names = append(names, "Server")
	}
	if said != "" {
		names = append(names, "Server"+said)
	}
	_, rest, _ := strings.Cut(s.URL, "://")
	return append(names, "Server"+host, "Server"+said+host,
		"Server"+naming.Exported(naming.Words(rest)...), "Server"+naming.Exported(naming.Words(s.URL)...))
}

// serverWords are the words of a text that say which server it is; "" if these are too many for a name.
func serverWords(text string, limit int) string {
	first := text
	if at := strings.IndexAny(text, ".,:;(\n"); at >= 0 {
		first = text[:at]
	}
	var kept []string
	for _, w := range naming.Words(first) {
		switch strings.ToLower(w) {
		case "server", "servers", "the", "a", "an", "api", "environment", "env", "url", "endpoint", "base", "host", "for", "of", "our", "is", "and", "to":
		default:
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 || len(kept) > limit {
		return ""
	}
	return naming.Exported(kept...)
}

// hostWords are the words of a URL without scheme, variables and the domain that all servers share.
func hostWords(text string) string {
	_, rest, _ := strings.Cut(serverVariable.ReplaceAllString(text, ""), "://")
	host, path, _ := strings.Cut(rest, "/")
	labels := slices.DeleteFunc(strings.Split(host, "."), func(l string) bool { return l == "" || l == "www" || l == "api" })
	if len(labels) > 2 {
		labels = labels[:len(labels)-2]
	} else if len(labels) == 2 {
		labels = labels[:1]
	}
	return naming.Exported(naming.Words(strings.Join(labels, "-") + "-" + path)...)
}

// fillTemplate plans the struct of a URL with variables. It returns the names that are taken then.
func (b *builder) fillTemplate(out *Server, s api.Server, taken []string) []string {
	lead := out.Name + " is the server " + clean(s.URL) + ", whose variables are fields: one that is empty has its default. " +
		"[" + out.Name + ".URL] is for [runtime.WithBaseURL]."
	out.Doc = compose(append([]block{text(lead)}, markdown(s.Description)...)...)
	var scope naming.Scope
	scope.Reserve("URL")
	for _, name := range variablesOf(s) {
		word := naming.Exported(naming.Words(name)...)
		scope.Claim(naming.Claim{Key: name, Names: []string{word, word + "Name", word + naming.Style(name)}})
	}
	fields, _ := b.memory.settle(&scope, behind("server "+s.URL+" ."))
	at := 0
	for _, m := range serverVariable.FindAllStringSubmatchIndex(s.URL, -1) {
		name := s.URL[m[2]:m[3]]
		out.Parts = append(out.Parts, URLPart{Text: s.URL[at:m[0]]}, URLPart{Field: fields[name], Default: variable(s, name).Default})
		at = m[1]
	}
	out.Parts = append(out.Parts, URLPart{Text: strings.TrimRight(s.URL[at:], "/")})
	out.Parts = slices.DeleteFunc(out.Parts, func(p URLPart) bool { return p == URLPart{} })
	for _, name := range variablesOf(s) {
		v := variable(s, name)
		f := serverField(v, fields[name])
		if e, ok := b.serverEnum(out, v, f.Name, taken); ok {
			f.Type = named("", e.Name)
			out.Enums = append(out.Enums, e)
			taken = append(taken, enumNames(e)...)
		}
		out.Fields = append(out.Fields, f)
	}
	return taken
}

// variablesOf are the names of the variables, in the order of the URL.
func variablesOf(s api.Server) []string {
	var names []string
	for _, m := range serverVariable.FindAllStringSubmatch(s.URL, -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}

// variable is what the document says of a variable; one that it does not describe has no default.
func variable(s api.Server, name string) api.ServerVariable {
	i := slices.IndexFunc(s.Variables, func(v api.ServerVariable) bool { return v.Name == name })
	if i < 0 {
		return api.ServerVariable{Name: name}
	}
	return s.Variables[i]
}

func serverField(v api.ServerVariable, name string) Field {
	f := Field{Name: name, Type: named("", "string")}
	hint := "It has no default."
	if v.Default != "" {
		hint = "Default: " + quoted(v.Default) + "."
	}
	if first, rest := firstSentence(v.Description); len(rest) == 0 {
		f.Doc = compose(text(strings.TrimSpace(ended(first) + " " + hint)))
		return f
	}
	f.Doc = compose(append(markdown(v.Description), text(hint))...)
	return f
}

// serverEnum is the type of a variable with several values; not ok if something else has its name.
func (b *builder) serverEnum(server *Server, v api.ServerVariable, field string, taken []string) (Enum, bool) {
	e := Enum{Name: server.Name + field, Base: Ident{Name: "string"}}
	if len(v.Enum) < 2 || slices.Contains(taken, e.Name) {
		return e, false
	}
	e.Doc = compose(text(e.Name + " is a value of [" + server.Name + "." + field + "]."))
	values := slices.Clone(v.Enum)
	slices.Sort(values)
	var scope naming.Scope
	scope.Reserve(append(taken, e.Name)...)
	for _, value := range slices.Compact(values) {
		word := naming.Exported(append([]string{e.Name}, naming.Words(value)...)...)
		scope.Claim(naming.Claim{Key: value, Names: []string{word, word + naming.Style(value), word + "Value"}})
	}
	owner := "server " + server.URL + " =" + v.Name
	b.memory.next.Names[owner] = e.Name
	names, _ := b.memory.settleGlobal(&scope, behind(owner+"="))
	for _, value := range v.Enum {
		has := func(c Const) bool { return c.Name == names[value] }
		if text, err := json.Marshal(value); err == nil && !slices.ContainsFunc(e.Values, has) {
			e.Values = append(e.Values, Const{Name: names[value], Literal: string(text)})
		}
	}
	return e, true
}

func enumNames(e Enum) []string {
	names := []string{e.Name}
	for _, c := range e.Values {
		names = append(names, c.Name)
	}
	return names
}

// basePath is the path of a first server that has no host: what a base URL that a caller gives should end with.
func basePath(servers []api.Server) string {
	if len(servers) == 0 || baseURL(servers) != "" {
		return ""
	}
	text := servers[0].URL
	for _, v := range servers[0].Variables {
		text = strings.ReplaceAll(text, "{"+v.Name+"}", v.Default)
	}
	u, err := url.Parse(text)
	if err != nil || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.ContainsAny(text, "{}?# ") {
		return ""
	}
	return strings.TrimRight(u.Path, "/")
}
