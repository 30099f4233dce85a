package spec_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
)

// component loads schemas and returns the one of the name A.
func component(t *testing.T, schemas, wantProblems string) *api.Schema {
	t.Helper()
	a, list := load(t, map[string]string{"a.yaml": document(schemas)})
	same(t, "problems", wantProblems, problems(t, list))
	if a == nil || a.Schemas["#/components/schemas/A"] == nil {
		t.Fatal("no schema A")
	}
	return a.Schemas["#/components/schemas/A"]
}

func TestXMLNamesAreKept(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		doc      string
		schema   *api.XML
		property *api.XML
	}{
		"of a schema and of a property": {
			doc:      "A: {xml: {name: a, namespace: 'urn:x', prefix: p}, properties: {x: {type: string, xml: {attribute: true}}}}",
			schema:   &api.XML{Name: "a", Namespace: "urn:x", Prefix: "p"},
			property: &api.XML{Attribute: true},
		},
		"of an array that is wrapped": {
			doc:      "A: {properties: {x: {type: array, items: {type: string, xml: {name: item}}, xml: {wrapped: true, name: items}}}}",
			property: &api.XML{Name: "items", Wrapped: true},
		},
		"beside a reference, where the schema's own are not the place's": {
			doc:      "A: {properties: {x: {$ref: '#/components/schemas/B', xml: {name: b}}}}\nB: {type: object, xml: {name: bb}}",
			property: &api.XML{Name: "b"},
		},
		"in an allOf": {
			doc:      "A: {allOf: [{xml: {name: a}}, {xml: {prefix: p}, properties: {x: {allOf: [{$ref: '#/components/schemas/B'}], xml: {name: c}}}}]}\nB: {type: string}",
			schema:   &api.XML{Name: "a", Prefix: "p"},
			property: &api.XML{Name: "c"},
		},
		"as the node types of version 3.2": {
			doc:      "A: {xml: {nodeType: element}, properties: {x: {type: string, xml: {nodeType: attribute, name: y}}}}",
			property: &api.XML{Name: "y", Attribute: true},
		},
		"text of an element": {
			doc:      "A: {properties: {x: {type: string, xml: {nodeType: cdata}}}}",
			property: &api.XML{Text: true},
		},
		"elements around the items of an array": {
			doc:      "A: {properties: {x: {type: array, items: {}, xml: {nodeType: element}}}}",
			property: &api.XML{Wrapped: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := component(t, c.doc, "")
			if diff := cmp.Diff([]*api.XML{c.schema, c.property}, []*api.XML{s.XML, s.Properties[0].XML}); diff != "" {
				t.Errorf("schema, property (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadOnlyHoldsWhereverItIsSaid(t *testing.T) {
	t.Parallel()
	for name, doc := range map[string]string{
		"on the property":                         "A: {properties: {x: {type: string, readOnly: true}}}",
		"beside a reference":                      "A: {properties: {x: {$ref: '#/components/schemas/B', readOnly: true}}}\nB: {type: string}",
		"on the whole schema":                     "A: {properties: {x: {$ref: '#/components/schemas/B'}}}\nB: {type: string, readOnly: true}",
		"on a schema that another one refers to":  "A: {properties: {x: {$ref: '#/components/schemas/C'}}}\nC: {$ref: '#/components/schemas/B'}\nB: {type: string, readOnly: true}",
		"in an allOf beside a reference":          "A: {properties: {x: {allOf: [{$ref: '#/components/schemas/B'}, {readOnly: true}]}}}\nB: {type: string}",
		"in an allOf of schemas":                  "A: {properties: {x: {allOf: [{type: string, readOnly: true}, {minLength: 3, type: string}]}}}",
		"in the allOf of a named schema":          "A: {properties: {x: {$ref: '#/components/schemas/B'}}}\nB: {allOf: [{type: object, readOnly: true, properties: {y: {}}}, {properties: {z: {}}}]}",
		"in a base that says it of the same name": "A: {allOf: [{$ref: '#/components/schemas/B'}, {properties: {x: {description: d}}}]}\nB: {properties: {x: {type: string, readOnly: true}}}",
		"beside a union with null":                "A: {properties: {x: {readOnly: true, anyOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}}}\nB: {type: string}",
	} {
		for _, word := range []string{"readOnly", "writeOnly"} {
			t.Run(word+" "+name, func(t *testing.T) {
				t.Parallel()
				p := component(t, strings.ReplaceAll(doc, "readOnly", word), "").Properties[0]
				if got := map[string]bool{"readOnly": p.ReadOnly, "writeOnly": p.WriteOnly}; !got[word] || got["readOnly"] == got["writeOnly"] {
					t.Errorf("property %s is %v", p.Name, got)
				}
			})
		}
	}
}

func TestReasonsOfDeprecationAreKept(t *testing.T) {
	t.Parallel()
	s := component(t, "A: {x-deprecated-reason: use B, properties: {x: {$ref: '#/components/schemas/B', x-deprecated-reason: use y}, z: {type: string, x-deprecated: gone}}}\nB: {type: string, x-deprecated-reason: not this}", "")
	got := []string{s.Reason, s.Properties[0].Reason, s.Properties[1].Reason}
	if diff := cmp.Diff([]string{"use B", "use y", "gone"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, deprecated := range []bool{s.Deprecated, s.Properties[0].Deprecated, s.Properties[1].Deprecated} {
		if !deprecated {
			t.Error("a reason makes nothing deprecated")
		}
	}
}

func TestGoTypes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ doc, want, problems string }{
		"a predeclared type":                    {"x-go-type: int", "int", ""},
		"lists and maps of one":                 {"x-go-type: 'map[string][]*string'", "map[string][]*string", ""},
		"a type of the standard library":        {"x-go-type: time.Duration", "time time.Duration", ""},
		"with an import beside it":              {"x-go-type: decimal.Decimal, x-go-type-import: {name: decimal, path: github.com/shopspring/decimal}", "github.com/shopspring/decimal decimal.Decimal", ""},
		"with an import inside":                 {"x-go-type: {type: '[]Time', import: {package: time}}", "time []Time", ""},
		"a type that nobody can import":         {"x-go-type: SecureToken", "", `a.yaml:5:27: note: x-go-type names the string "SecureToken", but x-go-type-import does not say where it is from; it is ignored (go-type)`},
		"code is no type":                       {"x-go-type: 'x.T; func init() {}', x-go-type-import: a/b", "", "a.yaml:5:27: warning: x-go-type is ignored: it is not the name of a Go type (go-type)"},
		"code is no import":                     {`x-go-type: x.T, x-go-type-import: "a\"; import \"os"`, "", "a.yaml:5:27: warning: x-go-type is ignored: its import is no path of a Go package (go-type)"},
		"a path that leads out of the module":   {"x-go-type: x.T, x-go-type-import: ../../secret", "", "a.yaml:5:27: warning: x-go-type is ignored: its import is no path of a Go package (go-type)"},
		"a type that its package does not show": {"x-go-type: x.t, x-go-type-import: a/b", "", "a.yaml:5:27: warning: x-go-type is ignored: it is not the name of a Go type (go-type)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := component(t, "A: {type: string, "+c.doc+"}", strings.ReplaceAll(c.problems, "5:27", "5:34"))
			same(t, "type", c.want, s.GoImport+" "+s.GoType)
		})
	}
}

func TestExtensionsOfEnums(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		doc  string
		want []api.EnumValue
	}{
		"names and descriptions in lists": {
			"enum: [a, b], x-enum-varnames: [One], x-enum-descriptions: [the a, the b]",
			[]api.EnumValue{{Value: `"a"`, Name: "One", Description: "the a"}, {Value: `"b"`, Description: "the b"}},
		},
		"names and descriptions by value": {
			"enum: [a, b], x-enumNames: {b: Two}, x-enumDescriptions: {b: the b}",
			[]api.EnumValue{{Value: `"a"`}, {Value: `"b"`, Name: "Two", Description: "the b"}},
		},
		"the extension of Azure": {
			"enum: [a, b], x-ms-enum: {name: Letter, modelAsString: true, values: [{value: b, name: Two, description: the b}, {value: c, name: None}]}",
			[]api.EnumValue{{Value: `"a"`}, {Value: `"b"`, Name: "Two", Description: "the b"}},
		},
		"what is deprecated, by value, by place and by table": {
			"enum: [a, b], x-enum-deprecated: [b], x-enum-descriptions: ['', the b]",
			[]api.EnumValue{{Value: `"a"`}, {Value: `"b"`, Description: "the b\n\nDeprecated: the document marks it as deprecated."}},
		},
		"what is deprecated by place": {
			"enum: [a, b], x-enum-deprecated: [true, false]",
			[]api.EnumValue{{Value: `"a"`, Description: "Deprecated: the document marks it as deprecated."}, {Value: `"b"`}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := component(t, "A: {type: string, "+c.doc+"}", "")
			if diff := cmp.Diff(c.want, s.Enum); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
