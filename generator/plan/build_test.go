package plan_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/plan"
)

// ref is the id of a component.
func ref(name string) api.ID { return api.ID("#/components/schemas/" + name) }

func use(id api.ID) api.Use { return api.Use{ID: id} }

// doc makes an API of schemas. A schema whose id is that of a component is named after it.
func doc(schemas ...api.Schema) *api.API {
	a := &api.API{Title: "Orders API", Schemas: map[api.ID]*api.Schema{}}
	for _, s := range schemas {
		if name, ok := strings.CutPrefix(string(s.ID), "#/components/schemas/"); ok && !strings.Contains(name, "/") {
			s.Name = name
		}
		a.Schemas[s.ID] = &s
	}
	return a
}

func text(id api.ID) api.Schema { return api.Schema{ID: id, Kind: api.String} }

func object(id api.ID, props ...api.Property) api.Schema {
	return api.Schema{ID: id, Kind: api.Object, Properties: props}
}

func required(name string, id api.ID) api.Property {
	return api.Property{Name: name, Schema: use(id), Required: true}
}

func optional(name string, id api.ID) api.Property { return api.Property{Name: name, Schema: use(id)} }

// operation makes an operation whose success is the schema in JSON; "" for none.
func operation(method, path, id string, result api.ID) api.Operation {
	op := api.Operation{
		Pointer: api.ID("#/paths/" + strings.ReplaceAll(path, "/", "~1") + "/" + strings.ToLower(method)),
		Method:  method, Path: path, OperationID: id,
		Responses: []api.Response{{Status: "200"}},
	}
	if result != "" {
		u := use(result)
		op.Responses[0].Content = []api.Media{{Type: "application/json", Schema: &u}}
	}
	for _, part := range strings.Split(path, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		op.Params = append(op.Params, api.Param{Name: name, In: "path", Required: true, Style: "simple", Schema: use("#/text")})
	}
	return op
}

func withOperations(a *api.API, ops ...api.Operation) *api.API {
	a.Operations = append(a.Operations, ops...)
	if a.Schemas["#/text"] == nil {
		s := text("#/text")
		a.Schemas["#/text"] = &s
	}
	return a
}

// build plans without any complaint.
func build(t *testing.T, a *api.API) *plan.Package {
	t.Helper()
	p, diags := plan.Build(a, plan.Options{})
	for _, d := range diags.Sorted() {
		t.Errorf("unexpected diagnostic: %v", d)
	}
	requireSound(t, p)
	return p
}

// decl finds a declaration by its name.
func decl(t *testing.T, p *plan.Package, name string) plan.Decl {
	t.Helper()
	for _, f := range p.Files {
		for _, d := range f.Decls {
			if declared(d) == name {
				return d
			}
		}
	}
	t.Fatalf("no type %q among %q", name, typeNames(p))
	return plan.Decl{}
}

func typeNames(p *plan.Package) []string {
	var names []string
	for _, f := range p.Files {
		for _, d := range f.Decls {
			names = append(names, declared(d))
		}
	}
	return names
}

func declared(d plan.Decl) string {
	switch {
	case d.Struct != nil:
		return d.Struct.Name
	case d.Enum != nil:
		return d.Enum.Name
	case d.Union != nil:
		return d.Union.Name
	}
	return d.Defined.Name
}

// method finds a method by service and name: "Orders.Get".
func method(t *testing.T, p *plan.Package, name string) plan.Method {
	t.Helper()
	var all []string
	for _, f := range p.Files {
		if f.Service == nil {
			continue
		}
		for _, m := range f.Service.Methods {
			all = append(all, f.Service.Field+"."+m.Name)
			if f.Service.Field+"."+m.Name == name {
				return m
			}
		}
	}
	t.Fatalf("no method %q among %q", name, all)
	return plan.Method{}
}

// goType writes a type as Go does, with the last part of import paths.
func goType(t plan.Type) string {
	switch t.Kind {
	case plan.Pointer:
		return "*" + goType(*t.Elem)
	case plan.Slice:
		return "[]" + goType(*t.Elem)
	case plan.Map:
		return "map[string]" + goType(*t.Elem)
	}
	name := t.Ident.Name
	if t.Ident.Path != "" {
		name = t.Ident.Path[strings.LastIndex(t.Ident.Path, "/")+1:] + "." + name
	}
	if len(t.Args) > 0 {
		name += "[" + goType(t.Args[0]) + "]"
	}
	return name
}

