package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/apigen-go/apigen/generator"
)

const initHelp = `Begin a client: fetch the document and keep a copy of it, write apigen.yaml and
generate.go, and generate the client. Nothing is overwritten.

Usage:
  apigen init FILE|URL|- [--out DIR]

The directory is named after the API unless --out says otherwise. Flags that say
how the client is made go into apigen.yaml, which has what else could be said in
its comments. Documents are fetched by https.
`

func initialize(ctx context.Context, s streams, args []string) error {
	in := newInput("init", func(in *input) {
		in.set.StringVar(&in.flags.Out, "out", "", "write the client to `DIR` (default: one named after the API)")
	})
	in.hide("config", "spec")
	names, rest := operands(args, in.set)
	if err := in.parse(s, rest, initHelp); err != nil {
		return err
	}
	switch {
	case in.set.Changed("config") || in.set.Changed("spec"):
		return usageError{errors.New("the document is the argument, and the configuration is written: --spec and --config are of no use")}
	case len(names) != 1:
		return usageError{fmt.Errorf("expected one document, a file or a URL, got %d", len(names))}
	}
	c := generator.Config{Spec: names[0], Stdin: s.in}
	if err := in.override(&c); err != nil {
		return err
	}
	if c.Out != "" {
		if done, err := generator.Recover(ctx, c); err != nil || done {
			return s.finished(c.Out, err)
		}
	}
	s.progress("reading %s", withoutQuery(c.Spec))
	made, err := generator.Init(ctx, c, nil)
	if err != nil {
		return err
	}
	if err := s.report(made.Diagnostics, in.verbose, "nothing was written"); err != nil {
		return err
	}
	if !s.journal.asJSON {
		fmt.Fprint(s.out, made.Survey.Text(), "\n", nextSteps(made))
	}
	return nil
}

// finished says that what a killed run began is done now.
func (s streams) finished(dir string, err error) error {
	if err == nil {
		_, err = fmt.Fprintf(s.out, "%s: a run of apigen was interrupted here; what it began is finished\n", dir)
	}
	return err
}

// nextSteps says what was written, and what to do.
func nextSteps(made generator.Initialized) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s written", made.Out, plural(len(made.Written), "file"))
	if made.Copied > 1 {
		fmt.Fprintf(&b, ", %d of them the copy of the document", made.Copied)
	}
	b.WriteString(". Check them in.\n")
	if strings.Contains(made.Source, "?") {
		b.WriteString("The URL of the document is in them with its query: see to it that nothing in that is secret.\n")
	}
	b.WriteString("\nNext:\n")
	steps, width := stepsAfter(made), 0
	for _, s := range steps {
		width = max(width, len(s[0]))
	}
	for _, s := range steps {
		fmt.Fprintf(&b, "  %s\n", strings.TrimRight(fmt.Sprintf("%-*s    %s", width, s[0], s[1]), " "))
	}
	return b.String()
}

// stepsAfter are commands, each with what it is for.
func stepsAfter(made generator.Initialized) [][2]string {
	var steps [][2]string
	if !made.Module {
		steps = append(steps, [2]string{"go mod init example.com/you/yours", "# there is no module here yet"})
	}
	if !made.Tool {
		steps = append(steps, [2]string{"go get -tool github.com/apigen-go/apigen/cmd/apigen", "# the command, for go generate, and the runtime"})
	}
	config := argument(filepath.Join(made.Out, generator.ConfigName))
	steps = append(steps, [2]string{"go build " + argument(packageDir(made.Out)), ""},
		[2]string{"go tool apigen check --config " + config, "# in CI"})
	if made.Source != "" {
		steps = append(steps, [2]string{"go tool apigen update --config " + config, "# when the vendor has changed something"})
	}
	return steps
}

// packageDir is a directory as the go command takes it.
func packageDir(dir string) string {
	if dir = filepath.ToSlash(filepath.Clean(dir)); filepath.IsLocal(dir) && dir != "." {
		return "./" + dir
	}
	return dir
}

// argument is a word for a shell.
func argument(word string) string {
	if word = filepath.ToSlash(word); strings.ContainsAny(word, " '\"$&;()*?[]<>|`\\#~") {
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	return word
}
