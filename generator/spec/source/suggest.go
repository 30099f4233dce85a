package source

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/diag/near"
)

func itoa(i int) string { return strconv.Itoa(i) }

// didYouMean is a hint with the names that are spelled most alike; "" if none is.
func didYouMean(wrong string, names []string, prefix string) string {
	var quoted []string
	for _, name := range near.Words(wrong, names, 3) {
		quoted = append(quoted, fmt.Sprintf("%q", prefix+name))
	}
	if quoted == nil {
		return ""
	}
	return "did you mean " + strings.Join(quoted, " or ") + "?"
}
