package exact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"sync"
)

// This file is the seam through which all JSON of the runtime goes, so that another engine can take its place.

// maxNesting is how deep arrays and objects may nest in what a server sends. Decoding recurses, and types that decode
// themselves read their part once per level: without a limit a hostile body costs time quadratic in its size.
const maxNesting = 1000

var (
	ErrTrailing = errors.New("json: data after the end of the value")
	ErrNesting  = fmt.Errorf("json: arrays and objects nest deeper than %d levels", maxNesting)
)

// Encode returns v as JSON text without HTML escapes and without a newline at the end.
func Encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte{'\n'}), nil
}

// Decode decodes the whole of data into the value that into points to. Numbers become a [json.Number] where the type
// is any, so that no digit is lost. Times in other forms than that of RFC 3339 are read as long as they can be.
func Decode(data []byte, into any) error {
	if isScalar(into) {
		return json.Unmarshal(data, into) // the same without the buffers of a decoder
	}
	if TooDeep(data) {
		return ErrNesting
	}
	err := decode(data, into)
	if err == nil || !json.Valid(data) {
		return err
	}
	if mended, changed := mendTimes(data, reflect.TypeOf(into)); changed {
		return decode(mended, into)
	}
	return err
}

func decode(data []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := dec.Decode(into); err != nil {
		return endOfInput(err)
	}
	if len(Trim(data[dec.InputOffset():])) != 0 {
		return ErrTrailing
	}
	return nil
}

// Types knows which types encoding/json decodes without a loss although it is not told to keep numbers: those in which
// there is no any. Asking is much cheaper than the buffers of a decoder. It is safe for concurrent use, and bounded by the
// types of the program.
type Types struct{ known sync.Map }

// Decode is [Decode].
func (t *Types) Decode(data []byte, into any) error {
	pointer := reflect.TypeOf(into)
	exact, ok := t.known.Load(pointer)
	if !ok {
		exact = !holdsAny(pointer, make(map[reflect.Type]bool))
		t.known.Store(pointer, exact)
	}
	if exact == true && !TooDeep(data) && json.Unmarshal(data, into) == nil {
		return nil
	}
	return Decode(data, into) // says in its own words what is wrong
}

// holdsAny reports whether encoding/json may decode into an any on its way through the type.
func holdsAny(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] || reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		return false // in the second case it decodes itself
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return holdsAny(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if holdsAny(t.Field(i).Type, seen) {
				return true
			}
		}
	}
	return false
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

// TooDeep reports whether data opens more than maxNesting arrays and objects at once. It tolerates invalid JSON.
func TooDeep(data []byte) bool {
	if bytes.Count(data, []byte{'['})+bytes.Count(data, []byte{'{'}) <= maxNesting {
		return false
	}
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			i = StringEnd(data, i) - 1
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

// StringEnd returns the index after the JSON string that begins at data[start], or len(data) if it does not end.
func StringEnd(data []byte, start int) int {
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
