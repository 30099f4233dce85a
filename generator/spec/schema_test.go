package spec_test

import (
	"slices"
	"strings"
	"testing"
)

func sorted(lines []string) []string {
	slices.Sort(lines)
	return lines
}

// document makes a document of components.schemas.
func document(schemas string) string {
	return "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents:\n  schemas:\n" + indent(strings.Trim(schemas, "\n"), "    ") + "\n"
}

func indent(text, by string) string {
	return by + strings.ReplaceAll(text, "\n", "\n"+by)
}

type schemaCase struct {
	doc, want, problems string
}

func testSchemas(t *testing.T, cases map[string]schemaCase) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, list := load(t, map[string]string{"a.yaml": document(c.doc)})
			same(t, "problems", c.problems, problems(t, list))
			if a == nil {
				t.Fatal("no API")
			}
			same(t, "schemas", c.want, sketchAll(a))
		})
	}
}

func TestSchemas(t *testing.T) {
	t.Parallel()
	testSchemas(t, map[string]schemaCase{
		"properties keep their order": {
			doc:  "A: {type: object, required: [z], properties: {z: {type: string}, a: {type: integer, format: int64}}}",
			want: "A = {z: string, a?: integer(int64)}",
		},
		"an object without anything is a free map": {
			doc:  "A: {type: object}",
			want: "A = {...}",
		},
		"additional properties are closed, free or typed": {
			doc:  "A: {type: object, additionalProperties: false}\nB: {additionalProperties: true}\nC: {additionalProperties: {type: string}}\nD: {properties: {a: {}}, additionalProperties: {}}",
			want: "A = {closed}\nB = {...}\nC = {...: string}\nD = {a?: any, ...}",
		},
		"a map of objects that nobody describes holds anything": {
			doc:  "A: {type: object, additionalProperties: {type: object}}\nB: {additionalProperties: {type: object, additionalProperties: {type: string}}}\nC: {additionalProperties: {type: array}}",
			want: "A = {...}\nB = {...: {...: string}}\nC = {...: []}",
		},
		"Kubernetes' integer or string is a union": {
			doc:  "A: {type: string, format: int-or-string}\nB: {properties: {p: {x-kubernetes-int-or-string: true}}}",
			want: "A = (integer | string)\nB = {p?: (integer | string)}",
		},
		"a date-time of Google is one": {
			doc:  "A: {type: string, format: google-datetime}",
			want: "A = string(date-time)",
		},
		"pattern properties are additional ones": {
			doc:  "A: {patternProperties: {'^x': {type: integer}}}\nB: {patternProperties: {'^x': {type: integer}, '^y': {type: string}}}\nC: {type: object, properties: {a: true}, unevaluatedProperties: {type: string}}",
			want: "A = {...: integer}\nB = {...}\nC = {a?: any, ...: string}",
		},
		"boolean schemas are anything, and a property that is false is none": {
			doc:  "A: {properties: {a: true, b: false}}",
			want: "A = {a?: any}",
		},
		"types are implied by other keywords": {
			doc:  "A: {properties: {a: {items: {format: uuid}}, b: {enum: [x]}, c: {pattern: x}, d: {}}}",
			want: "A = {a?: []string(uuid), b?: string enum \"x\", c?: string, d?: any}",
		},
		"encodings are formats": {
			doc:  "A: {properties: {a: {type: string, contentEncoding: base64}, b: {type: string, contentMediaType: application/octet-stream}}}",
			want: "A = {a?: string(byte), b?: string(binary)}",
		},
		"type arrays are unions": {
			doc:  "A: {type: [string, integer]}\nB: {type: [string, 'null']}\nC: {type: [object, string, 'null'], properties: {a: {type: string}}}\nD: {type: [integer, number]}",
			want: "A = (string | integer)\nB = string or null\nC = ({a?: string} | string) or null\nD = number",
		},
		"a reference is the schema that it names": {
			doc:  "A: {properties: {b: {$ref: '#/components/schemas/B'}, c: {$ref: '#/components/schemas/B/properties/x'}}}\nB: {properties: {x: {type: string}}}\nC: {$ref: '#/components/schemas/B'}",
			want: "A = {b?: B, c?: string}\nB = {x?: string}",
		},
		"recursive schemas end": {
			doc:  "A: {properties: {a: {$ref: '#/components/schemas/A'}, l: {items: {$ref: '#/components/schemas/A'}}}}\nB: {items: {$ref: '#/components/schemas/B'}}\nC: {oneOf: [{type: string}, {items: {$ref: '#/components/schemas/C'}}]}",
			want: "A = {a?: A, l?: []A}\nB = []B\nC = (string | []C)",
		},
		"an anchor names a schema": {
			doc:  "A: {properties: {b: {$ref: '#here'}}}\nB: {$anchor: here, type: string}",
			want: "A = {b?: B}\nB = string",
		},
		"a dynamic reference leads to the dynamic anchor": {
			doc:  "A: {$dynamicAnchor: tree, properties: {kids: {items: {$dynamicRef: '#tree'}}}}",
			want: "A = {kids?: []A}",
		},
		"a schema that is only itself is anything": {
			doc:      "A: {allOf: [{$ref: '#/components/schemas/A'}]}",
			want:     "A = any",
			problems: "a.yaml:5:8: warning: the schema is merged into itself by allOf; the inner one is ignored (recursive-allof)",
		},
		"a dangling reference is anything": {
			doc:      "A: {properties: {b: {$ref: '#/components/schemas/B'}}}",
			want:     "A = {b?: any}",
			problems: `a.yaml:5:32: warning: the reference "#/components/schemas/B" names nothing: there is no "B" in #/components/schemas (dangling-ref)`,
		},
	})
}

