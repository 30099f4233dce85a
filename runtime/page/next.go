package page

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/apigen-go/apigen/runtime"
)

// Next is what a page says about the one after it. The zero Next says that there is none.
type Next struct {
	more    bool
	at      runtime.PagePosition // where it begins
	err     error                // why the next page cannot be asked for, although there is one
	counted bool                 // positions grow by themselves: they need no guard against circles
	find    func(arrival) Next   // what says it, if the body alone does not; nil: the fields do
}

// arrival is what a page may need to know of its response and of the walk, beside its body.
type arrival struct {
	reply   runtime.PageReply
	at      runtime.PagePosition // of the page; zero: the request says it
	items   int                  // on the page
	largest int                  // items on the largest page of the walk, this one included
}

// Last says that there is no next page.
func Last() Next { return Next{} }

// Cursor says that the query parameter leads to the next page with the value that the response names. The value is a string
// or a number, a pointer or a [runtime.Nullable] of one; nil, null, false, the empty string and the number 0, which would lead
// to the beginning, mean that there is no next page.
//
// More is the response's own word, if it has one: a boolean, a pointer to one, or a Nullable. False ends the list; true
// without a cursor is an error of [Page.Next], as the list would seem to be complete.
func Cursor(param string, next any, more ...any) Next {
	return cursor(runtime.PagePosition{In: inQuery, Name: param}, next, more)
}

// BodyCursor is [Cursor] for a list that is asked for with a JSON body: the cursor goes into the member at the path,
// "query.cursor", as the string or number that it is. Objects on the way that the body lacks are made.
func BodyCursor(path string, next any, more ...any) Next {
	return cursor(runtime.PagePosition{In: inBody, Name: path}, next, more)
}

// RequestHeaderCursor is [Cursor] for a list whose cursor goes into a header of the request.
func RequestHeaderCursor(name string, next any, more ...any) Next {
	return cursor(runtime.PagePosition{In: inHeader, Name: name}, next, more)
}

// HeaderCursor is [Cursor] for a list whose cursor comes in a header of the response. Without the header there is no next page.
func HeaderCursor(param, header string) Next {
	return Next{find: func(a arrival) Next { return Cursor(param, a.reply.Header.Get(header)) }}
}

// LastID says that the query parameter leads to the next page with the id of the last item. Without a word about more, as in
// [Cursor], the list ends with the first page that has no items. Such a list loses nothing that is there throughout, whatever
// comes and goes while it is walked; an API that does not know the id of a deleted item answers with an error, never with a gap.
func LastID[T any](param string, items []T, id func(T) any, more ...any) Next {
	at := runtime.PagePosition{In: inQuery, Name: param}
	if len(items) == 0 {
		return decide(at, nil, more)
	}
	var err error
	if at.Value, _, err = text(id(items[len(items)-1])); err == nil && at.Value == "" {
		err = errors.New("page: the last item has no id")
	}
	return decide(at, err, more)
}

// Where a position goes, in the words of [runtime.PagePosition].
const (
	inQuery  = "query"
	inHeader = "header"
	inBody   = "body"
	inURL    = "url"
)

func cursor(at runtime.PagePosition, next any, more []any) Next {
	value, kind, err := text(next)
	if kind == boolean && value == "false" || kind == number && value == "0" {
		value = ""
	}
	at.Value, at.Number = value, kind == number && at.In == inBody
	return decide(at, err, more)
}

func decide(at runtime.PagePosition, err error, more []any) Next {
	said, known := word(more)
	switch {
	case known && !said:
		return Last()
	case err == nil && at.Value == "" && !known:
		return Last()
	case err == nil && at.Value == "":
		err = errors.New("page: the server says that there is more, but not where")
	}
	if at.Value == "" {
		at = runtime.PagePosition{}
	}
	return Next{more: true, at: at, err: err}
}

// word returns what the response says about more pages; known is false if it says nothing.
func word(more []any) (said, known bool) {
	for _, m := range more {
		switch t, _, err := text(m); {
		case err != nil || t == "":
		case t == "false":
			return false, true
		default:
			said, known = true, true
		}
	}
	return said, known
}

// kind is the JSON type of a scalar.
type kind int

const (
	nothing kind = iota
	characters
	number
	boolean
)

// text returns the text of a string, number or boolean, also behind a pointer or a Nullable; "" for nil and null.
func text(value any) (string, kind, error) {
	switch v := value.(type) {
	case nil:
		return "", nothing, nil
	case string:
		return v, characters, nil
	case *string:
		if v == nil {
			return "", nothing, nil
		}
		return *v, characters, nil
	}
	data, err := json.Marshal(value)
	if err != nil {
		return "", nothing, fmt.Errorf("page: reading the cursor: %w", err)
	}
	return scalar(data, value)
}

func scalar(data []byte, value any) (string, kind, error) {
	switch data[0] {
	case 'n':
		return "", nothing, nil
	case '"':
		var s string
		err := json.Unmarshal(data, &s)
		return s, characters, err
	case 't', 'f':
		return string(data), boolean, nil
	case '{', '[':
		return "", nothing, fmt.Errorf("page: a %T is no cursor", value)
	}
	return string(data), number, nil
}
