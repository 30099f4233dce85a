// Package same answers: do two JSON texts mean the same, and where do they part?
package same

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// Difference tells where what came back means something else than what was sent, "" if it means the same. Numbers
// count by their exact value, instants of time by the instant, members in any order. Members that are loose may be
// missing. Nothing else is forgiven: neither a null that comes back as nothing nor a member more.
func Difference(sent, back []byte, loose []string) string {
	a, err := parse(sent)
	if err != nil {
		return "what was sent is no JSON: " + err.Error()
	}
	b, err := parse(back)
	if err != nil {
		return "what came back is no JSON: " + err.Error()
	}
	return compare(a, b, "", loose)
}

// Values is [Difference] of values that are parsed already, with numbers as json.Number.
func Values(a, b any, loose []string) string { return compare(a, b, "", loose) }

func parse(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if d.More() {
		return nil, fmt.Errorf("more than one value")
	}
	return v, nil
}

func compare(a, b any, at string, loose []string) string {
	switch a := a.(type) {
	case map[string]any:
		if b, ok := b.(map[string]any); ok {
			return compareObjects(a, b, at, loose)
		}
	case []any:
		if b, ok := b.([]any); ok {
			return compareLists(a, b, at, loose)
		}
	case json.Number:
		if b, ok := b.(json.Number); ok && sameNumber(a, b) {
			return ""
		}
	case string:
		if b, ok := b.(string); ok && (a == b || sameInstant(a, b)) {
			return ""
		}
	default:
		if a == b {
			return ""
		}
	}
	return fmt.Sprintf("%s: changed: %s became %s", where(at), shown(a), shown(b))
}

func compareObjects(a, b map[string]any, at string, loose []string) string {
	for _, name := range slices.Sorted(maps.Keys(a)) {
		below := at + "/" + node.PointerEscape(name)
		back, ok := b[name]
		if other := inOtherCase(b, name); !ok && other != "" {
			return fmt.Sprintf("%s: in another case: it became %s", where(below), other)
		}
		if !ok && slices.Contains(loose, below) {
			continue
		}
		if !ok {
			return fmt.Sprintf("%s: dropped: %s", where(below), shown(a[name]))
		}
		if d := compare(a[name], back, below, loose); d != "" {
			return d
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if _, ok := a[name]; !ok {
			return fmt.Sprintf("%s: added: %s", where(at+"/"+node.PointerEscape(name)), shown(b[name]))
		}
	}
	return ""
}

// inOtherCase finds a member whose name differs in nothing else.
func inOtherCase(object map[string]any, name string) string {
	for _, other := range slices.Sorted(maps.Keys(object)) {
		if other != name && strings.EqualFold(other, name) {
			return other
		}
	}
	return ""
}

func compareLists(a, b []any, at string, loose []string) string {
	if len(a) != len(b) {
		return fmt.Sprintf("%s: changed: %d items became %d", where(at), len(a), len(b))
	}
	for i := range a {
		if d := compare(a[i], b[i], at+"/"+strconv.Itoa(i), loose); d != "" {
			return d
		}
	}
	return ""
}

func sameNumber(a, b json.Number) bool {
	if a == b {
		return true
	}
	x, ok := exactly(a)
	y, also := exactly(b)
	return ok && also && x.Cmp(y) == 0
}

// exactly is the value of a number, unless its exponent would take all memory.
func exactly(n json.Number) (*big.Rat, bool) {
	text := string(n)
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		if e, err := strconv.Atoi(text[i+1:]); err != nil || e > 2000 || e < -2000 {
			return nil, false
		}
	}
	return new(big.Rat).SetString(text)
}

func sameInstant(a, b string) bool {
	x, err := time.Parse(time.RFC3339Nano, a)
	if err != nil {
		return false
	}
	y, err := time.Parse(time.RFC3339Nano, b)
	return err == nil && x.Equal(y)
}

func where(at string) string {
	if at == "" {
		return "the value"
	}
	return at
}

func shown(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if len(text) > 80 {
		return string(bytes.ToValidUTF8(text[:80], nil)) + "..."
	}
	return string(text)
}
