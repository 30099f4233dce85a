package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/plan"
)

// always makes an inline schema with one value.
func always(id api.ID, kind api.Kind, value api.Value) api.Schema {
	return api.Schema{ID: id, Kind: kind, Enum: []api.EnumValue{{Value: value}}}
}

// constants is an API whose Card, the body of POST /cards, has constant fields of every kind.
func constants() *api.API {
	readOnly := required("object", "#/card")
	readOnly.ReadOnly = true
	nullable := required("nullable", "#/card")
	nullable.Schema.Nullable = true
	named := always(ref("Kind"), api.String, `"kind"`)
	a := doc(
		always("#/card", api.String, `"card"`), always("#/two", api.Integer, "2"), always("#/half", api.Number, "0.5"),
		always("#/yes", api.Boolean, "true"), always("#/no", api.Boolean, "false"), always("#/empty", api.String, `""`), named,
		object(ref("Card"), required("type", "#/card"), required("version", "#/two"), required("ratio", "#/half"),
			required("live", "#/yes"), required("test", "#/no"), required("blank", "#/empty"), required("kind", ref("Kind")),
			optional("mode", "#/card"), readOnly, nullable, required("part", ref("Part"))),
		object(ref("Part"), required("type", "#/card")), object(ref("Received"), required("type", "#/card")),
	)
	op := operation("POST", "/cards", "createCard", ref("Received"))
	op.Body = &api.Body{Required: true, Content: []api.Media{{Type: "application/x-www-form-urlencoded", Schema: &api.Use{ID: ref("Card")}}}}
	return withOperations(a, op)
}

func TestConstantsArePlainValues(t *testing.T) {
	t.Parallel()
	p := build(t, constants())
	want := []string{
		"Type string type", "Version int64 version", "Ratio float64 ratio", "Live bool live", "Test bool test", "Blank string blank",
		"Kind Kind kind", "Mode *string mode,omitzero", "Object string object,omitzero", "Nullable *string nullable", "Part Part part",
	}
	card := decl(t, p, "Card").Struct
	if diff := cmp.Diff(want, fields(card)); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(plan.Comment{`Always "card".`}, card.Fields[0].Doc); diff != "" {
		t.Errorf("comment (-want +got):\n%s", diff)
	}
	if decl(t, p, "Kind").Enum == nil {
		t.Error("a component with one value is an enum, as it may get more")
	}
}

func TestConstantsOfRequestsAreFilledIn(t *testing.T) {
	t.Parallel()
	p := build(t, constants())
	for name, want := range map[string][]plan.Fixed{
		"Card":     {{Field: "Type", Literal: `"card"`}, {Field: "Version", Literal: "2"}, {Field: "Ratio", Literal: "0.5"}, {Field: "Live", Literal: "true"}},
		"Part":     {{Field: "Type", Literal: `"card"`}},
		"Received": nil,
	} {
		if diff := cmp.Diff(want, decl(t, p, name).Struct.Fixed); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestConstantsInUnions(t *testing.T) {
	t.Parallel()
	union := func(name string, variants ...api.ID) api.Schema {
		s := api.Schema{ID: ref(name), Kind: api.Union}
		for _, v := range variants {
			s.Variants = append(s.Variants, api.Variant{Schema: use(v)})
		}
		return s
	}
	a := doc(
		always("#/auto", api.String, `"auto"`), always("#/one", api.Integer, "1"), always("#/two", api.Integer, "2"),
		object(ref("Tool"), required("type", "#/auto")),
		union("Choice", "#/auto", ref("Tool")), union("Level", "#/one", "#/two"),
	)
	p := build(t, a)
	got := decl(t, p, "Choice").Union.Variants[0]
	if goType(got.Type) != "*string" || got.Field != "Auto" {
		t.Errorf("the constant is %s %s", got.Field, goType(got.Type))
	}
	tool := decl(t, p, "Choice").Union.Variants[1]
	want := []plan.Fact{{Member: "type", Values: []string{`"auto"`}}}
	if diff := cmp.Diff(want, tool.Consts); diff != "" || tool.Known != nil || tool.Required != nil {
		t.Errorf("the only object is known by its constant alone, not by %v and %v (-want +got):\n%s", tool.Known, tool.Required, diff)
	}
	if n := len(decl(t, p, "Level").Enum.Values); n != 2 {
		t.Errorf("constants of one kind are an enum: got %d values", n)
	}
}
