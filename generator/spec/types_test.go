package spec_test

import "testing"

func TestTuples(t *testing.T) {
	t.Parallel()
	testSchemas(t, map[string]schemaCase{
		"each place has a schema, and anything may follow": {
			doc:  "A: {type: array, prefixItems: [{type: string}, {type: integer}]}\nB: {prefixItems: [{type: string}], items: {type: number}}",
			want: "A = [string, integer, ...]\nB = [string, ...number]",
		},
		"nothing follows if the document says so in one of its ways": {
			doc:  "A: {prefixItems: [{type: string}], items: false}\nB: {items: [{type: string}, {type: number}], additionalItems: false}\nC: {prefixItems: [{type: string}], maxItems: 1}\nD: {prefixItems: [{type: string}], unevaluatedItems: false}\nE: {prefixItems: [{type: string}, false]}",
			want: "A = [string]\nB = [string, number]\nC = [string]\nD = [string]\nE = [string]",
		},
		"a list in place of one schema is a tuple": {
			doc:  "A: {type: array, items: [{type: string}, {type: integer}], additionalItems: {type: boolean}}\nB: {type: array, items: []}",
			want: "A = [string, integer, ...boolean]\nB = []",
		},
		"places refer, allow null and hold tuples": {
			doc:  "P: {type: object, properties: {a: {prefixItems: [{$ref: '#/components/schemas/P'}, {type: [string, 'null']}, {prefixItems: [{type: number}], items: false}], items: false}}}",
			want: "P = {a?: [P, string or null, [number]]}",
		},
		"tuples that hold together are merged place by place": {
			doc:  "A: {prefixItems: [{type: string}]}\nB: {allOf: [{$ref: '#/components/schemas/A'}, {prefixItems: [{enum: [x]}, {type: integer}]}]}",
			want: "A = [string, ...]\nB = [string enum \"x\", integer, ...]",
		},
		"arrays of arrays and maps of maps nest": {
			doc:  "A: {items: {items: {type: array, items: {type: number}}}}\nB: {additionalProperties: {additionalProperties: {type: array}}}\nC: {type: array, items: true}\nD: {type: array, contains: {type: string}}",
			want: "A = [][][]number\nB = {...: {...: []}}\nC = []\nD = []",
		},
	})
}

func TestConditions(t *testing.T) {
	t.Parallel()
	testSchemas(t, map[string]schemaCase{
		"what only a consequence declares is an optional property": {
			doc: "A: {type: object, required: [k], properties: {k: {type: string}}, if: {properties: {k: {const: card}}}, " +
				"then: {properties: {last4: {type: string}, k: {minLength: 2}}, required: [last4]}, else: {properties: {iban: {type: string}}}}",
			want: "A = {k: string, last4?: string, iban?: string}",
		},
		"two consequences that differ are a union": {
			doc:  "A: {properties: {k: {type: string}}, if: {}, then: {properties: {v: {type: string}}}, else: {properties: {v: {type: integer}}}}",
			want: "A = {k?: string, v?: (string | integer)}",
		},
		"consequences refer, merge and nest": {
			doc: "A: {properties: {k: {type: string}}, allOf: [{if: {}, then: {$ref: '#/components/schemas/B'}}, {if: {}, then: {}, else: {allOf: [{properties: {c: {type: integer}}}]}}]}\n" +
				"B: {properties: {b: {type: string}}, if: {}, then: {$ref: '#/components/schemas/A'}}",
			want: "A = {k?: string, b?: string, c?: integer}\nB = {b?: string, k?: string, c?: integer}",
		},
		"dependent schemas count too": {
			doc:  "A: {properties: {card: {type: string}}, dependentSchemas: {card: {properties: {address: {type: string}}, required: [address]}}}\nB: {properties: {card: {type: string}}, dependencies: {card: [x], y: {properties: {z: {type: string}}}}}",
			want: "A = {card?: string, address?: string}\nB = {card?: string, z?: string}",
		},
		"a condition without properties leaves a reference as it is": {
			doc:  "A: {properties: {b: {$ref: '#/components/schemas/B', if: {required: [x]}, then: {required: [y]}}}}\nB: {properties: {x: {type: string}}}",
			want: "A = {b?: B}\nB = {x?: string}",
		},
		"not says nothing": {
			doc:  "A: {type: object, not: {required: [x]}, properties: {a: {not: {type: string}}}}",
			want: "A = {a?: any}",
		},
	})
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	testSchemas(t, map[string]schemaCase{
		"bounds beyond int64 ask for more": {
			doc:  "A: {type: integer, maximum: 18446744073709551615}\nB: {type: integer, minimum: -1, maximum: 18446744073709551615}\nC: {type: integer, minimum: -170141183460469231731687303715884105728}\nD: {type: integer, format: int64, maximum: 1e400}",
			want: "A = integer(uint64)\nB = number(decimal)\nC = number(decimal)\nD = number(decimal)",
		},
		"the ends of int64 in the rounding of a float are those ends": {
			doc:  "A: {type: integer, format: int64, minimum: -9223372036854776000, maximum: 9223372036854776000}\nB: {type: integer, maximum: 18446744073709552000}\nC: {type: integer, minimum: -9223372036854775808, maximum: 9223372036854775807}",
			want: "A = integer(int64)\nB = integer(uint64)\nC = integer",
		},
		"values of an enum ask for more, too": {
			doc:  "A: {type: integer, enum: [1, 18446744073709551615]}",
			want: "A = integer(uint64) enum 1 18446744073709551615",
		},
		"a number of the format of an integer is one": {
			doc:  "A: {type: number, format: int64}\nB: {type: [number, 'null'], format: int32}\nC: {type: string, format: int64}\nD: {type: number, format: double}",
			want: "A = integer(int64)\nB = integer(int32) or null\nC = string(int64)\nD = number(double)",
		},
		"bounds alone imply a number, and lengths a string": {
			doc:  "A: {minimum: 0}\nB: {minLength: 1}\nC: {minItems: 1}\nD: {minProperties: 1}\nE: {format: uint8}\nF: {format: duration}",
			want: "A = number\nB = string\nC = []\nD = {...}\nE = integer(uint8)\nF = string(duration)",
		},
	})
}

