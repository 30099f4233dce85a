package spec

import (
	"slices"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
)

// broken collects the references that lead nowhere, or back to themselves. A document with a few of them still makes a client: what uses them
// is left out or read as anything. One in which no operation is whole without them is not the document that its author
// has: most likely a part of it is missing, and a client of what is left would only hide that.
type broken struct {
	problems []diag.Diagnostic
	schemas  map[api.ID]bool // read as anything because their reference leads nowhere
}

// report records a reference that leads nowhere.
func (b *broken) report(problem diag.Diagnostic) {
	b.problems = append(b.problems, problem)
}

// schema records that a schema could not be found.
func (b *broken) schema(id api.ID) {
	if b.schemas == nil {
		b.schemas = map[api.ID]bool{}
	}
	b.schemas[id] = true
}

// missing tells whether something is not there, rather than there and not allowed to be read. The hints say how the
// latter is mended, and what can be had without it is better than nothing.
func (b *broken) missing() bool {
	return slices.ContainsFunc(b.problems, func(d diag.Diagnostic) bool {
		return d.Code == "dangling-ref" || d.Code == "cyclic-ref"
	})
}

// judge reports what was collected: as warnings, or as errors if nothing is whole.
func (l *lowerer) judge() {
	severity := diag.Warning
	if l.broken.missing() && l.operations > 0 && !l.anyWhole() {
		severity = diag.Error
	}
	for _, p := range l.broken.problems {
		p.Severity = severity
		l.diags.Add(p)
	}
}

// anyWhole tells whether some operation reaches no schema that is broken.
func (l *lowerer) anyWhole() bool {
	tainted := l.tainted()
	for i := range l.out.Operations {
		m := marker{reached: map[api.ID]bool{}}
		m.operation(&l.out.Operations[i])
		if !slices.ContainsFunc(m.queue, func(id api.ID) bool { return tainted[id] }) {
			return true
		}
	}
	return false
}

// tainted are the schemas that are broken, and those that use them.
func (l *lowerer) tainted() map[api.ID]bool {
	users := map[api.ID][]api.ID{}
	for id, s := range l.out.Schemas {
		for _, u := range usedBy(s) {
			users[u.ID] = append(users[u.ID], id)
		}
	}
	out := map[api.ID]bool{}
	var queue []api.ID
	add := func(id api.ID) {
		if !out[id] {
			out[id] = true
			queue = append(queue, id)
		}
	}
	for id := range l.broken.schemas {
		add(id)
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, id := range users[queue[0]] {
			add(id)
		}
	}
	return out
}
