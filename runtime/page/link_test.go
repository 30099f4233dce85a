package page

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestTheNextPageInALinkHeader(t *testing.T) {
	t.Parallel()
	here, err := url.Parse("https://api.example.com/v1/items?page=1")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		lines []string
		want  string // "": none; "!": an error
	}{
		{"none", nil, ""},
		{"as most send it", []string{`<https://api.example.com/items?page=2>; rel="next", <https://api.example.com/items?page=9>; rel="last"`}, "https://api.example.com/items?page=2"},
		{"on the second line", []string{`</a>; rel="prev"`, `</b>; rel="next"`}, "/b"},
		{"on the second line, after one that breaks off", []string{`</a`, `</b>; rel="next"`}, "/b"},
		{"commas and semicolons in the target", []string{`</a?ids=1,2;3>; rel=first, </b?ids=1,2;3>;rel="next"`}, "/b?ids=1,2;3"},
		{"commas, semicolons and quotes in a string", []string{`</a>; title="a, b; \"rel=next\" <c>"; rel="prev", </b>; title="x\\"; rel="next"`}, "/b"},
		{"without quotes", []string{`</b>; rel=next`}, "/b"},
		{"without quotes, before a comma", []string{`</b>;rel=next,</c>;rel=last`}, "/b"},
		{"several relations", []string{`</b>; rel="prefetch Next"`}, "/b"},
		{"in any case", []string{`</b>; REL="NEXT"`}, "/b"},
		{"spaces around everything", []string{"  ,, \t</b>\t; rel = \t\"next\" ; type=x , "}, "/b"},
		{"of two rel the first", []string{`</a>; rel="prev"; rel="next"`}, ""},
		{"rev is not rel", []string{`</a>; rev="next"`}, ""},
		{"a relation that contains it", []string{`</a>; rel="next-archive"`, `</a>; rel="https://example.com/next"`}, ""},
		{"a parameter without a value", []string{`</b>; crossorigin; rel=next`}, "/b"},
		{"empty parameters", []string{`</b>;; ; rel=next;`}, "/b"},
		{"rel without a value", []string{`</b>; rel`}, ""},
		{"a foreign anchor", []string{`</b>; rel="next"; anchor="/other", </c>; rel=next`}, "/c"},
		{"an anchor in the page", []string{`</b>; rel="next"; anchor="#chapter"`}, ""},
		{"the page itself as anchor", []string{`</b>; rel="next"; anchor="https://api.example.com/v1/items?page=1"`}, "/b"},
		{"an empty anchor is the page", []string{`</b>; rel="next"; anchor=""`}, "/b"},
		{"the first of several", []string{`</a>; rel=next, </b>; rel=next`}, "/a"},
		{"other links only", []string{`</style.css>; rel=preload; as=style`}, ""},
		{"garbage", []string{`hello`}, ""},
		{"without brackets", []string{`/b; rel="next"`}, "!"},
		{"the bracket is not closed", []string{`</b; rel="next"`}, "!"},
		{"the quotes are not closed", []string{`</b>; rel="next`}, "!"},
		{"an empty line", []string{""}, ""},
	} {
		target, found, err := nextLink(http.Header{"Link": test.lines}, here)
		switch {
		case test.want == "!":
			if !errors.Is(err, errLink) || found {
				t.Errorf("%s: %q, %v", test.name, target, err)
			}
		case err != nil, target != test.want, found != (test.want != ""):
			t.Errorf("%s: %q, %v, want %q", test.name, target, err, test.want)
		}
	}
}

func FuzzLink(f *testing.F) {
	for _, seed := range []string{
		`</items?ids=1,2;3&page=1>; rel=first, </items?page=2>; title="a, b; c"; rel="prefetch Next"`,
		`<>; rel=next`, `</b>; rel="next`, `</b>;rel="a\`, `</b>;=;rel==next`, "<\x00>;rel=next", `</b>; anchor="//x"; rel=next`,
	} {
		f.Add(seed)
	}
	here, err := url.Parse("https://api.example.com/items")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, line string) {
		target, found, _ := nextLink(http.Header{"Link": {line}}, here)
		if found && (!strings.Contains(line, "<"+target) && !strings.Contains(line, target) || !strings.Contains(strings.ToLower(line), "next")) {
			t.Errorf("%q is not in %q", target, line)
		}
		// What stands before it is another link: it changes nothing.
		again, also, _ := nextLink(http.Header{"Link": {`</first?a=1,2>; rel="first"; title="x, \"y"`, line}}, here)
		if also != found || again != target {
			t.Errorf("%q alone, %q on a second line", target, again)
		}
		if n := (Next{more: true}); found {
			n.at.In, n.at.Value = inURL, target
			if r := n.resolved(here); r.err == nil && !strings.Contains(r.at.Value, ":") {
				t.Errorf("%q is not absolute", r.at.Value)
			}
		}
	})
}
