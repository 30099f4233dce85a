package change

import (
	"reflect"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/plan"
)

// goNames are the Go names of what is in the document. They are found by walking a schema and its Go type side by side, beginning
// at the operations and their methods.
type goNames struct {
	types    map[api.ID]string            // of schemas with a type of their own: "Order"
	fields   map[api.ID]map[string]string // by property: "Status"
	variants map[api.ID]map[api.ID]string // fields of unions, by the schema of the variant: "PaymentSource.Card"
	params   map[string]string            // "GET /orders query limit" -> "OrdersListParams.Limit"
	seen     map[binding]bool
}

type binding struct {
	id   api.ID
	name string
}

func (s *side) bind() goNames {
	n := goNames{types: map[api.ID]string{}, fields: map[api.ID]map[string]string{}, variants: map[api.ID]map[api.ID]string{}, params: map[string]string{}, seen: map[binding]bool{}}
	for pointer, t := range s.Plan.Types {
		s.bindType(&n, api.ID(pointer), t)
	}
	for i := range s.API.Operations {
		op := &s.API.Operations[i]
		for _, m := range s.methods[opKey(op)] {
			s.bindMethod(&n, op, m)
		}
	}
	for _, t := range s.Plan.Tables {
		s.bindErrors(&n, t)
	}
	return n
}

// opKey is an operation as people call it: "GET /orders/{id}".
func opKey(op *api.Operation) string { return op.Method + " " + op.Path }

func (s *side) bindMethod(n *goNames, op *api.Operation, m method) {
	if m.Params != nil {
		s.bindParams(n, op, m)
	}
	if op.Body != nil && m.Body != nil {
		for _, media := range op.Body.Content {
			if media.Schema != nil && media.Type == m.Body.MediaType {
				s.bindType(n, media.Schema.ID, m.Body.Type)
			}
		}
	}
	for _, r := range op.Responses {
		if strings.HasPrefix(r.Status, "2") {
			s.bindResponse(n, op, r, m)
		}
	}
}

func (s *side) bindParams(n *goNames, op *api.Operation, m method) {
	d := s.decls[m.Params.Type]
	for _, p := range m.Params.Fields {
		key := opKey(op) + " " + p.In + " " + p.Wire
		n.params[key] = m.Params.Type + "." + p.Field
		i := slices.IndexFunc(op.Params, func(a api.Param) bool { return a.In == p.In && a.Name == p.Wire })
		if i < 0 || d.Struct == nil {
			continue
		}
		if f := fieldOf(d.Struct, p.Field); f != nil {
			s.bindType(n, op.Params[i].Schema.ID, f.Type)
		}
	}
}

