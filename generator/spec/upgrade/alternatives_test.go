package upgrade_test

import "testing"

func TestAlternativesUnderItems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, schema, want string }{
		{"one of them null", "{items: [{type: integer}, {type: 'null'}]}", "{oneOf: [{type: integer}, {type: 'null'}]}"},
		{
			"all of them objects", "{description: d, items: [{$ref: '#/definitions/B'}, {type: object}]}",
			"{description: d, oneOf: [{$ref: '#/components/schemas/B'}, {type: object}]}",
		},
		{"of an object", "{type: object, items: [{properties: {a: {}}}, {type: object}]}", "{type: object, oneOf: [{properties: {a: {}}}, {type: object}]}"},
		{"a tuple that says so", "{type: array, items: [{type: object}, {type: object}]}", "{type: array, items: [{type: object}, {type: object}]}"},
		{"a tuple of scalars", "{items: [{type: number}, {type: number}]}", "{items: [{type: number}, {type: number}]}"},
		{"one schema", "{items: {type: object}}", "{items: {type: object}}"},
	} {
		run(t, []upgradeCase{{name: c.name, text: "definitions: {A: " + c.schema + "}", at: "/components/schemas/A", want: c.want}})
	}
}
