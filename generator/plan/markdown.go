package plan

import (
	"html"
	"regexp"
	"strings"
)

// Vendors write Markdown with some HTML in it. Comments are plain text with paragraphs, lists and code blocks:
//
//	See **[the guide](https://x.test)**:   ->   See the guide (https://x.test):
//	* `a` one                                     - a one

var (
	htmlComment = regexp.MustCompile(`(?s)<!--.*?-->`)
	htmlBreak   = regexp.MustCompile(`(?i)<br\s*/?>|</?(p|div|ul|ol|table|tr|h[1-6]|blockquote|pre|details|summary)(\s[^<>]*)?>`)
	htmlItem    = regexp.MustCompile(`(?i)<li(\s[^<>]*)?>`)
	htmlLink    = regexp.MustCompile(`(?is)<a\s[^<>]*?href\s*=\s*["']?([^"'\s<>]+)["']?[^<>]*>(.*?)</a>`)
	htmlTag     = regexp.MustCompile(`</?[a-zA-Z][a-zA-Z0-9-]*(\s[^<>]*)?/?>`)
	image       = regexp.MustCompile(`!\[([^\]]*)\]\([^)]*\)`)
	link        = regexp.MustCompile(`\[([^\[\]]+)\]\(\s*<?([^\s()<>]*(?:\([^\s()]*\)[^\s()]*)?)>?(?:\s+["'][^"']*["'])?\s*\)`)
	refLink     = regexp.MustCompile(`\[([^\[\]]+)\]\[[^\[\]]*\]`)
	strong      = regexp.MustCompile(`(\*\*|__)([^\s*_](?:.*?[^\s*_])?)(\*\*|__)`)
	emphasis    = regexp.MustCompile(`(^|[\s("'])[*_]([^\s*_](?:[^*_\n]*[^\s*_])?)[*_]($|[\s).,;:!?"'])`)
	bulletLine  = regexp.MustCompile(`^\s*[-*+•]\s+(.*)$`)
	numberLine  = regexp.MustCompile(`^\s*(\d{1,3})[.)]\s+(.*)$`)
	admonition  = regexp.MustCompile(`^\[!([A-Z])([A-Z]+)\]\s*`)
	ruleLine    = regexp.MustCompile(`^\s*([-*_=]\s*){3,}$`)
	tableRule   = regexp.MustCompile(`^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-+:?\s*)*\|?\s*$`)
)

// markdown reads a text into blocks. It never fails: what it does not understand stays text.
func markdown(s string) []block {
	m := reader{}
	if len(s) > 64<<10 {
		s = s[:64<<10]
	}
	if s = clean(s); strings.Contains(s, "<!--") {
		s = htmlComment.ReplaceAllString(s, "")
	}
	for line := range strings.SplitSeq(outsideFences(s, flattenHTML), "\n") {
		m.line(strings.TrimRight(line, " \t"))
	}
	m.endParagraph()
	m.endCode()
	return m.blocks
}

// outsideFences applies f to the text between code fences.
func outsideFences(s string, f func(string) string) string {
	parts := strings.Split(s, "```")
	for i := 0; i < len(parts); i += 2 {
		parts[i] = f(parts[i])
	}
	return strings.Join(parts, "```")
}

func flattenHTML(s string) string {
	if !strings.Contains(s, "<") {
		return s
	}
	s = htmlLink.ReplaceAllString(s, "[$2]($1)")
	s = htmlItem.ReplaceAllString(s, "\n- ")
	s = htmlBreak.ReplaceAllString(s, "\n\n")
	return htmlTag.ReplaceAllString(s, "")
}

// reader collects blocks line by line.
type reader struct {
	blocks []block
	para   []string
	mark   string // of the list item that para belongs to; "": a paragraph
	code   []string
	fenced bool
}

func (m *reader) line(line string) {
	trimmed := strings.TrimSpace(line)
	if strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~") {
		m.fence(trimmed)
		return
	}
	if m.fenced {
		m.code = append(m.code, strings.ReplaceAll(line, "\t", "    "))
		return
	}
	trimmed = strings.TrimSpace(strings.TrimLeft(trimmed, ">"))
	switch {
	case trimmed == "":
		m.endParagraph()
	case isPlain(trimmed[0]): // most lines
		m.para = append(m.para, trimmed)
	case ruleLine.MatchString(trimmed), tableRule.MatchString(trimmed) && strings.Contains(trimmed, "-"):
		m.endParagraph()
	case strings.HasPrefix(trimmed, "#") && strings.TrimLeft(trimmed, "#") != "" && strings.HasPrefix(strings.TrimLeft(trimmed, "#"), " "):
		m.endParagraph()
		m.para = []string{strings.TrimSpace(strings.Trim(trimmed, "#"))}
		m.endParagraph()
	case bulletLine.MatchString(trimmed):
		m.item("-", bulletLine.FindStringSubmatch(trimmed)[1])
	case numberLine.MatchString(trimmed) && (len(m.para) == 0 || m.mark != ""):
		parts := numberLine.FindStringSubmatch(trimmed)
		m.item(parts[1]+".", parts[2])
	case strings.HasPrefix(trimmed, "|") && strings.Count(trimmed, "|") > 1:
		m.row(trimmed)
	default:
		m.para = append(m.para, trimmed)
	}
}

