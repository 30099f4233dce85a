package spec

import (
	"mime"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// The schema of a JSON Merge Patch (RFC 7396) describes what is patched. A patch itself may leave out every member and may
// remove every one by null, whatever the schema says; so the bodies of application/merge-patch+json get a schema of their own:
//
//	Order       {id!: string, note: string, address: {city!: string}, items: [..]}
//	Order/patch {id: string?, note: string?, address: {city: string?}?, items: [..]?}
//
// Objects within are patched too. Arrays and alternatives are replaced as a whole.

const patchWord = "patch"

// mergePatches gives the bodies of merge patches their schemas.
func (l *lowerer) mergePatches() {
	p := patcher{schemas: l.out.Schemas, done: map[api.ID]api.ID{}}
	for _, op := range l.out.Operations {
		if op.Body == nil {
			continue
		}
		for i, m := range op.Body.Content {
			if isMergePatch(m.Type) && m.Schema != nil {
				id := p.patch(m.Schema.ID, m.Schema.ID+"/"+patchWord)
				op.Body.Content[i].Schema = &api.Use{ID: id, Nullable: m.Schema.Nullable}
				if id != m.Schema.ID {
					p.schemas[id].Description = patchText(p.schemas[m.Schema.ID].Name)
				}
			}
		}
	}
}

func isMergePatch(mediaType string) bool {
	name, _, err := mime.ParseMediaType(mediaType)
	return err == nil && name == "application/merge-patch+json"
}

// patchText is the description of a patch.
func patchText(of string) string {
	if of != "" {
		of = " of " + of
	}
	return "A JSON Merge Patch" + of + ": what is absent stays as it is, null removes it, and lists are replaced as a whole."
}

// patcher derives the schemas of patches, each once.
type patcher struct {
	schemas map[api.ID]*api.Schema
	done    map[api.ID]api.ID
}

// patch is the schema of patches of a schema, under an ID; the schema itself if its members are all optional and nullable.
// Schemas wait in a list, as one that contains itself has no end.
func (p *patcher) patch(id, as api.ID) api.ID {
	root := p.want(id, as, nil)
	for todo := []api.ID{id}; len(todo) > 0; {
		from := todo[0]
		todo = todo[1:]
		own := p.done[from]
		if own == from || p.schemas[own] != nil {
			continue
		}
		p.schemas[own] = p.derive(from, own, &todo)
	}
	return root
}

// want is the ID of the patches of a schema, which is derived later.
func (p *patcher) want(id, as api.ID, todo *[]api.ID) api.ID {
	if own, ok := p.done[id]; ok {
		return own
	}
	if !p.differs(id) {
		as = id
	}
	p.done[id] = as
	if todo != nil {
		*todo = append(*todo, id)
	}
	return as
}

// derive copies an object with members that may be left out or null.
func (p *patcher) derive(from, own api.ID, todo *[]api.ID) *api.Schema {
	s := *p.schemas[from]
	s.ID, s.Name, s.GoName, s.Description = own, "", "", ""
	s.Properties = slices.Clone(s.Properties)
	for i := range s.Properties {
		prop := &s.Properties[i]
		prop.Required, prop.Schema = false, p.member(prop.Schema, from, own, todo)
	}
	if s.Additional != nil && s.Additional.Schema != nil {
		more := *s.Additional
		use := p.member(*more.Schema, from, own, todo)
		more.Schema = &use
		s.Additional = &more
	}
	return &s
}

// member is a member of a patch. What stands below the schema stands below its patch.
func (p *patcher) member(use api.Use, from, own api.ID, todo *[]api.ID) api.Use {
	as := use.ID + "/" + patchWord
	if rest, inline := strings.CutPrefix(string(use.ID), string(from)+"/"); inline {
		as = own + api.ID("/"+rest)
	}
	return api.Use{ID: p.want(use.ID, as, todo), Nullable: true}
}

// differs tells objects whose patches are not described by their own schema.
func (p *patcher) differs(root api.ID) bool {
	seen := map[api.ID]bool{}
	for todo := []api.ID{root}; len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		s := p.schemas[id]
		if seen[id] || s == nil || s.Kind != api.Object || s.GoType != "" {
			continue
		}
		seen[id] = true
		var members []api.Use
		for _, prop := range s.Properties {
			if prop.Required {
				return true
			}
			members = append(members, prop.Schema)
		}
		if s.Additional != nil && s.Additional.Schema != nil {
			members = append(members, *s.Additional.Schema)
		}
		for _, use := range members {
			if of := p.schemas[use.ID]; !use.Nullable && of != nil && !of.Nullable && of.Kind != api.Any {
				return true
			}
			todo = append(todo, use.ID)
		}
	}
	return false
}
