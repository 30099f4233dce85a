package spec_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
)

func TestAlternativesThatDifferInConstantsAreOneObject(t *testing.T) {
	t.Parallel()
	testSchemas(t, map[string]schemaCase{
		"a constant each": {
			doc:  "A: {oneOf: [{type: object, properties: {t: {const: a}, x: {type: string}}}, {type: object, properties: {t: {const: b}, x: {type: string}}}]}",
			want: `A = {t?: string enum "a" "b", x?: string}`,
		},
		"an enum each, in another order": {
			doc:  "A: {anyOf: [{properties: {t: {type: string, enum: [a, b]}, x: {type: integer}}}, {properties: {x: {type: integer}, t: {type: string, enum: [b, c]}}}]}",
			want: `A = {t?: string enum "a" "b" "c", x?: integer}`,
		},
		"a sentence is no constant": {
			doc:  "A: {anyOf: [{properties: {t: {enum: [GONE]}, d: {enum: [It was deleted.]}}}, {properties: {t: {enum: [BUSY]}, d: {enum: [Try again later.]}}}]}",
			want: `A = {t?: string enum "GONE" "BUSY", d?: string}`,
		},
		"what only one of them requires is optional": {
			doc:  "A: {oneOf: [{required: [t, x], properties: {t: {enum: [a]}, x: {type: string}}}, {required: [t], properties: {t: {enum: [b]}, x: {type: string}}}]}",
			want: `A = {t: string enum "a" "b", x?: string}`,
		},
		"constants further inside": {
			doc:  "A: {oneOf: [{properties: {x: {properties: {t: {enum: [a]}}}, l: {type: array, items: {enum: [1]}}}}, {properties: {x: {properties: {t: {enum: [b]}}}, l: {type: array, items: {enum: [2]}}}}]}",
			want: `A = {x?: {t?: string enum "a" "b"}, l?: []integer enum 1 2}`,
		},
		"a property of one that may be null": {
			doc:  "A: {properties: {e: {anyOf: [{properties: {t: {enum: [a]}}}, {properties: {t: {enum: [b]}}}, {type: 'null'}]}}}",
			want: `A = {e?: {t?: string enum "a" "b"} or null}`,
		},
		"what stands beside the union": {
			doc:  "A: {type: object, properties: {id: {type: string}}, oneOf: [{properties: {t: {enum: [a]}}}, {properties: {t: {enum: [b]}}}]}",
			want: `A = {t?: string enum "a" "b", id?: string}`,
		},
		"others are left as they are": {
			doc:  "A: {oneOf: [{properties: {t: {enum: [a]}}}, {$ref: '#/components/schemas/B'}, {properties: {t: {enum: [c]}}}]}\nB: {properties: {t: {enum: [b]}}}",
			want: `A = by t ({t?: string enum "a" "c"}="a"="c" | B="b")` + "\n" + `B = {t?: string enum "b"}`,
		},
		"two sorts of them": {
			doc:  "A: {oneOf: [{properties: {t: {enum: [a]}, x: {}}}, {properties: {t: {enum: [b]}, x: {}}}, {properties: {t: {enum: [c]}, y: {}}}, {properties: {t: {enum: [d]}, y: {}}}]}",
			want: `A = by t ({t?: string enum "a" "b", x?: any}="a"="b" | {t?: string enum "c" "d", y?: any}="c"="d")`,
		},
		"but not if members differ": {
			doc:  "A: {oneOf: [{properties: {t: {enum: [a]}, x: {type: string}}}, {properties: {t: {enum: [b]}, x: {type: integer}}}]}",
			want: `A = by t ({t?: string enum "a", x?: string}="a" | {t?: string enum "b", x?: integer}="b")`,
		},
		"nor if they have names": {
			doc:  "A: {oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}]}\nB: {properties: {t: {enum: [b]}}}\nC: {properties: {t: {enum: [c]}}}",
			want: `A = by t (B="b" | C="c")` + "\n" + `B = {t?: string enum "b"}` + "\n" + `C = {t?: string enum "c"}`,
		},
		"nor if the document tells them apart": {
			doc:  "A: {discriminator: {propertyName: t}, oneOf: [{properties: {t: {enum: [a]}}}, {properties: {t: {enum: [b]}}}]}",
			want: `A = by t ({t?: string enum "a"}="a" | {t?: string enum "b"}="b")`,
		},
		"nor if one is open where the other is not": {
			doc:  "A: {oneOf: [{properties: {t: {type: string, enum: [a]}}}, {properties: {t: {type: string}}}]}",
			want: `A = ({t?: string enum "a"} | {t?: string})`,
		},
	})
}

func TestJoinedAlternativesKeepTheirDescriptions(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		doc  string
		want []api.EnumValue
	}{
		"of the alternative": {
			"{description: not there, properties: {t: {const: a, description: the code}}}, {description: in use, properties: {t: {const: b, description: the code}}}",
			[]api.EnumValue{{Value: `"a"`, Description: "not there"}, {Value: `"b"`, Description: "in use"}},
		},
		"of the member": {
			"{properties: {t: {const: a, description: not there}}}, {properties: {t: {const: b, description: in use}}}",
			[]api.EnumValue{{Value: `"a"`, Description: "not there"}, {Value: `"b"`, Description: "in use"}},
		},
		"of a sentence beside it": {
			"{properties: {t: {const: a}, d: {const: It is gone.}}}, {properties: {t: {const: b}, d: {const: It is used.}}}",
			[]api.EnumValue{{Value: `"a"`, Description: "It is gone."}, {Value: `"b"`, Description: "It is used."}},
		},
		"and names": {
			"{properties: {t: {enum: [a], x-enum-varnames: [First]}}}, {properties: {t: {enum: [b], x-enum-varnames: [Second]}}}",
			[]api.EnumValue{{Value: `"a"`, Name: "First"}, {Value: `"b"`, Name: "Second"}},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, list := load(t, map[string]string{"a.yaml": document("A: {oneOf: [" + c.doc + "]}")})
			same(t, "problems", "", problems(t, list))
			s := a.Schemas["#/components/schemas/A"]
			got := a.Schemas[s.Properties[0].Schema.ID].Enum
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
		})
	}
}
