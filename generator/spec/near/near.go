// Package near answers: which of the known words was a misspelt one probably meant to be?
package near

import "strings"

// maxLength bounds the words that are compared, as comparing takes quadratic time.
const maxLength = 200

// Word returns the known word that is spelled most alike, whatever the case: at most a quarter of the word and one
// character may differ. It returns "" if none is; of several, the first.
func Word(wrong string, known []string) string {
	best, distance := "", 2+len(wrong)/4
	if len(wrong) > maxLength {
		return ""
	}
	for _, k := range known {
		if len(k) > maxLength || max(len(k)-len(wrong), len(wrong)-len(k)) >= distance {
			continue
		}
		if d := edits(strings.ToLower(wrong), strings.ToLower(k)); d < distance && d < len(k) {
			best, distance = k, d
		}
	}
	return best
}

// edits counts the insertions, deletions, replacements and swaps of neighbours that turn a into b.
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
