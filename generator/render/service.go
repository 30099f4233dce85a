package render

import (
	"reflect"

	"github.com/dave/jennifer/jen"

	"github.com/apigen-go/apigen/generator/plan"
)

// service prints the service's type and its methods.
func (f *goFile) service(s *plan.Service) {
	f.add(s.Doc, jen.Type().Add(f.id(s.Name)).Struct(jen.Id("client").Op("*").Add(f.rt("Client"))))
	for i := range s.Methods {
		m := &s.Methods[i]
		f.method(s, m)
		if m.Paging != nil {
			f.iterator(s, m)
		}
		if m.Wait != nil {
			f.wait(s, m)
		}
	}
}

// method prints one operation:
//
//	func (s *OrdersService) Get(ctx context.Context, orderID string, opts ...runtime.Option) (*Order, error) {
//		req := runtime.NewRequest(&opOrdersGet)
//		req.Path("order_id", orderID)
//		return runtime.Do[Order](ctx, s.client, req, opts)
//	}
func (f *goFile) method(s *plan.Service, m *plan.Method) {
	f.add(m.Doc, f.signature(s, m.Name, m).Add(f.results(m)).Block(append(f.request(m), f.do(m)...)...))
}

// request are the lines that make the request.
func (f *goFile) request(m *plan.Method) []jen.Code {
	body := []jen.Code{jen.Id("req").Op(":=").Add(f.rt("NewRequest")).Call(jen.Op("&").Add(f.id(m.Op.Var)))}
	for _, arg := range m.Path {
		body = append(body, f.send("Path", arg.Wire, f.id(arg.Name), arg.Style))
	}
	body = append(body, f.sendParams(m.Params)...)
	body = append(body, f.sendSwitch(m.Switch)...)
	return append(body, f.sendBody(m.Body)...)
}

// signature is a method up to its results: (ctx, path arguments..., body, params, opts).
func (f *goFile) signature(s *plan.Service, name string, m *plan.Method) *jen.Statement {
	return jen.Func().Params(jen.Id("s").Op("*").Id(s.Name)).Add(f.id(name)).ParamsFunc(func(g *jen.Group) {
		g.Id("ctx").Qual("context", "Context")
		for i, arg := range m.Path {
			name := g.Add(f.id(arg.Name))
			if !sharesType(m.Path, i) {
				name.Add(f.typ(arg.Type))
			}
		}
		if m.Body != nil {
			g.Add(f.id(m.Body.Name)).Add(f.typ(m.Body.Type))
		}
		if m.Params != nil {
			g.Id("params").Add(f.paramsType(m.Params))
		}
		g.Id("opts").Op("...").Add(f.rt("Option"))
	})
}

// sharesType reports whether the next argument has the same type, which is then written once: owner, repo string.
func sharesType(args []plan.Arg, i int) bool {
	return i+1 < len(args) && reflect.DeepEqual(args[i].Type, args[i+1].Type)
}

// paramsType is a pointer that may be nil, unless something in it is required.
func (f *goFile) paramsType(p *plan.Params) *jen.Statement {
	if p.Required {
		return f.id(p.Type)
	}
	return jen.Op("*").Add(f.id(p.Type))
}

// send is one line that puts a value into the request: req.Query("limit", p.Limit).
func (f *goFile) send(method, wire string, value jen.Code, style []string) *jen.Statement {
	args := append([]jen.Code{jen.Lit(wire), value}, f.styles(style)...)
	return jen.Id("req").Dot(method).Call(args...)
}

// styles are constants of runtime.Style.
func (f *goFile) styles(names []string) []jen.Code {
	var out []jen.Code
	for _, name := range names {
		out = append(out, f.rt(name))
	}
	return out
}

// sendParams are the lines for the struct of parameters.
func (f *goFile) sendParams(p *plan.Params) []jen.Code {
	if p == nil || len(p.Fields) == 0 {
		return nil
	}
	var code []jen.Code
	from := "params"
	if !p.Required {
		from = "p"
		code = append(code, jen.Id("p").Op(":=").Add(f.rt("OrZero")).Call(jen.Id("params")))
	}
	for _, param := range p.Fields {
		value := jen.Id(from).Dot(param.Field)
		switch param.In {
		case "header":
			code = append(code, f.send("Header", param.Wire, value, param.Style))
		case "cookie":
			code = append(code, f.send("Cookie", param.Wire, value, param.Style))
		case "querystring":
			code = append(code, jen.Id("req").Dot("QueryString").Call(append([]jen.Code{value}, f.styles(param.Style)...)...))
		default:
			code = append(code, f.send("Query", param.Wire, value, param.Style))
		}
	}
	return code
}

