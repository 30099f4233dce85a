package page

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/apigen-go/apigen/runtime"
)

// Next is what a page says about the one after it. The zero Next says that there is none.
type Next struct {
	more    bool
	at      runtime.PagePosition // where it begins
	err     error                // why the next page cannot be asked for, although there is one
	counted bool                 // positions grow by themselves: they need no guard against circles
	doubt   bool                 // the next page may turn out to be this one, which is the first
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
// or a number, a pointer or a [runtime.Nullable] of one; nil, null, false and the empty string mean that there is no next page.
// So does the number 0 where the member cannot be absent or null; behind a pointer and in a Nullable 0 is a value, such as the id
// of the last item, and only if it leads to the first page again a word for the end. For the number of a page see [NextNumber].
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

// NextNumber is [Cursor] for the number or offset of the next page that the response names. 0 says that there is none, also behind
// a pointer: no page has the list's beginning after it.
func NextNumber(param string, next any, more ...any) Next {
	return named(runtime.PagePosition{In: inQuery, Name: param}, next, true, more)
}

// BodyNextNumber is [NextNumber] for a list that is asked for with a JSON body: the number goes into the member at the path.
func BodyNextNumber(path string, next any, more ...any) Next {
	return named(runtime.PagePosition{In: inBody, Name: path}, next, true, more)
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
	return named(at, next, !mayBeMissing(next), more)
}

// named is the next page as the response names it; zeroEnds: the number 0 says that there is none.
func named(at runtime.PagePosition, next any, zeroEnds bool, more []any) Next {
	value, kind, err := text(next)
	if kind == boolean && value == "false" || kind == number && zeroEnds && isZero(value) {
		value = ""
	}
	at.Value, at.Number = value, kind == number && at.In == inBody
	return decide(at, err, more)
}

// mayBeMissing tells members that can say by themselves that there is no next page: pointers, and a Nullable.
func mayBeMissing(next any) bool {
	if _, nullable := next.(interface{ IsNull() bool }); nullable {
		return true
	}
	return reflect.ValueOf(next).Kind() == reflect.Pointer
}

func isZero(number string) bool {
	f, err := strconv.ParseFloat(number, 64)
	return err == nil && f == 0
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
