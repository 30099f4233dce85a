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
	Pages  int64  // pages before it, where pages are counted from the beginning; 0: not known
	Stated bool   // Value is counted from a number that the server has stated, and that its next pages have to bear out

	// First tells the first page from others, where nothing says whether its number is 0 or 1, and Value is 1: a page that is the
	// same is the first page once more, and the one after it is meant. "": nothing is in doubt.
	First string

	// Skip is how many items at the beginning of the page have been taken already: a walk was left in the midst of it. Mark tells
	// the last of them from others, in case the list has changed since; both are zero of a whole page.
	Skip int
	Mark string
}

// String returns the position as [WithCursor] takes it, in the form of a query: "in=query&name=cursor&value=cus_8". It is "" of
// the zero position. That form may change: it is to be kept, not to be read.
func (p PagePosition) String() string {
	if p.In == "" {
		return ""
	}
	v := url.Values{"in": {p.In}}
	for name, value := range map[string]string{"name": p.Name, "value": p.Value, "mark": p.Mark, "first": p.First} {
		if value != "" {
			v.Set(name, value)
		}
	}
	for name, yes := range map[string]bool{"number": p.Number, "stated": p.Stated} {
		if yes {
			v.Set(name, "true")
		}
	}
	for name, n := range map[string]int64{"seen": p.Seen, "pages": p.Pages, "skip": int64(p.Skip)} {
		if n > 0 {
			v.Set(name, strconv.FormatInt(n, 10))
		}
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
	p = PagePosition{In: v.Get("in"), Name: v.Get("name"), Value: v.Get("value"), Number: v.Get("number") == "true",
		Stated: v.Get("stated") == "true", First: v.Get("first"), Mark: v.Get("mark")}
	var skip int64
	for name, to := range map[string]*int64{"seen": &p.Seen, "pages": &p.Pages, "skip": &skip} {
		if *to, err = readCount(v.Get(name)); err != nil {
			return PagePosition{}, errNoPosition
		}
	}
	if p.Skip = int(skip); !p.isWhole() {
		return PagePosition{}, errNoPosition
	}
	return p, nil
}

// readCount reads a number of items or pages; 0 if the position has none.
func readCount(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 || int64(int(n)) != n {
		return 0, errNoPosition
	}
	return n, nil
}

// isWhole reports whether the position has what its kind needs, and nothing else.
func (p PagePosition) isWhole() bool {
	if (p.Skip == 0) != (p.Mark == "") || p.First != "" && p.Value != "1" {
		return false
	}
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
