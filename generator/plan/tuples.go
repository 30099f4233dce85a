package plan

import (
	"slices"
	"strconv"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// A tuple is an array whose items have a type each by their position. It becomes a struct with a field per position:
//
//	prefixItems: [{title: Longitude, type: number}, {title: Latitude, type: number}], items: {type: number}
//	-> struct{ Longitude, Latitude float64; Rest []float64 }
//
// If the positions differ in nothing, it is a list with a length.

// simplifyTuples makes lists of tuples whose items are all alike.
func (b *builder) simplifyTuples() {
	for _, id := range b.ids {
		s := b.schemas[id]
		if s.Kind != api.Array || len(s.Prefix) == 0 || !b.areAlike(s) {
			continue
		}
		list := *s
		list.Items, list.Prefix, list.Closed = &s.Prefix[0], nil, false
		b.schemas[id] = &list
	}
}

func (b *builder) areAlike(s *api.Schema) bool {
	uses := s.Prefix
	if s.Items != nil {
		uses = append(slices.Clip(uses), *s.Items)
	}
	return !slices.ContainsFunc(uses, func(use api.Use) bool { return !b.isAlike(uses[0], use) })
}

// isAlike tells items that are of one schema, or scalars that differ in where they stand alone.
func (b *builder) isAlike(one, two api.Use) bool {
	if one == two {
		return true
	}
	x, y := b.schema(one.ID), b.schema(two.ID)
	isBare := func(s *api.Schema) bool {
		return s.Name == "" && s.Title == "" && s.GoName == "" && s.Enum == nil && s.Description == "" && isScalarKind(s.Kind)
	}
	return isBare(x) && isBare(y) && x.Kind == y.Kind && x.Format == y.Format && x.GoType == y.GoType && b.isNullable(one) == b.isNullable(two)
}

func isScalarKind(k api.Kind) bool {
	return k == api.Boolean || k == api.Integer || k == api.Number || k == api.String
}

// declareTuple plans a tuple: a field for each position, and one for what follows, which is kept whatever the document says.
func (b *builder) declareTuple(id api.ID) *Tuple {
	s := b.schema(id)
	t := &Tuple{Name: b.names[id], Doc: b.typeDoc(id), Least: tupleLeast(s)}
	names := b.positionNames(s)
	for i, use := range s.Prefix {
		t.Fields = append(t.Fields, Field{
			Name: names[i], Type: b.positionType(id, i), Doc: b.fieldDoc(api.Property{Schema: use}),
		})
	}
	t.Rest = &Field{Name: "Rest", Type: sliceOf(b.elementType(s.Items)), Doc: Comment{"Rest is what follows."}}
	if s.Closed {
		t.Rest.Doc = Comment{"Rest is what follows: nothing, as far as the document knows."}
	}
	return t
}

// tupleLeast is how many items are always there. A document that does not say so hardly means that all may be missing.
func tupleLeast(s *api.Schema) int {
	least, err := strconv.Atoi(string(s.Constraints.MinItems))
	if err != nil || least > len(s.Prefix) {
		return len(s.Prefix)
	}
	return least
}

// positionType is a pointer where an item may be missing or null, or would contain its tuple.
func (b *builder) positionType(id api.ID, i int) Type {
	s := b.schema(id)
	use := s.Prefix[i]
	t := b.typeOf(use.ID)
	optional := i >= tupleLeast(s) || b.isNullable(use) || b.looped[propertyKey{id, strconv.Itoa(i)}]
	if optional && !b.isNilable(use.ID) {
		return pointerTo(t)
	}
	return t
}

// positionNames call the items of a tuple after their titles or components, else by their position.
func (b *builder) positionNames(s *api.Schema) []string {
	var scope naming.Scope
	scope.Reserve("Rest", "MarshalJSON", "UnmarshalJSON")
	for i, use := range s.Prefix {
		number := strconv.Itoa(i)
		claim := naming.Claim{Key: number, Names: []string{"V" + number}}
		if word := b.positionWord(use.ID); word != "" {
			claim.Names = []string{word, word + number, "V" + number}
		}
		scope.Claim(claim)
	}
	settled, _ := b.memory.settle(&scope, func(number string) string { return b.memory.keys.of(s.ID) + " [" + number + "]" })
	names := make([]string, len(s.Prefix))
	for i := range s.Prefix {
		names[i] = settled[strconv.Itoa(i)]
	}
	return names
}

func (b *builder) positionWord(id api.ID) string {
	switch s := b.schema(id); {
	case s.GoName != "":
		return naming.Raw(s.GoName)
	case isCleanTitle(s.Title):
		return naming.Exported(naming.Words(s.Title)...)
	case s.Name != "":
		return naming.Exported(naming.Words(s.Name)...)
	}
	return ""
}

// notePositions remembers the owner of the inline types in a tuple.
func (b *builder) notePositions(id api.ID) {
	s := b.schema(id)
	names := b.positionNames(s)
	for i, use := range s.Prefix {
		b.noteOwner(use.ID, b.names[id], names[i])
	}
	if s.Items != nil {
		b.noteOwner(s.Items.ID, b.names[id], "Rest")
	}
}
