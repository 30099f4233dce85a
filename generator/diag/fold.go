package diag

import (
	"regexp"
	"strings"
)

// samples is how many findings are shown that differ only in what they are about.
const samples = 3

// Fold shortens a sorted list for reading: what has one cause is told once, and the rest is counted in More.
//
// Findings with the same text have the same cause, be they errors or not: one wrong reference, in fifty places. Warnings
// and notes whose texts differ only in names, numbers and quotations are alike: three of them are samples enough. Errors
// are not folded by likeness, as each has to be mended.
func Fold(found []Diagnostic) []Diagnostic {
	var folded []Diagnostic
	same := map[Diagnostic]int{}    // place in folded of what says the same
	alike := map[Diagnostic][]int{} // places of samples
	for _, d := range found {
		key := Diagnostic{Severity: d.Severity, Code: d.Code, Message: d.Message, Hint: d.Hint}
		if at, told := same[key]; told {
			folded[at].More += 1 + d.More
			continue
		}
		kind := Diagnostic{Severity: d.Severity, Code: d.Code, Message: shape(d.Message)}
		places := alike[kind]
		if d.Severity != Error && len(places) == samples {
			same[key] = places[samples-1]
			folded[places[samples-1]].More += 1 + d.More
			continue
		}
		same[key] = len(folded)
		alike[kind] = append(places, len(folded))
		folded = append(folded, d)
	}
	return folded
}

// particular matches what a message says of its own case: quotations, and words with anything but small letters in them.
var particular = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|[^\s:;,]*[^a-z\s:;,][^\s:;,]*`)

// shape is a message without what is particular to its case.
func shape(message string) string {
	return strings.Join(strings.Fields(particular.ReplaceAllString(message, "·")), " ")
}
