// Package lexical answers: what is the JSON of a Go value of which somebody has sent the text?
//
// XML and headers have text only: "12" is a number, a string or a list of one, as the Go type has it. Texts become JSON,
// which the types know how to read. Text that does not fit becomes a JSON string: decoding it says what is wrong.
package lexical

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// Kind is what the text of a type is.
type Kind int

// Kinds of types.
const (
	Other   Kind = iota // not a scalar
	Text                // a string, and what reads itself from text
	Number              // digits
	Boolean             // true, false, 1, 0
	Bytes               // base64
	Own                 // a type that reads its own JSON: a string, else a number
)

// KindOf returns the kind of a type that is no pointer.
func KindOf(t reflect.Type) Kind {
	pointer := reflect.PointerTo(t)
	switch {
	case t == reflect.TypeFor[json.Number]():
		return Number
	case t == reflect.TypeFor[json.RawMessage]():
		return Other
	case t == reflect.TypeFor[time.Time]():
		return Text
	case pointer.Implements(reflect.TypeFor[json.Unmarshaler]()):
		return ownKind(t)
	case pointer.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return Text
	}
	switch kind := t.Kind(); {
	case kind == reflect.String:
		return Text
	case kind == reflect.Bool:
		return Boolean
	case kind >= reflect.Int && kind <= reflect.Float64:
		return Number
	case kind == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return Bytes
	}
	return Other
}

// ownKind tells types that stand for one value from those with parts: fields that others can see, items, entries.
func ownKind(t reflect.Type) Kind {
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Array, reflect.Interface:
		return Other
	case reflect.Struct:
		for i := range t.NumField() {
			if t.Field(i).IsExported() {
				return Other
			}
		}
	}
	return Own
}

// Append appends the JSON of a text that is to become a value of the type, which is no pointer. Text that says nothing where
// a number, a boolean or a time is expected becomes null.
func Append(b []byte, text string, t reflect.Type) []byte {
	switch KindOf(t) {
	case Number:
		return appendNumber(b, strings.TrimSpace(text))
	case Boolean:
		return appendBoolean(b, strings.TrimSpace(text))
	case Bytes:
		return append(b, exact.Quote(canonicalBase64(text))...)
	case Own:
		return appendOwn(b, text, t)
	case Text:
		if t.Kind() == reflect.String {
			return append(b, exact.Quote(text)...)
		}
		if text = strings.TrimSpace(text); text == "" {
			return append(b, "null"...)
		}
	}
	return append(b, exact.Quote(text)...)
}

func appendNumber(b []byte, text string) []byte {
	if text == "" {
		return append(b, "null"...)
	}
	if isNumber(text) {
		return append(b, text...)
	}
	if digits := strings.TrimPrefix(text, "+"); digits != text && isNumber(digits) {
		return append(b, digits...)
	}
	if n, ok := new(big.Int).SetString(text, 10); ok && len(text) < 100 { // "007"
		return n.Append(b, 10)
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && isNumber(strconv.FormatFloat(f, 'g', -1, 64)) { // "1.", ".5"
		return strconv.AppendFloat(b, f, 'g', -1, 64)
	}
	return append(b, exact.Quote(text)...)
}

// isNumber reports whether JSON would write the number so.
func isNumber(text string) bool {
	return text != "" && (text[0] == '-' || '0' <= text[0] && text[0] <= '9') && json.Valid([]byte(text))
}

func appendBoolean(b []byte, text string) []byte {
	switch strings.ToLower(text) {
	case "":
		return append(b, "null"...)
	case "true", "1":
		return append(b, "true"...)
	case "false", "0":
		return append(b, "false"...)
	}
	return append(b, exact.Quote(text)...)
}

// appendOwn asks the type which of the two it reads.
func appendOwn(b []byte, text string, t reflect.Type) []byte {
	quoted, bare := []byte(exact.Quote(text)), []byte(strings.TrimSpace(text))
	if reads(t, quoted) || len(bare) == 0 || !isNumber(string(bare)) || !reads(t, bare) {
		if len(bare) == 0 && !reads(t, quoted) {
			return append(b, "null"...)
		}
		return append(b, quoted...)
	}
	return append(b, bare...)
}

func reads(t reflect.Type, data []byte) bool {
	return exact.Decode(data, reflect.New(t).Interface()) == nil
}

// canonicalBase64 returns the text without white space, in the alphabet and with the padding that JSON has.
func canonicalBase64(text string) string {
	text = strings.Join(strings.Fields(text), "")
	if strings.ContainsAny(text, "-_") {
		text = strings.NewReplacer("-", "+", "_", "/").Replace(text)
	}
	if data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "=")); err == nil {
		return base64.StdEncoding.EncodeToString(data)
	}
	return text
}
