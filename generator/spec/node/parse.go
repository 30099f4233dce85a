package node

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"

	"github.com/apigen-go/apigen/generator/diag"
)

// Parse reads a JSON or YAML text and makes it the root of the file; nil if it has a syntax error, which is then in
// the list. What begins with a bracket is JSON if it parses as such, and YAML else: YAML allows trailing commas and
// comments inside brackets. If it is neither, the JSON error is the one that helps. The list can then quote the file.
func Parse(file *File, data []byte, diags *diag.List) *Node {
	data = decodeUTF16(data)
	diags.Quote(file.Name, string(data))
	if !bracketed(data) {
		return ParseYAML(file, data, diags)
	}
	var asJSON, asYAML diag.List
	n := ParseJSON(file, data, &asJSON)
	if n == nil && !tooDeep(asJSON) {
		if n = ParseYAML(file, data, &asYAML); n != nil {
			asJSON = asYAML
		}
	}
	diags.Append(asJSON)
	return n
}

func tooDeep(l diag.List) bool {
	for _, d := range l.Sorted() {
		if d.Code == codeDepth {
			return true
		}
	}
	return false
}

// bracketed tells whether the first character that is not white space opens an object or an array.
func bracketed(data []byte) bool {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
	return len(data) > 0 && (data[0] == '{' || data[0] == '[')
}

// decodeUTF16 turns a text that has a byte order mark of UTF-16 into UTF-8.
func decodeUTF16(data []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	default:
		return data
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 2; i+1 < len(data); i += 2 {
		units = append(units, order.Uint16(data[i:]))
	}
	return []byte(string(utf16.Decode(units)))
}
