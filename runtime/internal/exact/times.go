package exact

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Servers send times that are not of RFC 3339 where they document it: "2024-01-02 03:04:05", without a zone, empty, as the
// seconds since 1970. One of them would cost the whole response. So what did not decode is read once more with the times
// rewritten in the places where the type has a time; what is no time in any of these forms is still an error.

// mendTimes returns the JSON with its times in the form of RFC 3339; changed is false if there was nothing to mend. Types that
// decode themselves are left alone: their parts come by here by themselves.
func mendTimes(data []byte, t reflect.Type) (mended []byte, changed bool) {
	data = Trim(data)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		return mendTime(data)
	case len(data) == 0 || decodesItself(t):
		return data, false
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return mendItems(data, t.Elem())
	case reflect.Map:
		return mendMembers(data, func(string) reflect.Type { return t.Elem() })
	case reflect.Struct:
		fields := Fields(t)
		return mendMembers(data, func(name string) reflect.Type { return memberType(t, fields, name) })
	}
	return data, false
}

func decodesItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[json.Unmarshaler]()) || p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// memberType returns the type of the field for a member, as encoding/json finds it; nil if there is none.
func memberType(t reflect.Type, fields []Field, name string) reflect.Type {
	var found reflect.Type
	for _, f := range fields {
		if f.Name == name {
			return t.FieldByIndex(f.index).Type
		}
		if found == nil && strings.EqualFold(f.Name, name) {
			found = t.FieldByIndex(f.index).Type
		}
	}
	return found
}

func mendItems(array []byte, t reflect.Type) (mended []byte, changed bool) {
	if array[0] != '[' {
		return array, false
	}
	out := []byte{'['}
	for item := range Items(array) {
		value, is := mendTimes(item, t)
		if len(out) > 1 {
			out = append(out, ',')
		}
		out, changed = append(out, value...), changed || is
	}
	return append(out, ']'), changed
}

func mendMembers(object []byte, typeOf func(name string) reflect.Type) (mended []byte, changed bool) {
	if object[0] != '{' {
		return object, false
	}
	w := objectWriter{[]byte{'{'}}
	for name, value := range Members(object) {
		if t := typeOf(name); t != nil {
			var is bool
			value, is = mendTimes(value, t)
			changed = changed || is
		}
		w.add(name, value)
	}
	return append(w.data, '}'), changed
}

// timeLayouts are the forms that servers use. Fractions of seconds are read in all of them.
var timeLayouts = [...]string{
	"2006-01-02T15:04:05", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04Z07:00", "2006-01-02T15:04",
	"2006-01-02 15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z0700", "2006-01-02 15:04:05Z07",
	"2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05 Z0700", "2006-01-02 15:04:05 MST", "2006-01-02 15:04", "2006-01-02",
	time.RFC1123, time.RFC1123Z,
}

// mendTime rewrites one time. Without a zone it is taken for UTC; none at all, as databases write it, becomes null.
func mendTime(data []byte) (mended []byte, changed bool) {
	text := string(data)
	if data[0] == '"' {
		text = strings.TrimSpace(Unquote(data))
		if text == "" || strings.HasPrefix(text, "0000-00-00") {
			return []byte("null"), true
		}
		if _, err := time.Parse(time.RFC3339, text); err == nil {
			return []byte(Quote(text)), text != Unquote(data)
		}
		for _, layout := range timeLayouts {
			if t, err := time.Parse(layout, text); err == nil {
				return quotedTime(t), true
			}
		}
		if len(text) < len("946684800") { // the year 2000; a shorter number is more likely a date of some kind
			return data, false
		}
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || number < -1e14 || number > 1e14 {
		return data, false
	}
	if number < -1e11 || number > 1e11 { // in seconds this is after the year 5000
		return quotedTime(time.UnixMilli(int64(number))), true
	}
	return quotedTime(time.UnixMicro(int64(number * 1e6))), true
}

func quotedTime(t time.Time) []byte {
	return strconv.AppendQuote(nil, t.In(zoneOf(t)).Format(time.RFC3339Nano))
}

// zoneOf keeps the zone that a text names, and takes UTC for that of this machine.
func zoneOf(t time.Time) *time.Location {
	if t.Location() == time.Local {
		return time.UTC
	}
	return t.Location()
}
