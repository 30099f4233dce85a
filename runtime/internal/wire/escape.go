package wire

// Percent-encoding by RFC 3986: what a place keeps, every other byte becomes %XX.

// keep tells which bytes an escaper leaves as they are.
type keep func(c byte) bool

// keepUnreserved keeps letters, digits and "-._~": safe in every place.
func keepUnreserved(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return c == '-' || c == '.' || c == '_' || c == '~'
}

// keepReservedQuery keeps also the reserved characters that a query value can hold without a change of meaning: "#" would
// end the query, "&" the value (and for some servers ";" too), "+" would arrive as a space, and brackets are not allowed.
func keepReservedQuery(c byte) bool {
	if keepUnreserved(c) {
		return true
	}
	switch c {
	case ':', '/', '?', '@', '!', '$', '\'', '(', ')', '*', ',', '=':
		return true
	}
	return false
}

// keepReservedPath keeps also the reserved characters that a path can hold: "/" parts the segments of an argument that stands
// for several. Of them "." and ".." are escaped with those of the whole path.
func keepReservedPath(c byte) bool {
	return c == '&' || c == '+' || c == ';' || c != '?' && keepReservedQuery(c)
}

// keepTemplate keeps what the literal parts of a path template may hold: whole segments, escapes, a query.
func keepTemplate(c byte) bool {
	return c == '%' || c == '?' || keepReservedPath(c)
}

// Escape returns s with all but letters, digits and "-._~" percent-encoded.
func Escape(s string) string { return escape(s, keepUnreserved) }

// escape returns s with the bytes that are not kept percent-encoded. It does not allocate if all of them are.
func escape(s string, keep keep) string {
	for i := range len(s) {
		if !keep(s[i]) {
			return string(appendEscaped(make([]byte, 0, len(s)+16), s, keep))
		}
	}
	return s
}

// appendEscaped appends s with the bytes that are not kept percent-encoded.
func appendEscaped(b []byte, s string, keep keep) []byte {
	const digits = "0123456789ABCDEF"
	for i := range len(s) {
		if c := s[i]; keep(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
	}
	return b
}

// keepQuery keeps what a query that is complete in itself may hold.
func keepQuery(c byte) bool {
	return c == '%' || c == '&' || c == '+' || c == ';' || keepReservedQuery(c)
}

// keepReservedCookie keeps the reserved characters that the value of a cookie may hold.
func keepReservedCookie(c byte) bool {
	return c == '&' || c == '+' || c == '[' || c == ']' || c != ',' && keepReservedQuery(c)
}

// keepAll keeps everything: headers have no percent-encoding.
func keepAll(byte) bool { return true }
