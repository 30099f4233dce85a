package plan

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/diag/near"
)

// Rule is what the user says of the operations that a key of Options.Operations matches. A zero field says nothing.
type Rule struct {
	Partial    *api.Partial // where a success reports failure; a zero one: nowhere
	Retry      []int        // statuses worth another attempt; not nil and empty: none
	Repeatable *bool        // whether executing it twice does no harm
	Wait       *api.Wait    // how it is waited for; a zero one: not at all
	Redact     []string     // names of members, parameters and headers that are secret, beside those that the document marks
	Paging     *PagingRule  // how a list goes on
	Stream     *StreamRule  // whether and how an answer comes item by item
}

// rules are those of the user with their keys, the most specific first. Keys are as those of names are.
type rules struct {
	list  []rule
	asked map[string]bool // keys of operations; kept only if there are rules
}

type rule struct {
	Rule
	key   string
	match *regexp.Regexp // nil: no pattern
	used  bool
}

func readRules(operations map[string]Rule) rules {
	r := rules{asked: map[string]bool{}}
	for _, key := range slices.Sorted(maps.Keys(operations)) {
		p, _ := compilePattern(key, "")
		r.list = append(r.list, rule{Rule: operations[key], key: key, match: p.match})
	}
	slices.SortStableFunc(r.list, func(a, b rule) int {
		if (a.match == nil) != (b.match == nil) {
			return map[bool]int{true: -1, false: 1}[a.match == nil]
		}
		return cmp.Compare(literals(b.key), literals(a.key))
	})
	return r
}

// of is what the rules say of an operation: of several, the most specific that says something.
func (r *rules) of(op *operation) Rule {
	var out Rule
	for i := range r.list {
		one := &r.list[i]
		if !one.matches(op) {
			continue
		}
		one.used = true
		out.Partial = cmp.Or(out.Partial, one.Partial)
		out.Repeatable = cmp.Or(out.Repeatable, one.Repeatable)
		out.Wait = cmp.Or(out.Wait, one.Wait)
		if out.Retry == nil {
			out.Retry = one.Retry
		}
		out.Redact = append(out.Redact, one.Redact...)
		if out.Paging == nil && one.Paging != nil {
			paging := *one.Paging
			paging.pattern = one.match != nil
			out.Paging = &paging
		}
		if out.Stream == nil && one.Stream != nil {
			stream := *one.Stream
			stream.pattern = one.match != nil
			out.Stream = &stream
		}
	}
	if len(r.list) > 0 {
		r.asked[op.key], r.asked[op.OperationID] = true, true
	}
	return out
}

func (r *rule) matches(op *operation) bool {
	return slices.ContainsFunc([]string{op.key, op.OperationID, string(op.Pointer)}, func(key string) bool {
		return key != "" && (r.key == key || r.match != nil && r.match.MatchString(key))
	})
}

// readRulesOf lays what the user says of operations over what the document says.
func (b *builder) readRulesOf(op *operation) {
	own := b.rules.of(op)
	if own.Partial != nil {
		op.Partial = own.Partial
		if *own.Partial == (api.Partial{}) {
			op.Partial = nil
		}
	}
	if own.Retry != nil {
		op.Retry = own.Retry
	}
	if own.Repeatable != nil {
		op.Repeatable = *own.Repeatable
	}
	op.overruleWait(own.Wait)
	b.overruleStream(op, own.Stream)
	op.secrets, op.pagingRule = own.Redact, own.Paging
}

// noteUnusedRules says which of the user's rules are for operations that are not there.
func (b *builder) noteUnusedRules() {
	for _, r := range b.rules.list {
		if r.used {
			continue
		}
		hint := `keys are operations: "GET /orders" or an operationId, with * and **`
		if meant := near.Word(r.key, slices.Sorted(maps.Keys(b.rules.asked))); meant != "" {
			hint = fmt.Sprintf("did you mean %q?", meant)
		}
		b.diags.Add(diag.Diagnostic{
			Severity: diag.Warning, Code: "unused-operation",
			Message: fmt.Sprintf("the configuration has %q among its operations, but the client has no such operation", r.key),
			Hint:    hint,
		})
	}
}
