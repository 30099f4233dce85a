package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// outcome is how a verdict compares with a label.
type outcome string

const (
	right      outcome = "right"
	rejected   outcome = "rightly not paged"
	missed     outcome = "missed"      // paged, but there is no iterator
	invented   outcome = "invented"    // an iterator over what is not paged
	wrongStyle outcome = "wrong style" // goes on in another way than any that is right
	wrongParam outcome = "wrong parameter"
	wrongItems outcome = "wrong items"
	wrongNext  outcome = "wrong next"
	notCounted outcome = "not counted" // the label is unclear
)

// judge compares a verdict with a label. A verdict of nil says: not paged.
func judge(l label, v *answer) outcome {
	switch {
	case l.style == unclear:
		return notCounted
	case v == nil && l.paged:
		return missed
	case v == nil:
		return rejected
	case !l.paged:
		return invented
	}
	nearest := wrongStyle
	for _, a := range append([]answer{l.answer}, l.also...) {
		if o := a.judge(*v); o == right || nearest == wrongStyle {
			nearest = o
		}
	}
	return nearest
}

func (a answer) judge(v answer) outcome {
	switch {
	case a.style != v.style:
		return wrongStyle
	case a.moves != v.moves && needs()[a.style]:
		return wrongParam
	case a.items != v.items:
		return wrongItems
	case a.next != "" && v.next != "" && !strings.EqualFold(string(a.next), string(v.next)):
		return wrongNext
	}
	return right
}

// judged is a label with what the generator said of it.
type judged struct {
	label   label
	verdict *answer // nil: not paged
	outcome outcome
	refusal string // why there is no verdict, if it looked like a list
}

func (j judged) isMiss() bool {
	return !slices.Contains([]outcome{right, rejected, notCounted}, j.outcome)
}

// tally counts. Who says that a list is paged, but in the wrong way, has invented one iterator and missed another.
type tally struct {
	labelled int // paged lists
	said     int // verdicts that a list is paged
	right    int // of both
}

// precision is how many of the iterators are right, from 0 to 1; 1 if there are none.
func (t tally) precision() float64 { return share(t.right, t.said) }

// recall is how many of the paged lists have a right iterator, from 0 to 1; 1 if there are none.
func (t tally) recall() float64 { return share(t.right, t.labelled) }

// What the generator must reach. A wrong iterator is worse than none, so precision weighs more.
const (
	wantPrecision = 0.95
	wantRecall    = 0.90
)

// enough tells what is not reached.
func (t tally) enough() error {
	if t.precision() >= wantPrecision && t.recall() >= wantRecall {
		return nil
	}
	return fmt.Errorf("precision %.1f%% and recall %.1f%%, expected at least %.0f%% and %.0f%%",
		100*t.precision(), 100*t.recall(), 100*wantPrecision, 100*wantRecall)
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// group is the tally of what has something in common.
type group struct {
	name string
	tally
}

// count tallies by two names of each: the one that it is labelled with, and the one that the verdict claims.
func count(all []judged, labelled, claimed func(judged) string) []group {
	sums := map[string]tally{}
	for _, j := range all {
		if j.outcome == notCounted {
			continue
		}
		if j.label.paged {
			t := sums[labelled(j)]
			t.labelled++
			sums[labelled(j)] = t
		}
		if j.verdict != nil {
			t := sums[claimed(j)]
			t.said++
			if j.outcome == right {
				t.right++
			}
			sums[claimed(j)] = t
		}
	}
	var groups []group
	for name, t := range sums {
		groups = append(groups, group{name, t})
	}
	slices.SortFunc(groups, func(a, b group) int { return cmp.Compare(a.name, b.name) })
	return groups
}

// byStyle tallies by style: a right verdict counts for the style of its label, as there may be another that is as right,
// and a wrong one for the style that it claims.
func byStyle(all []judged) []group {
	labelled := func(j judged) string { return j.label.style }
	return count(all, labelled, func(j judged) string {
		if j.outcome == right {
			return j.label.style
		}
		return j.verdict.style
	})
}

func byVendor(all []judged) []group {
	name := func(j judged) string { return vendor(j.label.document) }
	return count(all, name, name)
}

func total(all []judged) tally {
	name := func(judged) string { return "total" }
	for _, g := range count(all, name, name) {
		return g.tally
	}
	return tally{}
}