// fields writes the fields of a struct: `ID string "id"`.
func fields(s *plan.Struct) []string {
	var lines []string
	for _, f := range s.Fields {
		tag := f.JSON
		if f.OmitZero {
			tag += ",omitzero"
		}
		lines = append(lines, strings.TrimSpace(f.Name+" "+goType(f.Type)+" "+tag))
	}
	return lines
}

func TestThereIsNoPlanWithoutAnAPI(t *testing.T) {
	t.Parallel()
	p, diags := plan.Build(nil, plan.Options{})
	if p != nil || !diags.Has(diag.Error) {
		t.Errorf("Build(nil) = %v, %v", p, diags.Sorted())
	}
}

func TestFieldsByRequiredAndNullable(t *testing.T) {
	t.Parallel()
	null := func(p api.Property) api.Property { p.Schema.Nullable = true; return p }
	list, free := ref("Order")+"/properties/list", ref("Order")+"/properties/map"
	a := doc(
		text("#/text"), api.Schema{ID: list, Kind: api.Array, Items: &api.Use{ID: "#/text", Nullable: true}},
		api.Schema{ID: free, Kind: api.Object}, api.Schema{ID: "#/any", Kind: api.Any},
		api.Schema{ID: "#/time", Kind: api.String, Format: "date-time"},
		object(ref("Order"),
			required("id", "#/text"), null(required("note", "#/text")), optional("paid_at", "#/time"), null(optional("tag", "#/text")),
			required("lines", list), null(required("lines2", list)), optional("lines3", list), null(optional("lines4", list)),
			optional("meta", free), optional("extra", "#/any"), null(optional("extra2", "#/any")),
			api.Property{Name: "created", Schema: use("#/time"), Required: true, ReadOnly: true},
		),
	)
	want := []string{
		"ID string id", "Note *string note", "PaidAt *time.Time paid_at,omitzero", "Tag runtime.Nullable[string] tag,omitzero",
		"Lines []*string lines", "Lines2 []*string lines2", "Lines3 []*string lines3,omitzero",
		"Lines4 runtime.Nullable[[]*string] lines4,omitzero",
		"Meta map[string]any meta,omitzero", "Extra any extra,omitzero", "Extra2 runtime.Nullable[any] extra2,omitzero",
		"Created time.Time created",
	}
	if diff := cmp.Diff(want, fields(decl(t, build(t, a), "Order").Struct)); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func TestNamesOfFields(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		props []string
		want  []string
	}{
		"plain names":                            {[]string{"order_id", "customerURL"}, []string{"OrderID", "CustomerURL"}},
		"case alone tells them apart":            {[]string{"id", "ID"}, []string{"IDLower", "ID"}},
		"how they are written tells them apart":  {[]string{"user_id", "userId"}, []string{"UserIDSnake", "UserIDCamel"}},
		"only the plain spelling keeps the name": {[]string{"paid", "PAID"}, []string{"Paid", "PaidUpper"}},
		"a digit at the start gets a word":       {[]string{"2fa", "24h", "日本"}, []string{"TwoFa", "Value24h", "Value日本"}},
		"punctuation tells them apart":           {[]string{"_type", "type"}, []string{"UnderscoreType", "Type"}},
		"signs of numbers are spelled":           {[]string{"+1", "-1"}, []string{"Plus1", "Minus1"}},
		"a method keeps its name":                {[]string{"marshalJSON"}, []string{"MarshalJSONField"}},
		"nothing but punctuation is still named": {[]string{"@", "*"}, []string{"At", "Star"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := object(ref("T"))
			for _, p := range test.props {
				s.Properties = append(s.Properties, required(p, "#/text"))
			}
			var got []string
			for _, f := range decl(t, build(t, doc(text("#/text"), s)), "T").Struct.Fields {
				got = append(got, f.Name)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMembersThatNoTagCanNameAreKept(t *testing.T) {
	t.Parallel()
	typed := object(ref("Typed"), required("a,b", "#/text"), required("c", "#/text"))
	typed.Additional = &api.Additional{Schema: &api.Use{ID: "#/text"}}
	p, diags := plan.Build(doc(text("#/text"), object(ref("Plain"), required("a,b", "#/text"), required("c", "#/text")), typed), plan.Options{})
	if told := diags.Sorted(); len(told) != 1 || told[0].Code != "member-name" {
		t.Errorf("told %v", told)
	}
	requireSound(t, p)
	for _, name := range []string{"Plain", "Typed"} {
		s := decl(t, p, name).Struct
		if diff := cmp.Diff([]string{"C string c"}, fields(s)); diff != "" {
			t.Errorf("fields of %s (-want +got):\n%s", name, diff)
		}
		if s.Additional == nil || goType(s.Additional.Type) != "map[string]any" {
			t.Errorf("%s keeps nothing beside its fields: %+v", name, s.Additional)
		}
	}
}

func TestStructsThatContainThemselves(t *testing.T) {
	t.Parallel()
	list := ref("Tree") + "/properties/children"
	a := doc(
		api.Schema{ID: list, Kind: api.Array, Items: &api.Use{ID: ref("Tree")}},
		object(ref("Tree"), required("parent", ref("Tree")), required("children", list), required("leaf", ref("Leaf"))),
		object(ref("Leaf"), required("name", "#/text")), text("#/text"),
		object(ref("A"), required("b", ref("B"))),
		object(ref("B"), api.Property{Name: "a", Schema: api.Use{ID: ref("A"), Nullable: true}}),
	)
	p := build(t, a)
	for name, want := range map[string][]string{
		"Tree": {"Parent *Tree parent", "Children []Tree children", "Leaf Leaf leaf"},
		"A":    {"B B b"},
		"B":    {"A runtime.Nullable[*A] a,omitzero"},
	} {
		if diff := cmp.Diff(want, fields(decl(t, p, name).Struct)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAnInlineListThatContainsItselfGetsAName(t *testing.T) {
	t.Parallel()
	list := ref("Box") + "/properties/nested"
	a := doc(object(ref("Box"), required("nested", list)), api.Schema{ID: list, Kind: api.Array, Items: &api.Use{ID: list}})
	p := build(t, a)
	if got := goType(decl(t, p, "BoxNested").Defined.Type); got != "[]BoxNested" {
		t.Errorf("BoxNested is %s", got)
	}
}

func TestInlineTypesAreCalledAfterTheirPlace(t *testing.T) {
	t.Parallel()
	base := string(ref("Order"))
	items, item := api.ID(base+"/properties/line_items"), api.ID(base+"/properties/line_items/items")
	prices, price := item+"/properties/prices", item+"/properties/prices/additionalProperties"
	status := api.ID(base + "/properties/status")
	a := doc(
		text("#/text"),
		object(ref("Order"), optional("line_items", items), optional("status", status)),
		api.Schema{ID: items, Kind: api.Array, Items: &api.Use{ID: item}},
		object(item, optional("prices", prices)),
		api.Schema{ID: prices, Kind: api.Object, Additional: &api.Additional{Schema: &api.Use{ID: price}}},
		object(price, optional("amount", "#/text")),
		api.Schema{ID: status, Kind: api.String, Enum: []api.EnumValue{{Value: `"paid"`}, {Value: `"PAID"`}, {Value: `""`}, {Value: `"+1"`}, {Value: `">="`}}},
	)
	p := build(t, a)
	want := []string{"Order", "OrderLineItem", "OrderLineItemPricesValue", "OrderStatus"}
	if diff := cmp.Diff(want, typeNames(p)); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
	var consts []string
	for _, c := range decl(t, p, "OrderStatus").Enum.Values {
		consts = append(consts, c.Name)
	}
	want = []string{"OrderStatusPaid", "OrderStatusPaidUpper", "OrderStatusEmpty", "OrderStatusPlus1", "OrderStatusGreaterOrEqual"}
	if diff := cmp.Diff(want, consts); diff != "" {
		t.Errorf("constants (-want +got):\n%s", diff)
	}
}

func TestClashingComponents(t *testing.T) {
	t.Parallel()
	a := doc(text("#/text"), object(ref("order"), required("id", "#/text")), object(ref("Client"), required("id", "#/text")))
	other := object("models/shop.yaml#/Order", required("id", "#/text"))
	other.Name = "Order"
	a.Schemas[other.ID] = &other
	inline := object(ref("Client") + "/properties/order")
	inline.Properties = []api.Property{required("id", "#/text")}
	a.Schemas[inline.ID] = &inline
	a.Schemas[ref("Client")].Properties = append(a.Schemas[ref("Client")].Properties, required("order", inline.ID))
	p := build(t, a)
	want := []string{"ClientObject", "ClientObjectOrder", "Order", "OrderObject"}
	if diff := cmp.Diff(want, typeNames(p)); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
}

func TestUnions(t *testing.T) {
	t.Parallel()
	union := func(name string, variants ...api.ID) api.Schema {
		s := api.Schema{ID: ref(name), Kind: api.Union}
		for _, v := range variants {
			s.Variants = append(s.Variants, api.Variant{Schema: use(v)})
		}
		return s
	}
	kind := api.Schema{ID: "#/kind", Kind: api.String, Enum: []api.EnumValue{{Value: `"bank_account"`}}}
	inline := object(ref("Source")+"/oneOf/2", required("object", "#/kind"), optional("iban", "#/text"))
	a := doc(
		text("#/text"), kind, api.Schema{ID: "#/list", Kind: api.Array, Items: &api.Use{ID: "#/text"}},
		object(ref("Card"), required("id", "#/text")), api.Schema{ID: "#/int", Kind: api.Integer}, inline,
		api.Schema{ID: "#/enum", Kind: api.String, Enum: []api.EnumValue{{Value: `"auto"`}}},
		union("Source", ref("Card"), "#/text", inline.ID, "#/list", "#/int"),
		union("Open", "#/text", "#/enum"),
		union("Twice", ref("Card"), ref("Card"), "#/int"),
	)
	p := build(t, a)
	want := []plan.Variant{
		{Field: "Card", JSON: "object", Required: []string{"id"}, Known: []string{"id"}},
		{Field: "String", JSON: "string"},
		{Field: "BankAccount", JSON: "object", Required: []string{"object"}, Known: []string{"object", "iban"},
			Consts: []plan.Fact{{Member: "object", Values: []string{`"bank_account"`}}}},
		{Field: "Strings", JSON: "array"},
		{Field: "Int", JSON: "integer"},
	}
	var types []string
	got := decl(t, p, "Source").Union.Variants
	for i := range got {
		types = append(types, goType(got[i].Type))
		got[i].Type = plan.Type{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("variants (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"*Card", "*string", "*SourceBankAccount", "[]string", "*int64"}, types); diff != "" {
		t.Errorf("types of variants (-want +got):\n%s", diff)
	}
	if decl(t, p, "Open").Enum == nil {
		t.Error("a string or one of some strings is an enum, as enums are open")
	}
	if n := len(decl(t, p, "Twice").Union.Variants); n != 2 {
		t.Errorf("variants of the same type are merged: got %d", n)
	}
}

func TestTheOrderOfTheInputMeansNothing(t *testing.T) {
	t.Parallel()
	make := func(seed uint64) *plan.Package {
		r := rand.New(rand.NewPCG(seed, 1))
		var schemas []api.Schema
		for i := range 40 {
			name := fmt.Sprint([]string{"order", "Order", "item", "orders_list", "List"}[i%5], "_", i/5)
			schemas = append(schemas, object(ref(name), required("id", "#/text"), required("next", ref(fmt.Sprint("order_", i%4)))))
		}
		schemas = append(schemas, text("#/text"))
		r.Shuffle(len(schemas), func(i, j int) { schemas[i], schemas[j] = schemas[j], schemas[i] })
		ops := []api.Operation{
			operation("GET", "/orders", "listOrders", ref("List_0")), operation("GET", "/orders/{id}", "getOrder", ref("order_1")),
			operation("POST", "/orders", "", ref("order_1")), operation("GET", "/items/{id}", "items_get", ref("item_2")),
			operation("PUT", "/orders/{id}", "", ""), operation("PATCH", "/orders/{id}", "", ""),
		}
		r.Shuffle(len(ops), func(i, j int) { ops[i], ops[j] = ops[j], ops[i] })
		p, _ := plan.Build(withOperations(doc(schemas...), ops...), plan.Options{})
		return p
	}
	want := make(1)
	requireSound(t, want)
	for seed := range uint64(20) {
		if diff := cmp.Diff(want, make(seed)); diff != "" {
			t.Fatalf("seed %d (-want +got):\n%s", seed, diff)
		}
	}
}
