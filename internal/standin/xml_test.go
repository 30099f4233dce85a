package standin_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/internal/standin"
	"github.com/apigen-go/apigen/internal/synth"
)

const library = `
openapi: 3.0.3
info: {title: Library, version: '1'}
paths:
  /books:
    post:
      requestBody: {required: true, content: {application/xml: {schema: {$ref: '#/components/schemas/Book'}}}}
      responses: {'200': {description: ok, content: {application/xml: {schema: {$ref: '#/components/schemas/Book'}}}}}
components:
  schemas:
    Book:
      type: object
      required: [id]
      xml: {name: book}
      properties:
        id: {type: integer, xml: {attribute: true}}
        title: {type: string, xml: {name: Title}}
        tags: {type: array, xml: {wrapped: true, name: Tags}, items: {type: string, xml: {name: Tag}}}
        pages: {type: array, items: {type: integer}}
`

func TestXMLIsReadAsTheDocumentHasIt(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "api.yaml")
	if err := os.WriteFile(path, []byte(library), 0o644); err != nil {
		t.Fatal(err)
	}
	d, err := standin.Open(t.Context(), path, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, body, want, fault string }{
		{"attributes, wrapped and bare lists", `<book id="7"><Title>Grüße</Title><Tags><Tag>a</Tag><Tag>b</Tag></Tags><pages>1</pages><pages>2</pages></book>`,
			`map[id:7 pages:[1 2] tags:[a b] title:Grüße]`, ""},
		{"an element in place of an attribute", `<book><id>7</id></book>`, `map[]`, "missing property 'id'"},
		{"another root", `<books id="7"/>`, `<nil>`, `should be "book"`},
		{"no XML", `<book`, `<nil>`, "EOF"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodPost, "/books", nil)
			r.Header.Set("Content-Type", "application/xml")
			x := d.Judge(r, []byte(test.body), nil)
			got := ""
			for _, f := range x.Faults {
				got += f.Message
			}
			if (test.fault == "") != (got == "") || !strings.Contains(got, test.fault) {
				t.Errorf("the faults are %q, want %q", got, test.fault)
			}
			if got := fmt.Sprint(x.Body); got != test.want {
				t.Errorf("it is read as %s, want %s", got, test.want)
			}
			if test.fault == "" {
				again := d.Answer(x.Operation, standin.Wish{Recipe: synth.Recipe{Optional: true}}, "application/xml")
				y := d.Judge(r, again.Body, nil)
				if len(y.Faults) > 0 {
					t.Errorf("what it writes it does not read: %v in %s", y.Faults, again.Body)
				}
				if diff := cmp.Diff(again.Value, y.Body); diff != "" {
					t.Errorf("what it writes it reads otherwise (-want +got):\n%s", diff)
				}
			}
		})
	}
}
