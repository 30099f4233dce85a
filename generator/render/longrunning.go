package render

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/apigen-go/apigen/generator/plan"
)

// wait prints the methods for what takes long.
func (f *goFile) wait(s *plan.Service, m *plan.Method) {
	if m.Wait.Resume == "" {
		f.waitForStatus(s, m)
		return
	}
	f.begin(s, m)
	f.resume(s, m)
}

// waitForStatus prints the method that calls another until its body says that it is over:
//
//	func (s *RunsService) Wait(ctx context.Context, runID string, opts ...runtime.Option) (*Run, error) {
//		return poll.Until(ctx, opts, poll.States{Succeeded: []string{"succeeded"}, Failed: []string{"failed"}},
//			func(ctx context.Context, opts ...runtime.Option) (*Run, error) { return s.Get(ctx, runID, opts...) },
//			func(v *Run) any { return v.Status })
//	}
func (f *goFile) waitForStatus(s *plan.Service, m *plan.Method) {
	get := jen.Func().Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("opts").Op("...").Add(f.rt("Option"))).
		Add(f.results(m)).Add(line(jen.Return(jen.Id("s").Dot(m.Name).Call(f.passedOn(m)...))))
	r := &reader{f: f, reached: map[string]*jen.Statement{}}
	status := r.reach("v", m.Wait.Status, jen.Nil())
	state := jen.Func().Params(jen.Id("v").Op("*").Add(f.typ(m.Result.Type))).Any()
	if len(r.code) == 0 {
		state.Add(line(jen.Return(status)))
	} else {
		state.Block(append(r.code, jen.Return(status))...)
	}
	f.add(m.Wait.Doc, f.signature(s, m.Wait.Name, m).Add(f.results(m)).Block(
		jen.Return(f.sub("poll", "Until").Call(jen.Id("ctx"), jen.Id("opts"), f.states(m.Wait), jen.Line().Add(get), jen.Line().Add(state)))))
}

// passedOn are the arguments of a method for a call of it by another with the same ones.
func (f *goFile) passedOn(m *plan.Method) []jen.Code {
	args := []jen.Code{jen.Id("ctx")}
	for _, arg := range m.Path {
		args = append(args, jen.Id(arg.Name))
	}
	if m.Body != nil {
		args = append(args, jen.Id(m.Body.Name))
	}
	if m.Params != nil {
		args = append(args, jen.Id("params"))
	}
	return append(args, jen.Id("opts").Op("..."))
}

// states are the states that end a wait.
func (f *goFile) states(w *plan.Wait) *jen.Statement {
	var facts []jen.Code
	for _, list := range []struct {
		field  string
		states []string
	}{{"Succeeded", w.Succeeded}, {"Failed", w.Failed}, {"Paused", w.Paused}} {
		var texts []jen.Code
		for _, state := range list.states {
			texts = append(texts, jen.Lit(state))
		}
		if len(texts) > 0 {
			facts = append(facts, pair(list.field, jen.Index().String().Values(texts...)))
		}
	}
	return f.sub("poll", "States").Values(facts...)
}

// begin prints the method that sends the request of another and returns the operation.
func (f *goFile) begin(s *plan.Service, m *plan.Method) {
	start := f.sub("poll", "Start").Types(f.typ(m.Wait.Result)).
		Call(jen.Id("ctx"), jen.Id("s").Dot("client"), jen.Id("req"), jen.Id("opts"), f.protocol(m))
	f.add(m.Wait.Doc, f.signature(s, m.Wait.Name, m).Add(f.operationResult(m)).Block(append(f.request(m), jen.Return(start))...))
}

// resume prints the method that goes on with an operation.
func (f *goFile) resume(s *plan.Service, m *plan.Method) {
	f.add(append(m.Wait.After, deprecation(m.Doc)...),
		jen.Func().Params(jen.Id("s").Op("*").Id(s.Name)).Add(f.id(m.Wait.Resume)).Params(jen.Id("token").String()).Add(f.operationResult(m)).Block(
			jen.Return(f.sub("poll", "Resume").Types(f.typ(m.Wait.Result)).Call(jen.Id("s").Dot("client"), jen.Id("token"), f.protocol(m)))))
}

func (f *goFile) operationResult(m *plan.Method) *jen.Statement {
	return jen.Params(jen.Op("*").Add(f.sub("poll", "Operation")).Types(f.typ(m.Wait.Result)), jen.Error())
}

// protocol is what is known of how the operation tells that it is done.
func (f *goFile) protocol(m *plan.Method) *jen.Statement {
	w := m.Wait
	facts := []jen.Code{pair("Operation", jen.Op("&").Add(f.id(m.Op.Var)))}
	if w.Final != "" {
		facts = append(facts, pair("Final", jen.Lit(w.Final)))
	}
	if w.Via != "" {
		facts = append(facts, pair("Status", jen.Lit(w.Via)))
	}
	if len(w.Succeeded)+len(w.Failed)+len(w.Paused) > 0 {
		facts = append(facts, pair("States", f.states(w)))
	}
	return jen.Op("&").Add(f.sub("poll", "Protocol")).Values(facts...)
}

// waitCalls are the rows for the methods that wait.
func waitCalls(c call, m *plan.Method) []call {
	w := m.Wait
	if w == nil {
		return nil
	}
	c.Name, c.All, c.Item = w.Name, "", ""
	c.Example = strings.Replace(c.Example, "."+m.Name+"(", "."+w.Name+"(", 1)
	if w.Resume == "" {
		return []call{c}
	}
	c.Result = "*poll.Operation[" + typeText(w.Result) + "]"
	resume := c
	resume.Name, resume.Args, resume.Names = w.Resume, "token string", "token"
	resume.Example = "client." + c.Service + "." + w.Resume + "(token)"
	return []call{c, resume}
}
