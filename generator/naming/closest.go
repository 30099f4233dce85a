package naming

import "strings"

// Closest is the known word that a misspelt one was most likely meant to be, "" if none is near: one that differs in
// case or in a fifth of its letters at most. Of several equally near, the first one counts.
func Closest(word string, known []string) string {
	best, distance := "", max(1, len(word)/5)+1
	for _, k := range known {
		if strings.EqualFold(k, word) {
			return k
		}
		if abs(len(k)-len(word)) >= distance {
			continue
		}
		if d := edits(word, k, distance); d < distance {
			best, distance = k, d
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// edits counts the letters to insert, delete or replace that make b of a. It gives up at the limit.
func edits(a, b string, limit int) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal, lowest := row[0], i+1
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
			lowest = min(lowest, row[j+1])
		}
		if lowest >= limit {
			return limit
		}
	}
	return row[len(b)]
}
