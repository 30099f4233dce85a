package plan

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// A pointer with an index says something else once the vendor puts another thing before it. In the keys of a [Record], such
// places are told by what stands there:
//
//	#/paths/~1orders/get/parameters/0/schema  ->  #/paths/~1orders/get/parameters/query limit/schema
//	#/components/schemas/Pet/oneOf/1          ->  #/components/schemas/Pet/oneOf/object(bark,name)
//	#/components/schemas/Dog/allOf/1/properties/breed  ->  #/components/schemas/Dog/properties/breed
//
// Members follow their owner and a space: "#/components/schemas/Order .id", "#/components/schemas/Status =paid".
type keys struct {
	byID    map[api.ID]string
	placer  placer
	alive   map[string]bool   // keys of what the document has
	renamed map[string]string // key -> what it was, for what the vendor has renamed
}

// newKeys finds the keys of all schemas and operations.
func newKeys(a *api.API, ids []api.ID, schema func(api.ID) *api.Schema) keys {
	k := keys{byID: make(map[api.ID]string, len(ids)), alive: make(map[string]bool, 2*len(ids)), renamed: map[string]string{}}
	p := placer{schema: schema, params: paramPlaces(a)}
	k.placer = p
	for _, id := range ids {
		key := p.key(id)
		for n := 2; k.alive[key]; n++ {
			key = p.key(id) + "#" + strconv.Itoa(n)
		}
		k.byID[id], k.alive[key] = key, true
	}
	for i := range a.Operations {
		k.alive[a.Operations[i].Method+" "+a.Operations[i].Path] = true
	}
	return k
}

// swap gives the key of one schema to another, and the one a new key.
func (k keys) swap(from, to api.ID) {
	key := k.of(from)
	k.byID[to], k.byID[from] = key, key+"#decoded"
	k.alive[key+"#decoded"] = true
}

// of is the key of a schema.
func (k keys) of(id api.ID) string { return cmp.Or(k.byID[id], string(id)) }

// place is the key of a place in the document.
func (k keys) place(id api.ID) string { return cmp.Or(k.byID[id], k.placer.key(id)) }

// field is the key of a property.
func (k keys) field(id api.ID, name string) string { return k.of(id) + " ." + name }

// value is the key of a constant: "ID value" in JSON.
func (k keys) value(claim string) string {
	id, value, _ := strings.Cut(claim, " ")
	return k.of(api.ID(id)) + " =" + valueText(api.Value(value))
}

// before is what a key was when the last client was made.
func (k keys) before(key string) string {
	if len(k.renamed) == 0 {
		return key
	}
	return k.wasCalled(key)
}

// wasCalled puts the old name of what was renamed in the place of the new one. What begins with the path of an operation is not
// of that operation: "GET /orders/{id}" is no part of "GET /orders".
func (k keys) wasCalled(key string) string {
	if owner, variant, ok := strings.Cut(key, " |"); ok && variant != "" {
		return k.wasCalled(owner) + " |" + k.wasCalled(variant)
	}
	about, subject := cutAbout(key)
	ends := " "
	if strings.Contains(subject, "#/") {
		ends = "/ "
	}
	for at := len(subject); at > 0; at = strings.LastIndexAny(subject[:at], ends) {
		if was, ok := k.renamed[subject[:at]]; ok {
			return about + was + subject[at:]
		}
	}
	return key
}

// nowCalled is the key of what had another one when the last client was made.
func (k keys) nowCalled(was string) string {
	for now, before := range k.renamed {
		if before == was {
			return now
		}
	}
	return was
}

// cutAbout cuts "params GET /orders" into what the package declares for an operation, and the operation.
func cutAbout(key string) (about, subject string) {
	switch head, rest, _ := strings.Cut(key, " "); head {
	case "params", "result", "headers":
		return head + " ", rest
	}
	return "", key
}

// isAlive tells whether the document still has what a key is about, or what that belongs to.
func (k keys) isAlive(key string) bool {
	head, rest, _ := strings.Cut(key, " ")
	switch head {
	case "option", "login", "server", "service", "webhook", "webhooks":
		return true
	case "params", "result", "headers":
		key = rest
	}
	for at := len(key); at > 0; at = strings.LastIndexByte(key[:at], ' ') {
		if k.alive[key[:at]] {
			return true
		}
	}
	return false
}

// placer makes keys of pointers.
type placer struct {
	schema func(api.ID) *api.Schema
	params map[string]string // pointer of a parameter -> "query limit"
}

// paramPlaces are the parameters by where they stand.
func paramPlaces(a *api.API) map[string]string {
	places := map[string]string{}
	for i := range a.Operations {
		for _, p := range a.Operations[i].Params {
			segments := strings.Split(string(p.Schema.ID), "/")
			if at := slices.Index(segments, "parameters"); at >= 0 && at+1 < len(segments) && isIndex(segments[at+1]) {
				places[strings.Join(segments[:at+2], "/")] = paramKey(p)
			}
		}
	}
	return places
}

func isIndex(segment string) bool {
	return segment != "" && strings.Trim(segment, "0123456789") == ""
}

// key walks down the pointer.
func (p placer) key(id api.ID) string {
	if !strings.ContainsAny(string(id), "0123456789") {
		return string(id)
	}
	segments := strings.Split(string(id), "/")
	out := segments[:1:1]
	for i := 1; i < len(segments); i++ {
		s := segments[i]
		switch {
		case i+1 == len(segments):
		case s == "properties" || s == "patternProperties" || s == "schemas" || s == "definitions" || s == "$defs":
			out = append(out, s)
			i++
			s = segments[i]
		case !isIndex(segments[i+1]):
		case s == "allOf":
			i++
			continue
		case s == "oneOf" || s == "anyOf":
			out = append(out, s)
			i++
			s = p.identity(api.ID(strings.Join(segments[:i+1], "/")))
		case s == "parameters":
			out = append(out, s)
			i++
			s = cmp.Or(p.params[strings.Join(segments[:i+1], "/")], segments[i])
		}
		out = append(out, s)
	}
	return strings.Join(out, "/")
}

// identity tells an alternative from its neighbours by what it cannot lose: its title, its constants, its kind, the members
// that are always there.
func (p placer) identity(id api.ID) string {
	s := p.schema(id)
	if s.Title != "" {
		return escape(s.Title)
	}
	text := string(s.Kind)
	if s.Format != "" {
		text += " " + s.Format
	}
	if s.Kind != api.Object {
		return text
	}
	var required []string
	for _, property := range s.Properties {
		if property.Required {
			required = append(required, escape(property.Name)+p.constant(property))
		}
	}
	slices.Sort(required)
	return text + "(" + strings.Join(required, ",") + ")"
}

// constant is the one value of a member.
func (p placer) constant(property api.Property) string {
	if s := p.schema(property.Schema.ID); len(s.Enum) == 1 {
		return "=" + escape(valueText(s.Enum[0].Value))
	}
	return ""
}
