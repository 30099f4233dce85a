package generator

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/plan"
)

// thing is what a Go name stands for.
type thing struct {
	goName string // "Order.Status"
	key    string // of the plan's record: "#/components/schemas/Order .status"
	owner  string // "#/components/schemas/Order"; of a type its own key
	member string // ".status", "=paid", "query limit"; "": a type, an option or the like
}

// things are all that have names, by these.
func (x explainer) things() []thing {
	var out []thing
	for _, key := range slices.Sorted(maps.Keys(x.record.Names)) {
		t := thing{key: key, goName: x.record.Names[key]}
		t.owner, t.member = splitKey(key)
		if prefix := x.ownerName(t); prefix != "" {
			t.goName = prefix + "." + t.goName
		}
		if x.exists(t) {
			out = append(out, t)
		}
	}
	return out
}

// splitKey parts a key of the record into its owner and what is in that.
func splitKey(key string) (owner, member string) {
	if strings.Contains(key, "#/") {
		for _, mark := range []string{" .", " =", " |", " ["} {
			if at := strings.Index(key, mark); at > 0 {
				return key[:at], key[at+1:]
			}
		}
		return key, ""
	}
	if method, rest, ok := strings.Cut(key, " "); ok && method == strings.ToUpper(method) {
		path, member, _ := strings.Cut(rest, " ")
		return method + " " + path, member
	}
	return key, ""
}

// ownerName is the type that a thing is a member of; "" for what is declared by itself.
func (x explainer) ownerName(t thing) string {
	switch {
	case strings.HasPrefix(t.member, "."), strings.HasPrefix(t.member, "|"), strings.HasPrefix(t.member, "["):
		return x.record.Names[t.owner]
	case strings.HasPrefix(t.member, "="), t.member == "", !strings.Contains(t.member, " "):
		return ""
	}
	return x.record.Names["params "+t.owner]
}

// exists tells whether the client has a thing: names are kept for more than is declared.
func (x explainer) exists(t thing) bool {
	first := strings.Split(t.goName, ".")[0]
	_, declared := x.types[first]
	switch head, _, _ := strings.Cut(t.key, " "); head {
	case "service", "option", "server", "login", "webhook", "webhooks":
		return true
	}
	if strings.HasPrefix(t.member, "=") {
		return true
	}
	return declared
}

