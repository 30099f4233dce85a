package plan

import (
	"cmp"
	"maps"
	"slices"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/diag"
)

// DefaultRuntime is the import path of the runtime that generated code uses unless the options name another.
const DefaultRuntime = "github.com/apigen-go/apigen/runtime"

// Options are the user's decisions. The zero value is a good start. Keys of Names are:
//
//	GET /orders                               an operation, by itself, its operationId or its JSON pointer
//	GET /orders query limit                   a parameter, by place and name; or its JSON pointer
//	#/components/schemas/Order                a schema
//	#/components/schemas/Order/properties/id  a property
//	#/components/schemas/Status/enum/paid     a value of an enum
//
// Keys may have wildcards, see [overrides].
type Options struct {
	Package string            // name of the package; "": from the API's title
	Runtime string            // import path of the runtime; "": DefaultRuntime
	Names   map[string]string // Go names by what they are for
	HMAC    map[string]HMAC   // how requests are signed, by the key of the security scheme

	// Operations say what the document does not, or not rightly. Keys are those of operations, with the same wildcards; of several
	// that match, the most specific that says something counts.
	Operations map[string]Rule

	Webhooks *WebhookScheme // how deliveries of events are signed; nil: what the document says

	Past Record // what callers of the last client see, which is kept; zero: there was none
}

// Build decides what Go code there will be. It plans what it can and reports the rest; the package is nil only if
// there is no API.
//
// The order of the steps is the order of what depends on what: methods are named before the types of their bodies,
// types before their constants, and fields before the pages that read them.
func Build(a *api.API, o Options) (*Package, diag.List) {
	b := newBuilder(a, o)
	if a == nil {
		b.diags.Errorf(diag.Pos{}, "no-api", "there is no API to plan a client for")
		return nil, b.diags
	}
	p := b.build()
	return p, b.diags
}

// build takes the steps.
func (b *builder) build() *Package {
	b.simplifyUnions()
	b.simplifyTuples()
	b.recall()
	b.classify()
	b.readOperations()
	b.nameServices()
	b.nameMethods()
	b.nameSiblings()
	b.reachTypes()
	b.nameTypes()
	b.breakCycles()
	b.planFields()
	b.planParams()
	b.planHeaders()
	b.declareTypes()
	b.declareAliases()
	b.collectTables()
	b.noteSchemes()
	p := b.pack()
	for _, id := range b.ids {
		if b.reached[id] {
			b.noteForm(id)
		}
	}
	b.memory.next.Uses = findUses(b.api, b.ids, b.memory.keys).first()
	p.Record = b.memory.record()
	b.noteUnusedNames()
	b.noteUnusedRules()
	b.noteUnusedSigning()
	return p
}

// builder holds what the steps of one Build hand to each other.
type builder struct {
	api   *api.API
	opts  Options
	diags diag.List

	overrides overrides // Options.Names
	memory    memory    // Options.Past, and what the next client has to know
	rules     rules     // Options.Operations

	schemas  map[api.ID]*api.Schema // with unions simplified
	forms    map[api.ID]form
	ids      []api.ID     // keys of schemas, sorted
	ops      []*operation // by path, then method
	services []*service   // by field name

	reached      map[api.ID]bool   // schemas that the package needs
	user         map[api.ID]string // the service that reaches a schema, by field name, or manyServices
	sent         map[api.ID]bool   // schemas that are part of request bodies in JSON
	inBody       map[api.ID]bool   // schemas that are part of request bodies: JSON, forms, multipart
	multipart    map[api.ID]bool   // schemas that are multipart bodies
	inXML        map[api.ID]bool   // schemas that are part of what is sent or read in XML
	fileVariants map[api.ID]bool   // alternatives that are files in multipart bodies
	forced       map[api.ID]bool   // inline lists and maps that contain themselves and so need a name

	names   map[api.ID]string    // declared types
	labels  map[api.ID][]string  // alternatives of unions
	label   map[api.ID]string    // the same by the alternative, if it is inline
	derived map[string]string    // other names in the package, by key: "params GET /orders"
	owner   map[api.ID]ownerNote // where inline types are used, for their comments
	looped  map[propertyKey]bool // fields that must be pointers, as their struct contains itself

	fields  map[api.ID][]fieldPlan // of structs, in the order of the document
	decls   map[api.ID]Decl
	secrets map[api.ID]map[string]bool // names of secret members by the body that has them
	extra   map[string][]Decl          // params, results and headers by service; "": of several
	tables  tables

	byOwner map[string][]api.ID // declared types by the one service that uses them; "": none or several
}

func newBuilder(a *api.API, o Options) *builder {
	o.Runtime = cmp.Or(o.Runtime, DefaultRuntime)
	size := 0
	if a != nil {
		size = len(a.Schemas)
	}
	b := &builder{
		api: a, opts: o,
		schemas: make(map[api.ID]*api.Schema, size), forms: make(map[api.ID]form, size),
		reached: make(map[api.ID]bool, size), user: make(map[api.ID]string, size), sent: map[api.ID]bool{},
		inBody: map[api.ID]bool{}, multipart: map[api.ID]bool{}, inXML: map[api.ID]bool{}, fileVariants: map[api.ID]bool{}, forced: map[api.ID]bool{},
		names: make(map[api.ID]string, size), labels: map[api.ID][]string{}, label: map[api.ID]string{},
		derived: map[string]string{}, owner: make(map[api.ID]ownerNote, size), looped: map[propertyKey]bool{},
		fields: make(map[api.ID][]fieldPlan, size), decls: make(map[api.ID]Decl, size), extra: map[string][]Decl{}, secrets: map[api.ID]map[string]bool{},
		tables: newTables(), memory: newMemory(o.Past),
	}
	b.overrides = readOverrides(o.Names, &b.diags)
	b.rules = readRules(o.Operations)
	if a != nil {
		maps.Copy(b.schemas, a.Schemas)
		b.ids = slices.Sorted(maps.Keys(b.schemas))
	}
	return b
}

// schema looks a schema up. A reference that leads nowhere is anything; the document was reported before.
func (b *builder) schema(id api.ID) *api.Schema {
	if s := b.schemas[id]; s != nil {
		return s
	}
	return &api.Schema{ID: id, Kind: api.Any}
}
