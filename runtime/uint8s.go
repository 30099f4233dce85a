package runtime

import "strconv"

// Uint8s is a list of small integers. encoding/json writes a []uint8 as text in base64; this is written as the list that the
// document promises, [1,2,3], and read from either, as servers in Go send the text.
type Uint8s []uint8

// MarshalJSON returns the list, null if it is nil.
func (u Uint8s) MarshalJSON() ([]byte, error) {
	if u == nil {
		return []byte("null"), nil
	}
	data := []byte{'['}
	for i, n := range u {
		if i > 0 {
			data = append(data, ',')
		}
		data = strconv.AppendUint(data, uint64(n), 10)
	}
	return append(data, ']'), nil
}
