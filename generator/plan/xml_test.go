package plan

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
)

// The rules for names are those that the OpenAPI specification shows for its XML Object.
func TestXMLTagsFollowTheDocument(t *testing.T) {
	t.Parallel()
	list := func(x, item *api.XML) (api.Property, map[api.ID]*api.Schema) {
		return api.Property{Name: "animals", Schema: api.Use{ID: "#/a"}, XML: x}, map[api.ID]*api.Schema{
			"#/a": {ID: "#/a", Kind: api.Array, Items: &api.Use{ID: "#/i"}},
			"#/i": {ID: "#/i", Kind: api.String, XML: item},
		}
	}
	scalar := func(x *api.XML) (api.Property, map[api.ID]*api.Schema) {
		return api.Property{Name: "id", Schema: api.Use{ID: "#/s"}, XML: x}, map[api.ID]*api.Schema{"#/s": {ID: "#/s", Kind: api.String}}
	}
	tag := func(p api.Property, schemas map[api.ID]*api.Schema) XMLTag {
		return newBuilder(&api.API{Schemas: schemas}, Options{}).xmlTag(p)
	}
	component := api.Property{Name: "pet", Schema: api.Use{ID: "#/p"}}
	for name, test := range map[string]struct{ want, got XMLTag }{
		"what the document is silent about has none": {XMLTag{}, tag(scalar(nil))},
		"the name that it has anyway is none":        {XMLTag{}, tag(scalar(&api.XML{Name: "id"}))},
		"a name":                                     {XMLTag{Name: "xml-id"}, tag(scalar(&api.XML{Name: "xml-id"}))},
		"an attribute":                               {XMLTag{Name: "id", Attribute: true}, tag(scalar(&api.XML{Attribute: true}))},
		"text":                                       {XMLTag{Name: "id", Text: true}, tag(scalar(&api.XML{Text: true}))},
		"a namespace":                                {XMLTag{Name: "id", Space: "urn:x", Prefix: "x"}, tag(scalar(&api.XML{Namespace: "urn:x", Prefix: "x"}))},
		"what no tag can hold":                       {XMLTag{}, tag(scalar(&api.XML{Name: "a`b"}))},
		"a list without a word":                      {XMLTag{}, tag(list(nil, nil))},
		"items with a name":                          {XMLTag{Name: "animal"}, tag(list(nil, &api.XML{Name: "animal"}))},
		"the name of items counts for what is not wrapped": {XMLTag{Name: "animal"}, tag(list(&api.XML{Name: "aliens"}, &api.XML{Name: "animal"}))},
		"wrapped, without names":                           {XMLTag{Name: "animals", Wrapper: "animals"}, tag(list(&api.XML{Wrapped: true}, nil))},
		"wrapped, with a name: that of the items too":      {XMLTag{Name: "aliens", Wrapper: "aliens"}, tag(list(&api.XML{Wrapped: true, Name: "aliens"}, nil))},
		"wrapped, with both names":                         {XMLTag{Name: "animal", Wrapper: "aliens"}, tag(list(&api.XML{Wrapped: true, Name: "aliens"}, &api.XML{Name: "animal"}))},
		"a component's own name, where it is referred to":  {XMLTag{Name: "Pet"}, tag(component, map[api.ID]*api.Schema{"#/p": {ID: "#/p", Kind: api.Object, XML: &api.XML{Name: "Pet"}}})},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}
