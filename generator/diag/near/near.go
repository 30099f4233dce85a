// Package near answers: which of the known words was a misspelt one probably meant to be?
package near

import (
	"cmp"
	"slices"
	"strings"
)

// maxLength bounds the words that are compared, as comparing takes quadratic time.
const maxLength = 200

// Word returns the known word that is spelled most alike, whatever the case: at most a quarter of the word and one
// character may differ. It returns "" if none is; of several equally near, the first.
func Word(wrong string, known []string) string {
	if near := Words(wrong, known, 1); len(near) > 0 {
		return near[0]
	}
	return ""
}

// Words returns up to most such words, the nearest first.
func Words(wrong string, known []string, most int) []string {
	type candidate struct {
		word     string
		distance int
	}
	var near []candidate
	limit := 1 + len(wrong)/4
	for _, k := range known {
		if max(len(wrong), len(k)) > maxLength || max(len(k)-len(wrong), len(wrong)-len(k)) > limit {
			continue
		}
		if d := edits(strings.ToLower(wrong), strings.ToLower(k)); d <= limit && d < len(k) {
			near = append(near, candidate{k, d})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
	var words []string
	for _, c := range near[:min(most, len(near))] {
		words = append(words, c.word)
	}
	return words
}

// edits counts the insertions, deletions, replacements and swaps of neighbours that turn a into b (the restricted
// distance of Damerau and Levenshtein).
func edits(a, b string) int {
	cost := make([][]int, len(a)+1)
	for i := range cost {
		cost[i] = make([]int, len(b)+1)
		cost[i][0] = i
	}
	for j := range cost[0] {
		cost[0][j] = j
	}
	for i := range len(a) {
		for j := range len(b) {
			replace := cost[i][j]
			if a[i] != b[j] {
				replace++
			}
			cost[i+1][j+1] = min(replace, cost[i][j+1]+1, cost[i+1][j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				cost[i+1][j+1] = min(cost[i+1][j+1], cost[i-1][j-1]+1)
			}
		}
	}
	return cost[len(a)][len(b)]
}
