package spec

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/generator/api"
)

// detectPin finds the parameter that fixes the version of the API for all calls: most operations declare it, and all
// that do agree on one value. It leaves the parameters of the operations.
func (l *lowerer) detectPin() {
	pins := map[string]*pin{}
	var keys []string
	for i := range l.out.Operations {
		for _, p := range l.out.Operations[i].Params {
			if !saysVersion(p) {
				continue
			}
			key := p.In + " " + strings.ToLower(p.Name)
			if pins[key] == nil {
				pins[key] = &pin{VersionPin: api.VersionPin{In: p.In, Name: p.Name, Value: pinnedValue(l.out, p)}}
				keys = append(keys, key)
			}
			pins[key].count++
			pins[key].differs = pins[key].differs || pins[key].Value != pinnedValue(l.out, p)
		}
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(pins[b].count, pins[a].count), cmp.Compare(a, b)) })
	for _, key := range keys {
		if found := pins[key]; found.Value != "" && !found.differs && 2*found.count >= len(l.out.Operations) {
			l.out.Pin = &found.VersionPin
			l.removePinned()
			return
		}
	}
}

// pin counts who agrees on a version.
type pin struct {
	api.VersionPin
	count   int
	differs bool
}

func (l *lowerer) removePinned() {
	for i := range l.out.Operations {
		op := &l.out.Operations[i]
		op.Params = slices.DeleteFunc(op.Params, func(p api.Param) bool {
			return p.In == l.out.Pin.In && strings.EqualFold(p.Name, l.out.Pin.Name)
		})
	}
}

// saysVersion tells whether a parameter names the version of the API, rather than that of a resource or of a caller.
func saysVersion(p api.Param) bool {
	name := normalised(p.Name)
	switch p.In {
	case "query":
		return name == "apiversion"
	case "header":
		if slices.Contains([]string{"xclientversion", "xappversion", "xsdkversion", "xresourceversion"}, name) {
			return false
		}
		return strings.HasSuffix(strings.ToLower(p.Name), "-version") || strings.HasSuffix(name, "apiversion")
	}
	return false
}

// pinnedValue is the version that a parameter asks for. Azure's documents leave "api-version" open and mean their own
// version, which is a date.
func pinnedValue(a *api.API, p api.Param) string {
	if fixed := fixedValue(a, p); fixed != "" {
		return fixed
	}
	if p.In == "query" && p.Name == "api-version" && p.Required && dated(a.Version) {
		return a.Version
	}
	return ""
}

// dated tells whether a version begins with a date: "2024-05-01-preview".
func dated(version string) bool {
	if len(version) < len(time.DateOnly) {
		return false
	}
	_, err := time.Parse(time.DateOnly, version[:len(time.DateOnly)])
	return err == nil
}

// fixedValue is the one value that a parameter should have, "" if the document leaves it open.
func fixedValue(a *api.API, p api.Param) string {
	schema := a.Schemas[p.Schema.ID]
	var text api.Value
	switch {
	case len(schema.Enum) == 1:
		text = schema.Enum[0].Value
	case schema.Default != nil:
		text = *schema.Default
	}
	var s string
	if json.Unmarshal([]byte(text), &s) == nil {
		return s
	}
	return string(text)
}