// named explains a type, field, constant or option.
func (x explainer) named(name string) (string, bool) {
	wanted := strings.TrimPrefix(strings.TrimSpace(name), "client.")
	var texts []string
	for _, t := range x.things() {
		if wanted == t.goName || wanted == x.config.packageName()+"."+t.goName || wanted == x.configKey(t) || wanted == x.documentName(t) {
			if text := x.thing(t); !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	return strings.Join(texts, "\n"), len(texts) > 0
}

// goNames are all that can be asked for beside operations.
func (x explainer) goNames() []string {
	var out []string
	for _, t := range x.things() {
		out = append(out, t.goName)
	}
	return out
}

// configKey is the key that names the thing in the configuration; "" if it cannot be named.
func (x explainer) configKey(t thing) string {
	switch {
	case strings.HasPrefix(t.member, "."):
		return t.owner + "/properties/" + pointerEscape(t.member[1:])
	case strings.HasPrefix(t.member, "="):
		return t.owner + "/enum/" + pointerEscape(t.member[1:])
	case t.member == "" && strings.HasPrefix(t.key, "#/"), strings.Contains(t.member, " "):
		return t.key
	}
	return ""
}

// documentName is what a component, or a property of one, is called in the document: "order_v2.total".
func (x explainer) documentName(t thing) string {
	name, ok := strings.CutPrefix(t.owner, "#/components/schemas/")
	switch {
	case !ok || strings.Contains(name, "/"):
		return ""
	case t.member == "":
		return name
	case strings.HasPrefix(t.member, "."):
		return name + t.member
	}
	return ""
}

func pointerEscape(s string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(s) }

// thing is the whole explanation.
func (x explainer) thing(t thing) string {
	var b strings.Builder
	schema := x.api.Schemas[api.ID(t.owner)]
	property := propertyOf(schema, t)
	fmt.Fprintf(&b, "%s  %s  %s\n", t.goName, cmp.Or(x.configKey(t), t.key), x.place(t, schema, property))
	if what := x.describe(t, schema, property); what != "" {
		b.WriteString(what + "\n")
	}
	b.WriteString("\n")
	x.explainName(&b, t, extensionOf(schema, property, t))
	x.explainOverlays(&b, changesThing(t, cmp.Or(x.configKey(t), t.owner)))
	if key := x.configKey(t); key != "" {
		fmt.Fprintf(&b, "\nto change the name, in %s:\n  names:\n    %q: NAME\n", ConfigName, key)
	}
	return b.String()
}

func propertyOf(schema *api.Schema, t thing) *api.Property {
	if schema == nil || !strings.HasPrefix(t.member, ".") {
		return nil
	}
	for i := range schema.Properties {
		if schema.Properties[i].Name == t.member[1:] {
			return &schema.Properties[i]
		}
	}
	return nil
}

// place is where a thing stands.
func (x explainer) place(t thing, schema *api.Schema, property *api.Property) string {
	switch {
	case property != nil:
		return property.Pos.String()
	case schema != nil:
		return schema.Pos.String()
	}
	head, rest, _ := strings.Cut(t.key, " ")
	for _, s := range x.api.Schemes {
		if head == "option" && strings.HasPrefix(rest, s.Key+" ") || head == "login" && rest == s.Key {
			return s.Pos.String()
		}
	}
	for i := range x.api.Operations {
		op := &x.api.Operations[i]
		if key := operationKey(op); key == t.owner || key == rest {
			return paramPlace(op, t.member).String()
		}
	}
	return ""
}

// paramPlace is where a parameter stands, "query limit"; the operation's place if it has none of that name.
func paramPlace(op *api.Operation, member string) diag.Pos {
	for _, p := range op.Params {
		if p.In+" "+p.Name == member {
			return p.Pos
		}
	}
	return op.Pos
}

// describe says what a thing is in Go, and why it is so.
func (x explainer) describe(t thing, schema *api.Schema, property *api.Property) string {
	owner, member, _ := strings.Cut(t.goName, ".")
	d, ok := x.types[owner]
	switch {
	case ok && member == "":
		return "type: " + kindOfDecl(d)
	case ok && d.Struct != nil:
		for _, f := range d.Struct.Fields {
			if f.Name == member {
				return "type: " + typeText(f.Type) + whyType(x.api, property)
			}
		}
	case strings.HasPrefix(t.member, "=") && schema != nil:
		return "a constant of " + x.record.Names[t.owner]
	}
	return ""
}

// whyType says what the document has of a property that its type follows from.
func whyType(document *api.API, p *api.Property) string {
	if p == nil {
		return ""
	}
	var facts []string
	if s := document.Schemas[p.Schema.ID]; s != nil {
		facts = append(facts, strings.TrimSpace(string(s.Kind)+" "+s.Format))
		if s.Nullable || p.Schema.Nullable {
			facts = append(facts, "nullable")
		}
		if s.GoType != "" {
			facts = append(facts, "x-go-type "+s.GoType)
		}
	}
	facts = append(facts, map[bool]string{true: "required", false: "optional"}[p.Required])
	if p.ReadOnly {
		facts = append(facts, "read only")
	}
	return ", as it is " + strings.Join(facts, ", ")
}

// extensionOf is the x-go-name or the like that names a thing.
func extensionOf(schema *api.Schema, property *api.Property, t thing) string {
	switch {
	case property != nil:
		return property.GoName
	case schema != nil && t.member == "":
		return schema.GoName
	}
	return ""
}

// explainName says where a name comes from: the first that has one decides.
func (x explainer) explainName(b *strings.Builder, t thing, extension string) {
	own := x.record.Names[t.key]
	keys := []string{x.configKey(t), t.key}
	if op := x.operationOf(t); op != nil {
		keys = append(keys, op.OperationID)
	}
	switch key, pos := x.configured("names ", slices.Sorted(maps.Keys(x.config.Names)), keys...); {
	case key != "":
		fmt.Fprintf(b, "name: %s, by names in the configuration: %q  %s\n", own, key, pos)
	case x.config.Lock.Record.Names[t.key] == own:
		fmt.Fprintf(b, "name: %s, kept by %s\n", own, lockName)
	case extension != "":
		fmt.Fprintf(b, "name: %s, by an extension of the document (x-go-name or the like): %q\n", own, extension)
	default:
		fmt.Fprintf(b, "name: %s, after its place in the document\n", own)
	}
}

func (x explainer) operationOf(t thing) *api.Operation {
	for i := range x.api.Operations {
		if operationKey(&x.api.Operations[i]) == t.owner && t.member == "" {
			return &x.api.Operations[i]
		}
	}
	return nil
}

// configured finds the key of the configuration that is about something, and where it stands. Keys may be patterns.
func (x explainer) configured(section string, keys []string, names ...string) (string, diag.Pos) {
	for _, pattern := range []bool{false, true} {
		for _, key := range keys {
			if strings.Contains(key, "*") != pattern {
				continue
			}
			match := globOf(key)
			if slices.ContainsFunc(names, func(name string) bool { return name != "" && match.MatchString(name) }) {
				return key, x.config.places[section+key]
			}
		}
	}
	return "", diag.Pos{}
}

func globOf(key string) *regexp.Regexp {
	text := strings.NewReplacer(`\*\*`, `.*`, `\*`, `[^/]*`).Replace(regexp.QuoteMeta(key))
	return regexp.MustCompile("(?s)^" + text + "$")
}

// changesAt tells whether a change has to do with a place: it is there, in it, or all around it.
func changesAt(place string) func(changed string) bool {
	place = strings.TrimPrefix(place, "#")
	return func(changed string) bool {
		return changed == place || strings.HasPrefix(changed, place+"/") || strings.HasPrefix(place, changed+"/")
	}
}

// changesThing also knows properties that a type has from a part of it: ".../Order/allOf/1/properties/status".
func changesThing(t thing, place string) func(changed string) bool {
	at, owner := changesAt(place), strings.TrimPrefix(t.owner, "#")
	return func(changed string) bool {
		if at(changed) || !strings.HasPrefix(t.member, ".") {
			return at(changed)
		}
		within, ok := strings.CutPrefix(changed, owner+"/allOf/")
		_, property, _ := strings.Cut(within, "/properties/")
		return ok && strings.HasPrefix(property+"/", pointerEscape(t.member[1:])+"/")
	}
}

// explainOverlays lists the actions that made such changes.
func (x explainer) explainOverlays(b *strings.Builder, changes func(string) bool) {
	const most = 5
	shown := 0
	for _, a := range x.config.watched.effects {
		if !slices.ContainsFunc(a.Changed, func(changed string) bool { return changes(upgraded(changed)) }) {
			continue
		}
		if shown++; shown > most {
			b.WriteString("overlay: and more\n")
			return
		}
		fmt.Fprintf(b, "overlay: %s of %s  %s\n", a.Verb, oneLine(a.Target), a.Pos)
		writeReason(b, a)
	}
}

func writeReason(b *strings.Builder, a OverlayAction) {
	for _, text := range []string{a.Reason, a.Link} {
		if text != "" {
			fmt.Fprintf(b, "  %s\n", oneLine(text))
		}
	}
}

// upgraded is where a place of a document of version 2.0 is in the shape that all have.
func upgraded(pointer string) string {
	if rest, ok := strings.CutPrefix(pointer, "/definitions/"); ok {
		return "/components/schemas/" + rest
	}
	return pointer
}

func nameOfDecl(d plan.Decl) string {
	switch {
	case d.Struct != nil:
		return d.Struct.Name
	case d.Enum != nil:
		return d.Enum.Name
	case d.Union != nil:
		return d.Union.Name
	case d.Tuple != nil:
		return d.Tuple.Name
	case d.Defined != nil:
		return d.Defined.Name
	}
	return ""
}

func kindOfDecl(d plan.Decl) string {
	switch {
	case d.Struct != nil:
		return fmt.Sprintf("a struct of %d fields", len(d.Struct.Fields))
	case d.Enum != nil:
		return fmt.Sprintf("an open enum of %s with %d constants", d.Enum.Base.Name, len(d.Enum.Values))
	case d.Union != nil:
		return fmt.Sprintf("a union of %d variants", len(d.Union.Variants))
	case d.Tuple != nil:
		return fmt.Sprintf("a tuple of %d", len(d.Tuple.Fields))
	case d.Defined != nil:
		return typeText(d.Defined.Type)
	}
	return ""
}

// typeText is a type as Go writes it.
func typeText(t plan.Type) string {
	switch t.Kind {
	case plan.Pointer:
		return "*" + typeText(*t.Elem)
	case plan.Slice:
		return "[]" + typeText(*t.Elem)
	case plan.Map:
		return "map[string]" + typeText(*t.Elem)
	}
	name := t.Ident.Name
	if t.Ident.Path != "" {
		name = t.Ident.Path[strings.LastIndex(t.Ident.Path, "/")+1:] + "." + name
	}
	var args []string
	for _, arg := range t.Args {
		args = append(args, typeText(arg))
	}
	if len(args) > 0 {
		name += "[" + strings.Join(args, ", ") + "]"
	}
	return name
}
