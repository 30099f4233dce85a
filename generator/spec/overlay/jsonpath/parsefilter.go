package jsonpath

import "github.com/apigen-go/apigen/generator/spec/node"

// or is a whole logical expression.
func (p *parser) or() (logical, error) {
	if p.nesting++; p.nesting > maxNesting {
		return nil, p.fail("the query is nested deeper than %d levels", maxNesting)
	}
	defer func() { p.nesting-- }()
	terms, err := p.joined("||", func() (logical, error) {
		terms, err := p.joined("&&", p.basic)
		if len(terms) == 1 {
			return terms[0], err
		}
		return and(terms), err
	})
	if len(terms) == 1 {
		return terms[0], err
	}
	return or(terms), err
}

// joined reads expressions with an operator between them.
func (p *parser) joined(operator string, term func() (logical, error)) ([]logical, error) {
	var out []logical
	for {
		t, err := term()
		if err != nil {
			return nil, err
		}
		out = append(out, t)
		before := p.pos
		p.space()
		if !p.accept(operator) {
			p.pos = before
			return out, nil
		}
		p.space()
	}
}

// basic is an expression in parentheses, a comparison or a test.
func (p *parser) basic() (logical, error) {
	negated := p.accept("!")
	if negated {
		p.space()
	}
	test, err := p.parenthesised()
	if test == nil && err == nil {
		test, err = p.comparisonOrTest(!negated)
	}
	if negated {
		test = not{test}
	}
	return test, err
}

// parenthesised returns nil if no parenthesis comes next.
func (p *parser) parenthesised() (logical, error) {
	if !p.accept("(") {
		return nil, nil
	}
	p.space()
	test, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.space(); !p.accept(")") {
		return nil, p.fail("expected ), found %s", p.found())
	}
	return test, nil
}

func (p *parser) comparisonOrTest(mayCompare bool) (logical, error) {
	start := p.pos
	left, err := p.term()
	if err != nil {
		return nil, err
	}
	before := p.pos
	p.space()
	operator := p.operator()
	if operator == "" || !mayCompare {
		p.pos = before
		return p.test(left, start)
	}
	l, err := p.operand(left, start)
	if err != nil {
		return nil, err
	}
	p.space()
	start = p.pos
	right, err := p.term()
	if err != nil {
		return nil, err
	}
	r, err := p.operand(right, start)
	return comparison{left: l, right: r, operator: operator}, err
}

func (p *parser) operator() string {
	for _, o := range []string{"==", "!=", "<=", ">=", "<", ">"} {
		if p.accept(o) {
			return o
		}
	}
	return ""
}

// test makes a term a condition: a path asks whether there is something.
func (p *parser) test(term any, start int) (logical, error) {
	switch t := term.(type) {
	case path:
		return exists{t}, nil
	case match:
		return t, nil
	}
	p.pos = start
	return nil, p.fail("a value alone is no condition: compare it with another one")
}

// operand makes a term a value.
func (p *parser) operand(term any, start int) (operand, error) {
	switch t := term.(type) {
	case path:
		if t.singular() {
			return single{t}, nil
		}
		p.pos = start
		return nil, p.fail("a path that can select several values cannot be compared")
	case match:
		p.pos = start
		return nil, p.fail("match and search are true or false and cannot be compared")
	}
	return term, nil
}

// term is a path, a call or a literal.
func (p *parser) term() (any, error) {
	switch c := p.peek(); {
	case c == '@' || c == '$':
		p.pos++
		segments, err := p.segments()
		return path{relative: c == '@', segments: segments}, err
	case c == '\'' || c == '"':
		s, err := p.quoted()
		return literal{&node.Node{Kind: node.String, Text: s}}, err
	case c == '-' || isDigit(c):
		return p.number()
	case 'a' <= c && c <= 'z':
		return p.word()
	}
	return nil, p.fail("expected @, $, a value or a function, found %s", p.found())
}

// word is true, false, null or a call of a function.
func (p *parser) word() (any, error) {
	start := p.pos
	for c := p.peek(); isLetter(c) || isDigit(c) || c == '_'; c = p.peek() {
		p.pos++
	}
	word := p.text[start:p.pos]
	if p.accept("(") {
		return p.call(word, start)
	}
	switch word {
	case "true", "false":
		return literal{&node.Node{Kind: node.Bool, Text: word}}, nil
	case "null":
		return literal{&node.Node{Kind: node.Null}}, nil
	}
	p.pos = start
	return nil, p.fail("%q is no value; a text stands in quotes", word)
}

// call reads the arguments of a function. The types of its parameters are v for a value, n for what a path selects.
func (p *parser) call(function string, start int) (any, error) {
	functions := map[string]string{"length": "v", "count": "n", "match": "vv", "search": "vv", "value": "n"}
	kinds, ok := functions[function]
	if !ok {
		p.pos = start
		return nil, p.fail("there is no function %s: expected length, count, match, search or value", function)
	}
	args, err := p.arguments(kinds, function)
	if err != nil {
		return nil, err
	}
	switch function {
	case "length":
		return length{args[0]}, nil
	case "count":
		return count{args[0].(path)}, nil
	case "value":
		return single{args[0].(path)}, nil
	}
	return match{text: args[0], pattern: args[1], whole: function == "match"}, nil
}

func (p *parser) arguments(kinds, function string) ([]any, error) {
	if p.nesting++; p.nesting > maxNesting {
		return nil, p.fail("the query is nested deeper than %d levels", maxNesting)
	}
	defer func() { p.nesting-- }()
	var out []any
	for i, kind := range kinds {
		if p.space(); i > 0 && !p.accept(",") {
			return nil, p.fail("too few arguments for %s: expected a comma, found %s", function, p.found())
		}
		p.space()
		arg, err := p.argument(kind)
		if err != nil {
			return nil, err
		}
		out = append(out, arg)
	}
	if p.space(); !p.accept(")") {
		return nil, p.fail("too many arguments for %s: expected ), found %s", function, p.found())
	}
	return out, nil
}

func (p *parser) argument(kind rune) (any, error) {
	start := p.pos
	arg, err := p.term()
	if err != nil {
		return nil, err
	}
	if kind == 'v' {
		return p.operand(arg, start)
	}
	if _, ok := arg.(path); !ok {
		p.pos = start
		return nil, p.fail("expected a path that begins with @ or $")
	}
	return arg, nil
}
