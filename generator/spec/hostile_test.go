package spec_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/generator/diag"
)

// TestHostileDocumentsEnd loads small documents that ask for much more work than their size: each must end soon, with an
// API or with an error that says why not.
func TestHostileDocumentsEnd(t *testing.T) {
	t.Parallel()
	chain := func(n int, line string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, line+"\n", i, i+1, i+1)
		}
		return b.String() + fmt.Sprintf("A%d: {type: string}", n)
	}
	cases := map[string]string{
		"a union of thousands of objects":           "A: {oneOf: [" + many("{properties: {a%d: {}}}, ") + "]}",
		"a union of thousands of enums":             "A: {oneOf: [" + many("{enum: [a%d]}, ") + "]}",
		"a union of thousands that are alike":       "A: {oneOf: [" + many("{properties: {a: {enum: [a%d]}}}, ") + "]}",
		"thousands of values with names elsewhere":  "A: {enum: [" + many("a%d, ") + "], x-ms-enum: {values: [" + many("{value: b%d}, ") + "]}}",
		"enums that have nothing in common":         "A: {allOf: [{enum: [" + many("a%d, ") + "]}, {enum: [" + many("b%d, ") + "]}]}",
		"many schemas far inside":                   "A: " + strings.Repeat("{items: ", 800) + "{properties: {" + many("a%d: {}, ") + "}}" + strings.Repeat("}", 800),
		"unions with discriminators in a long row":  chain(600, "A%d: {discriminator: {propertyName: t}, oneOf: [{$ref: '#/components/schemas/A%d'}, {allOf: [{$ref: '#/components/schemas/A%d'}], properties: {t: {const: a}}}]}"),
		"an allOf that doubles at each step":        chain(60, "A%d: {allOf: [{$ref: '#/components/schemas/A%d'}, {$ref: '#/components/schemas/A%d'}]}"),
		"unions that multiply":                      chain(30, "A%d: {properties: {a: {type: string}}, oneOf: [{$ref: '#/components/schemas/A%d'}, {allOf: [{$ref: '#/components/schemas/A%d'}, {required: [a]}]}]}"),
		"unions merged into unions":                 chain(30, "A%d: {allOf: [{oneOf: [{$ref: '#/components/schemas/A%d'}, {type: object, properties: {x: {}}}]}, {anyOf: [{$ref: '#/components/schemas/A%d'}, {properties: {y: {}}}]}]}"),
		"a long chain of references with null":      chain(3000, "A%d: {oneOf: [{$ref: '#/components/schemas/A%d'}, {type: 'null'}], x-%d: 1}"),
		"a long chain of allOf":                     chain(1500, "A%d: {allOf: [{$ref: '#/components/schemas/A%d'}], properties: {p%d: {}}}"),
		"aliases that double at each step":          aliases(24),
		"a union of itself merged with itself":      "A: {properties: {x: {type: string}}, oneOf: [{allOf: [{$ref: '#/components/schemas/A'}, {properties: {y: {}}}]}, {properties: {z: {}}}]}",
		"a property that is refined by its own kin": "A: {allOf: [{$ref: '#/components/schemas/B'}], properties: {p: {$ref: '#/components/schemas/A'}}}\nB: {properties: {p: {$ref: '#/components/schemas/B'}, q: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {q: {}}}]}}}",
	}
	for name, doc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begin := time.Now()
			a, list := load(t, map[string]string{"a.yaml": document(doc)})
			if took := time.Since(begin); took > time.Minute {
				t.Errorf("it took %s", took)
			}
			if a == nil && !list.Has(diag.Error) {
				t.Error("neither an API nor an error")
			}
			if a != nil {
				sound(t, a)
			}
		})
	}
}

func TestHostileOperationsEnd(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"thousands of parameters":              "paths: {/a: {parameters: [" + many("{name: a%d, in: query}, ") + "], get: {}}}",
		"thousands of placeholders":            "paths: {\"/" + many("{a%d}") + "\": {get: {parameters: [" + many("{in: path, name: a%d}, ") + "]}}}",
		"thousands of operations, none whole":  "paths: {" + many("/a%d: {get: {responses: {200: {content: {a/b: {schema: {$ref: '#/components/schemas/A'}}}}}}}, ") + "}\ncomponents: {schemas: {A: {properties: {" + many("a%d: {$ref: '#/x'}, ") + "}}}}",
		"references in a row of thousands":     "components: {schemas: {" + many("A%d: {$ref: '#/components/schemas/A%d0'}, ") + "}}",
		"thousands of values of discriminator": "components: {schemas: {X: {}, Y: {}, A: {oneOf: [{$ref: '#/components/schemas/X'}, {$ref: '#/components/schemas/Y'}], discriminator: {propertyName: t, mapping: {" + many("a%d: X, ") + "}}}}}",
	}
	for name, doc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begin := time.Now()
			a, list := load(t, map[string]string{"a.yaml": "openapi: 3.1.0\n" + doc + "\n"})
			if took := time.Since(begin); took > time.Minute {
				t.Errorf("it took %s", took)
			}
			if a == nil && !list.Has(diag.Error) {
				t.Error("neither an API nor an error")
			}
		})
	}
}

// many repeats a text with numbers until it is long.
func many(format string) string {
	var b strings.Builder
	for i := 0; b.Len() < 400_000; i++ {
		b.WriteString(strings.ReplaceAll(format, "%d", strconv.Itoa(i)))
	}
	return b.String()
}

// aliases is a schema whose YAML aliases make it 2^n schemas.
func aliases(n int) string {
	var b strings.Builder
	b.WriteString("A0: &a0 {type: string}\n")
	for i := range n {
		fmt.Fprintf(&b, "A%d: &a%d {properties: {x: *a%d, y: *a%d}}\n", i+1, i+1, i, i)
	}
	return strings.TrimSpace(b.String())
}
