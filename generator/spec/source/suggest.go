package source

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func itoa(i int) string { return strconv.Itoa(i) }

// didYouMean is a hint with the names that are spelled most alike; "" if none is.
func didYouMean(wrong string, names []string, prefix string) string {
	type candidate struct {
		name     string
		distance int
	}
	limit := 1 + len(wrong)/4
	var near []candidate
	for _, name := range names {
		if abs(len(name)-len(wrong)) > limit || len(name) > 200 {
			continue
		}
		d := distance(strings.ToLower(wrong), strings.ToLower(name))
		if d <= limit {
			near = append(near, candidate{name, d})
		}
	}
	slices.SortFunc(near, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.name, b.name))
	})
	if len(near) == 0 {
		return ""
	}
	var quoted []string
	for _, c := range near[:min(3, len(near))] {
		quoted = append(quoted, fmt.Sprintf("%q", prefix+c.name))
	}
	return "did you mean " + strings.Join(quoted, " or ") + "?"
}

func abs(n int) int { return max(n, -n) }

// distance is the number of characters to insert, delete or replace.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
