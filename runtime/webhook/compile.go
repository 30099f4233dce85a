package webhook

import (
	"errors"
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/template"
)

// compile reads the scheme and collects all that is wrong with it.
func (s Scheme) compile(keys []key) (*verifier, error) {
	sign, errs := template.Parse(s.Sign, s.valueOf)
	errs = append(errs, s.checkForms()...)
	errs = append(errs, s.checkUse()...)
	for i, err := range errs {
		errs[i] = s.complain(err)
	}
	return &verifier{scheme: s, keys: keys, sign: sign}, errors.Join(errs...)
}

// checkForms checks names and what is chosen by a word.
func (s Scheme) checkForms() (errs []error) {
	add := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if newHash(s.Algorithm) == nil {
		add("Algorithm %q: want sha256, sha384, sha512 or sha1", template.Clip(s.Algorithm))
	}
	if !isEncoding(s.Encoding) {
		add("Encoding %q: want hex, base64 or base64url", template.Clip(s.Encoding))
	}
	if s.Key != "text" && !isEncoding(s.Key) {
		add("Key %q: want text, hex, base64 or base64url", template.Clip(s.Key))
	}
	if f := s.Timestamp.Form; f != "" && f != "unix" && f != "unix-ms" && f != "rfc3339" {
		add("Timestamp.Form %q: want unix, unix-ms or rfc3339", template.Clip(f))
	}
	if s.Tolerance < 0 {
		add("Tolerance %v: want 0 for %v, or more", s.Tolerance, defaultTolerance)
	}
	if !isName(s.Header) {
		add("Header %q: want the name of the header that has the signature", template.Clip(s.Header))
	}
	for _, name := range []string{s.Timestamp.Header, s.ID.Header, s.Type.Header} {
		if name != "" && !isName(name) {
			add("%q is no name of a header", template.Clip(name))
		}
	}
	return errs
}

// checkUse refuses schemes by which anybody could send: what is not signed proves nothing.
func (s Scheme) checkUse() (errs []error) {
	uses := func(name string) bool {
		return strings.Contains(s.Sign, "{"+name+"}") || strings.Contains(s.Sign, "{"+name+":")
	}
	if !uses("body") && !uses("params") {
		errs = append(errs, errors.New("there is no {body} in Sign: what is sent would not be signed"))
	}
	if uses("timestamp") == s.Timestamp.isZero() {
		errs = append(errs, errors.New("Timestamp and {timestamp} in Sign need each other"))
	}
	if s.Timestamp.Header != "" && s.Timestamp.Item != "" {
		errs = append(errs, errors.New("Timestamp is in a header or is an item of the signature's header, and here both"))
	}
	if s.Timestamp.Item != "" && s.Separator == "" {
		errs = append(errs, errors.New("Timestamp.Item needs the Separator of the items"))
	}
	if uses("id") && s.ID.Header == "" {
		errs = append(errs, errors.New("{id} in Sign needs ID.Header"))
	}
	return errs
}

// renamed is the scheme with the other names of its headers.
func (s Scheme) renamed() Scheme {
	rename := func(name string) string {
		if rest, ok := strings.CutPrefix(strings.ToLower(name), s.twin[0]); ok {
			return s.twin[1] + rest
		}
		return name
	}
	s.Header, s.Timestamp.Header, s.ID.Header = rename(s.Header), rename(s.Timestamp.Header), rename(s.ID.Header)
	s.twin = [2]string{}
	return s
}

// isName reports whether s can be the name of a header (RFC 9110, section 5.6.2).
func isName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool {
		return c <= ' ' || c > '~' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, c)
	})
}
