package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
)

// accepting adds a body of several media types, each with the schema behind the equals sign, if there is one.
func accepting(op api.Operation, types ...string) api.Operation {
	op.Body = &api.Body{Required: true, Content: content(types)}
	return op
}

// answering replaces the body of the response.
func answering(op api.Operation, types ...string) api.Operation {
	op.Responses = []api.Response{{Status: "200", Content: content(types)}}
	return op
}

func content(types []string) []api.Media {
	var list []api.Media
	for _, t := range types {
		name, schema, ok := strings.Cut(t, "=")
		m := api.Media{Type: name}
		if ok {
			u := use(api.ID(schema))
			m.Schema = &u
		}
		list = append(list, m)
	}
	return list
}

func TestSiblingsForOtherRepresentations(t *testing.T) {
	t.Parallel()
	create := operation("POST", "/orders", "createOrder", "")
	get := operation("GET", "/orders", "listOrders", "")
	same := func(types ...string) []string {
		for i := range types {
			types[i] += "=#/components/schemas/Order"
		}
		return types
	}
	tests := map[string]struct {
		ops  []api.Operation
		want []string
	}{
		"one kind, one method":          {[]api.Operation{accepting(create, same("application/json", "text/json", "application/vnd.a+json", "*/*")...)}, []string{"Create"}},
		"a method for each kind":        {[]api.Operation{accepting(create, append(same("application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/xml"), "text/plain", "image/png")...)}, []string{"Create", "CreateBytes", "CreateForm", "CreateMultipart", "CreateText", "CreateXML"}},
		"JSON of another schema":        {[]api.Operation{accepting(create, "application/json=#/components/schemas/Order", "application/vnd.acme.v2+json=#/text")}, []string{"Create", "CreateAcmeV2"}},
		"a sibling gives way":           {[]api.Operation{accepting(create, same("application/json", "application/x-www-form-urlencoded")...), operation("POST", "/orders/form", "createOrderForm", "")}, []string{"Create", "CreateAsForm", "CreateForm"}},
		"all bytes share a method":      {[]api.Operation{accepting(create, "application/pdf", "image/png", "audio/*")}, []string{"Create"}},
		"other data beside JSON":        {[]api.Operation{answering(get, "application/json=#/components/schemas/Order", "text/csv=#/text")}, []string{"List", "ListRaw"}},
		"rows in place of a list":       {[]api.Operation{answering(get, "application/json=#/list", "text/csv=#/list")}, []string{"List", "ListRaw"}},
		"a document in place of JSON":   {[]api.Operation{answering(get, same("application/json", "application/pdf")...)}, []string{"List", "ListRaw"}},
		"other syntaxes of JSON's data": {[]api.Operation{answering(get, same("application/json", "application/xml", "text/plain", "text/html", "text/csv", "application/yaml")...)}, []string{"List"}},
		"events are no body that ends":  {[]api.Operation{answering(get, "application/json=#/components/schemas/Order", "text/event-stream=#/text")}, []string{"List"}},
		"nothing beside bytes":          {[]api.Operation{answering(get, "application/pdf", "image/png")}, []string{"List"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var ops []api.Operation
			for _, op := range test.ops {
				ops = append(ops, tagged(op, "Orders"))
			}
			list := api.Schema{ID: "#/list", Kind: api.Array, Items: &api.Use{ID: "#/text"}}
			p := build(t, withOperations(doc(object(ref("Order"), optional("id", "#/text")), text("#/text"), list), ops...))
			var got []string
			for _, f := range p.Files {
				if f.Service != nil {
					for _, m := range f.Service.Methods {
						got = append(got, m.Name)
					}
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("methods (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNamesOfServers(t *testing.T) {
	t.Parallel()
	server := func(url, description string) api.Server { return api.Server{URL: url, Description: description} }
	region := api.Server{URL: "https://{region}.a.example", Variables: []api.ServerVariable{{Name: "region", Default: "eu"}}}
	tests := map[string]struct {
		servers []api.Server
		want    []string
	}{
		"one is the base URL":                 {[]api.Server{server("https://api.a.example", "Production")}, nil},
		"by what is said of them":             {[]api.Server{server("https://api.a.example", "The production server"), server("https://x.a.example", "Sandbox: for tests.")}, []string{"ServerProduction", "ServerSandbox"}},
		"by the host":                         {[]api.Server{server("https://eu.a.example", ""), server("https://us.a.example", "One that is described by a good deal of words")}, []string{"ServerEu", "ServerUs"}},
		"by both, if one is not enough":       {[]api.Server{server("https://eu.a.example", "Production"), server("https://us.a.example", "Production")}, []string{"ServerEu", "ServerUs"}},
		"without TLS is no choice":            {[]api.Server{server("http://api.a.example", ""), server("https://api.a.example", "")}, nil},
		"a path is none":                      {[]api.Server{server("/v1", ""), server("https://api.a.example", "")}, nil},
		"the first with variables is Server":  {[]api.Server{region}, []string{"Server"}},
		"another with variables is named too": {[]api.Server{server("https://api.a.example", ""), region}, []string{"ServerAPIAExample", "ServerRegionAExample"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := withOperations(doc(), operation("GET", "/orders", "", ""))
			a.Servers = test.servers
			var got []string
			for _, s := range build(t, a).Client.Servers {
				got = append(got, s.Name)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("servers (-want +got):\n%s", diff)
			}
		})
	}
}
