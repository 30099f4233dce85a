package change

import (
	"fmt"
	"strings"
)

// markdownLimit is how long the report may get: what code hosts take as a comment is little more. In characters.
const markdownLimit = 60_000

// markdown prints the report for a pull request. Breaking changes are open, others are folded.
func (r *Report) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "## %s\n\n**%s** — %s.\n", inline(r.title()), strings.ToUpper(string(r.Verdict())), inline(r.counts()))
	fmt.Fprintf(b, "\nThe next version of the client: **%s**.\n", r.Semver())
	for _, kind := range []Verdict{Breaking, Compatible, Documentation} {
		if n := r.Count(kind); n > 0 {
			r.markdownSection(b, kind, n)
		}
	}
}

func (r *Report) markdownSection(b *strings.Builder, kind Verdict, n int) {
	title := map[Verdict]string{Breaking: count(n, "breaking change"), Compatible: count(n, "compatible change"), Documentation: count(n, "change") + " of documentation"}[kind]
	if kind == Breaking {
		fmt.Fprintf(b, "\n### %s\n", title)
	} else {
		fmt.Fprintf(b, "\n<details>\n<summary>%s</summary>\n", title)
	}
	group, written := "", 0
	for i := range r.Changes {
		c := &r.Changes[i]
		if c.Kind != kind {
			continue
		}
		if b.Len() > markdownLimit {
			fmt.Fprintf(b, "\n…and %d more; see the report as HTML or JSON.\n", n-written)
			break
		}
		if c.Group != group {
			group = c.Group
			fmt.Fprintf(b, "\n**%s**\n\n", inline(group))
		}
		c.markdown(b)
		written++
	}
	if kind != Breaking {
		b.WriteString("\n</details>\n")
	}
}

func (c *Change) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "- %s %s\n", codeSpan(c.Subject), inline(shorten(c.What, 300)))
	if c.Kind != Breaking {
		return
	}
	for _, e := range []struct {
		name   string
		effect Effect
	}{{"compile time", c.Compile}, {"wire", c.Wire}} {
		if e.effect.Kind != Unchanged {
			fmt.Fprintf(b, "  - %s: **%s**, %s\n", e.name, e.effect.Kind, inline(shorten(e.effect.Why, 300)))
		}
	}
	if len(c.Reaches) > 0 {
		spans := make([]string, len(c.Reaches))
		for i, m := range c.Reaches {
			spans[i] = codeSpan(m)
		}
		fmt.Fprintf(b, "  - reaches %s\n", some(spans, 6))
	}
}

// inline is a text of the document that Markdown leaves as it is: no markup, no HTML, no mentions of people or issues.
func inline(text string) string {
	var b strings.Builder
	for _, r := range plain(text) {
		switch {
		case r == '@' || r == '#' || r == '<' || r == '>' || r == '&':
			fmt.Fprintf(&b, "&#%d;", r)
		case strings.ContainsRune("\\`*_{}[]|~!$", r):
			b.WriteString("\\" + string(r))
		case r == ':':
			b.WriteString(":\u2060") // keeps an address from becoming a link
		default:
			b.WriteRune(r)
		}
	}
	return strings.ReplaceAll(b.String(), ":\u2060 ", ": ")
}

// codeSpan is a text as code. Backticks would end it; no name in Go has one.
func codeSpan(text string) string {
	return "`" + strings.ReplaceAll(plain(text), "`", "'") + "`"
}