func TestContents(t *testing.T) {
	t.Parallel()
	testSchemas(t, map[string]schemaCase{
		"encodings are formats": {
			doc:  "A: {type: string, contentEncoding: base64}\nB: {type: string, contentEncoding: base64url}\nC: {type: string, contentEncoding: base64, contentMediaType: image/png}\nD: {contentEncoding: BASE64}",
			want: "A = string(byte)\nB = string(base64url)\nC = string(byte)\nD = string(byte)",
		},
		"media types of bytes are binary, those of text are not": {
			doc:  "A: {type: string, contentMediaType: image/png}\nB: {type: string, contentMediaType: application/json}\nC: {contentMediaType: 'text/html; charset=utf-8'}\nD: {type: string, contentMediaType: application/octet-stream, contentEncoding: 8bit}",
			want: "A = string(binary)\nB = string\nC = string\nD = string",
		},
		"unknown formats are kept": {
			doc:  "A: {type: string, format: color}\nB: {type: integer, format: unix-time}\nC: {type: string, format: base64}",
			want: "A = string(color)\nB = integer(unix-time)\nC = string(base64)",
		},
	})
}

func TestValuesOfEnums(t *testing.T) {
	t.Parallel()
	testSchemas(t, map[string]schemaCase{
		"mixed values are a union of one enum for each kind": {
			doc:  "A: {enum: [a, 1, b, 2.5, null]}\nB: {enum: [true, 0, 1]}\nC: {type: [string, integer, 'null'], enum: [auto, 1, null]}",
			want: "A = (string enum \"a\" \"b\" | number enum 1 2.5) or null\nB = (boolean enum true | integer enum 0 1)\nC = (string enum \"auto\" | integer enum 1) or null",
		},
		"alternatives of constants of several kinds are, too": {
			doc:  "A: {oneOf: [{const: a}, {const: 1}, {const: b}, {const: 2}, {const: null}]}",
			want: "A = (string enum \"a\" \"b\" | integer enum 1 2) or null",
		},
		"an enum of one type among several narrows them": {
			doc:  "A: {type: [string, integer], enum: [a, b]}\nB: {type: [number, string], enum: [1, 2]}",
			want: "A = string enum \"a\" \"b\"\nB = integer enum 1 2",
		},
		"values that all are of another type count for more than the type": {
			doc:      "A: {type: integer, enum: [created, done]}\nB: {type: integer, enum: ['1', x]}",
			want:     "A = string enum \"created\" \"done\"\nB = integer enum 1",
			problems: "a.yaml:5:15: warning: the type is integer, but no value of the enum is; string is taken (bad-enum)\na.yaml:6:36: warning: the enum value is the string \"x\", but the type is integer; it is ignored (bad-enum)\na.yaml:6:31: note: the enum value is the string \"1\", but the type is integer; it is read as one (mended-enum)",
		},
		"a list of values in a list is that list": {
			doc:  "A: {type: string, enum: [[a, b]]}\nB: {type: array, enum: [[a, b]]}",
			want: "A = string enum \"a\" \"b\"\nB = []",
		},
		"only null is anything that may be null": {
			doc:  "A: {enum: [null]}\nB: {const: null}\nC: {type: 'null'}\nD: {type: ['null']}\nE: {enum: []}\nF: {type: string, enum: []}",
			want: "A = any or null\nB = any or null\nC = any or null\nD = any or null\nE = any\nF = string",
		},
		"one type in a list is that type": {
			doc:  "A: {type: [string]}\nB: {type: []}",
			want: "A = string\nB = any",
		},
	})
}
