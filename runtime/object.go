package runtime

import "github.com/apigen-go/apigen/runtime/internal/exact"

// An open object has members that its document does not name. The struct keeps them in a map beside its fields, so that
// what a server sends comes back as it was.

// DecodeObject decodes an object: members that plain, a pointer to a struct, has a field for, by its json tags, go there, all
// others into extra, a pointer to a map[string]T. The map is nil if there are none. Null changes nothing.
//
// Names are compared exactly, unlike in encoding/json: "ID" does not end up in the field of "id".
func DecodeObject(data []byte, plain any, extra any) error {
	return exact.DecodeObject(data, plain, extra)
}

// EncodeObject returns the JSON of a struct with the members of extra, a map[string]T, after its own, in the order of their
// names. A member that the struct has a field for is left out: the field counts.
func EncodeObject(plain any, extra any) ([]byte, error) { return exact.EncodeObject(plain, extra) }
