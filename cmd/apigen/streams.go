package main

import (
	"fmt"
	"io"
	"os"

	"github.com/apigen-go/apigen/generator"
)

// streams is where a command reads and prints.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// progress prints a line for a person who watches. In a pipe it prints nothing.
func (s streams) progress(format string, args ...any) {
	f, ok := s.err.(*os.File)
	if !ok {
		return
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return
	}
	fmt.Fprintf(s.err, "apigen: "+format+"\n", args...)
}

// report prints diagnostics, all at once, and if they are fatal, how many there were and what that means. Notes are for
// those who ask.
func (s streams) report(found []generator.Diagnostic, notes bool, consequence string) error {
	count := map[generator.Severity]int{}
	for _, d := range found {
		count[d.Severity]++
		if d.Severity != generator.Note || notes {
			fmt.Fprintln(s.err, d)
		}
	}
	if count[generator.Error] == 0 {
		return nil
	}
	summary := plural(count[generator.Error], "error")
	if n := count[generator.Warning]; n > 0 {
		summary += ", " + plural(n, "warning")
	}
	fmt.Fprintf(s.err, "apigen: %s; %s\n", summary, consequence)
	return errReported
}

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
