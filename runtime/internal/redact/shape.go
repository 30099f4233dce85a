package redact

import "strings"

// Secrets are also known by what they look like, wherever they stand: tokens by the prefix that their vendor gave them so that
// they can be found, JWTs, keys in PEM, and card numbers by their check digit.

// maskShapes masks what looks like a secret in a text.
func maskShapes(text string) string { return maskCards(maskTokens(maskPEM(text))) }

// maskPEM masks from each BEGIN to the END that follows, or to the end of the text.
func maskPEM(text string) string {
	var b strings.Builder
	for {
		before, inside, found := strings.Cut(text, "-----BEGIN ")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString(redacted)
		_, after, closed := strings.Cut(inside, "-----END ")
		if !closed {
			return b.String()
		}
		if _, text, closed = strings.Cut(after, "-----"); !closed {
			return b.String()
		}
	}
}

// maskTokens masks words that are tokens.
func maskTokens(text string) string {
	var b strings.Builder
	start := 0
	flush := func(end int) {
		if word := text[start:end]; isToken(word) {
			b.WriteString(redacted)
		} else {
			b.WriteString(word)
		}
	}
	for i := range len(text) {
		if c := text[i]; !IsAlphanumeric(c) && c != '_' && c != '-' && c != '.' {
			flush(i)
			b.WriteByte(c)
			start = i + 1
		}
	}
	flush(len(text))
	return b.String()
}

// tokenPrefixes mark tokens by themselves.
var tokenPrefixes = [...]string{
	"sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-",
	"xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xapp-", "shpat_", "npm_", "sk-ant-", "sk-proj-", "ya29.",
}

func isToken(word string) bool {
	if len(word) < 8 {
		return false
	}
	for _, prefix := range tokenPrefixes {
		if at := strings.Index(word, prefix); at >= 0 && len(word) > at+len(prefix) {
			return true
		}
	}
	return isAccessKey(word) || isJWT(word)
}

// isAccessKey tells the ids of AWS: AKIA or ASIA and 16 capitals and digits.
func isAccessKey(word string) bool {
	at := max(strings.Index(word, "AKIA"), strings.Index(word, "ASIA"))
	if at < 0 || len(word) < at+16 {
		return false
	}
	for _, c := range []byte(word[at : at+16]) {
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z') {
			return false
		}
	}
	return true
}

// isJWT tells the compact form: a JSON object in base64url, and more behind dots.
func isJWT(word string) bool {
	at := strings.Index(word, "eyJ")
	return at >= 0 && strings.Count(word[at:], ".") >= 2
}

// maskCards masks runs of 13 to 19 digits that end in the right check digit. Groups of digits may be parted by a space or hyphen,
// and other groups may stand beside them: "2026-11-22 4242 4242 4242 4242".
func maskCards(text string) string {
	groups := digitGroups(text)
	var b strings.Builder
	last := 0
	for i := 0; i < len(groups); i++ {
		if n := cardAt(text, groups[i:]); n > 0 {
			b.WriteString(text[last:groups[i].from])
			b.WriteString(redacted)
			i += n - 1
			last = groups[i].to
		}
	}
	b.WriteString(text[last:])
	return b.String()
}

// digitGroup is a run of digits; joined says that one separator parts it from the one before.
type digitGroup struct {
	from, to int
	joined   bool
}

func digitGroups(text string) []digitGroup {
	var groups []digitGroup
	for i := 0; i < len(text); i++ {
		if !isDigit(text[i]) {
			continue
		}
		g := digitGroup{from: i}
		for i < len(text) && isDigit(text[i]) {
			i++
		}
		g.to = i
		if n := len(groups); n > 0 && groups[n-1].to == g.from-1 && strings.IndexByte(" -", text[g.from-1]) >= 0 {
			g.joined = true
		}
		groups = append(groups, g)
	}
	return groups
}

// cardAt returns how many groups from the first on are a card number, 0 if they are none.
func cardAt(text string, groups []digitGroup) int {
	digits := ""
	for i, g := range groups {
		if i > 0 && !g.joined {
			return 0
		}
		digits += text[g.from:g.to]
		if len(digits) > 19 {
			return 0
		}
		if len(digits) >= 13 && isLuhn(digits) {
			return i + 1
		}
	}
	return 0
}

// isLuhn checks the last digit by the others (ISO/IEC 7812-1).
func isLuhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
