package render

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
)

// pair is one element of a composite literal.
func pair(key string, value jen.Code) *jen.Statement { return jen.Id(key).Op(":").Add(value) }

// lines is a composite literal with one element per line.
func lines(elems ...jen.Code) *jen.Statement {
	return jen.Custom(jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}, elems...)
}

// stringList is a []string.
func stringList(list []string) *jen.Statement { return jen.Index().String().Add(stringValues(list)) }

// stringValues is the part of a []string in braces.
func stringValues(list []string) *jen.Statement {
	values := make([]jen.Code, len(list))
	for i, s := range list {
		values[i] = str(s)
	}
	return jen.Values(values...)
}

// str is a string, between backquotes if that spares the reader escaped quotes. What does not print, such as a
// bidirectional control, is always escaped.
func str(s string) *jen.Statement {
	unprintable := func(r rune) bool { return !strconv.IsPrint(r) }
	if strings.Contains(s, `"`) && strconv.CanBackquote(s) && !strings.ContainsFunc(s, unprintable) {
		return jen.Op("`" + s + "`")
	}
	return jen.Lit(s)
}
