package render

import "strings"

// markdownText makes one line of a vendor's text into plain text of Markdown: no markup of it can open a tag, a link, a
// table cell, a heading or a code span that the document does not close.
func markdownText(text string) string {
	return markdownEscapes.Replace(strings.Join(strings.Fields(printable(text)), " "))
}

// markdownEscapes holds the characters that open inline markup. Underscores within words are left: GitHub does.
var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", `*`, `\*`, `[`, `\[`, `]`, `\]`, `<`, `&lt;`, `>`, `&gt;`, `|`, `\|`, `~`, `\~`, `&`, `&amp;`,
	`#`, `\#`, `!`, `\!`, `$`, `\$`,
)

// codeSpan puts text between as many backticks as it needs.
func codeSpan(text string) string {
	text = strings.Join(strings.Fields(printable(text)), " ")
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

// codeCell is a code span in a table, where a bar ends the cell even within code.
func codeCell(text string) string { return strings.ReplaceAll(codeSpan(text), "|", `\|`) }
