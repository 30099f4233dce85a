package page

import (
	"math"
	"strconv"
)

// End is what a response says about the end of a list that is counted: see [Number]. Its value is a number or a boolean, a string
// of one, a pointer or a [runtime.Nullable]. Nil, null, and what is neither, such as a total of -1, say nothing.
type End struct {
	about  about
	number int64
	yes    bool
	name   string
}

type about int

const (
	silent about = iota
	totalItems
	totalPages
	morePages
	pageSize
	sizeName
	fromOffset
	currentPage
)

// Total is the number of items of the whole list. It may change while the list is walked.
func Total(items any) End { return counted(totalItems, items) }

// TotalPages is the number of pages of the whole list.
func TotalPages(pages any) End { return counted(totalPages, pages) }

// Limit is the number of items that a page has at most, as the response says. A page with fewer is the last, if nothing says
// otherwise; but if that size is just the one that was asked for (see [SizeParam]), only after a page that had so many.
func Limit(limit any) End { return counted(pageSize, limit) }

// More says whether there are more pages. It counts before all else.
func More(more any) End {
	said, known := word([]any{more})
	if !known {
		return End{}
	}
	return End{about: morePages, yes: said}
}

// SizeParam names the query parameter that asks for the page size, or the path in the body where that is where the list is
// counted. By itself it ends nothing: it is there to tell a [Limit] of the server's own from an echo.
func SizeParam(name string) End { return End{about: sizeName, name: name} }

// From is the offset of the first item of an [Offset] list that does not count from 0: 1 for the startIndex of SCIM; [Unknown] if
// nothing says so.
func From(first int64) End { return End{about: fromOffset, number: first} }

// Current is the number of the page, or the offset of its first item, as the response says. Where the document does not say whether
// lists begin at 0 or at 1, that of the first page does: see [Unknown]. It ends nothing.
func Current(number any) End { return counted(currentPage, number) }

func counted(about about, value any) End {
	text, _, err := text(value)
	if err != nil {
		return End{}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
			return End{}
		}
		n = int64(f)
	}
	return End{about: about, number: n}
}

// facts are all ends of one response; a number that is not known is 0, or negative.
type facts struct {
	total, pages, limit int64
	more, moreKnown     bool
	size                string
	current             int64
	stated              bool // the response has current
}

func (c counter) facts() (f facts) {
	for _, e := range c.ends {
		switch e.about {
		case totalItems:
			f.total = e.number
		case totalPages:
			f.pages = e.number
		case pageSize:
			f.limit = e.number
		case sizeName:
			f.size = e.name
		case currentPage:
			f.current, f.stated = e.number, true
		case morePages:
			f.more, f.moreKnown = e.yes && (f.more || !f.moreKnown), true
		}
	}
	return f
}
