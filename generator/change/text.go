package change

import (
	"fmt"
	"strings"
	"unicode"
)

// text prints the report for a terminal:
//
//	Orders API 1.0 -> 1.1: breaking; the client's next version is a major one
//	1 breaking change, 2 compatible, 1 of documentation
//
//	BREAKING
//	orders.Order.Status: optional now (property-became-optional)
//	    compile  breaking: orders.Order.Status has another type: was string, is *string
//	    wire     breaking: programs get a zero value where it is absent
//	    reaches  client.Orders.Get, client.Orders.List and 2 more
//	    at       specs/old.yaml:12:9, specs/new.yaml:12:9
func (r *Report) text(b *strings.Builder) {
	fmt.Fprintf(b, "%s\n%s\n", r.headline(), r.counts())
	for _, kind := range []Verdict{Breaking, Compatible, Documentation} {
		if r.Count(kind) == 0 {
			continue
		}
		fmt.Fprintf(b, "\n%s\n", strings.ToUpper(string(kind)))
		for _, c := range r.Changes {
			if c.Kind == kind {
				c.text(b)
			}
		}
	}
}

// headline is what was compared and the verdict.
func (r *Report) headline() string {
	return fmt.Sprintf("%s: %s", r.title(), r.verdictText())
}

// title is what was compared: "Orders API 1.0 -> 1.1".
func (r *Report) title() string {
	versions := r.Old.Version + " -> " + r.New.Version
	if r.Old.Version == r.New.Version {
		versions = r.New.Version
	}
	return plain(strings.TrimSpace(r.New.Title + " " + versions))
}

func (r *Report) verdictText() string {
	switch r.Semver() {
	case "none":
		return "nothing has changed for users of the client"
	case "patch":
		return string(r.Verdict()) + "; the client's API in Go is the same (patch version)"
	case "minor":
		return string(r.Verdict()) + "; the client's API in Go has grown (minor version)"
	}
	return string(r.Verdict()) + "; code that uses the client may not build (major version)"
}

func (r *Report) counts() string {
	parts := []string{
		count(r.Count(Breaking), "breaking change") + r.split(),
		fmt.Sprintf("%d compatible", r.Count(Compatible)), fmt.Sprintf("%d of documentation", r.Count(Documentation)),
	}
	return strings.Join(parts, ", ")
}

// split says where the breaking changes break.
func (r *Report) split() string {
	compile, wire := r.breaks()
	if compile+wire == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d at compile time, %d on the wire)", compile, wire)
}

func (r *Report) breaks() (compile, wire int) {
	for _, c := range r.Changes {
		if c.Compile.Kind == Breaking {
			compile++
		}
		if c.Wire.Kind == Breaking {
			wire++
		}
	}
	return compile, wire
}

func (c *Change) text(b *strings.Builder) {
	fmt.Fprintf(b, "%s: %s\n", plain(c.Subject), plain(shorten(c.What, 300)))
	if c.Kind != Breaking {
		return
	}
	row := func(name, text string) {
		if text != "" {
			fmt.Fprintf(b, "    %-8s %s\n", name, plain(text))
		}
	}
	row("compile", c.Compile.text())
	row("wire", c.Wire.text())
	row("reaches", some(c.Reaches, 4))
	row("at", c.where())
}

func (e Effect) text() string {
	if e.Kind == Unchanged || e.Kind == "" {
		return ""
	}
	return fmt.Sprintf("%s: %s", e.Kind, shorten(e.Why, 400))
}

// some are the first names of a list, and how many more there are.
func some(list []string, most int) string {
	if len(list) <= most {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:most], ", "), len(list)-most)
}

// where are the positions in both documents.
func (c *Change) where() string {
	var places []string
	for _, pos := range []string{c.OldPos.String(), c.NewPos.String()} {
		if pos != "" {
			places = append(places, pos)
		}
	}
	return strings.Join(places, ", ")
}

// shorten cuts a long text, which is in the other formats.
func shorten(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}

// plain leaves out what a terminal may take for a command, and keeps a text on one line.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r):
			return -1
		}
		return r
	}, text)
}
