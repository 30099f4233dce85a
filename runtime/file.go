package runtime

import (
	"errors"
	"io"
	"reflect"
)

// File is a file in a multipart body.
//
// A Content that is an [io.Seeker] is read from where it stands when the call begins, and can be sent again; any other
// reader is sent once. Nil is an empty file. The caller closes it.
type File struct {
	Name        string    // as the server sees it; "": the name of the field
	ContentType string    // "": what the document says, else application/octet-stream
	Content     io.Reader // what is sent
}

var errFile = errors.New("a file can only be sent in a multipart body")

// MarshalJSON is an error: a file has no JSON.
func (f File) MarshalJSON() ([]byte, error) { return nil, errFile }

// holdsFile reports whether a struct has a field for one or several files.
func holdsFile(t reflect.Type) bool {
	for i := range t.NumField() {
		f := t.Field(i).Type
		for f.Kind() == reflect.Pointer || f.Kind() == reflect.Slice {
			f = f.Elem()
		}
		if f == reflect.TypeFor[File]() || f == reflect.TypeFor[Nullable[File]]() {
			return true
		}
	}
	return false
}

// isNilReader reports whether a reader is nil, or an interface around a nil pointer.
func isNilReader(r io.Reader) bool {
	v := reflect.ValueOf(r)
	return !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil()
}
