package plan

import (
	"cmp"
	"fmt"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/diag/near"
	"github.com/apigen-go/apigen/generator/naming"
)

// The user's names are looked up by keys, some of which are patterns. A * stands for any text without a slash, ** for any
// text at all; in the name, $1, $2 and so on, or * one after the other, stand for what they matched, as Go writes it:
//
//	"#/components/schemas/io.k8s.api.*.v1.*": "$1V1$2"     io.k8s.api.core.v1.Pod -> CoreV1Pod
//	"UsersController_*": "*"                               UsersController_findAll -> FindAll
//
// A key that is no pattern goes before all patterns; of these, the one with the most letters of its own.
type overrides struct {
	names    map[string]string
	patterns []pattern       // the most specific first
	used     map[string]bool // keys that something was looked up by
	asked    map[string]bool // what names were looked up for; kept only if there are names
}

// pattern is a key with wildcards.
type pattern struct {
	key, name string
	match     *regexp.Regexp
}

var (
	wildcard = regexp.MustCompile(`\*\*?`)
	placeFor = regexp.MustCompile(`\$(\d)|\*`)
)

// readOverrides parts the patterns from the other keys, and refuses names that Go does not know.
func readOverrides(names map[string]string, diags *diag.List) overrides {
	o := overrides{names: map[string]string{}, used: map[string]bool{}, asked: map[string]bool{}}
	for _, key := range slices.Sorted(maps.Keys(names)) {
		name := names[key]
		p, isPattern := compilePattern(key, name)
		if problem := nameProblem(key, name, isPattern); problem != "" {
			o.used[key] = true
			diags.Add(diag.Diagnostic{Severity: diag.Error, Code: "bad-name", Message: problem, Hint: "a name is letters and digits, and begins with a letter"})
			continue
		}
		o.names[key] = name
		if isPattern {
			o.patterns = append(o.patterns, p)
		}
	}
	slices.SortFunc(o.patterns, func(p, q pattern) int {
		return cmp.Or(cmp.Compare(literals(q.key), literals(p.key)), cmp.Compare(p.key, q.key))
	})
	return o
}

func literals(key string) int { return len(wildcard.ReplaceAllString(key, "")) }

func compilePattern(key, name string) (pattern, bool) {
	if !strings.Contains(key, "*") {
		return pattern{}, false
	}
	var expr strings.Builder
	at := 0
	for _, m := range wildcard.FindAllStringIndex(key, -1) {
		expr.WriteString(regexp.QuoteMeta(key[at:m[0]]))
		expr.WriteString(map[int]string{1: `([^/]*)`, 2: `(.*)`}[m[1]-m[0]])
		at = m[1]
	}
	expr.WriteString(regexp.QuoteMeta(key[at:]))
	return pattern{key, name, regexp.MustCompile(`^` + expr.String() + `$`)}, true
}

// nameProblem says what is wrong with a name; "" if nothing is.
func nameProblem(key, name string, isPattern bool) string {
	plain := name
	if isPattern {
		count := len(wildcard.FindAllString(key, -1))
		for _, m := range placeFor.FindAllStringSubmatch(name, -1) {
			if n, err := strconv.Atoi(m[1]); err == nil && (n == 0 || n > count) {
				return fmt.Sprintf("the name %q in the configuration asks for %s, but its key %q has %d wildcards", name, m[0], key, count)
			}
		}
		plain = placeFor.ReplaceAllString(name, "X")
	}
	if !token.IsIdentifier(plain) || strings.HasPrefix(plain, "_") {
		return fmt.Sprintf("the configuration names %q %q, which is no Go identifier", key, name)
	}
	return ""
}

// find is the user's name by one of several keys; "" if there is none.
func (o *overrides) find(keys ...string) string {
	if len(o.names) == 0 {
		return ""
	}
	found := ""
	for _, key := range keys {
		if key == "" {
			continue
		}
		o.asked[key] = true
		if name := o.names[key]; name != "" {
			o.used[key] = true
			found = cmp.Or(found, name)
		}
	}
	for _, p := range o.patterns {
		for _, key := range keys {
			if m := p.match.FindStringSubmatch(key); key != "" && m != nil {
				o.used[p.key] = true
				found = cmp.Or(found, p.expand(m))
			}
		}
	}
	return found
}

// expand puts what the wildcards matched into the name.
func (p pattern) expand(matched []string) string {
	next := 0
	return placeFor.ReplaceAllStringFunc(p.name, func(mark string) string {
		n := 0
		if mark == "*" {
			next++
			n = min(next, len(matched)-1)
		} else {
			n = int(mark[1] - '0')
		}
		if words := naming.Words(matched[n]); len(words) > 0 {
			return naming.Exported(words...)
		}
		return ""
	})
}

// override is the user's name for a thing, by its pointer or another key.
func (b *builder) override(keys ...string) string { return b.overrides.find(keys...) }

// noteUnusedNames says which of the user's names are for things that are not there.
func (b *builder) noteUnusedNames() {
	for _, key := range slices.Sorted(maps.Keys(b.overrides.names)) {
		if b.overrides.used[key] {
			continue
		}
		hint := `keys are operations ("GET /orders" or an operationId), their parameters ("GET /orders query limit") and JSON pointers ("#/components/schemas/Order/properties/id")`
		if meant := near.Word(key, slices.Sorted(maps.Keys(b.overrides.asked))); meant != "" {
			hint = fmt.Sprintf("did you mean %q?", meant)
		}
		b.diags.Add(diag.Diagnostic{
			Severity: diag.Warning, Code: "unused-name",
			Message: fmt.Sprintf("the configuration names %q, but the client has no such operation, parameter, schema, property or value", key),
			Hint:    hint,
		})
	}
}
