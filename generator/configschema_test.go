package generator_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
)

// schema is as much of JSON Schema as docs/apigen.schema.json needs.
type schema struct {
	Ref        string            `json:"$ref"`
	Type       string            `json:"type"`
	Properties map[string]schema `json:"properties"`
	Items      *schema           `json:"items"`
	Enum       []string          `json:"enum"`
	OneOf      []schema          `json:"oneOf"`
	Defs       map[string]schema `json:"$defs"`
}

func readSchema(t *testing.T) schema {
	t.Helper()
	content, err := os.ReadFile("../docs/apigen.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s schema
	if err := json.Unmarshal(content, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// What the decoder knows is what it names when it is asked for a key that nobody would choose.
var known = regexp.MustCompile(`known keys are (.*)`)

func TestTheSchemaKnowsTheKeysThatTheDecoderKnows(t *testing.T) {
	t.Parallel()
	s := readSchema(t)
	for where, c := range map[string]struct {
		text string
		want schema
	}{
		"the file":             {"qqqqqqqqqqqq: 1\n", s},
		"refs":                 {"refs: {qqqqqqqqqqqq: 1}\n", s.Properties["refs"]},
		"include":              {"include: [{qqqqqqqqqqqq: 1}]\n", s.Defs["choice"]},
		"exclude":              {"exclude: [{qqqqqqqqqqqq: 1}]\n", s.Defs["choice"]},
		"operations":           {"operations: {o: {qqqqqqqqqqqq: 1}}\n", s.Defs["operation"]},
		"partial":              {"operations: {o: {partial: {flag: ok, qqqqqqqqqqqq: 1}}}\n", s.Defs["partial"]},
		"retry":                {"operations: {o: {retry: {qqqqqqqqqqqq: 1}}}\n", s.Defs["retry"]},
		"wait":                 {"operations: {o: {wait: {operation: true, qqqqqqqqqqqq: 1}}}\n", s.Defs["wait"]},
		"paging":               {"operations: {o: {paging: {qqqqqqqqqqqq: 1}}}\n", s.Defs["paging"]},
		"stream":               {"operations: {o: {stream: {qqqqqqqqqqqq: 1}}}\n", s.Defs["stream"]},
		"webhooks":             {"webhooks: {qqqqqqqqqqqq: 1}\n", s.Defs["webhooks"]},
		"a place":              {"webhooks: {type: {field: a, qqqqqqqqqqqq: 1}}\n", s.Defs["webhookPlace"]},
		"a scheme of webhooks": {"webhooks: {scheme: {name: a, sign: b, header: c, qqqqqqqqqqqq: 1}}\n", s.Defs["webhookScheme"]},
		"a time of webhooks":   {"webhooks: {scheme: {name: a, sign: b, header: c, timestamp: {item: t, qqqqqqqqqqqq: 1}}}\n", s.Defs["webhookScheme"].Properties["timestamp"]},
		"security":             {"security: {s: {qqqqqqqqqqqq: 1}}\n", s.Defs["security"]},
		"hmac":                 {"security: {s: {hmac: {qqqqqqqqqqqq: 1}}}\n", s.Defs["hmac"]},
		"set":                  {"security: {s: {hmac: {set: [{qqqqqqqqqqqq: 1}]}}}\n", s.Defs["hmacField"]},
	} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			found := decode(t, c.text)
			if len(found) != 1 || !known.MatchString(found[0].Hint) {
				t.Fatalf("diagnostics %v, want the known keys", found)
			}
			decoder := strings.Split(known.FindStringSubmatch(found[0].Hint)[1], ", ")
			slices.Sort(decoder)
			if diff := cmp.Diff(slices.Sorted(maps.Keys(c.want.Properties)), decoder); diff != "" {
				t.Errorf("keys of docs/apigen.schema.json and of the decoder (-schema +decoder):\n%s", diff)
			}
		})
	}
}

func TestTheDecoderTakesWhatTheSchemaAllows(t *testing.T) {
	t.Parallel()
	s := readSchema(t)
	for key, property := range s.Properties {
		for _, value := range samples(property, s.Defs) {
			if found := decode(t, key+": "+value+"\n"); len(found) > 0 {
				t.Errorf("%s: %s is allowed by the schema; the decoder says %v", key, value, found)
			}
		}
		wrong := "7"
		if found := decode(t, key+": "+wrong+"\n"); len(found) == 0 {
			t.Errorf("%s: %s is not allowed by the schema, and the decoder takes it", key, wrong)
		}
	}
}

// samples are values that a schema allows, as YAML.
func samples(s schema, defs map[string]schema) []string {
	if name, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok {
		return samples(defs[name], defs)
	}
	switch s.Type {
	case "boolean":
		return []string{"true", "false"}
	case "array":
		return []string{"[]", "[" + strings.Join(samples(*s.Items, defs), ", ") + "]"}
	case "object":
		out := []string{}
		for key, p := range s.Properties {
			for _, value := range samples(p, defs) {
				out = append(out, "{"+key+": "+value+"}")
			}
		}
		return out
	}
	if len(s.OneOf) > 0 { // the simplest stands first
		return samples(s.OneOf[0], defs)
	}
	if len(s.Enum) > 0 {
		return s.Enum
	}
	return []string{"text"}
}

func TestTheExamplesOfTheDocumentationAreRead(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(content), -1)
	if len(examples) < 3 {
		t.Fatalf("%d examples in docs/configuration.md, want some", len(examples))
	}
	for _, e := range examples {
		if strings.HasPrefix(e[1], "overlay:") {
			continue
		}
		for _, d := range decode(t, e[1]) {
			t.Errorf("%v in:\n%s", d, e[1])
		}
	}
}

func TestTheTableOfTheDocumentationHasEveryKey(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for key, p := range readSchema(t).Properties {
		if p.Type != "object" || p.Properties == nil {
			want = append(want, key)
		}
		for nested := range p.Properties {
			want = append(want, key+"."+nested)
		}
	}
	slices.Sort(want)
	var got []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z.]+)` \\|").FindAllStringSubmatch(string(content), -1) {
		got = append(got, row[1])
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys of docs/apigen.schema.json and of docs/configuration.md (-schema +docs):\n%s", diff)
	}
}

func decode(t *testing.T, text string) []generator.Diagnostic {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, tree{"apigen.yaml": text})
	_, found := generator.ReadConfig(filepath.Join(dir, "apigen.yaml"))
	return found.Sorted()
}
