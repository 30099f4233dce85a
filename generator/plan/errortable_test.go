package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
)

// failing is an operation with errors: "404 Problem, default Error".
func failing(path, errors string) api.Operation {
	op := operation("POST", path, "", "")
	for _, part := range strings.Split(errors, ", ") {
		status, body, _ := strings.Cut(part, " ")
		u := use(ref(body))
		op.Responses = append(op.Responses, api.Response{Status: status, Content: []api.Media{{Type: "application/json", Schema: &u}}})
	}
	return op
}

func TestErrorTablesAreShared(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ operations, want []string }{
		"what falls through is left out": {
			[]string{"404 A, 422 B, 4XX A, 500 A, default A"}, []string{"errorsAOrB: 422 B, default A | A"},
		},
		"one type is one table": {
			[]string{"404 A", "422 A, 404 A", "default A, 500 A"}, []string{"errorsA: default A | A B C"},
		},
		"codes come before ranges": {
			[]string{"4XX A", "500 A", "404 A"}, []string{"errorsA: 500 A, 4XX A | A B C"},
		},
		"tables that agree are one": {
			[]string{"404 A, 422 B", "409 A, 422 B", "404 A, 400 B"}, []string{"errorsAOrB: 400 B, 404 A, 409 A, 422 B | A B C"},
		},
		"tables that contradict are called after their operations": {
			[]string{"404 A, 422 B", "404 A, 422 B", "404 B, 422 A", "400 C, 404 D, 422 B, default A", "400 C, 404 D, 422 B, default A"},
			[]string{"errorsAOrB: 404 A, 422 B | A B", "errorsCCreate: 404 B, 422 A | C", "errorsLikeDCreate: 400 C, 404 D, 422 B, default A | D E"},
		},
		"a range contradicts a code within it": {
			[]string{"4XX A, default B", "404 B, default A"}, []string{"errorsAOrB: 4XX A, default B | A", "errorsBCreate: 404 B, default A | B"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := doc(text("#/text"))
			for _, name := range []string{"A", "B", "C", "D"} {
				s := object(ref(name), required("id", "#/text"))
				s.Name, a.Schemas[s.ID] = name, &s
			}
			users := map[string]string{}
			for i, errors := range test.operations {
				a = withOperations(a, failing("/"+string(rune('a'+i)), errors))
			}
			p := build(t, a)
			for _, f := range p.Files {
				if f.Service != nil {
					users[f.Service.Methods[0].Op.Errors] += " " + f.Service.Field
				}
			}
			var got []string
			for _, table := range p.Tables {
				var cases []string
				for _, c := range table.Errors {
					cases = append(cases, c.Status+" "+goType(c.Body))
				}
				got = append(got, table.Name+": "+strings.Join(cases, ", ")+" |"+users[table.Name])
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("tables (-want +got):\n%s", diff)
			}
		})
	}
}
