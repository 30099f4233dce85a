package change

import (
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/plan"
)

// side is one client with everything found out about it.
type side struct {
	Side
	surface *surface
	decls   map[string]plan.Decl // by name
	methods map[string][]method  // by operation: "GET /orders"
	fields  map[string]string    // services by their types: "OrdersService" -> "Orders"
	goNames goNames
	reach   map[api.ID]*reach
}

// method is a method of the client.
type method struct {
	*plan.Method
	service string // field of the client: "Orders"
	symbol  string // "OrdersService.Create"
}

// call is the method as callers write it.
func (m method) call() string { return "client." + m.service + "." + m.Name }

func newSide(s Side) (*side, error) {
	read, err := readSurface(s.Files)
	if err != nil {
		return nil, err
	}
	out := &side{Side: s, surface: read, decls: map[string]plan.Decl{}, methods: map[string][]method{}, fields: map[string]string{}}
	for i := range s.Plan.Files {
		f := &s.Plan.Files[i]
		for _, d := range f.Decls {
			out.decls[declName(d)] = d
		}
		if f.Service != nil {
			out.service(f.Service)
		}
	}
	out.goNames = out.bind()
	out.reach = out.follow()
	return out, nil
}

// service collects methods. Those of one operation keep their order; the shortest name is that of the operation itself.
func (s *side) service(of *plan.Service) {
	s.fields[of.Name] = of.Field
	for i := range of.Methods {
		m := &of.Methods[i]
		key := m.Op.Method + " " + m.Op.Path
		one := method{m, of.Field, of.Name + "." + m.Name}
		if list := s.methods[key]; len(list) > 0 && len(m.Name) < len(list[0].Name) {
			s.methods[key] = append([]method{one}, list...)
		} else {
			s.methods[key] = append(list, one)
		}
	}
}

func declName(d plan.Decl) string {
	switch {
	case d.Struct != nil:
		return d.Struct.Name
	case d.Enum != nil:
		return d.Enum.Name
	case d.Union != nil:
		return d.Union.Name
	case d.Defined != nil:
		return d.Defined.Name
	case d.Tuple != nil:
		return d.Tuple.Name
	}
	return ""
}

// schema looks a schema up; one that is nowhere is anything.
func (s *side) schema(id api.ID) *api.Schema {
	if schema := s.API.Schemas[id]; schema != nil {
		return schema
	}
	return &api.Schema{ID: id, Kind: api.Any}
}

// isNamed tells schemas that are called by themselves and not by where they are used.
func (s *side) isNamed(id api.ID) bool { return s.schema(id).Name != "" && !isInline(id) }

// isInline tells schemas that stand within an operation or another schema.
func isInline(id api.ID) bool {
	_, pointer, _ := strings.Cut(string(id), "#")
	for _, within := range []string{"/properties/", "/items", "/allOf/", "/anyOf/", "/oneOf/", "/additionalProperties"} {
		if strings.Contains(pointer, within) {
			return true
		}
	}
	return strings.HasPrefix(pointer, "/paths/") || strings.HasPrefix(pointer, "/webhooks/")
}

// spelled is the name of an exported symbol as people say it: "OrdersService.Create" is client.Orders.Create.
func (s *side) spelled(symbol string) string {
	owner, member, isMember := strings.Cut(symbol, ".")
	switch field := s.fields[owner]; {
	case isMember && field != "":
		return "client." + field + "." + member
	case isMember && owner == s.Plan.Client.Name:
		return "client." + member
	}
	return s.Plan.Name + "." + symbol
}