func fieldOf(d *plan.Struct, name string) *plan.Field {
	i := slices.IndexFunc(d.Fields, func(f plan.Field) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return &d.Fields[i]
}

// bindResponse binds what a method returns. A struct by status has a field for each.
func (s *side) bindResponse(n *goNames, op *api.Operation, r api.Response, m method) {
	for _, media := range r.Content {
		switch {
		case m.Stream != nil && op.Stream != nil && op.Stream.Item != nil:
			s.bindType(n, op.Stream.Item.ID, m.Result.Type)
		case media.Schema == nil || !isData(media.Type):
		case m.Result.Kind == plan.StatusResult:
			s.bindStatus(n, r.Status, media.Schema.ID, m)
		case m.Result.Kind == plan.PointerResult || m.Result.Kind == plan.ValueResult:
			s.bindType(n, media.Schema.ID, m.Result.Type)
		}
	}
}

func (s *side) bindStatus(n *goNames, status string, id api.ID, m method) {
	d := s.decls[m.Result.Type.Ident.Name]
	for _, c := range m.Result.Cases {
		if c.Status == status && d.Struct != nil {
			if f := fieldOf(d.Struct, c.Field); f != nil {
				s.bindType(n, id, f.Type)
			}
		}
	}
}

// isData tells media types that are decoded.
func isData(media string) bool {
	return strings.Contains(media, "json") || strings.Contains(media, "xml")
}

// bindErrors binds the bodies of errors, which tables name by their types alone; only those that hold structs can be told apart.
func (s *side) bindErrors(n *goNames, t plan.Table) {
	for _, op := range s.operationsOf(t.Name) {
		for _, r := range op.Responses {
			i := slices.IndexFunc(t.Errors, func(e plan.ErrorCase) bool { return strings.EqualFold(e.Status, r.Status) })
			for _, media := range r.Content {
				if i >= 0 && media.Schema != nil && isData(media.Type) {
					s.bindType(n, media.Schema.ID, t.Errors[i].Body)
				}
			}
		}
	}
}

func (s *side) operationsOf(table string) []*api.Operation {
	var list []*api.Operation
	for i := range s.API.Operations {
		op := &s.API.Operations[i]
		if ms := s.methods[opKey(op)]; len(ms) > 0 && ms[0].Op.Errors == table {
			list = append(list, op)
		}
	}
	return list
}

// bindType walks a schema and its type.
func (s *side) bindType(n *goNames, id api.ID, t plan.Type) {
	schema := s.schema(id)
	switch {
	case t.Kind == plan.Pointer:
		s.bindType(n, id, *t.Elem)
	case t.Kind == plan.Slice:
		if schema.Kind == api.Array && schema.Items != nil {
			s.bindType(n, schema.Items.ID, *t.Elem)
		}
	case t.Kind == plan.Map:
		if a := schema.Additional; a != nil && a.Schema != nil {
			s.bindType(n, a.Schema.ID, *t.Elem)
		}
	case len(t.Args) == 1:
		s.bindType(n, id, t.Args[0])
	case t.Ident.Path == "":
		s.bindDecl(n, schema, t.Ident.Name)
	}
}

func (s *side) bindDecl(n *goNames, schema *api.Schema, name string) {
	d, declared := s.decls[name]
	if key := (binding{schema.ID, name}); !declared || n.seen[key] {
		return
	} else {
		n.seen[key] = true
	}
	if d.Union == nil && schema.Kind == api.Union { // simplified to one of its variants
		s.bindOnly(n, schema, name)
		return
	}
	n.types[schema.ID] = name
	switch {
	case d.Struct != nil:
		s.bindStruct(n, schema, d.Struct)
	case d.Union != nil:
		s.bindUnion(n, schema, d.Union)
	case d.Tuple != nil:
		for i := range min(len(schema.Prefix), len(d.Tuple.Fields)) {
			s.bindType(n, schema.Prefix[i].ID, d.Tuple.Fields[i].Type)
		}
	case d.Defined != nil:
		s.bindType(n, schema.ID, d.Defined.Type)
	}
}

// bindUnion binds alternatives by their order, or by what is known of their types where some were taken together.
func (s *side) bindUnion(n *goNames, schema *api.Schema, d *plan.Union) {
	fields := map[api.ID]string{}
	n.variants[schema.ID] = fields
	for i, v := range schema.Variants {
		if len(d.Variants) == len(schema.Variants) {
			fields[v.Schema.ID] = d.Name + "." + d.Variants[i].Field
			s.bindType(n, v.Schema.ID, d.Variants[i].Type)
			continue
		}
		for _, variant := range d.Variants {
			if t, ok := s.Plan.Types[string(v.Schema.ID)]; ok && (same(t, variant.Type) || variant.Type.Elem != nil && same(t, *variant.Type.Elem)) {
				fields[v.Schema.ID] = d.Name + "." + variant.Field
			}
		}
	}
}

func same(a, b plan.Type) bool { return reflect.DeepEqual(a, b) }

// bindOnly binds a type to the one variant of a union that it can stand for.
func (s *side) bindOnly(n *goNames, schema *api.Schema, name string) {
	n.types[schema.ID] = name
	var fits []api.ID
	for _, v := range schema.Variants {
		variant := s.schema(v.Schema.ID)
		d := s.decls[name]
		if d.Struct != nil && variant.Kind == api.Object || d.Enum != nil && len(variant.Enum) > 0 {
			fits = append(fits, variant.ID)
		}
	}
	if len(fits) == 1 {
		s.bindDecl(n, s.schema(fits[0]), name)
	}
}

func (s *side) bindStruct(n *goNames, schema *api.Schema, d *plan.Struct) {
	fields := map[string]string{}
	n.fields[schema.ID] = fields
	for _, p := range schema.Properties {
		for _, f := range d.Fields {
			if f.JSON == p.Name {
				fields[p.Name] = d.Name + "." + f.Name
				s.bindType(n, p.Schema.ID, f.Type)
			}
		}
	}
	if a := schema.Additional; a != nil && a.Schema != nil && d.Additional != nil && d.Additional.Type.Elem != nil {
		s.bindType(n, a.Schema.ID, *d.Additional.Type.Elem)
	}
}
