package spec

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// retryStatuses are the statuses after which the vendor's own clients repeat the operation, nil if the document names none:
//
//	x-speakeasy-retries: {strategy: backoff, statusCodes: [429, 5XX]}
//
// Only what stands at the operation counts. At the root of a document it is the vendor's idea of what all servers do, and the
// runtime has a better one, which waits out a 429.
func retryStatuses(n *node.Node) []int {
	retries := n.Get("x-speakeasy-retries")
	codes := retries.Get("statusCodes")
	switch {
	case retries.Get("strategy").Str() == "none":
		return []int{}
	case !codes.Is(node.Array):
		return nil
	}
	out := []int{}
	for _, code := range codes.Items {
		out = append(out, retriedBy(code.Spelled())...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// retriedBy are the statuses that a code stands for. A range is those of its class that a repetition can mend: nothing will
// come of another attempt after a 501.
func retriedBy(code string) []int {
	switch strings.ToUpper(code) {
	case "4XX":
		return []int{408, 425, 429}
	case "5XX":
		return []int{500, 502, 503, 504}
	}
	if status, err := strconv.Atoi(code); err == nil && status >= 300 && status <= 599 {
		return []int{status}
	}
	return nil
}

// isRepeatable tells operations that the document declares to do no harm if they are executed twice, by what they are (QUERY is
// defined so), or by an extension: x-use-read-transporter marks the searches of Algolia, which are reads by POST.
func isRepeatable(method string, n *node.Node) bool {
	return method == "QUERY" || n.Get("x-use-read-transporter").True()
}
