package naming

import (
	"go/token"
	"go/types"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Exported joins words into an exported identifier: order, id -> OrderID. Without words it is "Empty".
func Exported(words ...string) string {
	joined := join(words, display)
	switch {
	case joined == "":
		return "Empty"
	case !unicode.IsUpper(firstRune(joined)):
		return withFirstWord(joined)
	}
	return joined
}

// withFirstWord puts a word where Go wants a capital: 2fa -> TwoFa, 24h -> Value24h, as it does for letters without case.
func withFirstWord(joined string) string {
	runes := []rune(joined)
	if len(runes) > 1 && runes[0] >= '0' && runes[0] <= '9' && unicode.IsLetter(runes[1]) {
		digits := []string{"Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"}
		return digits[runes[0]-'0'] + display(string(runes[1:]))
	}
	return "Value" + joined
}

// Unexported joins words into an identifier that is neither exported nor a keyword nor predeclared: URL, path -> urlPath;
// type -> typeValue. Without words it is "empty".
func Unexported(words ...string) string {
	if len(words) == 0 {
		return "empty"
	}
	joined := lowerFirst(words[0]) + strings.TrimPrefix(join(words, display), display(words[0]))
	if unicode.IsDigit(firstRune(joined)) {
		joined = "value" + joined
	}
	if IsReserved(joined) {
		return joined + "Value"
	}
	return joined
}

// Snake joins words for file names: Order, ID -> order_id.
func Snake(words ...string) string { return strings.ToLower(strings.Join(words, "_")) }

// IsReserved tells keywords and predeclared identifiers.
func IsReserved(name string) bool {
	return token.IsKeyword(name) || types.Universe.Lookup(name) != nil
}

// Raw makes an exported identifier that keeps the case of the name, for names that differ in nothing else.
func Raw(s string) string {
	kept := strings.Map(func(r rune) rune {
		if isWordRune(r) {
			return r
		}
		return -1
	}, s)
	if kept == "" {
		return Exported(Spelled(s)...)
	}
	runes := []rune(kept)
	runes[0] = unicode.ToUpper(runes[0])
	if !unicode.IsUpper(runes[0]) {
		return withFirstWord(string(runes))
	}
	return string(runes)
}

// IsExact tells names that are spelled like the identifier but for the capital at its start: paid and Paid, but neither
// PAID and Paid nor user_id and UserID.
func IsExact(s, identifier string) bool {
	first, size := utf8.DecodeRuneInString(s)
	return s != "" && string(unicode.ToUpper(first))+s[size:] == identifier
}

// Style says how a name is written, for names that differ in nothing else: user_id -> Snake, userId -> Camel,
// USER-ID -> UpperKebab, paid -> Lower, PAID -> Upper.
func Style(s string) string {
	separator := ""
	for _, style := range []struct{ mark, name string }{{"_", "Snake"}, {"-", "Kebab"}, {".", "Dotted"}, {"/", "Slashed"}, {" ", "Spaced"}} {
		if strings.Contains(s, style.mark) {
			separator = style.name
			break
		}
	}
	switch {
	case strings.ToLower(s) == s && separator != "":
		return separator
	case strings.ToLower(s) == s:
		return "Lower"
	case strings.ToUpper(s) == s:
		return "Upper" + separator
	case separator != "":
		return "Mixed" + separator
	case unicode.IsUpper(firstRune(s)):
		return "Pascal"
	}
	return "Camel"
}

// Parts counts the parts of a name between its separators, for names whose words are the same: AIR21 -> 1, AIR_21 -> 2.
func Parts(s string) int {
	return len(strings.FieldsFunc(s, func(r rune) bool { return !isWordRune(r) }))
}

// join sets words one after the other, with an underscore between digits that would run together.
func join(words []string, form func(string) string) string {
	var b strings.Builder
	var last rune
	for _, w := range words {
		w = form(w)
		if w == "" {
			continue
		}
		if unicode.IsDigit(last) && unicode.IsDigit(firstRune(w)) {
			b.WriteByte('_')
		}
		b.WriteString(w)
		runes := []rune(w)
		last = runes[len(runes)-1]
	}
	return b.String()
}

// display gives a word the case that it has inside an identifier.
func display(word string) string {
	if known, ok := initialism(word); ok {
		return known
	}
	runes := []rune(word)
	if len(runes) == 0 {
		return ""
	}
	runes[0] = unicode.ToUpper(runes[0])
	return string(runes)
}

func lowerFirst(word string) string {
	if _, ok := initialism(word); ok || strings.ToUpper(word) == word {
		return strings.ToLower(word)
	}
	runes := []rune(word)
	runes[0] = unicode.ToLower(runes[0])
	return string(runes)
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// initialism finds words that Go writes in capitals: id -> ID, urls -> URLs, sha256 -> SHA256.
func initialism(word string) (string, bool) {
	if len(word) > 8 {
		return "", false // longer than any, with digits and a plural
	}
	lower := strings.ToLower(word)
	switch lower {
	case "oauth", "oauth1", "oauth2":
		return "OAuth" + lower[5:], true
	case "ipv4", "ipv6", "ipv4s", "ipv6s":
		return "IPv" + lower[3:], true
	}
	base := strings.TrimRight(lower, "0123456789")
	if isInitialism(base) {
		return strings.ToUpper(lower), true
	}
	if single, ok := strings.CutSuffix(lower, "s"); ok && isInitialism(single) {
		return strings.ToUpper(single) + "s", true
	}
	return "", false
}

func isInitialism(word string) bool { return len(word) > 1 && initialisms[word] }

var initialisms = wordSet(" ach acl amqp api arn ascii aws bic cdn cidr cli cname cors cpu crm csr csrf css csv cvc cve cvss cvv cwe db dkim dmarc dns dob ean ein eof erp eta " +
	"ftp gdpr gid gif gps gpu grpc guid hdd hmac html http https iban id imap ios ip isbn iso jpeg jpg json jsonl jwk jwks jwt kpi kyc lan " +
	"ldap lhs llm md mfa mtls nat nfc oidc ok os otp pdf pem pii png qps qr ram rhs rpc rsa rss rtp saml scim sdk sepa seo sftp sip " +
	"sha sku sla smtp sms sql ssd ssh ssl ssn sso svg tcp tls totp ts ttl udp ui uid upc uri url urn usb utc utf uuid vat vm " +
	"vpc vpn xml xmpp xsrf xss yaml ")

// wordSet makes a set, which never changes, of words with spaces between them.
func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
