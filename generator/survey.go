package generator

import (
	"cmp"
	"fmt"
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
	Whole      int     // lists that come whole: nothing in their requests is about pages
	Doubts     []Doubt // what may be a list in pages, of which the document says too little
	Streams    []string
	Webhooks   []string
	Waits      []string // methods that wait for something that takes long
	Skipped    []Diagnostic
	Warnings   []Count // by code
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
	s.found(result.Diagnostics)
	return s
}

// found sorts out what was found in the document.
func (s *Survey) found(diagnostics []Diagnostic) {
	warnings := map[string]int{}
	for _, d := range diagnostics {
		if slices.Contains([]string{"operation-skipped", "bad-method", "callback-skipped"}, d.Code) {
			s.Skipped = append(s.Skipped, d)
		}
		if d.Severity == Warning {
			warnings[d.Code]++
		}
	}
	s.Warnings = counts(warnings)
}

// counts lists what a map counts, the most frequent first.
func counts(of map[string]int) []Count {
	var list []Count
	for name, n := range of {
		list = append(list, Count{name, n})
	}
	return largestFirst(list)
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
		case op.Whole && !strings.HasSuffix(op.Path, "}"): // what has an id in its path has a list in it, and is none
			s.Whole++
		case op.NoPaging != "" && !op.Whole:
			s.Doubts = append(s.Doubts, Doubt{operationKey(op), op.NoPaging})
		}
	}
	s.Lists = counts(styles)
}

// auth lists the options of security schemes. A scheme without one is named too.
func (s *Survey) auth(document *api.API, client *plan.Package) {
	options := map[string][]string{}
	for _, o := range client.Client.Options {
		options[o.Scheme] = append(options[o.Scheme], o.Name)
	}
	asked := askedFor(document)
	for _, scheme := range document.Schemes {
		text := strings.Join(options[scheme.Key], ", ")
		switch {
		case text == "" && asked[scheme.Key]:
			text = "no option, " + scheme.Type + " is left to you"
		case text == "":
			text = "no option, as no operation asks for it; an overlay can add security"
		}
		s.Auth = append(s.Auth, oneLine(scheme.Key+": "+text))
	}
}

// askedFor are the schemes that operations ask for.
func askedFor(document *api.API) map[string]bool {
	asked := map[string]bool{}
	for _, op := range document.Operations {
		for _, alternative := range op.Security {
			for _, part := range alternative {
				asked[part.Scheme] = true
			}
		}
	}
	return asked
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
	row("operations", s.operations())
	row("types", fmt.Sprint(s.Types))
	row("auth", cmp.Or(strings.Join(firstOf(s.Auth), "; "), "none: the document asks for no credential"))
	row("lists", s.lists())
	if len(s.Streams) > 0 {
		row("streams", fmt.Sprintf("%d: %s", len(s.Streams), few(s.Streams)))
	}
	if len(s.Webhooks) > 0 {
		row("webhooks", fmt.Sprintf("%d: %s", len(s.Webhooks), few(s.Webhooks)))
	}
	if len(s.Waits) > 0 {
		row("long-running", fmt.Sprintf("%d: %s", len(s.Waits), few(s.Waits)))
	}
	if n := len(s.Doubts); n > 0 {
		row("in doubt", fmt.Sprintf("%d that may go on in pages; apigen explain %q says which line of the configuration decides", n, oneLine(s.Doubts[0].Operation)))
	}
	for _, d := range s.Doubts[:min(some, len(s.Doubts))] {
		row("", oneLine(d.Operation)+": "+oneLine(d.Why))
	}
	s.skipped(row)
	return b.String()
}

func (s Survey) operations() string {
	switch len(s.Services) {
	case 0:
		return "none"
	case 1:
		return fmt.Sprintf("%d in 1 service, %s", s.Operations, s.Services[0].Name)
	}
	return fmt.Sprintf("%d in %d services: %s", s.Operations, len(s.Services), few(countTexts(s.Services)))
}

func (s Survey) lists() string {
	texts := firstOf(countTexts(s.Lists))
	if s.Whole > 0 {
		texts = append(texts, fmt.Sprintf("not in pages %d", s.Whole))
	}
	return cmp.Or(strings.Join(texts, ", "), "none")
}

func (s Survey) skipped(row func(what, text string)) {
	if len(s.Warnings) > 0 {
		row("warnings", few(countTexts(s.Warnings))+"; apigen generate --verbose lists them all")
	}
	if len(s.Skipped) == 0 {
		row("skipped", "no operation")
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
	return strings.Join(firstOf(list), ", ")
}

// firstOf are the first of a list, and how many more there are.
func firstOf(list []string) []string {
	first := make([]string, 0, some+1)
	for _, text := range list[:min(some, len(list))] {
		first = append(first, oneLine(text))
	}
	if more := len(list) - some; more > 0 {
		first = append(first, fmt.Sprintf("and %d more", more))
	}
	return first
}
