package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"github.com/apigen-go/apigen/generator"
)

// Formats of what a command reports on standard error.
const (
	formatText = "text"
	formatJSON = "json"
)

// journal is what a run has said so far of the user's files. As text, it was printed as it was found. As JSON, it becomes
// one document at the end of the run, so that standard error holds that and nothing else.
type journal struct {
	asJSON  bool
	found   []generator.Diagnostic // those to print
	count   map[generator.Severity]int
	failure string
}

// addFormat adds the flag. It is no key of the configuration: who reads the report differs from run to run.
func (in *input) addFormat() {
	in.set.StringVar(&in.format, "format", formatText, "print diagnostics as `text|json`; as JSON they are one document")
}

// use makes the streams report in a format.
func (s streams) use(format string) error {
	switch format {
	case "", formatText, formatJSON: // "": of a command without the flag
		s.journal.asJSON = format == formatJSON
		return nil
	}
	return usageError{fmt.Errorf("there is no format %q: expected %s or %s", format, formatText, formatJSON)}
}

// report prints diagnostics, all at once, and if they are fatal, how many there were and what that means. Notes are for
// those who ask, and so is each of many findings that are alike.
func (s streams) report(found []generator.Diagnostic, verbose bool, consequence string) error {
	for _, d := range found {
		s.journal.count[d.Severity]++
	}
	if !verbose {
		found = generator.Fold(found)
	}
	for _, d := range found {
		if d.Severity == generator.Note && !verbose {
			continue
		}
		s.journal.found = append(s.journal.found, d)
		if !s.journal.asJSON {
			fmt.Fprintln(s.err, d.Text())
		}
	}
	if s.journal.count[generator.Error] == 0 {
		return nil
	}
	s.fail(s.journal.summary() + "; " + consequence)
	return errReported
}

// fail says why a run failed.
func (s streams) fail(why string) {
	s.journal.failure = why
	if !s.journal.asJSON {
		fmt.Fprintf(s.err, "apigen: %s\n", why)
	}
}

// summary counts what was found: "2 errors, 1 warning".
func (j *journal) summary() string {
	var counts []string
	for _, s := range []generator.Severity{generator.Error, generator.Warning} {
		if n := j.count[s]; n > 0 {
			counts = append(counts, plural(n, string(s)))
		}
	}
	return strings.Join(counts, ", ")
}

// finding is a diagnostic as JSON.
type finding struct {
	Severity generator.Severity `json:"severity"`
	Code     string             `json:"code"`
	Message  string             `json:"message"`
	Hint     string             `json:"hint,omitempty"`
	File     string             `json:"file,omitempty"`
	Line     int                `json:"line,omitempty"`
	Col      int                `json:"col,omitempty"`
	Source   string             `json:"source,omitempty"` // the line
	Caret    int                `json:"caret,omitempty"`  // where Col is in Source, which begins later in a long line
	More     int                `json:"more,omitempty"`
}

// finish prints the document of a run that reports as JSON.
func (s streams) finish() {
	if !s.journal.asJSON {
		return
	}
	document := struct {
		Diagnostics []finding `json:"diagnostics"`
		Errors      int       `json:"errors"`
		Warnings    int       `json:"warnings"`
		Notes       int       `json:"notes"`
		Failure     string    `json:"failure,omitempty"`
	}{
		Diagnostics: []finding{},
		Errors:      s.journal.count[generator.Error], Warnings: s.journal.count[generator.Warning],
		Notes: s.journal.count[generator.Note], Failure: s.journal.failure,
	}
	for _, d := range s.journal.found {
		document.Diagnostics = append(document.Diagnostics, finding{
			Severity: d.Severity, Code: d.Code, Message: d.Message, Hint: d.Hint, File: d.Pos.File, Line: d.Pos.Line, Col: d.Pos.Col,
			Source: d.Source, Caret: d.Caret, More: d.More,
		})
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(document); err != nil {
		panic(fmt.Sprintf("unreachable: strings and numbers always encode: %v", err))
	}
	_, _ = s.err.Write(harmless(b.Bytes()))
}

// harmless escapes what JSON may hold and a terminal may take for a command.
func harmless(text []byte) []byte {
	var b bytes.Buffer
	for _, r := range string(text) {
		switch {
		case r == '\n', unicode.IsGraphic(r):
			b.WriteRune(r)
		case r > 0xffff:
			high, low := (r-0x10000)>>10+0xd800, (r-0x10000)&0x3ff+0xdc00
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.Bytes()
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
