package spec_test

import "testing"

func TestAllOf(t *testing.T) {
	t.Parallel()
	base := "Base: {type: object, required: [id], properties: {id: {type: string}, kind: {type: string}}}\n"
	baseWant := "\nBase = {id: string, kind?: string}"
	testSchemas(t, map[string]schemaCase{
		"properties are flattened and requirements joined": {
			doc:  base + "A: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {x: {type: integer}}, required: [x, kind]}]}",
			want: "A = {id: string, kind: string, x: integer}" + baseWant,
		},
		"properties beside it come last": {
			doc:  base + "A: {properties: {x: {type: integer}}, allOf: [{$ref: '#/components/schemas/Base'}]}",
			want: "A = {id: string, kind?: string, x?: integer}" + baseWant,
		},
		"a refined property has both": {
			doc:  base + "A: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {kind: {enum: [a]}, id: {description: the id}}}]}",
			want: `A = {id: string, kind?: string enum "a"}` + baseWant,
		},
		"a conflict is told, and the later one counts": {
			doc:      base + "A: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {kind: {type: integer}}}]}",
			want:     "A = {id: string, kind?: integer}" + baseWant,
			problems: "a.yaml:6:74: warning: the schema is merged with one of type string in line 5, column 81, but its type is integer; integer is taken (allof-conflict)",
		},
		"a property that conflicts keeps the name of its type": {
			doc:      base + "P: {properties: {l: {type: array, items: {type: array}}}}\nA: {allOf: [{$ref: '#/components/schemas/P'}, {properties: {l: {type: array, items: {$ref: '#/components/schemas/Base'}}}}]}",
			want:     "A = {l?: []Base}" + baseWant + "\nP = {l?: [][]}",
			problems: "a.yaml:6:46: warning: the schema is merged with one of type object in line 5, column 11, but its type is array; object is taken (allof-conflict)",
		},
		"the more special of two references counts": {
			doc: base + "Special: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {y: {type: string}}}]}\n" +
				"P: {properties: {b: {$ref: '#/components/schemas/Base'}}}\nA: {allOf: [{$ref: '#/components/schemas/P'}, {properties: {b: {$ref: '#/components/schemas/Special'}}}]}",
			want: "A = {b?: Special}" + baseWant + "\nP = {b?: Base}\nSpecial = {id: string, kind?: string, y?: string}",
		},
		"enums of scalars are intersected": {
			doc:  "A: {allOf: [{type: string, enum: [a, b, c]}, {enum: [b, c, d]}]}\nB: {allOf: [{type: number}, {type: integer, minimum: 3}]}",
			want: "A = string enum \"b\" \"c\"\nB = integer",
		},
		"a union inside is merged into each variant": {
			doc:  base + "U: {oneOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {b: {type: string}}}]}\nA: {allOf: [{$ref: '#/components/schemas/Base'}, {$ref: '#/components/schemas/U'}]}",
			want: "A = ({id: string, kind?: string, a?: string} | {id: string, kind?: string, b?: string})" + baseWant + "\nU = ({a?: string} | {b?: string})",
		},
		"siblings of a reference refine it": {
			doc:  base + "A: {properties: {b: {$ref: '#/components/schemas/Base', required: [kind]}}}",
			want: "A = {b?: {id: string, kind: string}}" + baseWant,
		},
		"schemas that merge each other end": {
			doc:      "A: {allOf: [{$ref: '#/components/schemas/B'}, {properties: {a: {type: string}}}]}\nB: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {b: {type: string}}}]}",
			want:     "A = {b?: string, a?: string}\nB = {a?: string, b?: string}",
			problems: "a.yaml:5:8: warning: the schema is merged into itself by allOf; the inner one is ignored (recursive-allof)\na.yaml:6:8: warning: the schema is merged into itself by allOf; the inner one is ignored (recursive-allof)",
		},
		"a named schema that adds nothing keeps its name": {
			doc:  base + "A: {allOf: [{$ref: '#/components/schemas/Base'}], description: d}",
			want: "A = {id: string, kind?: string}" + baseWant,
		},
	})
}