func TestSchemasOfVendors(t *testing.T) {
	t.Parallel()
	testSchemas(t, map[string]schemaCase{
		"a member that is required and not described may be anything": {
			doc:  "A: {properties: {a: {type: string}}, required: [b, a]}\nB: {required: [b], additionalProperties: {type: string}}\nC: {allOf: [{required: [a]}, {properties: {a: {type: string}}}]}",
			want: "A = {a: string, b?: any}\nB = {...: string}\nC = {a: string}",
		},
		"a required name in another case is a slip": {
			doc:      "A: {properties: {Name: {type: string}}, required: [name]}",
			want:     "A = {Name?: string}",
			problems: `a.yaml:5:8: warning: "name" is required, but the property is spelled "Name"; it is ignored (required-property)`,
		},
		"required on a property is meant for its object": {
			doc:      "A: {properties: {a: {type: string, required: true}, b: {type: string, required: false}}, required: [c]}",
			want:     "A = {a: string, b?: string, c?: any}",
			problems: `a.yaml:5:50: warning: "required" is a list of the object's, not a flag of the property; a is read as required (required-property)`,
		},
		"strings are read as numbers and flags": {
			doc:      "A: {properties: {a: {type: string, maxLength: '5', deprecated: 'true', description: 7}}}",
			want:     "A = {a?: string}",
			problems: "a.yaml:5:51: note: \"maxLength\" should be a number; string is read as one (mended-keyword)\na.yaml:5:68: note: \"deprecated\" should be a boolean; string is read as one (mended-keyword)\na.yaml:5:89: note: \"description\" should be a string; number is read as one (mended-keyword)",
		},
		"nulls are nothing": {
			doc:  "A: {type: object, properties: {a: {type: string, description: null, enum: null, format: null}}, required: null}",
			want: "A = {a?: string}",
		},
		"words that are no types have a meaning": {
			doc:      "A: {properties: {a: {type: int}, b: {type: datetime}, c: {type: any}}}",
			want:     "A = {a?: integer, b?: string(date-time), c?: any}",
			problems: "a.yaml:5:32: warning: the string \"int\" is not a type of JSON Schema; it is read as integer (bad-type)\na.yaml:5:48: warning: the string \"datetime\" is not a type of JSON Schema; it is read as string of format date-time (bad-type)\na.yaml:5:69: warning: the string \"any\" is not a type of JSON Schema; it is read as any (bad-type)",
		},
		"a bound of any size is a bound": {
			doc:  "A: {type: number, maximum: 1e400}",
			want: "A = number",
		},
		"a schema that is a string is anything": {
			doc:      "A: {properties: {a: string}}",
			want:     "A = {a?: any}",
			problems: `a.yaml:5:25: warning: a schema is an object, not the string "string"; it is read as anything (bad-schema)`,
		},
	})
}

