package spec

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// keyHeaders are headers that carry an idempotency key under a name that does not say so, normalised.
var keyHeaders = []string{
	"paypalrequestid", // PayPal
}

// detectIdempotency finds where writes carry an idempotency key. A header leaves the parameters: the runtime fills it.
func (l *lowerer) detectIdempotency() {
	for i := range l.out.Operations {
		op := &l.out.Operations[i]
		if !writes(op.Method) {
			continue
		}
		if at := slices.IndexFunc(op.Params, carriesKey); at >= 0 {
			op.Idempotency = &api.Idempotency{Header: op.Params[at].Name}
			op.Params = slices.Delete(op.Params, at, at+1)
		} else if field := keyField(l.out, op); field != "" {
			op.Idempotency = &api.Idempotency{Field: field}
		}
	}
}

func writes(method string) bool {
	return slices.Contains([]string{"POST", "PUT", "PATCH", "DELETE"}, method)
}

func carriesKey(p api.Param) bool {
	name := normalised(p.Name)
	return p.In == "header" && (strings.HasSuffix(name, "idempotencykey") || slices.Contains(keyHeaders, name))
}

// normalised is a name without what its spelling adds: "Idempotency-Key" and "idempotency_key" are one.
func normalised(name string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "", ".", "", "[", "", "]", "", "$", "").Replace(name))
}

// keyField is the property of a JSON body that carries the key.
func keyField(a *api.API, op *api.Operation) string {
	if op.Body == nil {
		return ""
	}
	schema := jsonSchema(a, op.Body.Content)
	if schema == nil {
		return ""
	}
	for _, p := range schema.Properties {
		if normalised(p.Name) == "idempotencykey" && a.Schemas[p.Schema.ID].Kind == api.String {
			return p.Name
		}
	}
	return ""
}

// jsonSchema is the schema of the representation in JSON, nil if there is none.
func jsonSchema(a *api.API, content []api.Media) *api.Schema {
	best := api.Media{}
	for _, m := range content {
		if m.Schema != nil && isJSON(m.Type) && (best.Schema == nil || m.Type == "application/json" || best.Type != "application/json" && m.Type < best.Type) {
			best = m
		}
	}
	if best.Schema == nil {
		return nil
	}
	return a.Schemas[best.Schema.ID]
}

func isJSON(mediaType string) bool {
	essence, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	essence = strings.TrimSpace(essence)
	return essence == "application/json" || strings.HasSuffix(essence, "+json") || essence == "*/*"
}
