package synth_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/internal/synth"
)

// open makes a document of the schemas.
func open(t *testing.T, version, schemas string) *synth.Document {
	t.Helper()
	file := filepath.Join(t.TempDir(), "api.yaml")
	text := "openapi: " + version + "\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n" + indent(schemas)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	d, err := synth.Open(t.Context(), file, "")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ") + "\n"
}

// texts are the values of the schema X.
func texts(t *testing.T, d *synth.Document) []string {
	t.Helper()
	values, missed := d.Values(d.At("#/components/schemas/X"))
	for _, m := range missed {
		t.Errorf("%s was not made: %s", m.Kind, m.Reason)
	}
	var all []string
	for _, v := range values {
		if !json.Valid(v.JSON) {
			t.Errorf("no JSON: %s", v.JSON)
		}
		all = append(all, string(v.JSON))
	}
	return all
}

func TestValuesGoThroughWhatASchemaAllows(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, version, schema string
		want                  []string // values that are among those made
		not                   []string // parts that no value has
	}{
		{
			name: "each value of an enum and one that it does not list", version: "3.0.3",
			schema: "X: {type: string, enum: [a, b, ü]}",
			want:   []string{`"a"`, `"b"`, `"ü"`, `"neuer Wert für morgen"`},
		},
		{
			name: "a constant is the only value", version: "3.1.0",
			schema: "X: {type: object, required: [k], properties: {k: {const: 7}}}",
			want:   []string{`{"k":7}`}, not: []string{`"k":9`, `"k":"`},
		},
		{
			name: "the ends of integers, and one beyond what a float64 holds", version: "3.0.3",
			schema: "X: {type: integer, format: int64}",
			want:   []string{`9007199254740993`, `0`, `-9223372036854775808`, `9223372036854775807`},
		},
		{
			name: "bounds of numbers, exclusive ones too", version: "3.0.3",
			schema: "X: {type: integer, minimum: 3, exclusiveMinimum: true, maximum: 9}",
			want:   []string{`4`, `9`}, not: []string{"3", "10"},
		},
		{
			name: "bounds of version 3.1", version: "3.1.0",
			schema: "X: {type: number, exclusiveMinimum: 0, maximum: 1, multipleOf: 0.25}",
			want:   []string{`0.25`, `1`}, not: []string{"-"},
		},
		{
			name: "lengths of texts", version: "3.0.3",
			schema: "X: {type: string, minLength: 2, maxLength: 5}",
			want:   []string{`"ab"`, `"Länge"`}, not: []string{"Länger"},
		},
		{
			name: "patterns", version: "3.0.3",
			schema: `X: {type: string, pattern: '^[A-Z]{2}\d{3}(-x)?$'}`,
			want:   []string{`"AA111"`}, not: []string{`"text"`},
		},
		{
			name: "optional members can be missing, null where it is allowed", version: "3.0.3",
			schema: "X: {type: object, required: [id], properties: {id: {type: string}, note: {type: string, nullable: true}, n: {type: boolean}}}",
			want:   []string{`{"id":"text"}`, `{"id":"text","n":true,"note":null}`, `{"id":"","n":false,"note":""}`}, not: []string{`"n":null`, `"id":null`},
		},
		{
			name: "each alternative, with the discriminator that means it", version: "3.0.3",
			schema: `
X: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind, mapping: {feline: '#/components/schemas/Cat'}}}
Cat: {type: object, required: [kind], properties: {kind: {type: string}, lives: {type: integer}}}
Dog: {type: object, required: [kind], properties: {kind: {type: string}}}`,
			want: []string{`{"kind":"feline"}`, `{"kind":"Dog"}`, `{"kind":"feline","lives":9007199254740993}`}, not: []string{`"kind":"text"`},
		},
		{
			name: "the heirs of a base with a discriminator", version: "3.0.3",
			schema: `
X: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
Cat: {allOf: [{$ref: '#/components/schemas/X'}, {type: object, properties: {lives: {type: integer}}}]}
Dog: {allOf: [{$ref: '#/components/schemas/X'}, {type: object, properties: {barks: {type: boolean}}}]}`,
			want: []string{`{"kind":"Cat"}`, `{"kind":"Dog"}`, `{"barks":true,"kind":"Dog"}`}, not: []string{`"kind":"X"`},
		},
		{
			name: "all members of an allOf hold", version: "3.0.3",
			schema: `
X: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, required: [b], properties: {b: {type: boolean}}}]}
Base: {type: object, required: [a], properties: {a: {type: boolean}}}`,
			want: []string{`{"a":true,"b":true}`, `{"a":false,"b":false}`}, not: []string{`{"b"`},
		},
		{
			name: "tuples have a value in each position", version: "3.1.0",
			schema: "X: {type: array, prefixItems: [{type: string}, {type: boolean}], items: false}",
			want:   []string{`["text",true]`},
		},
		{
			name: "required recursion ends in empty lists", version: "3.0.3",
			schema: "X: {type: object, required: [children], properties: {children: {type: array, items: {$ref: '#/components/schemas/X'}}}}",
			want:   []string{`{"children":[]}`, `{"children":[{"children":[]},{"children":[]}]}`},
		},
		{
			name: "members that are not named, where they are spoken of", version: "3.0.3",
			schema: "X: {type: object, properties: {id: {type: boolean}}, additionalProperties: {type: integer, minimum: 1, maximum: 1}}",
			want:   []string{`{"id":true,"key1":1,"zusätzlich":1}`}, not: []string{"x_unsaid_new"},
		},
		{
			name: "no member more in a closed object", version: "3.0.3",
			schema: "X: {type: object, properties: {id: {type: boolean}}, additionalProperties: false}",
			want:   []string{`{"id":true}`}, not: []string{"zusätzlich", "x_unsaid_new"},
		},
		{
			name: "names that match a pattern", version: "3.1.0",
			schema: "X: {type: object, patternProperties: {'^x-[a-z]+$': {type: boolean}}, additionalProperties: false}",
			want:   []string{`{"x-a":true}`},
		},
		{
			name: "every type of several", version: "3.1.0",
			schema: "X: {type: [string, integer, 'null'], maximum: 5, minimum: 5}",
			want:   []string{`"text"`, `5`, `null`},
		},
		{
			name: "instants, dates and bytes at their ends", version: "3.0.3",
			schema: "X: {type: object, required: [at, on, raw], properties: {at: {type: string, format: date-time}, on: {type: string, format: date}, raw: {type: string, format: byte}}}",
			want:   []string{`{"at":"0001-01-01T00:00:00Z","on":"0001-01-01","raw":""}`, `{"at":"0001-01-01T00:00:01Z","on":"0001-01-02","raw":""}`, `{"at":"9999-12-31T23:59:59.5-11:00","on":"9999-12-31","raw":"AA=="}`},
		},
		{
			name: "keywords beside a reference count from 3.1 on", version: "3.1.0",
			schema: "X: {$ref: '#/components/schemas/N', minimum: 8}\nN: {type: integer, maximum: 8}",
			want:   []string{`8`}, not: []string{"7"},
		},
		{
			name: "keywords beside a reference do not count before 3.1", version: "3.0.3",
			schema: "X: {$ref: '#/components/schemas/N', enum: [1]}\nN: {type: integer, maximum: 8, minimum: 8}",
			want:   []string{`8`}, not: []string{"1"},
		},
		{
			name: "alternatives of required members", version: "3.0.3",
			schema: "X: {type: object, properties: {a: {type: boolean}, b: {type: boolean}}, anyOf: [{required: [a]}, {required: [b]}]}",
			want:   []string{`{"a":true}`, `{"b":true}`}, not: []string{"{}"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			all := texts(t, open(t, test.version, test.schema))
			for _, want := range test.want {
				if !slices.Contains(all, want) {
					t.Errorf("%s is missing among\n%s", want, strings.Join(all, "\n"))
				}
			}
			for _, not := range test.not {
				if i := slices.IndexFunc(all, func(s string) bool { return strings.Contains(s, not) }); i >= 0 {
					t.Errorf("%s has %s", all[i], not)
				}
			}
		})
	}
}

