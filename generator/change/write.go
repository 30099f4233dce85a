package change

import (
	"fmt"
	"io"
	"strings"
)

// Format is a form in which a report is printed.
type Format string

// Formats of reports.
const (
	Text     Format = "text"     // for a terminal
	Markdown Format = "markdown" // for a pull request
	JSON     Format = "json"     // for programs; see docs/changes.md
	HTML     Format = "html"     // one page that needs nothing else
)

// Formats lists them.
func Formats() []Format { return []Format{Text, Markdown, JSON, HTML} }

// Write prints the report in a format.
func (r *Report) Write(w io.Writer, f Format) error {
	var b strings.Builder
	var err error
	switch f {
	case Text:
		r.text(&b)
	case Markdown:
		r.markdown(&b)
	case JSON:
		err = r.json(&b)
	case HTML:
		err = r.html(&b)
	default:
		return fmt.Errorf("there is no format %q: expected text, markdown, json or html", f)
	}
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, b.String())
	return err
}