// isPlain tells the characters that no markup of lines begins with.
func isPlain(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '`' || c == '(' }

// fence opens or closes a code block. A fence that opens and closes on one line is a line of code.
func (m *reader) fence(line string) {
	m.endParagraph()
	if rest := strings.Trim(line, "`~ "); !m.fenced && strings.HasSuffix(line, "```") && len(line) > 6 && rest != "" {
		m.blocks = append(m.blocks, block{kind: codeBlock, lines: []string{rest}})
		return
	}
	if m.fenced {
		m.endCode()
		return
	}
	m.fenced = true
}

func (m *reader) item(mark, text string) {
	m.endParagraph()
	m.mark, m.para = mark, []string{text}
}

// row flattens a row of a table into an item.
func (m *reader) row(line string) {
	var cells []string
	for _, cell := range strings.Split(strings.Trim(line, "|"), "|") {
		if cell = strings.TrimSpace(cell); cell != "" {
			cells = append(cells, cell)
		}
	}
	m.item("-", strings.Join(cells, " | "))
	m.endParagraph()
}

func (m *reader) endParagraph() {
	text := strings.Join(m.para, " ")
	if strings.HasPrefix(text, "[!") { // > [!NOTE]
		if parts := admonition.FindStringSubmatch(text); parts != nil {
			text = parts[1] + strings.ToLower(parts[2]) + ": " + text[len(parts[0]):]
		}
	}
	text = inline(text)
	mark := m.mark
	m.para, m.mark = nil, ""
	switch {
	case text == "":
	case mark != "":
		m.blocks = append(m.blocks, block{kind: listItem, mark: mark, lines: []string{text}})
	default:
		m.blocks = append(m.blocks, block{lines: []string{text}})
	}
}

func (m *reader) endCode() {
	m.fenced = false
	for len(m.code) > 0 && strings.TrimSpace(m.code[0]) == "" {
		m.code = m.code[1:]
	}
	for len(m.code) > 0 && strings.TrimSpace(m.code[len(m.code)-1]) == "" {
		m.code = m.code[:len(m.code)-1]
	}
	if len(m.code) > 0 {
		m.blocks = append(m.blocks, block{kind: codeBlock, lines: m.code})
	}
	m.code = nil
}

// inline takes the markup from a line of text. Code keeps its characters but loses its ticks.
func inline(s string) string {
	if !strings.ContainsAny(s, "`*_[\\&<") {
		return strings.Join(strings.Fields(s), " ") // most texts are plain
	}
	parts := strings.Split(s, "`")
	for i := range parts {
		if i%2 == 0 || len(parts)%2 == 0 && i == len(parts)-1 {
			parts[i] = withoutEmphasis(parts[i])
		}
	}
	s = strings.Join(parts, "")
	if strings.Contains(s, "[") {
		s = withoutLinks(s)
	}
	return strings.Join(strings.Fields(clean(html.UnescapeString(unescapeMarks.Replace(s)))), " ")
}

var unescapeMarks = strings.NewReplacer("**", "", `\_`, "_", `\*`, "*", `\<`, "<", `\>`, ">", `\[`, "[", `\]`, "]")

// withoutEmphasis takes the marks of bold and italic text from the words between them.
func withoutEmphasis(s string) string {
	if strings.Contains(s, "**") || strings.Contains(s, "__") {
		s = strong.ReplaceAllString(s, "$2")
	}
	if strings.ContainsAny(s, "*_") {
		s = emphasis.ReplaceAllString(s, "$1$2$3")
	}
	return s
}

// withoutLinks puts the targets of links behind their texts.
func withoutLinks(s string) string {
	s = image.ReplaceAllString(s, "$1")
	s = link.ReplaceAllStringFunc(s, func(match string) string {
		parts := link.FindStringSubmatch(match)
		title, target := strings.TrimSpace(parts[1]), parts[2]
		if target == "" || strings.HasPrefix(target, "#") || title == target || strings.HasPrefix(target, "javascript:") {
			return title
		}
		return title + " (" + target + ")"
	})
	return refLink.ReplaceAllString(s, "$1")
}
