package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/generator"
)

func newTestBench(t *testing.T) bench {
	t.Helper()
	b, err := newBench(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.free)
	return b
}

// TestEveryOperationOfOurDocumentsCanBeCalled goes all the way for documents of ours that have operations of many
// kinds.
func TestEveryOperationOfOurDocumentsCanBeCalled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("compiles clients")
	}
	var documents []document
	for _, path := range []string{
		"specs/payments.yaml",
		"golden/query_styles_follow_the_document/spec.yaml",
		"golden/swagger_2_collection_formats_survive/spec.yaml",
		"golden/swagger_2_forms_files_and_hosts_survive/spec.yaml",
		"golden/multipart_bodies_take_files/spec.yaml",
		"golden/other_multipart_bodies_identify_their_parts/spec.yaml",
		"golden/security_schemes_become_options/spec.yaml",
		"golden/items_of_streams_follow_their_item_schema/spec.yaml",
		"golden/events_are_taken_out_of_their_envelopes/spec.yaml",
		"golden/lines_of_json_are_streams/spec.yaml",
		"golden/streams_on_demand_have_a_method_of_their_own/spec.yaml",
	} {
		documents = append(documents, document{name: path, path: filepath.Join("..", "..", path)})
	}
	reportAll(t, documents)
}

func TestEveryOperationOfSomeRealDocumentsCanBeCalled(t *testing.T) {
	t.Parallel()
	if os.Getenv("APIGEN_CORPUS") == "" {
		t.Skip("APIGEN_CORPUS is not set")
	}
	documents, err := choose(nil)
	if err != nil {
		t.Fatal(err)
	}
	reportAll(t, documents)
}

func reportAll(t *testing.T, documents []document) {
	t.Helper()
	var out bytes.Buffer
	if err := (report{out: &out, verbose: true}).all(t.Context(), newTestBench(t), documents); err != nil {
		t.Error(err)
	}
	t.Log("\n" + out.String())
}

const toy = `
openapi: 3.0.3
info: {title: T, version: '1'}
servers: [{url: https://api.example.com}]
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
paths:
  /x/{id}:
    post:
      operationId: postX
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer}}
        - {name: tags, in: query, explode: false, schema: {type: array, items: {type: string}}}
      security: [{key: []}]
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: string}, b: {type: integer}}}}}}
      responses: {"200": {description: ok, headers: {X-Total: {schema: {type: integer}}}, content: {application/json: {schema: {type: object, required: [c], properties: {c: {type: string}, d: {type: number}}}}}}}
  /events:
    get:
      operationId: listen
      security: [{key: []}]
      responses: {"200": {description: ok, content: {text/event-stream: {schema: {type: object, required: [step], properties: {step: {type: string}, tone: {type: integer}}}}}}}
`

// TestFaultsOfAClientAreNoticed breaks a client in one place at a time.
func TestFaultsOfAClientAreNoticed(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("compiles clients")
	}
	cases := []struct{ name, old, new, want string }{
		{"nothing is wrong", "x", "x", ""},
		{"another name in the query", `req.Query("limit"`, `req.Query("limits"`, `query "limits": is not declared`},
		{"another value", `req.Path("id", id)`, `req.Path("id", id+"x")`, "path id: the value: changed"},
		{"no credential", `Security: securityKey`, `Security: nil`, "security"},
		{"another member of the body", `json:"b,`, `json:"e,`, "/b: dropped"},
		{"another type for a header", `Total *int64`, `Total *bool`, "header X-Total: "},
		{"another member of an item", `json:"tone,`, `json:"tune,`, "item 0 of the stream: /tone: dropped"},
		{"a last word that does not come", `opts, stream.Format{}`, `opts, stream.Format{End: "bye"}`, "cut short"},
		{"another member of the answer", `json:"d,`, `json:"e,`, "/d: dropped"},
	}
	spec := filepath.Join(t.TempDir(), "api.yaml")
	if err := os.WriteFile(spec, []byte(toy), 0o644); err != nil {
		t.Fatal(err)
	}
	b := newTestBench(t)
	for _, c := range cases { // one after the other: they share the bench
		b.generate = func(ctx context.Context, d document) (generator.Result, error) {
			r, err := generate(ctx, d)
			changed := false
			for i, f := range r.Files {
				r.Files[i].Content = bytes.ReplaceAll(f.Content, []byte(c.old), []byte(c.new))
				changed = changed || !bytes.Equal(r.Files[i].Content, f.Content)
			}
			if !changed && c.old != c.new {
				t.Errorf("%s: the client has no %q", c.name, c.old)
			}
			return r, err
		}
		var out bytes.Buffer
		err := (report{out: &out}).all(t.Context(), b, []document{{name: "api", path: spec}})
		if (err == nil) != (c.want == "") || !strings.Contains(out.String(), c.want) {
			t.Errorf("%s: error %v, want %q in the report:\n%s", c.name, err, c.want, out.String())
		}
	}
}

func TestTheReportCountsOperations(t *testing.T) {
	t.Parallel()
	o := outcome{operations: 4, document: document{name: "d"}}
	o.fail(failure{operation: "a", kind: "all", what: "x", reason: "known"})
	o.fail(failure{operation: "a", kind: "most", what: "x"})
	o.fail(failure{operation: "b", kind: "all", what: "x", reason: "known"})
	if failed, excused := o.count(); failed != 1 || excused != 1 || o.share() != 0.75 {
		t.Errorf("counted %d failed, %d excused, a share of %v", failed, excused, o.share())
	}
	var total outcome
	total.plus(o)
	total.plus(outcome{operations: 2, err: os.ErrNotExist})
	var out bytes.Buffer
	report{out: &out}.line(total)
	if !regexp.MustCompile(`^ +6 +0 +2 +3 +1 +50\.00`).MatchString(out.String()) {
		t.Errorf("the line is %s", out.String())
	}
}
