package generator

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/plan"
)

// Survey is what a document has, as its client sees it.
type Survey struct {
	Title      string // of the API, with its version
	Operations int    // that have a method
	Types      int
	Services   []Count // methods by service, the largest first
	Auth       []string
	Lists      []Count // lists in pages, by what leads to the next one
	Doubts     []Doubt // what looks like a list in pages and is none
	Streams    []string
	Webhooks   []string
	Waits      []string // methods that wait for something that takes long
	Skipped    []Diagnostic
}

// Count is how many there are of something.
type Count struct {
	Name string
	N    int
}

// Doubt is an operation of which something is not sure.
type Doubt struct {
	Operation string // "GET /orders"
	Why       string
}

func newSurvey(document *api.API, result Result) Survey {
	s := Survey{Title: oneLine(strings.TrimSpace(document.Title + " " + document.Version))}
	s.Operations, s.Types = result.Size()
	lists := map[string]int{}
	for _, f := range result.Plan.Files {
		if f.Service != nil {
			s.service(f.Service, lists)
		}
	}
	s.Services = largestFirst(s.Services)
	s.auth(document, result.Plan)
	s.paging(document, lists)
	for _, w := range document.Webhooks {
		s.Webhooks = append(s.Webhooks, w.Name)
	}
	s.Webhooks = slices.Compact(s.Webhooks)
	for _, d := range result.Diagnostics {
		if slices.Contains([]string{"operation-skipped", "bad-method", "callback-skipped"}, d.Code) {
			s.Skipped = append(s.Skipped, d)
		}
	}
	return s
}

// service counts the methods of a service, and those of a kind.
func (s *Survey) service(service *plan.Service, lists map[string]int) {
	s.Services = append(s.Services, Count{service.Field, len(service.Methods)})
	for _, m := range service.Methods {
		if m.Paging != nil {
			lists[operationName(m.Op)]++
		}
		if m.Stream != nil {
			s.Streams = append(s.Streams, service.Field+"."+m.Name)
		}
		if m.Wait != nil {
			s.Waits = append(s.Waits, service.Field+"."+m.Name)
		}
	}
}

func operationName(op plan.Operation) string { return op.Method + " " + op.Path }

// paging counts lists by style, and collects what is in doubt.
func (s *Survey) paging(document *api.API, lists map[string]int) {
	styles := map[string]int{}
	for i := range document.Operations {
		op := &document.Operations[i]
		switch {
		case op.Paging != nil && lists[operationKey(op)] > 0:
			styles[pagingWords(op.Paging.Style)]++
		case op.NoPaging != "":
			s.Doubts = append(s.Doubts, Doubt{operationKey(op), op.NoPaging})
		}
	}
	for _, style := range slices.Sorted(maps.Keys(styles)) {
		s.Lists = append(s.Lists, Count{style, styles[style]})
	}
	s.Lists = largestFirst(s.Lists)
}

// auth lists the options of security schemes. A scheme without one is named too.
func (s *Survey) auth(document *api.API, client *plan.Package) {
	options := map[string][]string{}
	for _, o := range client.Client.Options {
		options[o.Scheme] = append(options[o.Scheme], o.Name)
	}
	for _, scheme := range document.Schemes {
		names := strings.Join(options[scheme.Key], ", ")
		s.Auth = append(s.Auth, oneLine(scheme.Key)+": "+cmp.Or(names, "no option; "+scheme.Type+" is left to you"))
	}
}

func largestFirst(list []Count) []Count {
	slices.SortStableFunc(list, func(a, b Count) int { return cmp.Or(b.N-a.N, strings.Compare(a.Name, b.Name)) })
	return list
}

// some is how many of a long list are told.
const some = 4

// Text is the survey for people: counts first, then what is odd.
func (s Survey) Text() string {
	var b strings.Builder
	row := func(what, text string) {
		fmt.Fprintf(&b, "  %-12s %s\n", what, text)
	}
	fmt.Fprintln(&b, s.Title)
	row("operations", fmt.Sprintf("%d in %d services: %s", s.Operations, len(s.Services), few(countTexts(s.Services))))
	row("types", fmt.Sprint(s.Types))
	row("auth", cmp.Or(few(s.Auth), "none: the document asks for no credential"))
	row("lists", cmp.Or(few(countTexts(s.Lists)), "none in pages"))
	if len(s.Streams) > 0 {
		row("streams", fmt.Sprintf("%d: %s", len(s.Streams), few(s.Streams)))
	}
	if len(s.Webhooks) > 0 {
		row("webhooks", fmt.Sprintf("%d: %s", len(s.Webhooks), few(s.Webhooks)))
	}
	if len(s.Waits) > 0 {
		row("long-running", fmt.Sprintf("%d: %s", len(s.Waits), few(s.Waits)))
	}
	if len(s.Doubts) > 0 {
		row("not in pages", fmt.Sprintf("%d that may be lists in pages; apigen explain says why, for instance", len(s.Doubts)))
	}
	for _, d := range s.Doubts[:min(some, len(s.Doubts))] {
		row("", oneLine(d.Operation)+": "+oneLine(d.Why))
	}
	s.skipped(row)
	return b.String()
}

func (s Survey) skipped(row func(what, text string)) {
	if len(s.Skipped) == 0 {
		row("skipped", "nothing")
		return
	}
	row("skipped", fmt.Sprint(len(s.Skipped)))
	for _, d := range s.Skipped[:min(some, len(s.Skipped))] {
		row("", fmt.Sprintf("%s: %s", d.Pos, oneLine(d.Message)))
	}
}

func countTexts(list []Count) []string {
	var texts []string
	for _, c := range list {
		texts = append(texts, fmt.Sprintf("%s %d", c.Name, c.N))
	}
	return texts
}

// few joins the first of a list.
func few(list []string) string {
	clean := make([]string, 0, some)
	for _, text := range list[:min(some, len(list))] {
		clean = append(clean, oneLine(text))
	}
	text := strings.Join(clean, ", ")
	if more := len(list) - some; more > 0 {
		text += fmt.Sprintf(", and %d more", more)
	}
	return text
}
