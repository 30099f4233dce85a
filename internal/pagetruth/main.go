// Command pagetruth answers: does the generator see how lists page, as somebody who read their documents does?
//
// labels.tsv is the truth, written by hand. The command makes the API and the plan of every labelled document, compares
// the verdicts, and prints precision, recall and each miss; explained.tsv says why a miss is one. It fails if they are not
// enough, if a miss has no explanation, and if an explanation is of no miss. With "show" it prints what a document says of its
// operations, for those who label more:
//
//	pagetruth show fetched/resend+resend-openapi/resend.yaml "GET /emails"
package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
)

//go:embed labels.tsv
var labelled []byte

//go:embed explained.tsv
var explained []byte

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Stdout, os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, args []string) error {
	set := flag.NewFlagSet("pagetruth", flag.ContinueOnError)
	reportOnly := set.Bool("report", false, "print the figures, whatever they are")
	if err := set.Parse(args); err != nil {
		return err
	}
	if set.Arg(0) == "show" {
		if set.NArg() < 2 {
			return errors.New("show wants a document of the corpus, and texts to find operations by")
		}
		return show(ctx, out, corpus(), set.Arg(1), set.Args()[2:])
	}
	all, e, err := judgeSome(ctx, set.Args())
	if err != nil {
		return err
	}
	report(out, all, e)
	if *reportOnly {
		return nil
	}
	return errors.Join(total(all).enough(), e.verify(all))
}

// judgeSome judges the labels of the documents whose names contain one of the texts; all, if there is none.
func judgeSome(ctx context.Context, texts []string) ([]judged, explanations, error) {
	labels, err := parseLabels("labels.tsv", bytes.NewReader(labelled))
	if err != nil {
		return nil, nil, err
	}
	e, err := parseExplanations("explained.tsv", bytes.NewReader(explained))
	if err != nil {
		return nil, nil, err
	}
	wanted := func(document string) bool {
		contains := func(text string) bool { return strings.Contains(document, text) }
		return len(texts) == 0 || slices.ContainsFunc(texts, contains)
	}
	labels = slices.DeleteFunc(labels, func(l label) bool { return !wanted(l.document) })
	all, err := judgeAll(ctx, corpus(), labels)
	return all, e.ofDocuments(wanted), err
}
