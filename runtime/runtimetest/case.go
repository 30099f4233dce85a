package runtimetest

import "slices"

// Case is one thing that happens in production, and what a client has to make of it.
type Case struct {
	ID    string    // "A1"
	Title string    // what must hold, in a sentence
	Needs []Feature // without them the case makes no sense for a client

	virtual bool // time is that of a bubble, connections are in memory
	alone   bool // counts what all of the process has: nothing runs beside it
	run     func(*bench) error
}

// Cases are all cases, in the order of their ids. Groups I (streams) and J (webhooks and polling) come with the packages
// that they are about: a group is a function in a file of its own, and a line here.
func Cases() []Case {
	return slices.Concat(
		retries(), delays(), budgets(), breakers(), limits(), bodies(), origins(), secrets(),
		tokens(), signatures(), logins(), keys(), pages(), deprecations(), failures(),
	)
}

// missing returns the features that the case needs and the subject lacks.
func (c Case) missing(s Subject) []Feature {
	return slices.DeleteFunc(slices.Clone(c.Needs), func(f Feature) bool { return slices.Contains(s.Features(), f) })
}

// inBubble is a case of virtual time.
func inBubble(id, title string, run func(*bench) error, needs ...Feature) Case {
	return Case{ID: id, Title: title, Needs: needs, virtual: true, run: run}
}

// onSockets is a case over real connections.
func onSockets(id, title string, run func(*bench) error, needs ...Feature) Case {
	return Case{ID: id, Title: title, Needs: needs, run: run}
}

// byItself is the case with nothing beside it.
func byItself(c Case) Case {
	c.alone = true
	return c
}

// onItsOwn is a case over real connections beside which no other runs.
func onItsOwn(id, title string, run func(*bench) error, needs ...Feature) Case {
	return byItself(onSockets(id, title, run, needs...))
}
