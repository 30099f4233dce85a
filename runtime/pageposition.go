package runtime

import (
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
)

// PagePosition is where a page of a list begins, and how a request asks for it. Package page makes one of each response;
// its text goes through [WithCursor]. It holds what the server gave, which may tell about the data.
type PagePosition struct {
	In     string // where Value goes: "query", "header", "body", "url"; "start": the first page; "": nowhere, there is no such page
	Name   string // of the parameter or header; in a body the path of the member, "query.cursor"; "" in a URL
	Value  string // "cus_8", "40", or the whole URL
	Number bool   // in a body, Value is a number and not a string
	Seen   int64  // items before it, where pages are counted and the response names a total; 0: not known
}

// String returns the position as [WithCursor] takes it, in the form of a query: "in=query&name=cursor&value=cus_8". It is "" of
// the zero position. That form may change: it is to be kept, not to be read.
func (p PagePosition) String() string {
	if p.In == "" {
		return ""
	}
	v := url.Values{"in": {p.In}}
	for name, value := range map[string]string{"name": p.Name, "value": p.Value} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if p.Number {
		v.Set("number", "true")
	}
	if p.Seen > 0 {
		v.Set("seen", strconv.FormatInt(p.Seen, 10))
	}
	return v.Encode()
}

var errNoPosition = errors.New("not the text of a position: it comes from Page.Cursor or page.Error, and is not the bare cursor of the API")

// parsePosition reads what String has written. The text is not part of an error.
func parsePosition(text string) (p PagePosition, err error) {
	v, err := url.ParseQuery(text)
	if err != nil {
		return p, errNoPosition
	}
	p = PagePosition{In: v.Get("in"), Name: v.Get("name"), Value: v.Get("value"), Number: v.Get("number") == "true"}
	if seen := v.Get("seen"); seen != "" {
		if p.Seen, err = strconv.ParseInt(seen, 10, 64); err != nil || p.Seen < 1 {
			return PagePosition{}, errNoPosition
		}
	}
	if !p.isWhole() {
		return PagePosition{}, errNoPosition
	}
	return p, nil
}

// isWhole reports whether the position has what its kind needs, and nothing else.
func (p PagePosition) isWhole() bool {
	switch p.In {
	case "start":
		return p.Name == "" && p.Value == "" && !p.Number
	case "url":
		return p.Name == "" && p.Value != "" && !p.Number
	case "query", "header":
		return p.Name != "" && p.Value != "" && !p.Number
	case "body":
		return p.Name != "" && p.Value != "" && (!p.Number || isNumber(p.Value))
	}
	return false
}

// isNumber reports whether the text is a number of JSON, so that a position cannot write anything else into a body.
func isNumber(text string) bool {
	return (text[0] == '-' || '0' <= text[0] && text[0] <= '9') && json.Valid([]byte(text))
}
