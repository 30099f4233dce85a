// Package replay answers: may a request be sent again, and by what is it known when it is?
package replay

import "net/http"

// IsSafe reports whether the method changes nothing on the server.
func IsSafe(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	}
	return false
}
