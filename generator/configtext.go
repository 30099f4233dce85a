package generator

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// schemaURL is where editors find what the configuration may say.
const schemaURL = "https://raw.githubusercontent.com/apigen-go/apigen/main/docs/apigen.schema.json"

// configWriter writes a configuration: what is said, and in comments what could be.
type configWriter struct {
	strings.Builder
}

// configText is the first configuration of a client. What the document says is quoted: it may say anything.
func configText(c Config, document *api.API, s Survey) []byte {
	var w configWriter
	w.line("# yaml-language-server: $schema=" + schemaURL)
	how := " is made. go generate makes it again."
	if c.Source != "" {
		how = " is made. go generate makes it again; apigen update fetches the document first."
	}
	w.line("# How the client of " + oneLine(strings.TrimSpace(document.Title+" "+document.Version)) + how)
	w.line("")
	w.key("spec", c.fromOut(c.Spec))
	w.keyIf("source", c.sourceFromOut())
	if c.Source == "" {
		w.line("# source: https://...   # where apigen update fetches the document from; spec is the copy then")
	}
	w.settings(c)
	w.line("")
	w.suggestions(c, document, s)
	return []byte(w.String())
}

// sourceFromOut is where the document comes from, as the configuration names it.
func (c Config) sourceFromOut() string {
	if c.Source == "" || isURL(c.Source) {
		return c.Source
	}
	return c.fromOut(c.Source)
}

func (w *configWriter) line(text string) { w.WriteString(text + "\n") }

func (w *configWriter) key(name, value string) { w.line(name + ": " + yamlText(value)) }

func (w *configWriter) keyIf(name, value string) {
	if value != "" {
		w.key(name, value)
	}
}

// settings are what the flags say.
func (w *configWriter) settings(c Config) {
	w.key("package", c.packageName()) // whatever the directory is called where this is checked out
	w.keyIf("runtime", string(c.Runtime))
	w.keyIf("import", c.Import)
	if c.Strict {
		w.line("strict: true")
	}
	if c.Refs.Root != "" || len(c.Refs.Allow) > 0 {
		w.line("refs:")
	}
	if c.Refs.Root != "" {
		w.key("  root", c.fromOut(c.Refs.Root))
	}
	if len(c.Refs.Allow) > 0 {
		w.line("  allow: " + yamlList(c.Refs.Allow))
	}
	var overlays []string
	for _, location := range c.Overlays {
		if !isURL(location) {
			location = c.fromOut(location)
		}
		overlays = append(overlays, location)
	}
	if len(overlays) > 0 {
		w.line("overlays: " + yamlList(overlays))
	}
	w.choices("include", c.Include)
	w.choices("exclude", c.Exclude)
}

func (w *configWriter) choices(key string, choices []Choice) {
	if len(choices) == 0 {
		return
	}
	w.line(key + ":")
	for _, c := range choices {
		keys, values := choiceFields(&c)
		var pairs []string
		for i, value := range values {
			if *value != "" {
				pairs = append(pairs, keys[i]+": "+yamlText(*value))
			}
		}
		w.line("  - {" + strings.Join(pairs, ", ") + "}")
	}
}

// suggestions are what could be said, with names of the document.
func (w *configWriter) suggestions(c Config, document *api.API, s Survey) {
	if len(c.Overlays) == 0 {
		w.line("# overlays: [corrections.overlay.yaml]   # OpenAPI Overlay documents: mend the document without touching it")
	}
	if len(c.Include)+len(c.Exclude) == 0 {
		w.line("# include: [" + yamlChoice(document) + "]   # only these operations, and the types that they reach; exclude leaves some out")
	}
	if c.Runtime == "" {
		w.line("# runtime: vendor   # the client brings a copy of the runtime along, and depends on nothing")
	}
	w.line("# strict: true   # refuse documents with faults that cost something")
	if op := firstOperation(document); op != nil {
		w.line("# names:\n#   " + yamlText(operationKey(op)) + ": Fetch   # a Go name that you like better; apigen explain prints the keys")
	}
	w.operations(s)
	w.line("#\n# All keys: https://github.com/apigen-go/apigen/blob/main/docs/configuration.md")
}

// operations are those of which something was guessed, or not.
func (w *configWriter) operations(s Survey) {
	if len(s.Doubts) == 0 {
		return
	}
	w.line("# operations:   # these may go on in pages, and the document does not say how")
	for _, d := range s.Doubts[:min(3, len(s.Doubts))] {
		w.line("#   " + yamlText(d.Operation) + ": {paging: {style: cursor, param: NAME, items: PATH, next: PATH}}   # " + oneLine(d.Why))
	}
}

func firstOperation(document *api.API) *api.Operation {
	if len(document.Operations) == 0 {
		return nil
	}
	return &document.Operations[0]
}

func yamlChoice(document *api.API) string {
	op := firstOperation(document)
	switch {
	case op == nil:
		return "{tag: NAME}"
	case len(op.Tags) > 0:
		return "{tag: " + yamlText(op.Tags[0]) + "}"
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(op.Path, "/"), "/")
	return "{path: " + yamlText(path.Join("/", first, "**")) + "}"
}

// yamlText is a string of YAML, in quotes unless it is plainly one. What the document says may stand in a comment: it is one line.
func yamlText(s string) string {
	plain := regexp.MustCompile(`^[A-Za-z_./][A-Za-z0-9_./-]*$`).MatchString(s)
	words := []string{"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
	if plain && !slices.Contains(words, strings.ToLower(s)) || isURL(s) && !strings.ContainsAny(s, " #\"'{}[],&*!|>%@`\t\r\n") && oneLine(s) == s {
		return s
	}
	text, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("unreachable: strings always encode: %v", err))
	}
	return string(text)
}

func yamlList(list []string) string {
	var texts []string
	for _, s := range list {
		texts = append(texts, yamlText(s))
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// oneLine is a text that cannot end a comment, nor reach a terminal.
func oneLine(s string) string {
	s = visible(strings.Join(strings.Fields(s), " "))
	if len(s) > 160 {
		s = strings.ToValidUTF8(s[:160], "") + "…"
	}
	return s
}
