package render

import (
	"github.com/dave/jennifer/jen"

	"github.com/apigen-go/apigen/generator/plan"
)

// servers prints the base URLs that callers may choose from: constants, and structs for URLs with variables.
func (f *goFile) servers(servers []plan.Server) {
	var constants []plan.Server
	for _, s := range servers {
		if s.Fields == nil {
			constants = append(constants, s)
		}
	}
	if len(constants) > 0 {
		f.add(plan.Comment{"Servers that the document names, for [runtime.WithBaseURL]."}, jen.Const().DefsFunc(func(g *jen.Group) {
			for _, s := range constants {
				f.doc(g, s.Doc)
				g.Add(f.id(s.Name)).Op("=").Lit(s.URL)
			}
		}))
	}
	for _, s := range servers {
		if s.Fields != nil {
			f.serverType(s)
		}
	}
}

// serverType prints the struct of a URL with variables:
//
//	func (s Server) URL() string {
//		return "https://" + cmp.Or(string(s.Region), "eu") + ".example.com"
//	}
func (f *goFile) serverType(s plan.Server) {
	f.add(s.Doc, jen.Type().Add(f.id(s.Name)).Add(f.fields(s.Fields)))
	sum := jen.Null()
	for i, part := range s.Parts {
		if i > 0 {
			sum.Op("+")
		}
		sum.Add(urlPart(s, part))
	}
	f.add(plan.Comment{"URL returns the base URL. Values are put into it as they are."},
		jen.Func().Params(jen.Id("s").Add(f.id(s.Name))).Id("URL").Params().String().Block(jen.Return(sum)))
	for i := range s.Enums {
		f.enum(&s.Enums[i])
	}
}

func urlPart(s plan.Server, part plan.URLPart) *jen.Statement {
	if part.Field == "" {
		return jen.Lit(part.Text)
	}
	value := jen.Id("s").Dot(part.Field)
	for _, field := range s.Fields {
		if field.Name == part.Field && field.Type.Ident.Name != "string" {
			value = jen.String().Call(value)
		}
	}
	if part.Default == "" {
		return value
	}
	return jen.Qual("cmp", "Or").Call(value, jen.Lit(part.Default))
}
