package api

import "github.com/apigen-go/apigen/generator/diag"

// PagingStyle is how a request says which page it wants.
type PagingStyle string

// Styles of paging.
const (
	PageByCursor PagingStyle = "cursor" // by a value that the page before named, in its body or a header
	PageByLastID PagingStyle = "lastID" // by the id of the last item of the page before
	PageByNumber PagingStyle = "number" // by the number of the page
	PageByOffset PagingStyle = "offset" // by the number of items to skip
	PageByURL    PagingStyle = "url"    // by a URL in the body of the page before
	PageByLink   PagingStyle = "link"   // by the Link header of the page before, with rel="next" (RFC 8288)
)

// Paging says how a list goes on. Names are the document's; a path has dots between property names. What a style has no
// use for is empty.
type Paging struct {
	Style     PagingStyle `json:"style"`
	Param     string      `json:"param,omitempty"`     // carries the position: "cursor"; a path if In is "body"
	In        string      `json:"in,omitempty"`        // where Param is: query, header, body; "" for url and link
	First     int64       `json:"first,omitempty"`     // number, offset: that of the first page, 0 or 1
	Unknown   bool        `json:"unknown,omitempty"`   // number, offset: nothing says whether First is 0 or 1
	SizeParam string      `json:"sizeParam,omitempty"` // number, offset: asks for the size of a page; in the same place as Param
	Items     string      `json:"items,omitempty"`     // path to the items: "data"; "" if the body is the array
	Next      string      `json:"next,omitempty"`      // cursor, url: path to where the next page is: "meta.next_cursor"
	Header    string      `json:"header,omitempty"`    // cursor: the response header that has the next one, in place of Next
	More      string      `json:"more,omitempty"`      // path to a boolean: "has_more"
	Done      string      `json:"done,omitempty"`      // path to a boolean that says that there is no more: "isLast"
	Total     string      `json:"total,omitempty"`     // path to the number of all items
	Pages     string      `json:"pages,omitempty"`     // path to the number of all pages
	Limit     string      `json:"limit,omitempty"`     // path to the size of pages that the server went by
	Number    string      `json:"number,omitempty"`    // path to the number or offset of the page itself; only if First is Unknown
	ID        string      `json:"id,omitempty"`        // lastID: property of an item: "id"
	Why       string      `json:"why"`                 // the evidence in one line, for people
	Evidence  []Evidence  `json:"evidence,omitempty"`  // the same, piece by piece
}

// Evidence is one piece of what a verdict rests on.
type Evidence struct {
	What string   `json:"what"` // `query parameter "cursor"`
	Pos  diag.Pos `json:"pos"`
}
