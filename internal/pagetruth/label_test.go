package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseLabels(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		line string
		want label
	}{
		"a cursor is a parameter and a path": {
			"a.yaml|GET /orders|listOrders|yes|cursor|query:cursor|query:limit|data|meta.next|has_more|||the text of cursor",
			label{document: "a.yaml", operation: "GET /orders", id: "listOrders", paged: true,
				answer: answer{"cursor", "query:cursor", "data", "meta.next"}, size: "query:limit", more: "has_more",
				note: "the text of cursor", line: 1},
		},
		"an empty path to the items means the reply itself": {
			"a.yaml|GET /orders||yes|page|query:page|||||||page counts from 1",
			label{document: "a.yaml", operation: "GET /orders", paged: true, answer: answer{"page", "query:page", "", ""},
				note: "page counts from 1", line: 1},
		},
		"totals count items and pages": {
			"a.yaml|GET /orders||yes|offset|body:offset||items|||total,pages:meta.pages||offset skips",
			label{document: "a.yaml", operation: "GET /orders", paged: true, answer: answer{"offset", "body:offset", "items", ""},
				totals: []path{"total", "meta.pages"}, note: "offset skips", line: 1},
		},
		"another reading has the same items": {
			"a.yaml|GET /orders||yes|page|query:page||data|||| next-url - links.next|links",
			label{document: "a.yaml", operation: "GET /orders", paged: true, answer: answer{"page", "query:page", "data", ""},
				also: []answer{{"next-url", "", "data", "links.next"}}, note: "links", line: 1},
		},
		"what is not paged needs no parameter": {
			"a.yaml|GET /top||no|none|||data|||||the top ten",
			label{document: "a.yaml", operation: "GET /top", answer: answer{style: "none", items: "data"}, note: "the top ten", line: 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parseLabels("labels.tsv", strings.NewReader(tabs(c.line)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]label{c.want}, got, cmp.AllowUnexported(label{}, answer{})); diff != "" {
				t.Errorf("labels (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseLabelsTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ line, want string }{
		"a line that is cut":              {"a.yaml|GET /orders|listOrders", "labels.tsv:1: 3 columns, expected 13"},
		"an operation without its path":   {"a.yaml|GET||no|none||||||||n", "an operation needs a document, a method and a path"},
		"a third answer":                  {"a.yaml|GET /o||maybe|none||||||||n", `paged is "maybe", expected yes or no`},
		"a style that nobody knows":       {"a.yaml|GET /o||yes|keyset||||||||n", `there is no style "keyset"`},
		"a paged list without a style":    {"a.yaml|GET /o||yes|none||||||||n", `paged is "yes", but the style is "none"`},
		"a style for what is not paged":   {"a.yaml|GET /o||no|page|query:page|||||||n", `paged is "no", but the style is "page"`},
		"a cursor that nothing takes":     {"a.yaml|GET /o||yes|cursor||||||||n", "the style cursor needs the parameter"},
		"a link with a parameter":         {"a.yaml|GET /o||yes|link-header|query:page|||||||n", "the style link-header has no parameter"},
		"a parameter without a place":     {"a.yaml|GET /o||yes|page|page|||||||n", `the parameter is "page", expected a place and a name`},
		"a parameter in the path":         {"a.yaml|GET /o||yes|page|path:page|||||||n", `the parameter is "path:page"`},
		"a size without a name":           {"a.yaml|GET /o||yes|page|query:page|query:||||||n", `the parameter is "query:"`},
		"another reading without a style": {"a.yaml|GET /o||yes|page|query:page||||||keyset|n", `there is no style "keyset"`},
		"a label without a reason":        {"a.yaml|GET /o||no|none||||||||", "the note is missing"},
		"two labels of one operation":     {"a.yaml|GET /o||no|none||||||||n\na.yaml|GET /o||no|none||||||||n", "labels.tsv:2: GET /o is labelled in line 1 already"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parseLabels("labels.tsv", strings.NewReader(tabs(c.line)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestEveryFaultIsToldAndCommentsAreNone(t *testing.T) {
	t.Parallel()
	_, err := parseLabels("labels.tsv", strings.NewReader("# a comment\n\none\ntwo\n"))
	want := "labels.tsv:3: 1 columns, expected 13\nlabels.tsv:4: 1 columns, expected 13"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// TestTheTruthIsLargeAndMixed keeps what the figures are worth: many vendors, all styles, and enough that is no list.
func TestTheTruthIsLargeAndMixed(t *testing.T) {
	t.Parallel()
	labels, err := parseLabels("labels.tsv", bytes.NewReader(labelled))
	if err != nil {
		t.Fatal(err)
	}
	paged, unpaged := map[string]int{}, 0
	vendors, documents := map[string]bool{}, map[string]int{}
	sum := 0
	for _, l := range labels {
		switch {
		case !l.paged:
			unpaged++
		case l.style != unclear:
			sum++
			paged[l.style]++
			vendors[vendor(l.document)] = true
			documents[l.document]++
		}
	}
	if sum < 450 || unpaged < 120 || len(vendors) < 30 {
		t.Errorf("%d paged, %d not paged, %d vendors; want at least 450, 120 and 30", sum, unpaged, len(vendors))
	}
	for style := range needs() {
		if paged[style] == 0 && style != "none" && style != unclear {
			t.Errorf("nothing pages as %s", style)
		}
	}
	for name, n := range documents {
		if n > 30 {
			t.Errorf("%s has %d paged lists, want no more than 30", name, n)
		}
	}
}

func TestParseExplanations(t *testing.T) {
	t.Parallel()
	e, err := parseExplanations("explained.tsv", strings.NewReader("# why\n"+tabs("a.yaml|GET /orders|its cursor is a time")))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := e.of(label{document: "a.yaml", operation: "GET /orders"}), "its cursor is a time"; got != want {
		t.Errorf("reason %q, want %q", got, want)
	}
	for name, rows := range map[string]string{
		"without a reason": "a.yaml|GET /orders|",
		"that comes twice": "a.yaml|GET /orders|its cursor is a time\na.yaml|GET /orders|its cursor is a day",
	} {
		if _, err := parseExplanations("explained.tsv", strings.NewReader(tabs(rows))); err == nil {
			t.Errorf("no error for an explanation %s", name)
		}
	}
}

func tabs(s string) string { return strings.ReplaceAll(s, "|", "\t") }
