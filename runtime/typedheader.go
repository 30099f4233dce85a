package runtime

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/lexical"
)

// WithHeaders fills the struct that the target points to from the headers of the response, also if the call fails. Fields name
// their headers by a tag: `header:"X-Total"`. They may be of all types that parameters may be of: lists are read from
// comma-separated values, over several lines too, objects from "k,v,k,v" or "k=v,k=v", times in the forms of HTTP and of
// RFC 3339, all of them from JSON too.
//
// A header that the response does not have, or that is not of the type of its field, leaves the field zero: it does not fail
// a call that has succeeded. [WithResponse] has all headers as they came. Of several attempts the last response counts.
// Default, and nil: nothing.
func WithHeaders(target any) Option {
	return option{"WithHeaders", callOnly, func(s *settings) error {
		s.typed = nil
		v := reflect.ValueOf(target)
		switch {
		case !v.IsValid():
			return nil
		case v.Kind() != reflect.Pointer || v.Type().Elem().Kind() != reflect.Struct:
			return errors.New("the target is not a pointer to a struct")
		case !v.IsNil():
			s.typed = target
		}
		return nil
	}}
}

// readHeaders fills the target of WithHeaders.
func readHeaders(h http.Header, target any) {
	if target == nil {
		return
	}
	v := reflect.ValueOf(target).Elem()
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if name := f.Tag.Get("header"); name != "" && f.IsExported() {
			readHeader(h.Values(name), v.Field(i))
		}
	}
}

// readHeader decodes into a new value, so that a half of one never shows.
func readHeader(lines []string, into reflect.Value) {
	into.SetZero()
	if len(lines) == 0 {
		return
	}
	types := lexical.Types(isNullable)
	text := strings.TrimSpace(strings.Join(lines, ","))
	if types.Bare(into.Type()) == reflect.TypeFor[time.Time]() {
		if t, err := http.ParseTime(text); err == nil {
			text = t.Format(time.RFC3339)
		}
	}
	value := reflect.New(into.Type())
	if exact.Decode(types.Simple(text, into.Type()), value.Interface()) == nil {
		into.Set(value.Elem())
	}
}