func TestNullable(t *testing.T) {
	t.Parallel()
	refs := "B: {type: object, properties: {x: {type: string}}}\n"
	testSchemas(t, map[string]schemaCase{
		"the flags of 3.0 and of vendors": {
			doc:  "A: {properties: {a: {type: string, nullable: true}, b: {type: string, x-nullable: true}}}",
			want: "A = {a?: string or null, b?: string or null}",
		},
		"null in an enum": {
			doc:  "A: {properties: {a: {type: string, enum: [x, null]}, b: {enum: [null]}, c: {const: null}}}",
			want: "A = {a?: string enum \"x\" or null, b?: any or null, c?: any or null}",
		},
		"a union with null is its other variant": {
			doc: refs + "A: {properties: {a: {oneOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}, b: {anyOf: [{enum: [null]}, {type: integer}]}, " +
				"c: {anyOf: [{const: null}, {$ref: '#/components/schemas/B'}]}, d: {oneOf: [{type: string}, {type: integer}, {type: 'null'}]}}}",
			want: "A = {a?: B or null, b?: integer or null, c?: B or null, d?: (string | integer) or null}\nB = {x?: string}",
		},
		"beside a reference, and beside an allOf of one": {
			doc:  refs + "A: {properties: {a: {$ref: '#/components/schemas/B', nullable: true}, b: {allOf: [{$ref: '#/components/schemas/B'}], nullable: true, description: d}, c: {type: object, nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}}}",
			want: "A = {a?: B or null, b?: B or null, c?: B or null}\nB = {x?: string}",
		},
		"a named schema": {
			doc:  refs + "A: {type: [object, 'null'], properties: {x: {type: string}}}\nC: {oneOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}\nD: {properties: {c: {$ref: '#/components/schemas/C'}, e: {$ref: '#/components/schemas/E'}}}\nE: {anyOf: [{type: object, properties: {y: {type: string}}}, {type: 'null'}]}",
			want: "A = {x?: string} or null\nB = {x?: string}\nD = {c?: B or null, e?: E}\nE = {y?: string} or null",
		},
		"merged parts allow null if all of them do": {
			doc:  "A: {allOf: [{type: [object, 'null'], properties: {a: {type: string}}}, {required: [a]}]}\nB: {allOf: [{type: [object, 'null']}, {type: object, properties: {a: {type: string}}}]}",
			want: "A = {a: string} or null\nB = {a?: string}",
		},
	})
}

func TestEnums(t *testing.T) {
	t.Parallel()
	testSchemas(t, map[string]schemaCase{
		"values are distinct and exact": {
			doc:  "A: {type: integer, enum: [1, 9007199254740993, 1]}\nB: {type: string, enum: [a, a, b]}",
			want: "A = integer enum 1 9007199254740993\nB = string enum \"a\" \"b\"",
		},
		"a constant is an enum of one": {
			doc:  "A: {const: x}\nB: {type: integer, const: 3}\nC: {const: true}",
			want: "A = string enum \"x\"\nB = integer enum 3\nC = boolean enum true",
		},
		"values of another type are mended": {
			doc:      "A: {type: string, enum: [1, true, x]}",
			want:     `A = string enum "1" "true" "x"`,
			problems: "a.yaml:5:30: note: the enum value is 1, but the type is string; it is read as one (mended-enum)\na.yaml:5:33: note: the enum value is true, but the type is string; it is read as one (mended-enum)",
		},
		"extensions name values": {
			doc:  "A: {type: integer, enum: [1, 2], x-enum-varnames: [One, Two]}\nB: {type: string, enum: [a, b], x-ms-enum: {name: Letters, values: [{value: b, name: Bee}]}}",
			want: "A = integer enum 1=One 2=Two\nB = string enum \"a\" \"b\"=Bee",
		},
		"alternatives of one scalar type are one open enum": {
			doc:  "A: {oneOf: [{const: a}, {const: b}]}\nB: {anyOf: [{type: string}, {type: string, enum: [x, y]}]}\nC: {type: string, oneOf: [{const: a}, {enum: [b, c]}]}\nD: {oneOf: [{type: string, format: date}, {type: string, format: date-time}]}",
			want: "A = string enum \"a\" \"b\"\nB = string enum \"x\" \"y\"\nC = string enum \"a\" \"b\" \"c\"\nD = string",
		},
		"an enum beside alternatives narrows them": {
			doc:  "A: {type: integer, enum: [1], allOf: [{$ref: '#/components/schemas/B'}]}\nB: {type: integer, oneOf: [{const: 1, title: one}, {const: 2}]}",
			want: "A = integer enum 1\nB = integer enum 1 2",
		},
		"scalars among other variants are one": {
			doc:  "A: {oneOf: [{const: a}, {type: object}, {const: b}, {$ref: '#/components/schemas/B'}]}\nB: {anyOf: [{type: string}, {enum: [c]}]}",
			want: "A = (string enum \"a\" \"b\" \"c\" | {...})\nB = string enum \"c\"",
		},
		"an empty string beside any string is no value": {
			doc:  "A: {anyOf: [{type: string, maxLength: 5}, {type: string, enum: ['']}]}\nB: {anyOf: [{type: string, format: date-time}, {const: ''}]}",
			want: "A = string\nB = string",
		},
		"a named enum beside plain strings is that enum": {
			doc:  "A: {properties: {m: {anyOf: [{type: string}, {$ref: '#/components/schemas/M'}]}}}\nM: {type: string, enum: [x]}",
			want: "A = {m?: M}\nM = string enum \"x\"",
		},
	})
}
