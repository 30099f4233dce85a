package standin

import (
	"bytes"
	"errors"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/internal/synth"
)

// checks judges JSON values by schemas. Each schema of the document is a resource of its own for the validator, which asks
// for those that it needs.
type checks struct {
	doc *synth.Document

	mu       sync.Mutex
	compiler *jsonschema.Compiler
	names    map[resource]string
	byName   map[string]resource
	compiled map[string]*jsonschema.Schema
	Unloaded map[string]error // schemas that the validator cannot load, and why
}

// resource is a schema as it counts in one place.
type resource struct {
	schema *node.Node
	mode   mode
}

// mode says how a schema counts.
type mode uint8

const (
	sent   mode = 1 << iota // in requests: what is only read must not be there
	merged                  // with others in one object, which may have members of theirs
)

func newChecks(doc *synth.Document) *checks {
	c := &checks{doc: doc, compiler: jsonschema.NewCompiler(), names: map[resource]string{}, byName: map[string]resource{},
		compiled: map[string]*jsonschema.Schema{}, Unloaded: map[string]error{}}
	c.compiler.UseLoader(c)
	c.compiler.AssertFormat()
	c.compiler.UseRegexpEngine(lenientPattern)
	return c
}

// check tells what of a value the schema does not allow, nil if it allows it. A nil schema allows everything.
func (c *checks) check(schema *node.Node, v any, m mode) error {
	if schema == nil {
		return nil
	}
	judge := c.compile(schema, m)
	if judge == nil {
		return nil
	}
	err := judge.Validate(v)
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return err
	}
	return errors.New(said(invalid))
}

// said is what the validator found, in one line.
func said(invalid *jsonschema.ValidationError) string {
	_, text, _ := strings.Cut(invalid.Error(), "\n")
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > 400 {
		text = strings.ToValidUTF8(text[:400], "") + "..."
	}
	return strings.TrimPrefix(text, "- ")
}

// compile returns the judge of a schema, nil if the validator cannot load it.
func (c *checks) compile(schema *node.Node, m mode) *jsonschema.Schema {
	c.mu.Lock()
	defer c.mu.Unlock()
	name := c.name(c.doc.Follow(schema), m)
	judge, known := c.compiled[name]
	if !known {
		var err error
		if judge, err = c.compiler.Compile(name); err != nil {
			c.Unloaded[name] = err
			judge = nil
		}
		c.compiled[name] = judge
	}
	return judge
}

func (c *checks) name(schema *node.Node, m mode) string {
	r := resource{schema, m}
	if c.names[r] == "" {
		c.names[r] = "schema:///" + strconv.Itoa(len(c.names))
		c.byName[c.names[r]] = r
	}
	return c.names[r]
}

// Load is what the validator asks for a resource.
func (c *checks) Load(name string) (any, error) {
	r, ok := c.byName[name]
	if !ok {
		return nil, errors.New("no such schema: " + name)
	}
	return c.schema(r.schema, r.mode), nil
}

// lenientPattern reads the pattern, or lets everything through if Go's syntax has no such pattern.
func lenientPattern(text string) (jsonschema.Regexp, error) {
	re, err := regexp.Compile(text)
	if err != nil {
		return anyText(text), nil
	}
	return re, nil
}

type anyText string

func (anyText) MatchString(string) bool { return true }
func (a anyText) String() string        { return string(a) }

// parse reads one JSON value with its exact numbers.
func parse(data []byte) (any, error) {
	return jsonschema.UnmarshalJSON(bytes.NewReader(data))
}

// Unloaded are schemas that the validator cannot load, and why: they let everything through.
func (d *Document) Unloaded() map[string]error {
	d.checks.mu.Lock()
	defer d.checks.mu.Unlock()
	return maps.Clone(d.checks.Unloaded)
}

// Check tells what a request may not have in a place of the schema, nil if it may have the value.
func (d *Document) Check(schema *node.Node, v any) error { return d.checks.check(schema, v, sent) }