func TestUnions(t *testing.T) {
	t.Parallel()
	pets := "Cat: {type: object, required: [t], properties: {t: {const: cat}, n: {type: string}}}\nDog: {type: object, required: [t], properties: {t: {const: dog}}}\n"
	petsWant := "\nCat = {t: string enum \"cat\", n?: string}\nDog = {t: string enum \"dog\"}"
	plain := "Car: {type: object, properties: {t: {type: string}}}\nBus: {type: object, properties: {t: {type: string}}}\n"
	plainWant := "\nBus = {t?: string}\nCar = {t?: string}"
	testSchemas(t, map[string]schemaCase{
		"constants tell variants apart": {
			doc:  pets + "A: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}",
			want: `A = by t (Cat="cat" | Dog="dog")` + petsWant,
		},
		"the constants of variants count for more than their names": {
			doc:  pets + "A: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: t}}",
			want: `A = by t (Cat="cat" | Dog="dog")` + petsWant,
		},
		"names are implied": {
			doc:  plain + "A: {oneOf: [{$ref: '#/components/schemas/Car'}, {$ref: '#/components/schemas/Bus'}], discriminator: {propertyName: t}}",
			want: `A = by t (Car="Car" | Bus="Bus")` + plainWant,
		},
		"a mapping has names and references, and a default": {
			doc:  plain + "A: {oneOf: [{$ref: '#/components/schemas/Car'}, {$ref: '#/components/schemas/Bus'}], discriminator: {propertyName: t, mapping: {c: Car, b: '#/components/schemas/Bus', a: Bus}, defaultMapping: Car}}",
			want: `A = by t (Car="c" | Bus="a"="b") else Car` + plainWant,
		},
		"a mapping to something else is told": {
			doc:      plain + "A: {oneOf: [{$ref: '#/components/schemas/Car'}, {type: string}], discriminator: {propertyName: t, mapping: {b: Bus, c: Car, x: Nope}}}",
			want:     `A = by t (Car="c" | string)` + plainWant,
			problems: "a.yaml:7:116: warning: the mapping of \"b\" names Bus, which is not one of the variants; it is ignored (bad-discriminator)\na.yaml:7:132: warning: the discriminator maps to Nope, but there is no schema of that name (dangling-ref)",
		},
		"variants are not repeated, and inner unions are flattened": {
			doc:  plain + "A: {anyOf: [{$ref: '#/components/schemas/Car'}, {$ref: '#/components/schemas/Car'}, {oneOf: [{$ref: '#/components/schemas/Bus'}, {type: string}, {type: 'null'}]}]}",
			want: "A = (Car | Bus | string) or null" + plainWant,
		},
		"what stands beside a union is merged into its variants": {
			doc:  plain + "A: {type: object, properties: {id: {type: string}}, oneOf: [{$ref: '#/components/schemas/Car'}, {properties: {x: {type: string}}}]}",
			want: "A = ({id?: string, t?: string} | {id?: string, x?: string})" + plainWant,
		},
		"what the variants have already is not merged": {
			doc:  plain + "A: {type: object, properties: {t: {type: string}}, oneOf: [{$ref: '#/components/schemas/Car'}, {$ref: '#/components/schemas/Bus'}]}",
			want: "A = (Car | Bus)" + plainWant,
		},
		"alternatives of required properties are no union": {
			doc:  "A: {type: object, properties: {a: {type: string}, b: {type: string}}, anyOf: [{required: [a]}, {required: [b]}]}",
			want: "A = {a?: string, b?: string}",
		},
		"a variant that allows anything makes the union anything": {
			doc:  plain + "A: {anyOf: [{$ref: '#/components/schemas/Car'}, {}]}",
			want: "A = any" + plainWant,
		},
		"a union that names itself drops that variant": {
			doc:  plain + "A: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/Car'}, {$ref: '#/components/schemas/Bus'}]}",
			want: "A = (Car | Bus)" + plainWant,
		},
		"unions that name each other end": {
			doc:  "A: {oneOf: [{$ref: '#/components/schemas/B'}, {type: string}]}\nB: {oneOf: [{$ref: '#/components/schemas/A'}, {type: integer}]}",
			want: "A = (B | string)\nB = (A | integer)",
		},
		"a union of itself and null is told": {
			doc:      "A: {oneOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]}",
			want:     "A = any",
			problems: "a.yaml:5:8: warning: the schema is only a reference to itself; it is read as anything (cyclic-ref)",
		},
	})
}