func TestWhatCannotBeMadeIsTold(t *testing.T) {
	t.Parallel()
	for name, schema := range map[string]string{
		"a schema that contains itself":     "X: {type: object, required: [x], properties: {x: {$ref: '#/components/schemas/X'}}}",
		"types that exclude each other":     "X: {allOf: [{type: string}, {type: integer}]}",
		"a pattern that nothing is made of": `X: {type: string, pattern: '^\B$a'}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, "3.0.3", schema)
			values, missed := d.Values(d.At("#/components/schemas/X"))
			if len(values) > 0 || len(missed) == 0 {
				t.Errorf("%d values, %v; want none and reasons", len(values), missed)
			}
		})
	}
}

func TestLooseMembersAreNamed(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, schema, kind string
		want               []string
	}{
		{"a new member of an object that does not speak of them", "X: {type: object, properties: {a: {type: boolean}}}", "unknown member", []string{"/x_unsaid_new"}},
		{"none where they are spoken of", "X: {type: object, properties: {a: {type: boolean}}, additionalProperties: true}", "unknown member", nil},
		{"a zero that is required and only read", "X: {type: object, required: [a/b], properties: {a/b: {type: boolean, readOnly: true}}}", "low", []string{"/a~1b"}},
		{"a null that nothing is said of", "X: {type: object, properties: {a: {}, b: {nullable: true}}}", "null", []string{"/a"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := open(t, "3.0.3", test.schema)
			values, _ := d.Values(d.At("#/components/schemas/X"))
			i := slices.IndexFunc(values, func(v synth.Value) bool { return v.Kind == test.kind })
			if i < 0 {
				t.Fatalf("there is no value of the kind %q among %d", test.kind, len(values))
			}
			if diff := cmp.Diff(test.want, values[i].Loose); diff != "" {
				t.Errorf("loose members of %s (-want +got):\n%s", values[i].JSON, diff)
			}
		})
	}
}

func TestDirectionsLeaveMembersOut(t *testing.T) {
	t.Parallel()
	d := open(t, "3.0.3", "X: {type: object, required: [r, w], properties: {r: {type: boolean, readOnly: true}, w: {type: boolean, writeOnly: true}}}")
	for direction, want := range map[synth.Direction]string{synth.Both: `{"r":true,"w":true}`, synth.Request: `{"w":true}`, synth.Response: `{"r":true}`} {
		v, err := d.Value(d.At("#/components/schemas/X"), synth.Recipe{Direction: direction})
		if err != nil && direction == synth.Both {
			t.Fatal(err)
		}
		if err == nil && string(v.JSON) != want {
			t.Errorf("direction %d: got %s, want %s", direction, v.JSON, want)
		}
	}
}

// TestValuesAreValid asks kin-openapi, with the document as it is, about our own documents.
func TestValuesAreValid(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"orders.yaml", "payments.yaml", "chat.yaml", "agents.yaml"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join("..", "..", "specs", file)
			d, err := synth.Open(t.Context(), path, "")
			if err != nil {
				t.Fatal(err)
			}
			judge, err := openapi3.NewLoader().LoadFromFile(path)
			if err != nil {
				t.Fatal(err)
			}
			count := 0
			for name, schema := range judge.Components.Schemas {
				count += checkValid(t, d, name, schema.Value)
			}
			if count < 50 {
				t.Errorf("%d values were judged, want more", count)
			}
		})
	}
}

func checkValid(t *testing.T, d *synth.Document, name string, schema *openapi3.Schema) int {
	t.Helper()
	id := d.Components()[slices.IndexFunc(d.Components(), func(id api.ID) bool { return strings.HasSuffix(string(id), "/"+name) })]
	values, missed := d.Values(d.At(id))
	for _, m := range missed {
		t.Errorf("%s, %s: %s", name, m.Kind, m.Reason)
	}
	for _, v := range values {
		if v.Alien {
			continue
		}
		decoder := json.NewDecoder(bytes.NewReader(v.JSON))
		decoder.UseNumber()
		var value any
		if err := decoder.Decode(&value); err != nil {
			t.Fatal(err)
		}
		if err := schema.VisitJSON(value); err != nil && !errors.Is(err, openapi3.ErrOneOfConflict) { // alternatives may overlap
			t.Errorf("%s, %s: %s is not valid: %v", name, v.Kind, v.JSON, err)
		}
	}
	return len(values)
}

func TestTheSameValuesEveryTime(t *testing.T) {
	t.Parallel()
	var first []string
	for range 3 {
		d, err := synth.Open(t.Context(), filepath.Join("..", "..", "specs", "orders.yaml"), "")
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, id := range d.Components() {
			values, _ := d.Values(d.At(id))
			for _, v := range values {
				all = append(all, string(v.JSON))
			}
		}
		if diff := cmp.Diff(first, all); first != nil && diff != "" {
			t.Fatalf("other values (-first +now):\n%s", diff)
		}
		first = all
	}
}