// sendBody is the line for the body.
func (f *goFile) sendBody(b *plan.Body) []jen.Code {
	if b == nil {
		return nil
	}
	req, value, media := jen.Id("req"), jen.Id(b.Name), jen.Lit(b.MediaType)
	switch b.Kind {
	case plan.JSONBody:
		return []jen.Code{req.Dot("JSON").Call(media, value)}
	case plan.FormBody:
		return []jen.Code{req.Dot("Form").Call(f.fieldStyles(value, b.Fields)...)}
	case plan.MultipartBody:
		if b.MediaType != "multipart/form-data" {
			return []jen.Code{req.Dot("MultipartAs").Call(append([]jen.Code{media}, f.fieldStyles(value, b.Fields)...)...)}
		}
		return []jen.Code{req.Dot("Multipart").Call(f.fieldStyles(value, b.Fields)...)}
	case plan.XMLBody:
		return []jen.Code{req.Dot("XML").Call(media, jen.Lit(b.Root), value)}
	case plan.TextBody:
		return []jen.Code{req.Dot("Text").Call(media, value)}
	}
	return []jen.Code{req.Dot("Body").Call(media, value)}
}

// fieldStyles are the arguments of a form: its value, and a line for each property that is sent in another way.
func (f *goFile) fieldStyles(value jen.Code, fields []plan.FieldStyle) []jen.Code {
	args := []jen.Code{value}
	for _, field := range fields {
		facts := []jen.Code{pair("Field", jen.Lit(field.Field))}
		if len(field.Style) > 0 {
			facts = append(facts, pair("Style", jen.Index().Add(f.rt("Style")).Values(f.styles(field.Style)...)))
		}
		if field.ContentType != "" {
			facts = append(facts, pair("ContentType", jen.Lit(field.ContentType)))
		}
		if len(field.Header) > 0 {
			var headers []jen.Code
			for _, h := range field.Header {
				headers = append(headers, jen.Lit(h.Name).Op(":").Lit(h.Value))
			}
			facts = append(facts, pair("Header", jen.Map(jen.String()).String().Values(headers...)))
		}
		args = append(args, jen.Line().Add(f.rt("FieldStyle")).Values(facts...))
	}
	if len(fields) > 0 {
		args = append(args, jen.Line())
	}
	return args
}

// results is what a method returns.
func (f *goFile) results(m *plan.Method) *jen.Statement {
	pair := func(result jen.Code) *jen.Statement { return jen.Params(result, jen.Error()) }
	if m.Paging != nil {
		return pair(jen.Op("*").Add(f.pageType(m)))
	}
	switch m.Result.Kind {
	case plan.NoResult:
		return jen.Error()
	case plan.ValueResult:
		return pair(f.typ(m.Result.Type))
	case plan.TextResult:
		return pair(jen.String())
	case plan.StreamResult:
		return pair(jen.Qual("io", "ReadCloser"))
	case plan.ItemsResult:
		return pair(jen.Op("*").Add(f.streamType(m)))
	}
	return pair(jen.Op("*").Add(f.typ(m.Result.Type)))
}

// do are the lines that send the request and read the answer.
func (f *goFile) do(m *plan.Method) []jen.Code {
	args := []jen.Code{jen.Id("ctx"), jen.Id("s").Dot("client"), jen.Id("req"), jen.Id("opts")}
	call := func(fn *jen.Statement) []jen.Code { return []jen.Code{jen.Return(fn.Call(args...))} }
	if m.Paging != nil {
		args = append(args, f.pageReader(m))
		return call(f.sub("page", "First"))
	}
	switch m.Result.Kind {
	case plan.NoResult:
		return call(f.rt("DoEmpty"))
	case plan.ValueResult:
		return call(f.rt(inXML("DoValue", "DoXMLValue", m)).Types(f.typ(m.Result.Type)))
	case plan.TextResult:
		return call(f.rt("DoText"))
	case plan.StreamResult:
		return call(f.rt("DoStream"))
	case plan.ItemsResult:
		return f.doStream(m, args)
	case plan.StatusResult:
		return f.doByStatus(m, args)
	}
	return call(f.rt(inXML("Do", "DoXML", m)).Types(f.typ(m.Result.Type)))
}

// inXML chooses the function that decodes XML where that is what the method gets.
func inXML(json, xml string, m *plan.Method) string {
	if m.Result.XML {
		return xml
	}
	return json
}

// doByStatus are the lines for a result with one field per status.
func (f *goFile) doByStatus(m *plan.Method, args []jen.Code) []jen.Code {
	args = append(args, jen.Id("out"))
	for _, c := range m.Result.Cases {
		target := jen.Op("&").Id("out").Dot(c.Field)
		args = append(args, jen.Line().Add(f.rt("On").Call(jen.Lit(c.Status), target)))
	}
	return []jen.Code{
		jen.Id("out").Op(":=").New(f.typ(m.Result.Type)),
		jen.Return(f.rt("DoByStatus").Call(append(args, jen.Line())...)),
	}
}
