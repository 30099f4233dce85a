package change

import (
	"crypto/sha256"
	_ "embed" // the page's own parts
	"encoding/base64"
	"html/template"
	"io"
	"slices"
	"strings"
)

//go:embed report.html.tmpl
var pageTemplate string

//go:embed report.css
var pageStyle string

//go:embed report.js
var pageScript string

// page is what the template knows. Strings of documents are escaped by it; only the style and the script are ours.
type page struct {
	*Report
	Title    string
	Advice   string
	Semver   string
	Compile  int // breaking changes, by where they break
	Wire     int
	Sections []section
	Style    template.CSS
	Script   template.JS
	Policy   string // of what the page may load and run: its own script and nothing else
}

// section holds the changes of one verdict.
type section struct {
	Kind   Verdict
	Title  string
	Open   bool
	Count  int
	Groups []group
}

// group holds the changes of one service or type.
type group struct {
	Name    string
	Open    bool
	Changes []Change
}

// html prints one page that needs nothing else: it loads nothing and works without its script, which only searches.
func (r *Report) html(w io.Writer) error {
	t, err := template.New("report").Funcs(template.FuncMap{"plain": plain, "join": strings.Join, "more": more, "shorten": shorten}).Parse(pageTemplate)
	if err != nil {
		return err
	}
	compile, wire := r.breaks()
	return t.Execute(w, page{
		Report: r, Title: r.title(), Semver: r.Semver(), Advice: r.advice(), Compile: compile, Wire: wire, Sections: r.sections(),
		Style: template.CSS(pageStyle), Script: template.JS(pageScript),
		Policy: "default-src 'none'; base-uri 'none'; form-action 'none'; style-src '" + digest(pageStyle) + "'; script-src '" + digest(pageScript) + "'",
	})
}

// digest is how a policy names a script or style.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// advice is what the verdict means for the client's version.
func (r *Report) advice() string {
	switch r.Semver() {
	case "none":
		return "Nothing has changed for users of the client."
	case "patch":
		return "The client's API in Go is the same."
	case "minor":
		return "The client's API in Go has grown; code that uses it still builds."
	}
	return "Code that uses the client may not build."
}

// Reports up to smallReport changes are shown without folding any; sections of breaking changes, up to openGroups.
const (
	smallReport = 40
	openGroups  = 120
)

func (r *Report) sections() []section {
	var list []section
	for _, kind := range []Verdict{Breaking, Compatible, Documentation} {
		s := section{Kind: kind, Title: map[Verdict]string{Breaking: "Breaking", Compatible: "Compatible", Documentation: "Documentation"}[kind],
			Open: kind == Breaking || len(r.Changes) <= smallReport, Count: r.Count(kind)}
		for _, c := range r.Changes {
			if c.Kind == kind {
				s.add(c)
			}
		}
		for i := range s.Groups {
			s.Groups[i].Open = s.Count <= openGroups
		}
		if s.Count > 0 {
			list = append(list, s)
		}
	}
	return list
}

// Hint says what is in a group, for who sees it folded: what the subjects are called within it.
func (g group) Hint() string {
	var names []string
	for _, c := range g.Changes {
		name := c.Subject[strings.LastIndex(c.Subject, ".")+1:]
		if name != g.Name && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return plain(shorten(g.Changes[0].What, 120))
	}
	return plain(shorten(strings.Join(names, ", "), 120))
}

// add puts a change into its group. Changes come sorted.
func (s *section) add(c Change) {
	if n := len(s.Groups); n == 0 || s.Groups[n-1].Name != c.Group {
		s.Groups = append(s.Groups, group{Name: c.Group})
	}
	last := &s.Groups[len(s.Groups)-1]
	last.Changes = append(last.Changes, c)
}

// more parts a list for a page: what is shown, and what is folded.
func more(list []string, most int) [2][]string {
	most = min(most, len(list))
	return [2][]string{slices.Clip(list[:most]), list[most:]}
}