func TestInheritance(t *testing.T) {
	t.Parallel()
	testSchemas(t, map[string]schemaCase{
		"a base is a union of its children wherever it is used": {
			doc: "Pet: {type: object, discriminator: {propertyName: t}, required: [t], properties: {t: {type: string}}}\n" +
				"Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {n: {type: string}}}]}\n" +
				"Dog: {allOf: [{$ref: '#/components/schemas/Pet'}]}\nHome: {properties: {pet: {$ref: '#/components/schemas/Pet'}}}",
			want: "Cat = {t: string, n?: string}\nDog = {t: string}\nHome = {pet?: Pet}\n" + `Pet = by t (Cat="Cat" | Dog="Dog")`,
		},
		"a base that the mapping names is a variant": {
			doc: "Pet: {type: object, discriminator: {propertyName: t, mapping: {pet: '#/components/schemas/Pet', cat: Cat, dog: Dog}}, properties: {t: {type: string}}}\n" +
				"Cat: {allOf: [{$ref: '#/components/schemas/Pet'}]}\nDog: {allOf: [{$ref: '#/components/schemas/Pet'}]}",
			want: "Cat = {t?: string}\nDog = {t?: string}\n" + `Pet = by t (Cat="cat" | Dog="dog" | {t?: string}="pet")`,
		},
		"one child makes a union with the base": {
			doc: "Pet: {type: object, discriminator: {propertyName: t}, properties: {t: {type: string}}}\n" +
				"Cat: {allOf: [{$ref: '#/components/schemas/Pet'}]}",
			want: "Cat = {t?: string}\n" + `Pet = by t (Cat="Cat" | {t?: string}="Pet")`,
		},
		"grandchildren count": {
			doc: "Pet: {type: object, discriminator: {propertyName: t}, properties: {t: {type: string}}}\n" +
				"Cat: {allOf: [{$ref: '#/components/schemas/Pet'}]}\nLion: {allOf: [{$ref: '#/components/schemas/Cat'}]}",
			want: "Cat = {t?: string}\nLion = {t?: string}\n" + `Pet = by t (Cat="Cat" | Lion="Lion")`,
		},
		"a base that lists its children is a union too": {
			doc: "Pet: {type: object, discriminator: {propertyName: t}, properties: {t: {type: string}}, oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}\n" +
				"Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {n: {type: string}}}]}\nDog: {allOf: [{$ref: '#/components/schemas/Pet'}]}",
			want: "Cat = {t?: string, n?: string}\nDog = {t?: string}\n" + `Pet = by t (Cat="Cat" | Dog="Dog")`,
		},
		"a discriminator without children means nothing": {
			doc:  "Pet: {type: object, discriminator: {propertyName: t}, properties: {t: {type: string}}}",
			want: "Pet = {t?: string}",
		},
	})
}

func TestChildrenBesideABaseInAnotherFileAreFound(t *testing.T) {
	t.Parallel()
	a, list := load(t, map[string]string{
		"a.yaml": document("Home: {properties: {pet: {$ref: 'pets.yaml#/definitions/Pet'}}}"),
		"pets.yaml": `
definitions:
  Pet: {type: object, discriminator: {propertyName: t}, properties: {t: {type: string}}}
  Cat: {allOf: [{$ref: '#/definitions/Pet'}, {properties: {n: {type: string}}}]}
  Lion: {allOf: [{$ref: 'pets.yaml#/definitions/Cat'}]}
  Other: {allOf: [{$ref: 'nowhere.yaml#/Thing'}]}
`,
	})
	same(t, "problems", "", problems(t, list))
	same(t, "schemas", "Cat = {t?: string, n?: string}\nHome = {pet?: Pet}\nLion = {t?: string, n?: string}\n"+`Pet = by t (Cat="Cat" | Lion="Lion")`, sketchAll(a))
}
