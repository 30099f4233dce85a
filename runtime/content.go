package runtime

import (
	"fmt"
	"io"
	"net/http"
	"reflect"

	"github.com/apigen-go/apigen/runtime/internal/body"
	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/wire"
)

// FieldStyle says how one property of a form or multipart body is sent, where the document says so.
type FieldStyle struct {
	Field       string  // name of the property: "metadata"
	Style       []Style // nil: the default of the body
	ContentType string  // "": the default of the body; JSON types send the property as JSON

	// Header has further headers of the parts of a multipart body, unless a [File] has its own. An empty Content-ID or
	// Content-Disposition is filled in with the name of the property.
	Header map[string]string
}

// JSON sets a body of JSON, without the members that only the server sets: fields with the tag apigen:"readonly". A nil
// pointer, slice, map or interface sets none.
func (r *Request) JSON(mediaType string, value any) {
	if wire.Values(values).IsAbsent(value) {
		return
	}
	data, err := exact.Encode(writable(value))
	if err != nil {
		r.failBody(err)
		return
	}
	r.body = body.FromBytes(mediaType, data)
	r.body.JSON = data
}

// Text sets a body of text: a string, or a type that has a text. A nil pointer sets none.
func (r *Request) Text(mediaType string, value any) {
	text, present, err := wire.Values(values).Text(value)
	if err != nil {
		r.failBody(err)
	}
	if present {
		r.body = body.FromBytes(mediaType, []byte(text))
	}
}

// Body sets a body that is read from the source as it is sent. A source that is an [io.Seeker] can be sent again, from where
// it stands now; any other is sent once. A nil source sets none.
func (r *Request) Body(mediaType string, source io.Reader) {
	if !body.IsNil(source) {
		r.body = body.FromReader(mediaType, source)
	}
}

// Form sets a body of type application/x-www-form-urlencoded from a struct (by its json tags, in order) or a map (sorted).
// A nil pointer sets none.
//
// Scalars in a list repeat the name: tag=a&tag=b. What is nested gets brackets: metadata[k]=v, items[0][price]=5. A
// FieldStyle changes that for one property: with [DeepObject] the list is tag[0]=a&tag[1]=b.
func (r *Request) Form(value any, styles ...FieldStyle) {
	form, present, err := wire.Values(values).Form(writable(value), fieldsOf(styles))
	if err != nil {
		r.failBody(err)
	}
	if present {
		r.body = body.FromBytes("application/x-www-form-urlencoded", []byte(form))
	}
}

func (r *Request) failBody(err error) {
	r.errs = append(r.errs, fmt.Errorf("request body: %w", err))
}

// Multipart sets a body of type multipart/form-data from a struct (by its json tags, in order) or a map (sorted). A nil
// pointer sets none.
//
// A [File] is a part with a file name, several files are several parts of one name. A scalar is a part of plain text, a list
// one part for each item, an object a part of type application/json. The body can be sent again if all files can.
func (r *Request) Multipart(value any, styles ...FieldStyle) {
	r.MultipartAs("multipart/form-data", value, styles...)
}

// MultipartAs is [Request.Multipart] for another type of multipart, such as multipart/related, whose type parameter is that
// of the first part. A part has its Content-Type and, in place of a name, a Content-ID: <name>; a Content-Disposition is for
// files only, or where a FieldStyle has one.
func (r *Request) MultipartAs(mediaType string, value any, styles ...FieldStyle) {
	whole, err := wire.Values(values).Multipart(mediaType, writable(value), fieldsOf(styles), filesOf)
	if err != nil {
		r.failBody(err)
	}
	if whole != nil {
		r.body = whole
	}
}

// fieldsOf puts styles into the words of package wire.
func fieldsOf(styles []FieldStyle) []wire.Field {
	fields := make([]wire.Field, len(styles))
	for i, s := range styles {
		fields[i] = wire.Field{Name: s.Field, Layout: wire.LayoutOf(wire.Form, s.Style...), Styled: len(s.Style) > 0, ContentType: s.ContentType}
		for name, value := range s.Header {
			if fields[i].Header == nil {
				fields[i].Header = map[string]string{}
			}
			fields[i].Header[http.CanonicalHeaderKey(name)] = value
		}
	}
	return fields
}

// filesOf returns the files in the value of a property; ok is false if it is not of a type for files.
func filesOf(value any) (files []wire.File, ok bool) {
	switch v := value.(type) {
	case File:
		return []wire.File{wire.File(v)}, true
	case *File:
		if v == nil {
			return nil, true
		}
		return filesOf(*v)
	case []File:
		for _, f := range v {
			files = append(files, wire.File(f))
		}
		return files, true
	case Nullable[File]:
		if f, ok := v.Get(); ok {
			return filesOf(f)
		}
		return nil, true
	case []*File:
		for _, f := range v {
			files = append(files, wire.File(OrZero(f)))
		}
		return files, true
	case interface{ Value() any }: // a union, of which a file may be a variant
		if rv := reflect.ValueOf(v); rv.Kind() == reflect.Pointer && rv.IsNil() {
			return nil, false
		}
		if f, ok := v.Value().(*File); ok {
			return filesOf(f)
		}
	}
	return nil, false
}
