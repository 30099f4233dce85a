package validate

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

const formType = "application/x-www-form-urlencoded"

// judgeForm checks a form body, whose lists of objects kin-openapi cannot decode. `a[b]=1&c[0][d]=2` becomes
// {"a": {"b": 1}, "c": [{"d": 2}]}, and the schema judges that.
func judgeForm(operation *openapi3.Operation, body []byte) error {
	media := operation.RequestBody.Value.Content[formType]
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return err
	}
	if len(values) == 0 && !operation.RequestBody.Value.Required {
		return nil
	}
	root := branch{}
	for _, key := range sortedKeys(values) {
		for i, value := range values[key] {
			if err := root.put(path(key, i), value); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
		}
	}
	return media.Schema.Value.VisitJSON(typed(root, media.Schema.Value))
}

// isForm tells whether the operation takes a form and the request brings one.
func isForm(operation *openapi3.Operation, r *http.Request) bool {
	return operation.RequestBody != nil && operation.RequestBody.Value.Content[formType] != nil &&
		strings.HasPrefix(r.Header.Get("Content-Type"), formType)
}

// branch is an object or a list whose members are branches or strings.
type branch map[string]any

func (b branch) put(path []string, value string) error {
	name := path[0]
	if len(path) == 1 {
		if _, twice := b[name]; twice {
			return fmt.Errorf("given twice")
		}
		b[name] = value
		return nil
	}
	if b[name] == nil {
		b[name] = branch{}
	}
	next, ok := b[name].(branch)
	if !ok {
		return fmt.Errorf("is a value and an object")
	}
	return next.put(path[1:], value)
}

// path splits "c[0][d]" into c, 0, d; an empty bracket stands for the nth element.
func path(key string, nth int) []string {
	parts := strings.Split(strings.ReplaceAll(key, "]", ""), "[")
	for i, part := range parts {
		if part == "" {
			parts[i] = strconv.Itoa(nth)
		}
	}
	return parts
}

// typed turns strings into what the schema calls for, where they look like it.
func typed(value any, schema *openapi3.Schema) any {
	switch v := value.(type) {
	case string:
		return scalar(v, schema)
	case branch:
		if schema != nil && schema.Type.Is("array") {
			return elements(v, schema.Items.Value)
		}
		out := map[string]any{}
		for name, member := range v {
			out[name] = typed(member, memberSchema(schema, name))
		}
		return out
	}
	panic("unreachable: a branch holds strings and branches")
}

func scalar(s string, schema *openapi3.Schema) any {
	switch {
	case schema == nil:
	case schema.Type.Is("integer"), schema.Type.Is("number"):
		if n, err := strconv.ParseFloat(s, 64); err == nil {
			return n
		}
	case schema.Type.Is("boolean"):
		if b, err := strconv.ParseBool(s); err == nil {
			return b
		}
	}
	return s
}

func elements(b branch, schema *openapi3.Schema) []any {
	out := make([]any, len(b))
	for i := range out {
		out[i] = typed(orEmpty(b[strconv.Itoa(i)]), schema)
	}
	return out
}

// orEmpty makes a gap in the numbers of a list visible to the schema.
func orEmpty(value any) any {
	if value == nil {
		return branch{}
	}
	return value
}

func memberSchema(schema *openapi3.Schema, name string) *openapi3.Schema {
	if schema == nil {
		return nil
	}
	if p := schema.Properties[name]; p != nil {
		return p.Value
	}
	if schema.AdditionalProperties.Schema != nil {
		return schema.AdditionalProperties.Schema.Value
	}
	return nil
}

func sortedKeys(values url.Values) []string {
	keys := make([]string, 0, len(values))
	for k := range values {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
