package generator

// closest returns the known word that a misspelt one was probably meant to be: at most two edits away, and less than
// half of the word. It returns "" if none is.
func closest(word string, known []string) string {
	best, distance := "", min(2, (len(word)-1)/2)+1
	for _, k := range known {
		if d := edits(word, k); d < distance {
			best, distance = k, d
		}
	}
	return best
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
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replace := cost[i-1][j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			cost[i][j] = min(replace, cost[i-1][j]+1, cost[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cost[i][j] = min(cost[i][j], cost[i-2][j-2]+1)
			}
		}
	}
	return cost[len(a)][len(b)]
}
