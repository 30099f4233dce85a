package page

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Next is what a page says about the one after it. The zero Next says that there is none.
type Next struct {
	more   bool
	param  string // query parameter: "cursor"
	cursor string // its value
	err    error  // why the next page cannot be asked for, although there is one
}

// Last says that there is no next page.
func Last() Next { return Next{} }

// Cursor says that the query parameter leads to the next page with the value that the response names. The value is a string
// or a number, a pointer or a [runtime.Nullable] of one; nil, null and the empty string mean that there is no next page.
//
// More is the response's own word, if it has one: a boolean, a pointer to one, or a Nullable. False ends the list; true
// without a cursor is an error of [Page.Next], as the list would seem to be complete.
func Cursor(param string, next any, more ...any) Next {
	cursor, err := text(next)
	return decide(param, cursor, err, more)
}

// LastID says that the query parameter leads to the next page with the id of the last item. Without a word about more, as in
// [Cursor], the list ends with the first page that has no items.
func LastID[T any](param string, items []T, id func(T) any, more ...any) Next {
	if len(items) == 0 {
		return decide(param, "", nil, more)
	}
	cursor, err := text(id(items[len(items)-1]))
	if err == nil && cursor == "" {
		err = errors.New("page: the last item has no id")
	}
	return decide(param, cursor, err, more)
}

func decide(param, cursor string, err error, more []any) Next {
	said, known := word(more)
	switch {
	case known && !said:
		return Last()
	case err == nil && cursor == "" && !known:
		return Last()
	case err == nil && cursor == "":
		err = errors.New("page: the server says that there is more, but not where")
	}
	return Next{more: true, param: param, cursor: cursor, err: err}
}

// word returns what the response says about more pages; known is false if it says nothing.
func word(more []any) (said, known bool) {
	for _, m := range more {
		switch t, err := text(m); {
		case err != nil || t == "":
		case t == "false":
			return false, true
		default:
			said, known = true, true
		}
	}
	return said, known
}

// text returns the text of a string, number or boolean, also behind a pointer or a Nullable; "" for nil and null.
func text(value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case *string:
		if v == nil {
			return "", nil
		}
		return *v, nil
	}
	data, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("page: reading the cursor: %w", err)
	}
	switch data[0] {
	case 'n':
		return "", nil
	case '"':
		var s string
		err := json.Unmarshal(data, &s)
		return s, err
	case '{', '[':
		return "", fmt.Errorf("page: a %T is no cursor", value)
	}
	return string(data), nil
}
