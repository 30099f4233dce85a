package runtime

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
)

// This file is the seam through which all JSON of the runtime goes, so that another engine can take its place.

// maxNesting is how deep arrays and objects may nest in what a server sends. Decoding recurses, and types that decode
// themselves read their part once per level: without a limit a hostile body costs time quadratic in its size.
const maxNesting = 1000

var (
	errTrailingData = errors.New("json: data after the end of the value")
	errNesting      = fmt.Errorf("json: arrays and objects nest deeper than %d levels", maxNesting)
)

// encodeJSON returns v as JSON text without HTML escapes and without a newline at the end.
func encodeJSON(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte{'\n'}), nil
}

// decodeJSON decodes the whole of data into the value that into points to. Numbers become a [json.Number] where the type
// is any, so that no digit is lost.
func decodeJSON(data []byte, into any) error {
	if isScalar(into) {
		return json.Unmarshal(data, into) // the same without the buffers of a decoder
	}
	if nestsTooDeep(data) {
		return errNesting
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := dec.Decode(into); err != nil {
		return endOfInput(err)
	}
	if len(trimJSON(data[dec.InputOffset():])) != 0 {
		return errTrailingData
	}
	return nil
}

// isScalar reports whether a pointer is to a string, number or boolean.
func isScalar(pointer any) bool {
	t := reflect.TypeOf(pointer)
	if t == nil || t.Kind() != reflect.Pointer {
		return false
	}
	kind := t.Elem().Kind()
	return kind >= reflect.Bool && kind <= reflect.Float64 || kind == reflect.String
}

// endOfInput makes the end of the data in the middle of a value recognisable as such, also where there is no data at all.
func endOfInput(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// nestsTooDeep reports whether data opens more than maxNesting arrays and objects at once. It tolerates invalid JSON.
func nestsTooDeep(data []byte) bool {
	if bytes.Count(data, []byte{'['})+bytes.Count(data, []byte{'{'}) <= maxNesting {
		return false
	}
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			i = stringEnd(data, i) - 1
		case '[', '{':
			if depth++; depth > maxNesting {
				return true
			}
		case ']', '}':
			depth--
		}
	}
	return false
}

// stringEnd returns the index after the JSON string that begins at data[start], or len(data) if it does not end.
func stringEnd(data []byte, start int) int {
	for i := start + 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}
