package main

import (
	"fmt"
	"io"
	"os"
)

// streams is where a command reads and prints.
type streams struct {
	in       io.Reader
	out, err io.Writer
	journal  *journal
}

// progress prints a line for a person who watches. In a pipe it prints nothing.
func (s streams) progress(format string, args ...any) {
	f, ok := s.err.(*os.File)
	if !ok || s.journal.asJSON {
		return
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return
	}
	fmt.Fprintf(s.err, "apigen: "+format+"\n", args...)
}
