package plan_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/plan"
)

// clashing are documents with names that nothing tells apart.
func clashing() map[string]*api.API {
	at := func(line int) diag.Pos { return diag.Pos{File: "api.yaml", Line: line} }
	param := func(in, name string, line int) api.Param {
		return api.Param{Name: name, In: in, Style: "form", Schema: use("#/text"), Required: in == "path", Pos: at(line)}
	}
	one, two := required("a_b", "#/text"), required("a__b", "#/text")
	one.Pos, two.Pos = at(1), at(2)
	status := api.Schema{ID: ref("Status"), Kind: api.String, Pos: at(1), Enum: []api.EnumValue{{Value: `"a_b"`}, {Value: `"a__b"`}, {Value: `"a___b"`}}}
	first, second := goNamed(operation("GET", "/a", "getA", ""), "Find"), goNamed(operation("POST", "/a", "postA", ""), "Find")
	first.Pos, second.Pos = at(1), at(2)
	query := operation("GET", "/a", "getA", "")
	query.Params = []api.Param{param("query", "a_b", 1), param("query", "a__b", 2)}
	path := operation("GET", "/a/{a_b}/{a__b}/{a___b}", "getA", "")
	path.Params = []api.Param{param("path", "a_b", 1), param("path", "a__b", 2), param("path", "a___b", 3)}
	x, y := object(ref("X"), required("id", "#/text")), object(ref("Y"), required("id", "#/text"))
	x.GoName, x.Pos, y.GoName, y.Pos = "Thing", at(1), "Thing", at(2)
	return map[string]*api.API{
		"properties": doc(text("#/text"), object(ref("Order"), one, two)),
		"values":     doc(status),
		"operations": withOperations(doc(), first, second),
		"parameters": withOperations(doc(), query),
		"arguments":  withOperations(doc(), path),
		"schemas":    doc(text("#/text"), x, y),
	}
}

func TestAClashSaysWhereItIsAndHowItIsSettled(t *testing.T) {
	t.Parallel()
	for name, a := range clashing() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, diags := plan.Build(a, plan.Options{})
			requireSound(t, p)
			found := diags.Sorted()
			if len(found) != 1 || found[0].Code != "name-clash" {
				t.Fatalf("want one clash, got %v", found)
			}
			if found[0].Pos.Line != 1 || name != "values" && !strings.Contains(found[0].Message, "(api.yaml:2)") {
				t.Errorf("the clash does not say where both stand: %v", found[0])
			}
			names := map[string]string{}
			for _, line := range regexp.MustCompile(`"([^"]+)": (\w+)`).FindAllStringSubmatch(found[0].Hint, -1) {
				names[line[1]] = line[2]
			}
			settled, diags := plan.Build(a, plan.Options{Names: names})
			requireSound(t, settled)
			if left := diags.Sorted(); len(names) == 0 || len(left) > 0 {
				t.Errorf("with %v there still is %v", slices.Sorted(maps.Keys(names)), left)
			}
		})
	}
}

func TestNamesOfHeaders(t *testing.T) {
	t.Parallel()
	op := operation("GET", "/a", "getA", "")
	for _, name := range []string{"X-Request-Priority", "X-Trace", "Trace", "X-2", "Prefer"} {
		op.Params = append(op.Params, api.Param{Name: name, In: "header", Style: "simple", Schema: use("#/text")})
	}
	var got []string
	for _, f := range decl(t, build(t, withOperations(doc(), op)), "AGetParams").Struct.Fields {
		got = append(got, f.Name)
	}
	want := []string{"RequestPriority", "XTrace", "Trace", "X2", "Prefer"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}
