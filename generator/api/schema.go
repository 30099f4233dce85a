package api

import "github.com/apigen-go/apigen/generator/diag"

// Kind is what a schema describes, once its spellings are out of the way: allOf is merged, null has become
// [Use.Nullable] or [Schema.Nullable], type arrays have become unions, constants have become enums of one.
type Kind string

// Kinds of schemas.
const (
	Any     Kind = "any"     // no constraint that a type could express
	Boolean Kind = "boolean" // true or false
	Integer Kind = "integer"
	Number  Kind = "number"
	String  Kind = "string"
	Object  Kind = "object" // Properties, Additional
	Array   Kind = "array"  // Items
	Union   Kind = "union"  // Variants, Discriminator
)

// Use is a schema in some place, with what only that place says of it.
type Use struct {
	ID       ID   `json:"id"`                 // always a key of API.Schemas
	Nullable bool `json:"nullable,omitempty"` // null is allowed here (see also Schema.Nullable)
}

// Schema is one schema, named or inline.
type Schema struct {
	ID          ID     `json:"id"`
	Name        string `json:"name,omitempty"`  // a component's key, a file's base name or x-go-name; "": inline
	Title       string `json:"title,omitempty"` // as the document has it
	Description string `json:"description,omitempty"`
	Kind        Kind   `json:"kind"`
	Format      string `json:"format,omitempty"`   // "date-time"; contentEncoding base64 has become "byte"
	Nullable    bool   `json:"nullable,omitempty"` // null is allowed wherever it is used
	Deprecated  bool   `json:"deprecated,omitempty"`
	ReadOnly    bool   `json:"readOnly,omitempty"`
	WriteOnly   bool   `json:"writeOnly,omitempty"`
	Sensitive   bool   `json:"sensitive,omitempty"` // x-sensitive, x-ms-secret

	// Boolean, Integer, Number, String.
	Enum []EnumValue `json:"enum,omitempty"` // distinct, null left out; one value: a constant, unless Open
	Open bool        `json:"open,omitempty"` // the document itself allows values beside those of Enum
	// String.
	Content *Use `json:"content,omitempty"` // the JSON in it (3.1 contentSchema); nil: it is only a text
	// Object.
	Properties []Property  `json:"properties,omitempty"` // allOf merged, in document order
	Additional *Additional `json:"additional,omitempty"` // nil: not mentioned, extra members are dropped
	// Array.
	Items  *Use  `json:"items,omitempty"`  // nil: anything; of a tuple: what follows the prefix
	Prefix []Use `json:"prefix,omitempty"` // a tuple: the first items, each with a type of its own (3.1 prefixItems)
	Closed bool  `json:"closed,omitempty"` // a tuple: nothing may follow the prefix (items: false)
	// Union.
	Variants      []Variant      `json:"variants,omitempty"` // at least two, in document order
	Discriminator *Discriminator `json:"discriminator,omitempty"`

	Default     *Value      `json:"default,omitempty"`
	Constraints Constraints `json:"constraints,omitzero"`
	XML         *XML        `json:"xml,omitempty"`    // nil: the names of the document as they are
	Reason      string      `json:"reason,omitempty"` // x-deprecated-reason: why, and what to use instead
	GoName      string      `json:"goName,omitempty"` // x-go-name, x-ogen-name, x-ms-client-name
	GoType      string      `json:"goType,omitempty"` // x-go-type: "decimal.Decimal"
	GoImport    string      `json:"goImport,omitempty"`
	Pos         diag.Pos    `json:"pos"`
}

// Value is a JSON value as its exact text: `"paid"`, `9007199254740993`.
type Value string

// EnumValue is one allowed value.
type EnumValue struct {
	Value       Value  `json:"value"`
	Name        string `json:"name,omitempty"` // x-enum-varnames, x-ms-enum
	Description string `json:"description,omitempty"`
}

// Property is one member of an object.
type Property struct {
	Name        string   `json:"name"`
	Schema      Use      `json:"schema"`
	Required    bool     `json:"required,omitempty"`
	ReadOnly    bool     `json:"readOnly,omitempty"`
	WriteOnly   bool     `json:"writeOnly,omitempty"`
	Sensitive   bool     `json:"sensitive,omitempty"` // as Schema.Sensitive
	Deprecated  bool     `json:"deprecated,omitempty"`
	Description string   `json:"description,omitempty"` // of this place, else of the inline schema
	Default     *Value   `json:"default,omitempty"`
	XML         *XML     `json:"xml,omitempty"`    // of this place, else of the inline schema
	Reason      string   `json:"reason,omitempty"` // x-deprecated-reason
	GoName      string   `json:"goName,omitempty"`
	Pos         diag.Pos `json:"pos"`
}

// XML says how a value is written in XML, where that differs from JSON.
type XML struct {
	Name      string `json:"name,omitempty"`
	Namespace string `json:"namespace,omitempty"` // a URI
	Prefix    string `json:"prefix,omitempty"`
	Attribute bool   `json:"attribute,omitempty"` // also 3.2 nodeType: attribute
	Wrapped   bool   `json:"wrapped,omitempty"`   // an array has an element of its own around its items
	Text      bool   `json:"text,omitempty"`      // 3.2 nodeType: text or cdata: the value is the element's text
}

// Additional says what an object holds beside its properties.
type Additional struct {
	Schema *Use `json:"schema,omitempty"` // nil: anything
	Closed bool `json:"closed,omitempty"` // additionalProperties: false
}

// Variant is one alternative of a union.
type Variant struct {
	Schema Use     `json:"schema"`
	Values []Value `json:"values,omitempty"` // of the discriminator, that mean this variant
}

// Discriminator names the property that tells variants apart.
type Discriminator struct {
	Property string `json:"property"`
	Default  ID     `json:"default,omitempty"`  // 3.2 defaultMapping: the variant for absent and unknown values
	Optional bool   `json:"optional,omitempty"` // the document names none: we found it, and variants may leave it out
}

// Constraints are for documentation; nothing checks them. Numbers are exact JSON text.
type Constraints struct {
	Minimum, Maximum, MultipleOf       Value  `json:",omitempty"`
	ExclusiveMinimum, ExclusiveMaximum bool   `json:",omitempty"`
	MinLength, MaxLength               Value  `json:",omitempty"` // of strings
	MinItems, MaxItems                 Value  `json:",omitempty"` // of arrays
	MinProperties, MaxProperties       Value  `json:",omitempty"`
	Pattern                            string `json:",omitempty"`
	UniqueItems                        bool   `json:",omitempty"`
}
