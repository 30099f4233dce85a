package auth

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// signing is the state of one signature.
type signing struct {
	*hmacSigner
	r       *http.Request
	now     time.Time
	once    string            // the nonce
	digests map[string]string // of the body, by placeholder
	opened  bool              // the body was read
	mac     string            // encoded
}

// valueOf returns the value of a placeholder, by what stands between the braces: "body:sha256:hex".
func valueOf(placeholder string) (value, error) {
	name, form, _ := strings.Cut(placeholder, ":")
	switch name {
	case "header":
		return headerValue(form)
	case "body":
		return bodyValue(placeholder, form)
	case "canonical":
		return canonicalValue(placeholder, form)
	}
	if get := textOf(placeholder); get != nil {
		return func(s *signing, w io.Writer) error {
			_, err := io.WriteString(w, get(s))
			return err
		}, nil
	}
	if form != "" && textOf(name) != nil {
		return nil, fmt.Errorf("{%s}: there is {%s}, but not with %q", clip(placeholder), name, clip(form))
	}
	return nil, fmt.Errorf("{%s} is no placeholder (those of HMACScheme, such as {method}, {path}, {timestamp}; {{ is a brace)", clip(placeholder))
}

// textOf returns what gives the text of a placeholder, nil if there is none of that name.
func textOf(placeholder string) func(*signing) string {
	switch placeholder {
	case "method":
		return func(s *signing) string { return s.r.Method }
	case "method:lower":
		return func(s *signing) string { return strings.ToLower(s.r.Method) }
	case "path":
		return func(s *signing) string { return sentPath(s.r.URL) }
	case "path:encoded":
		return func(s *signing) string { return encodedPath(s.r.URL) }
	case "path:twice":
		return func(s *signing) string { return escapeSegments(sentPath(s.r.URL)) }
	case "query":
		return func(s *signing) string { return s.r.URL.RawQuery }
	case "query:sorted":
		return func(s *signing) string { return sortedQuery(s.r.URL.RawQuery) }
	case "query:lines":
		return func(s *signing) string { return queryLines(s.r.URL.RawQuery) }
	case "target":
		return func(s *signing) string { return requestTarget(s.r.URL) }
	case "url":
		return func(s *signing) string { return s.r.URL.Scheme + "://" + hostOf(s.r) + requestTarget(s.r.URL) }
	case "host":
		return func(s *signing) string { return hostOf(s.r) }
	case "headers":
		return func(s *signing) string { return headerLines(s.r, s.scheme.Headers) }
	case "signed-headers":
		return func(s *signing) string { return strings.Join(sentNames(s.r, s.scheme.Headers), ";") }
	case "length":
		return func(s *signing) string { return lengthOf(s.r) }
	case "timestamp":
		return func(s *signing) string { return formatTime(s.scheme.Timestamp, s.now) }
	case "date":
		return func(s *signing) string { return s.now.Format("20060102") }
	case "nonce":
		return (*signing).nonce
	case "keyid":
		return func(s *signing) string { return s.keyID }
	case "signature":
		return func(s *signing) string { return s.mac }
	}
	return nil
}

func headerValue(name string) (value, error) {
	if !isToken(name) {
		return nil, fmt.Errorf("{header:%s}: want the name of a header, {header:X-Date}", clip(name))
	}
	return func(s *signing, w io.Writer) error {
		_, err := io.WriteString(w, headerOf(s.r, name, ", "))
		return err
	}, nil
}

// canonicalValue is the text of Canonical or a digest of it.
func canonicalValue(placeholder, form string) (value, error) {
	if placeholder == "canonical" {
		return func(s *signing, w io.Writer) error { return s.canonical.Write(s, w) }, nil
	}
	algorithm, encoding, err := digestForm(placeholder, form)
	if err != nil {
		return nil, err
	}
	return func(s *signing, w io.Writer) error {
		sum := newHash(algorithm)()
		if err := s.canonical.Write(s, sum); err != nil {
			return err
		}
		_, err := io.WriteString(w, encode(encoding, sum.Sum(nil)))
		return err
	}, nil
}

// bodyValue is the body or a digest of it. Bodies are streamed: an upload from a file never is in memory.
func bodyValue(placeholder, form string) (value, error) {
	if placeholder == "body" {
		return (*signing).copyBody, nil
	}
	algorithm, encoding, err := digestForm(placeholder, form)
	if err != nil {
		return nil, err
	}
	return func(s *signing, w io.Writer) error {
		digest, err := s.digest(placeholder, algorithm, encoding)
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, digest)
		return err
	}, nil
}

// digestForm splits "sha256:hex".
func digestForm(placeholder, form string) (algorithm, encoding string, err error) {
	algorithm, encoding, _ = strings.Cut(form, ":")
	if algorithm == "" || newHash(algorithm) == nil {
		err = fmt.Errorf("{%s}: want md5, sha1, sha256, sha384 or sha512 after the first colon", clip(placeholder))
	}
	if encoding == "" || !isEncoding(encoding) && encoding != "raw" {
		err = errors.Join(err, fmt.Errorf("{%s}: want hex, HEX, base64, base64url or raw after the second colon", clip(placeholder)))
	}
	return algorithm, encoding, err
}

// digest reads the body once for each algorithm and encoding: a digest often is in a header and in what is signed.
func (s *signing) digest(placeholder, algorithm, encoding string) (string, error) {
	if known, ok := s.digests[placeholder]; ok {
		return known, nil
	}
	if s.isUnreadable() && s.scheme.Unsigned != "" {
		return s.scheme.Unsigned, nil
	}
	sum := newHash(algorithm)()
	if err := s.copyBody(sum); err != nil {
		return "", err
	}
	if s.digests == nil {
		s.digests = make(map[string]string, 1)
	}
	s.digests[placeholder] = encode(encoding, sum.Sum(nil))
	return s.digests[placeholder], nil
}

// hasBody tells whether there is anything to read.
func (s *signing) hasBody() bool { return s.r.Body != nil && s.r.Body != http.NoBody }

func (s *signing) isUnreadable() bool { return s.hasBody() && s.r.GetBody == nil }

// copyBody writes the body as it is sent.
func (s *signing) copyBody(w io.Writer) error {
	switch {
	case !s.hasBody():
		return nil
	case s.isUnreadable() && s.scheme.Unsigned == "":
		return errUnreadable
	case s.isUnreadable():
		_, err := io.WriteString(w, s.scheme.Unsigned)
		return err
	}
	body, err := s.r.GetBody()
	if err != nil {
		return fmt.Errorf("signing: opening the body: %w", err)
	}
	s.opened = true
	defer body.Close()
	if _, err := io.Copy(w, body); err != nil {
		return fmt.Errorf("signing: reading the body: %w", err)
	}
	return nil
}

// rewind opens the body anew for the transport: one source can only be read at one place at a time, so the one that the
// request came with may be closed by now.
func (s *signing) rewind() error {
	if !s.opened {
		return nil
	}
	s.r.Body.Close()
	body, err := s.r.GetBody()
	if err != nil {
		return fmt.Errorf("signing: opening the body: %w", err)
	}
	s.r.Body = body
	return nil
}

// lengthOf is the length of the body, "" without a body.
func lengthOf(r *http.Request) string {
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength <= 0 {
		return ""
	}
	return strconv.FormatInt(r.ContentLength, 10)
}
