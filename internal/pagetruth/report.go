package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// report writes the figures, by style and by vendor, and a line for each miss.
func report(out io.Writer, all []judged, e explanations) {
	for _, title := range []string{"style", "vendor"} {
		groups := byStyle(all)
		if title == "vendor" {
			groups = byVendor(all)
		}
		table(out, title, groups, total(all))
	}
	of := map[outcome]int{}
	for _, j := range all {
		of[j.outcome]++
	}
	fmt.Fprintf(out, "%d labels: %d paged; %d not paged, of which %d have no iterator; %d unclear, not counted\n\n",
		len(all), total(all).labelled, of[rejected]+of[invented], of[rejected], of[notCounted])
	misses(out, all, e)
}

func table(out io.Writer, title string, groups []group, sum tally) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%s\tlabelled\tverdicts\tright\tprecision\trecall\t\n", title)
	for _, g := range append(groups, group{"total", sum}) {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%s\t%s\t\n", g.name, g.labelled, g.said, g.right,
			percent(g.precision(), g.said), percent(g.recall(), g.labelled))
	}
	_ = w.Flush()
	fmt.Fprintln(out)
}

// percent is a share of n; there is none of nothing.
func percent(share float64, n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f%%", 100*share)
}

// misses prints what went wrong, one line each, between tabs: outcome, document, operation, the label, the verdict, why the
// detector refused, and the explanation.
func misses(out io.Writer, all []judged, e explanations) {
	n, explained := 0, 0
	for _, j := range all {
		if !j.isMiss() {
			continue
		}
		n++
		why := e.of(j.label)
		if why != "" {
			explained++
		}
		fmt.Fprintf(out, "%s\t%s\t%s\twant %s\tgot %s\t%s\t%s\n", j.outcome, j.label.document, j.label.operation,
			j.label.answer.words(), j.verdict, j.refusal, cmp.Or(why, "NOT EXPLAINED"))
	}
	fmt.Fprintf(out, "%d misses, %d explained\n", n, explained)
}

// String is an answer in a few words: "cursor query:cursor items=data next=meta.next".
func (a *answer) String() string {
	if a == nil {
		return "none"
	}
	return a.words()
}

func (a answer) words() string {
	words := []string{a.style}
	if a.moves != "" {
		words = append(words, string(a.moves))
	}
	if a.items != "" {
		words = append(words, "items="+string(a.items))
	}
	if a.next != "" {
		words = append(words, "next="+string(a.next))
	}
	return strings.Join(words, " ")
}
