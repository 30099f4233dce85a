package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/api"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	cursor := answer{"cursor", "query:cursor", "data", "meta.next"}
	for name, c := range map[string]struct {
		label   label
		verdict *answer
		want    outcome
	}{
		"the same answer is right":                     {paged(cursor), &cursor, right},
		"no verdict on a paged list is a miss":         {paged(cursor), nil, missed},
		"no verdict on what is not paged is right":     {label{}, nil, rejected},
		"a verdict on what is not paged is invented":   {label{}, &cursor, invented},
		"an unclear label counts neither way":          {paged(answer{style: unclear}), &cursor, notCounted},
		"another style is wrong":                       {paged(cursor), &answer{"page", "query:cursor", "data", ""}, wrongStyle},
		"another parameter is wrong":                   {paged(cursor), &answer{"cursor", "query:after", "data", "meta.next"}, wrongParam},
		"the same name in another place is wrong":      {paged(cursor), &answer{"cursor", "body:cursor", "data", "meta.next"}, wrongParam},
		"other items are wrong":                        {paged(cursor), &answer{"cursor", "query:cursor", "users", "meta.next"}, wrongItems},
		"another way on is wrong":                      {paged(cursor), &answer{"cursor", "query:cursor", "data", "meta.previous"}, wrongNext},
		"a link needs no parameter":                    {paged(answer{"next-url", "", "data", "next"}), &answer{"next-url", "query:page", "data", "next"}, right},
		"headers are named in any case":                {paged(answer{"header-cursor", "query:t", "", "header:X-Next"}), &answer{"header-cursor", "query:t", "", "header:x-next"}, right},
		"another reading is as right":                  {paged(cursor, answer{"last-id", "query:after", "data", ""}), &answer{"last-id", "query:after", "data", ""}, right},
		"another reading with other items is no right": {paged(cursor, answer{"last-id", "query:after", "data", ""}), &answer{"last-id", "query:after", "users", ""}, wrongItems},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := judge(c.label, c.verdict); got != c.want {
				t.Errorf("outcome %q, want %q", got, c.want)
			}
		})
	}
}

func paged(a answer, also ...answer) label { return label{paged: true, answer: a, also: also} }

