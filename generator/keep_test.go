package generator_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
)

const (
	keepHead = `openapi: 3.1.0
info: {title: Shop, version: "1"}
`
	keepItems = `
  /items:
    get:
      tags: [items]
      operationId: listItems
`
	keepAnswer = `
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}
`
)

// keepMore is an operation whose path begins like that of the list.
const keepMore = `  /items/{id}:
    get: {tags: [items], operationId: showOne, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {"204": {description: ok}}}
`

// keepProduct is a schema with two sets of alternatives, which are multiplied out.
const keepProduct = "oneOf: [{type: string}, {type: integer}], anyOf: [{type: object, properties: {name: {type: string}}}, {type: array, items: {type: string}}]}, Other: {type: object,"

// What a document says beside what it said before must not change what callers see of that.
func TestWhatCallersSeeIsKept(t *testing.T) {
	t.Parallel()
	item := "components: {schemas: {Item: {type: object, properties: {user_id: {type: string}, note: {type: string}}}}}\n"
	plain := keepHead + "paths:" + keepItems + keepAnswer + item
	for name, test := range map[string]struct {
		before, after string
		kept          []string // in both clients
		more          []string // in the second alone
	}{
		"an operation gains parameters": {
			before: plain,
			after:  strings.Replace(plain, "\n      responses", "\n      parameters: [{name: limit, in: query, schema: {type: integer}}]\n      responses", 1),
			kept:   []string{"func (s *ItemsService) List(ctx context.Context, opts ...runtime.Option) (*Item, error) {"},
			more:   []string{"func (s *ItemsService) ListWithParams(ctx context.Context, params *ItemsListParams, opts ...runtime.Option) (*Item, error) {", "Limit *int64"},
		},
		"a property comes that reads the same": {
			before: plain,
			after:  strings.Replace(plain, "user_id: {", "userId: {type: integer}, user_id: {", 1),
			kept:   []string{"UserID *string `json:\"user_id,omitempty\"`"},
			more:   []string{"UserIDCamel *int64 `json:\"userId,omitempty\"`"},
		},
		"an operation is called otherwise": {
			before: plain,
			after:  strings.Replace(plain, "listItems", "fetchEverything", 1),
			kept:   []string{") List(ctx"},
		},
		"a parameter of the path is called otherwise": {
			before: strings.Replace(strings.Replace(plain, "/items:", "/items/{id}:", 1), "listItems", "showOne", 1),
			after:  strings.Replace(strings.Replace(plain, "/items:", "/items/{item_id}:", 1), "listItems", "other", 1),
			kept:   []string{") ShowOne(ctx"},
		},
		"a path that others go on from loses its slash": {
			before: strings.NewReplacer("/items:", "/items/:", "components:", keepMore+"components:").Replace(plain),
			after:  strings.Replace(strings.Replace(plain, "components:", keepMore+"components:", 1), "showOne", "findOne", 1),
			kept:   []string{") List(ctx", ") ShowOne(ctx"},
		},
		"a component is called otherwise": {
			before: plain,
			after:  strings.NewReplacer("schemas/Item", "schemas/Thing", "{Item:", "{Thing:", "user_id: {", "extra: {type: string}, user_id: {").Replace(plain),
			kept:   []string{"type Item struct {"},
			more:   []string{"Extra *string"},
		},
		"a component of one member is called otherwise": {
			before: strings.Replace(plain, "user_id: {type: string}, ", "", 1),
			after:  strings.NewReplacer("schemas/Item", "schemas/Feedback", "{Item:", "{Feedback:", "user_id: {type: string}, ", "").Replace(plain),
			kept:   []string{"type Item struct {"},
		},
		"a component loses what stands before its name, and its place": {
			before: strings.NewReplacer("schemas/Item", "schemas/Acme.Shop.Models.Item", "{Item:", "{Acme.Shop.Models.Item:").Replace(plain),
			after:  strings.NewReplacer("/items:", "/things:", "listItems", "listThings").Replace(plain),
			kept:   []string{"type ShopItem struct {"},
		},
		"a component comes elsewhere by another name": {
			before: plain,
			after:  strings.NewReplacer("schemas/Item", "schemas/Thing", "{Item:", "{Thing:", "/items:", "/things:", "listItems", "listThings").Replace(plain),
			kept:   []string{"type Item "},
			more:   []string{"// Deprecated: use [Thing].\ntype Item = Thing"},
		},
		"a component comes that reads the same": {
			before: plain,
			after:  strings.Replace(plain, "schemas: {", "schemas: {item: {type: object, properties: {n: {type: integer}}}, ", 1),
			kept:   []string{"type Item struct {\n\tUserID"},
			more:   []string{"type ItemObject struct {\n\tN "},
		},
		"an object without members gains one": {
			before: strings.Replace(plain, "user_id: {type: string}", "more: {type: object}", 1),
			after:  strings.Replace(plain, "user_id: {type: string}", "more: {type: object, properties: {n: {type: integer}}}", 1),
			kept:   []string{"More map[string]any `json"},
		},
		"a constant is one of several": {
			before: strings.Replace(plain, "user_id: {type: string}", "kind: {type: string, enum: [a]}", 1),
			after:  strings.Replace(plain, "user_id: {type: string}", "kind: {type: string, enum: [a, b]}", 1),
			kept:   []string{"Kind *string `json"},
		},
		"a value comes that reads the same": {
			before: strings.Replace(plain, "user_id: {type: string}", "kind: {type: string, enum: [a_b, c]}", 1),
			after:  strings.Replace(plain, "user_id: {type: string}", "kind: {type: string, enum: [c, aB, a_b]}", 1),
			kept:   []string{"ItemKindAB ItemKind = \"a_b\""},
			more:   []string{"ItemKindABCamel ItemKind = \"aB\""},
		},
		"a list is found to have pages": {
			before: strings.Replace(plain, `{$ref: "#/components/schemas/Item"}`, `{type: object, properties: {data: {type: array, items: {$ref: "#/components/schemas/Item"}}}}`, 1),
			after: strings.NewReplacer(`{$ref: "#/components/schemas/Item"}`, `{type: object, properties: {data: {type: array, items: {$ref: "#/components/schemas/Item"}}, next_cursor: {type: string}}}`,
				"\n      responses", "\n      parameters: [{name: cursor, in: query, schema: {type: string}}]\n      responses").Replace(plain),
			kept: []string{") List(ctx context.Context, opts ...runtime.Option) (*ItemsListResponse, error) {"},
			more: []string{") ListWithParams(ctx"},
		},
		"a body comes in a form that would be chosen": {
			before: strings.Replace(plain, "{application/json: {", "{application/hal+json: {", 1),
			after:  strings.Replace(plain, "{application/json: {", "{application/json: {schema: {type: array, items: {type: string}}}, application/hal+json: {", 1),
			kept:   []string{") List(ctx context.Context, opts ...runtime.Option) (*Item, error) {"},
		},
		"what was written on the spot gets a name": {
			before: strings.Replace(plain, "note: {type: string}", "from: {type: object, properties: {street: {type: string}, zip: {type: string}}}, to: {type: object, properties: {street: {type: string}, zip: {type: string}}}", 1),
			after: strings.NewReplacer("note: {type: string}", `from: {$ref: "#/components/schemas/Address"}, to: {$ref: "#/components/schemas/Address"}`,
				"schemas: {", "schemas: {Address: {type: object, properties: {street: {type: string}, zip: {type: string}}}, ").Replace(plain),
			kept: []string{"From *ItemFrom `json", "type ItemFrom struct {"},
			more: []string{"type ItemTo = ItemFrom"},
		},
		"an alternative gets a name": {
			before: strings.Replace(plain, "note: {type: string}", "note: {oneOf: [{title: Long Note, type: object, properties: {text: {type: string}}}, {type: string}]}", 1),
			after: strings.NewReplacer("note: {type: string}", `note: {oneOf: [{type: string}, {$ref: "#/components/schemas/Memo"}]}`,
				"schemas: {", "schemas: {Memo: {title: Long Note, type: object, properties: {text: {type: string}, more: {type: string}}}, ").Replace(plain),
			kept: []string{"LongNote *ItemNoteLongNote\n", "type ItemNoteLongNote struct {"},
			more: []string{"More *string `json"},
		},
		"members move into what the schema is made of": {
			before: strings.NewReplacer("note: {type: string}", "mode: {type: string, enum: [on, off]}").Replace(plain),
			after: strings.NewReplacer("Item: {type: object, properties: {user_id: {type: string}, note: {type: string}}}",
				`Item: {allOf: [{$ref: "#/components/schemas/Base"}, {type: object, properties: {user_id: {type: string}}}]}, Base: {type: object, properties: {mode: {type: string, enum: [on, off]}}}`).Replace(plain),
			kept: []string{"ItemModeOff ItemMode = \"off\"", "Mode *ItemMode `json"},
		},
		"sets of values that were written on the spot get one name": {
			before: strings.Replace(plain, "note: {type: string}", "old: {type: string, enum: [on, off]}, new: {type: string, enum: [on, off]}", 1),
			after: strings.NewReplacer("note: {type: string}", `old: {$ref: "#/components/schemas/Mode"}, new: {$ref: "#/components/schemas/Mode"}`,
				"schemas: {", "schemas: {Mode: {type: string, enum: [on, off]}, ").Replace(plain),
			kept: []string{"ItemNewOff ItemNew = \"off\"", "ItemOldOff "},
			more: []string{"type ItemOld = ItemNew", "// Deprecated: use [ItemNewOff].\n\tItemOldOff ItemNew = ItemNewOff"},
		},
		"alternatives of alternatives gain a title": {
			before: strings.Replace(plain, "Item: {type: object,", "Item: {"+keepProduct, 1),
			after:  strings.Replace(plain, "Item: {type: object,", "Item: {title: Some item, "+keepProduct, 1),
			kept:   []string{"Object1 *ItemObject1", "Strings2 []string"},
		},
		"a header comes that all operations have": {
			before: plain,
			after: strings.Replace(plain, "\n      responses",
				"\n      parameters: [{name: Shop-Version, in: header, required: true, schema: {type: string, enum: [\"2026-01-01\"]}}]\n      responses", 1),
			kept: []string{") List(ctx context.Context, opts ...runtime.Option) (*Item, error) {"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first := keepGenerate(t, test.before, generator.Lock{})
			second := keepGenerate(t, test.after, first.Lock)
			old, now := clientText(first), clientText(second)
			for _, line := range test.kept {
				if !strings.Contains(old, line) {
					t.Errorf("the first client does not have\n%s\nin\n%s", line, old)
				}
				if !strings.Contains(now, line) {
					t.Errorf("the second client has lost\n%s\nin\n%s", line, now)
				}
			}
			for _, line := range test.more {
				if strings.Contains(old, line) || !strings.Contains(now, line) {
					t.Errorf("the second client does not add\n%s\nin\n%s", line, now)
				}
			}
			third := keepGenerate(t, test.after, second.Lock)
			if diff := cmp.Diff(now, clientText(third)); diff != "" {
				t.Errorf("generated once more from the same document (-want +got)\n%s", diff)
			}
		})
	}
}

// keepGenerate makes a client of a document with what is known of the last one.
func keepGenerate(t *testing.T, document string, l generator.Lock) generator.Result {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "api.yaml")
	if err := os.WriteFile(file, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	result, err := generator.Generate(t.Context(), generator.Config{Spec: file, Out: filepath.Join(dir, "shop"), Lock: l})
	if err != nil || result.Failed() {
		t.Fatalf("%v %v", err, result.Diagnostics)
	}
	return result
}

// clientText is the Go code of a client, with single spaces where gofmt aligns.
func clientText(r generator.Result) string {
	var b strings.Builder
	for _, f := range r.Files {
		if strings.HasSuffix(f.Name, ".go") {
			b.Write(f.Content)
		}
	}
	text := b.String()
	for strings.Contains(text, "  ") {
		text = strings.ReplaceAll(text, "  ", " ")
	}
	return text
}
