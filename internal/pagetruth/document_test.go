package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
)

const shop = `openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /orders:
    get:
      operationId: listOrders
      summary: List orders
      x-ms-pageable: {nextLinkName: next}
      parameters:
      - {name: cursor, in: query, schema: {type: string}, description: Where to go on}
      responses:
        "200":
          description: ok
          headers: {X-Total: {schema: {type: integer}}}
          content:
            application/json:
              schema:
                type: object
                required: [data]
                properties:
                  data: {type: array, items: {$ref: "#/components/schemas/Order"}}
                  meta: {type: object, properties: {"next.cursor": {type: string}, any: {}}}
                  links: {type: array, items: {type: object, properties: {rel: {type: string}, href: {type: string}}}}
                  next_cursor: {type: string}
  /orders/search:
    post:
      requestBody:
        content:
          application/json:
            schema:
              oneOf:
              - {type: object, properties: {page: {type: object, properties: {token: {type: string}}}}}
              - {type: object, properties: {params: {type: string}}}
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Order"}}}}
components:
  schemas:
    Order: {type: object, properties: {id: {type: string}}}
`

// shopCorpus is a corpus with one document.
func shopCorpus(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	dir := filepath.Join(root, "fetched", "acme+api")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "shop.yaml"), []byte(shop), 0o644); err != nil {
		t.Fatal(err)
	}
	return root
}

const shopName = "fetched/acme+api/shop.yaml"

func loadShop(t *testing.T) *api.API {
	t.Helper()
	document, err := load(t.Context(), shopCorpus(t), shopName)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func TestVerify(t *testing.T) {
	t.Parallel()
	document := loadShop(t)
	list := func(a answer) label {
		return label{operation: "GET /orders", id: "listOrders", paged: true, answer: a, line: 7}
	}
	search := func(a answer) label { return label{operation: "POST /orders/search", paged: true, answer: a, line: 7} }
	for name, c := range map[string]struct {
		label label
		want  string // "": all is there
	}{
		"a cursor that is there":                  {list(answer{"cursor", "query:cursor", "data", "next_cursor"}), ""},
		"a name with a dot":                       {list(answer{"cursor", "query:cursor", "data", "meta.next.cursor"}), ""},
		"a place that is not described":           {list(answer{"cursor", "query:cursor", "data", "meta.any.thing"}), ""},
		"a link chosen by rel":                    {list(answer{"next-url", "", "data", "links[rel=next].href"}), ""},
		"a header of any case":                    {list(answer{"header-cursor", "query:cursor", "data", "header:x-total"}), ""},
		"a Link that nobody declared":             {list(answer{"link-header", "", "data", "header:Link"}), ""},
		"items at top level and a nested body":    {search(answer{"cursor", "body:page.token", "", ""}), ""},
		"an operation that is not there":          {label{document: "a.yaml", operation: "GET /o", line: 7}, "labels.tsv:7: a.yaml has no operation GET /o"},
		"another operationId":                     {label{operation: "GET /orders", id: "list", line: 7}, `labels.tsv:7: the operationId of GET /orders is "listOrders"`},
		"a parameter that is not there":           {list(answer{"page", "query:page", "data", ""}), "labels.tsv:7: GET /orders has no parameter query:page"},
		"a parameter in another place":            {list(answer{"page", "header:cursor", "data", ""}), "labels.tsv:7: GET /orders has no parameter header:cursor"},
		"a member that no variant of a body has":  {search(answer{"page", "body:page.number", "", ""}), "labels.tsv:7: POST /orders/search has no parameter body:page.number"},
		"a path that is not there":                {list(answer{"cursor", "query:cursor", "data", "meta.next"}), "labels.tsv:7: the reply of GET /orders has no meta.next"},
		"a header that is not there":              {list(answer{"next-url", "", "data", "header:X-Next"}), "labels.tsv:7: the reply of GET /orders has no header:X-Next"},
		"items that are not there":                {list(answer{"cursor", "query:cursor", "orders", ""}), `labels.tsv:7: the reply of GET /orders has no list at "orders"`},
		"items that are no list":                  {list(answer{"cursor", "query:cursor", "meta", ""}), `labels.tsv:7: the reply of GET /orders has no list at "meta"`},
		"a reply that is no list":                 {list(answer{"cursor", "query:cursor", "", ""}), `labels.tsv:7: the reply of GET /orders has no list at ""`},
		"what says that there is no more":         {label{operation: "GET /orders", id: "listOrders", more: "!done", line: 7}, "labels.tsv:7: the reply of GET /orders has no done"},
		"another reading with a path of no reply": {label{operation: "GET /orders", id: "listOrders", also: []answer{{"next-url", "", "", "url"}}, line: 7}, "labels.tsv:7: the reply of GET /orders has no url"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := c.label.verify(document); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

func TestJudgeDocumentComparesWithThePlan(t *testing.T) {
	t.Parallel()
	labels := []label{
		{document: shopName, operation: "GET /orders", id: "listOrders", paged: true, answer: answer{"cursor", "query:cursor", "data", "next_cursor"}},
		{document: shopName, operation: "POST /orders/search", answer: answer{style: "none"}},
	}
	all, err := judgeAll(t.Context(), shopCorpus(t), labels)
	if err != nil {
		t.Fatal(err)
	}
	got := []outcome{all[0].outcome, all[1].outcome}
	if diff := cmp.Diff([]outcome{right, rejected}, got); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
}

func TestADocumentThatIsNotInTheCorpusIsTold(t *testing.T) {
	t.Parallel()
	_, err := judgeAll(t.Context(), t.TempDir(), []label{{document: shopName, operation: "GET /orders"}})
	if err == nil || !strings.Contains(err.Error(), shopName+" is not in the corpus") {
		t.Errorf("error %v, want one that names the document", err)
	}
}

func TestShowPrintsWhatALabellerNeeds(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := show(t.Context(), &out, shopCorpus(t), shopName, []string{"LISTORDERS"}); err != nil {
		t.Fatal(err)
	}
	want := `GET /orders  listOrders  # List orders
  query cursor string  # Where to go on
  -> {data, meta, links, next_cursor}
    data* [Order {id}]
    meta {next.cursor, any}
      next.cursor string
      any any
    links [{rel, href}]
    next_cursor string
  headers x-total
  x-ms-pageable {"nextLinkName":"next"}

`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
}
