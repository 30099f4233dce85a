package spec

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// constants are the values that an object allows for one of its properties, nil if it allows any.
func constants(a *api.API, schema *api.Schema, property string) []api.Value {
	i := slices.IndexFunc(schema.Properties, func(p api.Property) bool { return p.Name == property })
	if i < 0 {
		return nil
	}
	var out []api.Value
	for _, v := range a.Schemas[schema.Properties[i].Schema.ID].Enum {
		out = append(out, v.Value)
	}
	return out
}

// synthesise finds a property that tells the variants apart although the document names none: all variants have it,
// and no two allow the same constant. One that all variants require is the better witness. A variant that is a union has
// the property if all of its variants have it.
func (l *lowerer) synthesise(schema *api.Schema) {
	objects := make([][]*api.Schema, len(schema.Variants))
	for i, v := range schema.Variants {
		if objects[i] = l.objects(v.Schema.ID); objects[i] == nil {
			return
		}
	}
	best, score, required := "", 0, false
	var values [][]api.Value
	for _, p := range objects[0][0].Properties {
		if v, s := witness(l.out, objects, p.Name); s > score || s == score && s > 0 && p.Name < best {
			best, score, values, required = p.Name, s, v, s >= requiredWitness
		}
	}
	if best == "" {
		return
	}
	schema.Discriminator = &api.Discriminator{Property: best, Optional: !required}
	for i := range schema.Variants {
		schema.Variants[i].Values = values[i]
	}
}

// objects are the objects that a schema stands for: itself, or the variants of a union and theirs. It is nil if anything
// else is among them.
func (l *lowerer) objects(id api.ID) []*api.Schema {
	const most = 200 // variants
	seen := map[api.ID]bool{id: true}
	var out []*api.Schema
	for queue := []api.ID{id}; len(queue) > 0; queue = queue[1:] {
		switch schema := l.out.Schemas[queue[0]]; schema.Kind {
		case api.Object:
			out = append(out, schema)
		case api.Union:
			for _, v := range schema.Variants {
				if !seen[v.Schema.ID] {
					seen[v.Schema.ID] = true
					queue = append(queue, v.Schema.ID)
				}
			}
		default:
			return nil
		}
		if len(seen) > most {
			return nil
		}
	}
	return out
}

// witness returns the constants that each variant has for a property, and how much they are worth: 0 if they overlap.
func witness(a *api.API, variants [][]*api.Schema, property string) (values [][]api.Value, score int) {
	taken := map[api.Value]int{}
	required := true
	for i, objects := range variants {
		var all []api.Value
		for _, object := range objects {
			own := constants(a, object, property)
			if len(own) == 0 {
				return nil, 0
			}
			for _, value := range own {
				if by, ok := taken[value]; ok && by != i || !names(value) {
					return nil, 0
				}
				if _, ok := taken[value]; !ok {
					all = append(all, value)
				}
				taken[value] = i
			}
			required = required && requires(object, property)
		}
		values = append(values, all)
	}
	score = 1
	if slices.Contains([]string{"type", "object", "kind"}, property) {
		score++
	}
	if required {
		score += requiredWitness
	}
	return values, score
}

// requiredWitness is what it adds to the worth of a property that all variants require it.
const requiredWitness = 3

// names tells whether a constant can be the name of something: prose and fractions are not.
func names(v api.Value) bool {
	if strings.HasPrefix(string(v), `"`) {
		return !strings.ContainsAny(string(v), ` \`)
	}
	return !strings.ContainsAny(string(v), ".eE")
}

func requires(schema *api.Schema, property string) bool {
	return slices.ContainsFunc(schema.Properties, func(p api.Property) bool { return p.Name == property && p.Required })
}
