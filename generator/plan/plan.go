// Package plan answers: what Go code will there be?
//
// Every name, file, declaration and method shape is decided here, from the API and the options alone, so that
// rendering has nothing left to decide. A plan is plain data that dumps as JSON: no builder, no pointer back to the API.
package plan

// Package is one client package.
type Package struct {
	Name     string  // "orders"
	Runtime  string  // import path of the runtime: "github.com/apigen-go/apigen/runtime"
	Title    string  // of the API: "Orders API"
	Version  string  // of the document: "1.4.0"
	Doc      Comment // package comment; its first line begins "Package orders"
	Client   Client
	Webhooks *Webhooks `json:",omitempty"` // nil: the vendor sends no events
	Tables   []Table   // facts that several operations share, in facts.go; sorted by name
	Files    []File    // sorted by name; doc.go, client.go, facts.go, README.md and api.md are not among them

	Record Record `json:"-"` // what callers depend on, for the next client

	// Types are the Go types of the document's named schemas, null included, by where these stand:
	// "#/components/schemas/Order". They are for tools that follow a schema to its type; nothing is rendered from them.
	Types map[string]Type `json:",omitempty"`
}

// Comment is the text of a doc comment, line by line, wrapped, without the slashes. Empty lines part paragraphs.
type Comment []string

// File is one Go file beside doc.go, client.go and facts.go.
type File struct {
	Name    string   // "orders.go", "types.go"
	Service *Service // nil in a file of types
	Decls   []Decl   // types, by name
}

// Ident is a Go identifier that carries its import path, so that an import can neither be missing nor wrong.
type Ident struct {
	Path string // "time"; "" for this package and for predeclared names
	Name string // "Time"
}

// TypeKind is the form of a type expression.
type TypeKind string

// Forms of type expressions.
const (
	Named   TypeKind = "named"   // Ident[Args...]
	Pointer TypeKind = "pointer" // *Elem
	Slice   TypeKind = "slice"   // []Elem
	Map     TypeKind = "map"     // map[string]Elem
)

// Type is a Go type expression.
type Type struct {
	Kind  TypeKind
	Ident Ident  // Named
	Args  []Type // Named and generic: runtime.Nullable[string]
	Elem  *Type  // Pointer, Slice, Map
}

// Decl is one declaration of a type: exactly one field is set.
type Decl struct {
	Struct  *Struct
	Enum    *Enum
	Union   *Union
	Defined *Defined
	Tuple   *Tuple
}

// Struct is an object, or the parameters of a method.
type Struct struct {
	Name       string
	Doc        Comment
	Fields     []Field
	Additional *Field   // AdditionalProperties map[string]T, kept by MarshalJSON and UnmarshalJSON; nil: none
	EmptyLists []string // required slices and maps that are sent as [] or {} when nil: Go field names; needs MarshalJSON
	Fixed      []Fixed  // fields with one possible value, which MarshalJSON fills in where they are zero
	Params     bool     // parameters of a method: fields have no tags
}

// Fixed is a field that always has the same value: c.Type = cmp.Or(c.Type, "card"). A value that is Go's zero value
// needs no filling in and is not among them.
type Fixed struct {
	Field   string // Go field: "Type"
	Literal string // as Const.Literal: `"card"`, `2`, `true`
}

// Field is one field of a struct.
type Field struct {
	Name      string
	Type      Type
	JSON      string // member name, "" without a tag
	Header    string // of a struct of response headers, the name of the header: "X-Total"
	OmitZero  bool   // absent when zero
	Doc       Comment
	Map       bool // the value is a Go map (see EmptyLists)
	ReadOnly  bool // never sent: the tag says apigen:"readonly", and request bodies are encoded without it
	WriteOnly bool
	XML       XMLTag // how it is written in XML, where that is not as in JSON
}

// XMLTag is the struct tag that says how a field is written in XML; the zero value is none.
type XMLTag struct {
	Name      string // of the element or attribute; of a list, of its items
	Space     string // namespace: "urn:books"
	Prefix    string // of the namespace
	Wrapper   string // element around a list; "": none
	Attribute bool
	Text      bool // the text of the element that the struct is
}

// Tuple is an array whose first items have a type each: a struct that is read from and written as a JSON array.
type Tuple struct {
	Name   string
	Doc    Comment
	Fields []Field // by position; no tags
	Least  int     // how many items are always there; of those behind them nil ones are left out at the end
	Rest   *Field  // []T: what follows them
}

// Enum is an open set of constants.
type Enum struct {
	Name   string
	Doc    Comment
	Base   Ident // string, int64, float64, bool
	Values []Const
	Former []Const // names that values once had: Literal is the constant that they stand for
}

// Const is one constant of an enum.
type Const struct {
	Name    string // "OrderStatusPaid"
	Literal string // its JSON text, which is also its Go literal after unquoting: `"paid"`, `42`
	Doc     Comment
}

// Union is a value that has one of several types: a struct with one pointer (or slice, or map) per variant.
type Union struct {
	Name          string
	Doc           Comment
	Table         string // variable with its facts: "unionPaymentSource"
	Discriminator string // JSON member that tells the variants apart, "" if none does
	Optional      bool   // the discriminator may be missing: it is not filled in
	Variants      []Variant
	Default       int // index of the variant for absent or unknown discriminators; -1: none, kept as unknown
}

// Variant is one alternative of a union, with the evidence that decoding goes by.
type Variant struct {
	Field    string // "Card"
	Type     Type   // of the field: Pointer, Slice or Map
	Doc      Comment
	Values   []string // discriminator values that mean this variant
	JSON     string   // object, array, string, integer, number, boolean, any
	Required []string // object: members that are always there
	Known    []string // object: all members that it declares
	Consts   []Fact   // object: members with one possible value
	Items    int      // tuple: how many items are always there
	Enum     []string // scalars: the JSON texts of the only values, if they are limited
}

// Fact is a member with a value that identifies a variant.
type Fact struct {
	Member string
	Values []string // JSON texts
}

// Defined is a type with another underlying type, or an alias.
type Defined struct {
	Name  string
	Doc   Comment
	Type  Type
	Alias bool
}

// Table is a package-level variable of plain facts that several operations share.
type Table struct {
	Name     string // "errorsProblem", "securityBearerAuth"
	Kind     TableKind
	Errors   []ErrorCase   // ErrorTable
	Security []Requirement // SecurityTable; the first alternative whose schemes are all configured is used
}

// TableKind tells what a Table holds.
type TableKind string

// Kinds of tables.
const (
	ErrorTable    TableKind = "errors"
	SecurityTable TableKind = "security"
)

// ErrorCase is the typed body of an error response.
type ErrorCase struct {
	Status string // "404", "4XX", "default"
	Body   Type   // Error[Body]
	XML    bool   // it may be in XML: XMLError[Body]
}

// Requirement is one alternative of security: the keys of schemes that go together.
type Requirement []string
