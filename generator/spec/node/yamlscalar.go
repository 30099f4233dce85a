package node

import (
	"math/big"
	"strings"

	"go.yaml.in/yaml/v3"
)

// resolveScalar decides what a scalar is: by its tag, else a string if it is quoted, else by the core schema.
func resolveScalar(n *Node, y *yaml.Node) {
	n.Kind, n.Text = String, y.Value
	quoted := y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	if y.Style&yaml.TaggedStyle == 0 {
		if !quoted {
			resolvePlain(n, y.Value)
		}
		return
	}
	switch y.Tag {
	case "!!int", "!!float", "!!bool", "!!null":
		resolvePlain(n, y.Value)
	}
}

// resolvePlain applies the core schema of YAML 1.2.
func resolvePlain(n *Node, text string) {
	switch text {
	case "", "~", "null", "Null", "NULL":
		n.Kind, n.Text = Null, ""
		return
	case "true", "True", "TRUE", "false", "False", "FALSE":
		n.Kind, n.Text = Bool, strings.ToLower(text)
		return
	}
	if number, ok := jsonNumber(text); ok {
		n.Kind, n.Text = Number, number
	}
}

// isInfinite tells whether the scalar is a number of YAML that JSON does not have.
func isInfinite(n *Node, y *yaml.Node) bool {
	if n.Kind != String || y.Style&^yaml.TaggedStyle != 0 || y.Tag == "!!str" {
		return false
	}
	switch strings.TrimLeft(y.Value, "+-") {
	case ".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN":
		return true
	}
	return false
}

// jsonNumber spells a number of YAML as JSON does: "+0x1F" is "31", ".5" is "0.5", "1_000" is "1000". Digits are
// never lost. The underscores are YAML 1.1's, which many documents still use and no other value looks like.
func jsonNumber(text string) (string, bool) {
	if text == "" || strings.IndexByte("+-.0123456789", text[0]) < 0 {
		return "", false
	}
	if strings.Contains(text, "_") && text[0] != '_' {
		text = strings.ReplaceAll(text, "_", "")
	}
	sign, unsigned := "", strings.TrimPrefix(text, "+")
	if rest, ok := strings.CutPrefix(unsigned, "-"); ok && unsigned == text {
		sign, unsigned = "-", rest
	}
	if strings.HasPrefix(unsigned, "0x") || strings.HasPrefix(unsigned, "0o") {
		return wholeNumber(sign, unsigned)
	}
	whole := digits(unsigned, 0)
	fraction := whole
	if fraction < len(unsigned) && unsigned[fraction] == '.' {
		fraction = digits(unsigned, fraction+1)
	}
	if whole == 0 && fraction <= 1 {
		return "", false
	}
	canonical := sign + canonicalDigits(unsigned[:whole], unsigned[whole:fraction]) + unsigned[fraction:]
	end, ok := numberEnd(canonical, 0)
	return canonical, ok && end == len(canonical)
}

// canonicalDigits writes "007" and ".50" as "7.50".
func canonicalDigits(whole, fraction string) string {
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction == "." {
		fraction = ".0"
	}
	return whole + fraction
}

// maxRadixDigits bounds hexadecimal and octal numbers: converting long ones takes more than linear time.
const maxRadixDigits = 256

// wholeNumber writes a hexadecimal or octal number in decimal.
func wholeNumber(sign, text string) (string, bool) {
	base := 16
	if text[1] == 'o' {
		base = 8
	}
	if len(text) > maxRadixDigits || len(text) < 3 || strings.ContainsAny(text[2:], "+-") {
		return "", false
	}
	v, ok := new(big.Int).SetString(text[2:], base)
	if !ok {
		return "", false
	}
	return sign + v.String(), true
}
