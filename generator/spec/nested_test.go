package spec_test

import "testing"

func TestMapsHoldWhatAnyNameCanHave(t *testing.T) {
	t.Parallel()
	testSchemas(t, map[string]schemaCase{
		"one pattern is the type of all names, if nothing else is allowed or declared": {
			doc:  "A: {patternProperties: {'^x': {type: integer}}}\nB: {properties: {a: {type: string}}, patternProperties: {'^x': {type: integer}}, additionalProperties: false}\nC: {properties: {a: {type: string}}, patternProperties: {'.*': {type: integer}}}",
			want: "A = {...: integer}\nB = {a?: string, ...: integer}\nC = {a?: string, ...: integer}",
		},
		"beside properties other names can be anything": {
			doc:  "A: {properties: {a: {type: string}}, patternProperties: {'^x-': {type: string}}}\nB: {patternProperties: {'^x-': {type: string}}, additionalProperties: true}",
			want: "A = {a?: string, ...}\nB = {...}",
		},
		"several patterns of the same schema are one type": {
			doc:  "A: {patternProperties: {'^x': {$ref: '#/components/schemas/B'}, '^y': {$ref: '#/components/schemas/B'}}}\nB: {type: string}\nC: {patternProperties: {a: {type: integer, description: a}, b: {type: integer}}, additionalProperties: {type: integer}}",
			want: "A = {...: B}\nB = string\nC = {...: integer}",
		},
		"patterns and other names of different schemas are anything": {
			doc:  "A: {patternProperties: {'^x': {type: integer}}, additionalProperties: {type: string}}\nB: {patternProperties: {'^x': {type: integer}, '^y': {type: string}}}",
			want: "A = {...}\nB = {...}",
		},
		"names that are forbidden say nothing of the others": {
			doc:  "A: {patternProperties: {'^x': false}, additionalProperties: {type: string}}\nB: {propertyNames: {pattern: '^[a-z]+$'}}\nC: {type: object, propertyNames: {enum: [a, b]}, additionalProperties: {type: integer}}",
			want: "A = {...: string}\nB = {...}\nC = {...: integer}",
		},
		"values may be null": {
			doc:  "A: {additionalProperties: {type: [string, 'null']}}\nB: {additionalProperties: {$ref: '#/components/schemas/A'}, nullable: true}",
			want: "A = {...: string or null}\nB = {...: A} or null",
		},
	})
}