// some is a right cursor, a page taken for a cursor, a missed page, an invented cursor, a rejection and a doubt.
func some() []judged {
	cursor := &answer{style: "cursor"}
	by := func(vendor, style string, v *answer, o outcome) judged {
		refusal := ""
		if v == nil {
			refusal = "doubt"
		}
		return judged{label{document: "fetched/" + vendor + "+api/a.yaml", operation: "GET /" + string(o), paged: style != "none",
			answer: answer{style: style}}, v, o, refusal}
	}
	return []judged{
		by("acme", "cursor", cursor, right), by("acme", "page", cursor, wrongStyle), by("acme", "page", nil, missed),
		by("zeta", "none", cursor, invented), by("zeta", "none", nil, rejected), by("zeta", unclear, cursor, notCounted),
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		got, want []group
	}{
		"a wrong verdict counts against the style that it claims and the one that it missed": {byStyle(some()),
			[]group{{"cursor", tally{1, 3, 1}}, {"page", tally{2, 0, 0}}}},
		"vendors have their own":     {byVendor(some()), []group{{"acme", tally{3, 2, 1}}, {"zeta", tally{0, 1, 0}}}},
		"the total counts each once": {[]group{{"total", total(some())}}, []group{{"total", tally{3, 3, 1}}}},
		"nothing is a total of zero": {[]group{{"total", total(nil)}}, []group{{"total", tally{}}}},
		"a right verdict counts for the style of its label": {byStyle([]judged{{paged(answer{style: "page"}), &answer{style: "next-url"}, right, ""}}),
			[]group{{"page", tally{1, 1, 1}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, c.got, cmp.AllowUnexported(group{}, tally{})); diff != "" {
				t.Errorf("groups (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPrecisionAndRecall(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tally             tally
		precision, recall float64
	}{
		"three of four verdicts, three of six lists": {tally{labelled: 6, said: 4, right: 3}, 0.75, 0.5},
		"nothing said is nothing wrong":              {tally{labelled: 6}, 1, 0},
		"nothing labelled is nothing missed":         {tally{said: 2}, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if p, r := c.tally.precision(), c.tally.recall(); p != c.precision || r != c.recall {
				t.Errorf("precision %v and recall %v, want %v and %v", p, r, c.precision, c.recall)
			}
		})
	}
}

func TestEnough(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tally tally
		want  string
	}{
		"both just reached": {tally{labelled: 1000, said: 1000, right: 950}, ""},
		"the recall just reached, and every verdict right": {tally{labelled: 100, said: 90, right: 90}, ""},
		"a recall of 89%":    {tally{labelled: 100, said: 89, right: 89}, "precision 100.0% and recall 89.0%, expected at least 95% and 90%"},
		"a precision of 94%": {tally{labelled: 94, said: 100, right: 94}, "precision 94.0% and recall 100.0%, expected at least 95% and 90%"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := c.tally.enough(); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("error %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheReportHasALineForEachMiss(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	report(&out, some(), explanations{{"fetched/acme+api/a.yaml", "GET /missed"}: "its page is a date"})
	want := tabs(`6 labels: 3 paged; 2 not paged, of which 1 have no iterator; 1 unclear, not counted

wrong style|fetched/acme+api/a.yaml|GET /wrong style|want page|got cursor||NOT EXPLAINED
missed|fetched/acme+api/a.yaml|GET /missed|want page|got none|doubt|its page is a date
invented|fetched/zeta+api/a.yaml|GET /invented|want none|got cursor||NOT EXPLAINED
3 misses, 1 explained
`)
	_, got, _ := strings.Cut(out.String(), "\n\n")
	_, got, _ = strings.Cut(got, "\n\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	for _, line := range []string{"cursor  1  3  1  33.3%  100.0%", "page  2  0  0  -  0.0%", "total  3  3  1  33.3%  33.3%"} {
		if !strings.Contains(spaces(out.String()), spaces(line)) {
			t.Errorf("the figures lack %q:\n%s", line, out.String())
		}
	}
}

func spaces(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestVerdictsAreTakenInTheWordsOfTheLabels(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		paging *api.Paging
		want   *answer
	}{
		"none is none": {nil, nil},
		"a cursor is a parameter and a path": {&api.Paging{Style: api.PageByCursor, In: "query", Param: "after", Items: "data", Next: "next"},
			&answer{"cursor", "query:after", "data", "next"}},
		"a cursor in a header is a style of its own": {&api.Paging{Style: api.PageByCursor, In: "query", Param: "token", Header: "X-Next"},
			&answer{"header-cursor", "query:token", "", "header:X-Next"}},
		"the last id has a longer name": {&api.Paging{Style: api.PageByLastID, In: "query", Param: "after", Items: "data"},
			&answer{"last-id", "query:after", "data", ""}},
		"a number is a page": {&api.Paging{Style: api.PageByNumber, In: "body", Param: "page.number"},
			&answer{"page", "body:page.number", "", ""}},
		"an offset is an offset":  {&api.Paging{Style: api.PageByOffset, In: "query", Param: "skip"}, &answer{"offset", "query:skip", "", ""}},
		"a URL is the next one":   {&api.Paging{Style: api.PageByURL, Items: "value", Next: "nextLink"}, &answer{"next-url", "", "value", "nextLink"}},
		"a link is in its header": {&api.Paging{Style: api.PageByLink}, &answer{"link-header", "", "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, verdict(c.paging), cmp.AllowUnexported(answer{})); diff != "" {
				t.Errorf("verdict (-want +got):\n%s", diff)
			}
		})
	}
}

func TestVendor(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"fetched/box+box-openapi/openapi.json":                          "box",
		"registry/npm/@octokit+openapi@23.0.2/generated/a.json":         "octokit",
		"registry/go/github.com+stripe+stripe-mock@v0.203.0/spec3.json": "stripe",
		"registry/go/k8s.io+kubernetes@v1.36.3/api/swagger.json":        "k8s.io",
	} {
		if got := vendor(name); got != want {
			t.Errorf("vendor of %s is %q, want %q", name, got, want)
		}
	}
}
