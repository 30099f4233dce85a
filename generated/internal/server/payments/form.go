package payments

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// form is a decoded body. The body `metadata[order]=42&line_items[0][name]=Tea` has the keys "metadata[order]" and
// "line_items[0][name]"; reading goes by path.
type form struct {
	values url.Values
	used   map[string]bool // keys that somebody asked for; what is left over is not known
}

// readForm reads the body of a request, which must be a form if there is one.
func readForm(r *http.Request) (*form, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	mediaType := r.Header.Get("Content-Type")
	if len(body) > 0 && !strings.HasPrefix(mediaType, "application/x-www-form-urlencoded") {
		return nil, fmt.Errorf("the body must be a form, not %q", mediaType)
	}
	values, err := url.ParseQuery(string(body))
	return &form{values: values, used: map[string]bool{}}, err
}

// text returns the value of a key and whether it is there.
func (f *form) text(key string) (string, bool) {
	f.used[key] = true
	values, ok := f.values[key]
	if !ok {
		return "", false
	}
	return values[len(values)-1], true
}

// pointer is text for optional members: nil for absent and for empty, which clears.
func (f *form) pointer(key string) *string {
	if s, ok := f.text(key); ok && s != "" {
		return &s
	}
	return nil
}

// integer returns a whole number of at least least.
func (f *form) integer(key string, least int64) (int64, error) {
	s, _ := f.text(key)
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < least {
		return 0, paramError{key, fmt.Sprintf("must be a whole number of at least %d", least)}
	}
	return n, nil
}

// members returns what stands in brackets behind a key: {"order": "42"} for metadata.
func (f *form) members(key string) map[string]string {
	out := map[string]string{}
	for k := range f.values {
		rest, ok := strings.CutPrefix(k, key+"[")
		name, closed := strings.CutSuffix(rest, "]")
		if ok && closed && !strings.ContainsAny(name, "[]") {
			out[name], _ = f.text(k)
		}
	}
	return out
}

// list returns the values of `key[]=a&key[]=b` or `key[0]=a&key[1]=b`.
func (f *form) list(key string) []string {
	f.used[key+"[]"] = true
	out := slices.Clone(f.values[key+"[]"])
	for i := 0; ; i++ {
		s, ok := f.text(fmt.Sprintf("%s[%d]", key, i))
		if !ok {
			return out
		}
		out = append(out, s)
	}
}

// leftover returns an error if there is a key that nobody asked for.
func (f *form) leftover() error {
	var unknown []string
	for k := range f.values {
		if !f.used[k] {
			unknown = append(unknown, k)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	return paramError{slices.Min(unknown), "is not known"}
}

// paramError is a fault of one parameter.
type paramError struct{ param, message string }

func (e paramError) Error() string { return e.param + " " + e.message }