func TestUnionsInsideUnions(t *testing.T) {
	t.Parallel()
	leaves := "P: {required: [t], properties: {t: {const: p}}}\nQ: {required: [t], properties: {t: {const: q}}}\nR: {required: [t], properties: {t: {const: r}}}\n"
	want := "\nP = {t: string enum \"p\"}\nQ = {t: string enum \"q\"}\nR = {t: string enum \"r\"}"
	ref := func(name string) string { return "{$ref: '#/components/schemas/" + name + "'}" }
	testSchemas(t, map[string]schemaCase{
		"a union that has a name counts with the constants of its variants": {
			doc:  leaves + "A: {oneOf: [" + ref("P") + ", " + ref("B") + "]}\nB: {oneOf: [" + ref("Q") + ", " + ref("R") + "]}",
			want: `A = by t (P="p" | B="q"="r")` + "\n" + `B = by t (Q="q" | R="r")` + want,
		},
		"one that overlaps is told by its members": {
			doc:  leaves + "A: {oneOf: [" + ref("P") + ", " + ref("B") + "]}\nB: {oneOf: [" + ref("P") + ", " + ref("R") + "]}",
			want: "A = (P | B)\n" + `B = by t (P="p" | R="r")` + want,
		},
		"a discriminator of another property is not mistaken": {
			doc: leaves + "A: {oneOf: [" + ref("P") + ", " + ref("B") + "], discriminator: {propertyName: t}}\n" +
				"B: {oneOf: [" + ref("Q") + ", " + ref("R") + "], discriminator: {propertyName: u, mapping: {x: Q, y: R}}}",
			want: `A = by t (P="p" | B="q"="r")` + "\n" + `B = by u (Q="x" | R="y")` + want,
		},
		"a recursive reference is the component that it stands in": {
			doc:  leaves + "A: {properties: {all: {items: {anyOf: [" + ref("P") + ", {$recursiveRef: '#'}]}}, one: {$recursiveRef: '#'}}}",
			want: "A = {all?: [](P | A), one?: A}" + want,
		},
		"null is wherever a union has it": {
			doc: leaves + "A: {properties: {a: {oneOf: [" + ref("P") + ", " + ref("Q") + ", {type: 'null'}]}, b: {nullable: true, oneOf: [" + ref("P") + ", " + ref("Q") + "]}, " +
				"c: {anyOf: [" + ref("P") + ", {enum: [null]}]}, d: {oneOf: [{type: [string, 'null']}, {type: integer}]}, e: {oneOf: [" + ref("P") + ", {const: null}]}}}",
			want: `A = {a?: by t (P="p" | Q="q") or null, b?: by t (P="p" | Q="q") or null, c?: P or null, d?: (string or null | integer) or null, e?: P or null}` + want,
		},
		"an object that may be null beside a name is the null of OData": {
			doc:  leaves + "A: {properties: {p: {anyOf: [" + ref("P") + ", {type: object, nullable: true}]}, q: {anyOf: [" + ref("P") + ", {type: object, nullable: true, properties: {x: {}}}]}}}",
			want: "A = {p?: P or null, q?: (P | {x?: any} or null) or null}" + want,
		},
		"values of the discriminator are constants, enums and mappings": {
			doc: "X: {properties: {t: {enum: [a, b]}}}\nY: {properties: {t: {const: c}}}\nZ: {properties: {t: {type: string}}}\n" +
				"A: {oneOf: [" + ref("X") + ", " + ref("Y") + ", " + ref("Z") + "], discriminator: {propertyName: t, mapping: {z: '#/components/schemas/Z', zz: Z}}}",
			want: `A = by t (X="a"="b" | Y="c" | Z="z"="zz")` + "\nX = {t?: string enum \"a\" \"b\"}\nY = {t?: string enum \"c\"}\nZ = {t?: string}",
		},
		"a discriminator that names no property is left out": {
			doc:      leaves + "A: {oneOf: [" + ref("P") + ", " + ref("Q") + "], discriminator: {mapping: {p: P}}}\nB: {oneOf: [" + ref("P") + ", " + ref("Q") + "], discriminator: t}",
			want:     `A = by t (P="p" | Q="q")` + "\n" + `B = by t (P="p" | Q="q")` + want,
			problems: "a.yaml:8:101: warning: the discriminator has no propertyName; it is ignored (bad-discriminator)\na.yaml:9:101: warning: a discriminator is an object, not the string \"t\"; it is ignored (bad-discriminator)",
		},
		"strings of several formats are a string": {
			doc:  "A: {anyOf: [{type: string, format: date}, {type: string, format: uuid}, {type: 'null'}]}\nB: {anyOf: [{type: string, format: date}, {type: string, format: date}]}\nC: {anyOf: [{type: string, format: uuid}, {type: string, enum: [me]}]}",
			want: "A = string or null\nB = string(date)\nC = string(uuid) enum \"me\"",
		},
		"alternatives of what is required are none, beside a reference and in an allOf": {
			doc:  "B: {type: object, properties: {a: {type: string}, b: {type: string}}}\nA: {allOf: [" + ref("B") + ", {oneOf: [{required: [a], not: {required: [b]}}, {required: [b]}]}]}\nC: {anyOf: [{required: [a]}, {anyOf: [{required: [b]}]}], properties: {a: {}, b: {}}}",
			want: "A = {a?: string, b?: string}\nB = {a?: string, b?: string}\nC = {a?: any, b?: any}",
		},
	})
}
