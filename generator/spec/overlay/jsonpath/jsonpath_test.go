package jsonpath_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/node"
	"github.com/apigen-go/apigen/generator/spec/overlay/jsonpath"
)

const shop = `{
	"paths": {
		"/orders": {"get": {"tags": ["a", "b"], "x-n": 1}, "post": {"tags": ["b"], "x-n": 2.0, "deprecated": true}},
		"/it's": {"get": {"tags": [], "x-n": 10, "note": null}}
	},
	"list": [0, 1, 2, 3, 4],
	"big": 9007199254740993,
	"near": 9007199254740992,
	"text": "a.b\nc",
	"é": {"x": 1}
}`

func parse(t *testing.T, text string) *node.Node {
	t.Helper()
	var found diag.List
	root := node.Parse(&node.File{Name: "shop.json"}, []byte(text), &found)
	if root == nil {
		t.Fatal(found.Sorted())
	}
	return root
}

func TestSelect(t *testing.T) {
	t.Parallel()
	root := parse(t, shop)
	const orders, its = "$['paths']['/orders']", `$['paths']['/it\'s']`
	for query, want := range map[string][]string{
		"$":                                {"$"},
		"$.list":                           {"$['list']"},
		"$ .list [ 0 ]":                    {"$['list'][0]"},
		"$.paths['/orders'].get":           {orders + "['get']"},
		`$.paths["/it's"].get.note`:        {its + "['get']['note']"},
		`$.paths['/it\'s'].*.note`:         {its + "['get']['note']"},
		`$['\u00e9'].x`:                    {"$['é']['x']"},
		"$.é.x":                            {"$['é']['x']"},
		"$.missing":                        nil,
		"$.list.name":                      nil,
		"$.paths[0]":                       nil,
		"$.list[-1]":                       {"$['list'][4]"},
		"$.list[9]":                        nil,
		"$.list[1:3]":                      {"$['list'][1]", "$['list'][2]"},
		"$.list[::-2]":                     {"$['list'][4]", "$['list'][2]", "$['list'][0]"},
		"$.list[::0]":                      nil,
		"$.list[-2:]":                      {"$['list'][3]", "$['list'][4]"},
		"$.list[0, 0]":                     {"$['list'][0]", "$['list'][0]"},
		"$.paths.*.post":                   {orders + "['post']"},
		"$..deprecated":                    {orders + "['post']['deprecated']"},
		"$.paths..tags[0]":                 {orders + "['get']['tags'][0]", orders + "['post']['tags'][0]"},
		"$.paths.*[?@.deprecated]":         {orders + "['post']"},
		"$.paths.*[?!@.deprecated]":        {orders + "['get']", its + "['get']"},
		"$.paths.*[?@.deprecated == true]": {orders + "['post']"},
		"$.paths.*[?@.tags[?@ == 'a']]":    {orders + "['get']"},
		"$.paths.*[?@['x-n'] > 1 && @['x-n'] <= 2]":          {orders + "['post']"},
		"$.paths.*[?(@['x-n'] == 2 || @.note==null)]":        {orders + "['post']", its + "['get']"},
		"$.paths.*[?length(@.tags) == 0]":                    {its + "['get']"},
		"$.paths.*[?count(@.tags[*]) >= 2]":                  {orders + "['get']"},
		"$.paths[?value(@..deprecated) == true]":             {orders},
		"$.paths.*[?@.tags == $.paths['/orders'].post.tags]": {orders + "['post']"},
		"$.paths.*[?@.missing == @.absent]":                  {orders + "['get']", orders + "['post']", its + "['get']"},
		"$.paths.*[?@.missing < 1]":                          nil,
		"$[?@ == 9007199254740993]":                          {"$['big']"},
		"$[?@ == 9007199254740992.0]":                        {"$['big']", "$['near']"},
		"$[?match(@, 'a.b[^x]c')]":                           {"$['text']"},
		"$[?match(@, 'a.b.c')]":                              nil,
		"$[?search(@, 'b')]":                                 {"$['text']"},
		"$[?match(@, 'b')]":                                  nil,
		"$[?search(@, '(')]":                                 nil,
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			q, err := jsonpath.Parse(query)
			if err != nil {
				t.Fatal(err)
			}
			found, err := q.Select(root, &jsonpath.Budget{Steps: 10_000})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range found {
				got = append(got, l.String())
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("selected (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"":                                 "a query begins with $, not the end (at character 1)",
		"paths":                            `a query begins with $, not 'p' (at character 1)`,
		" $":                               `a query begins with $, not ' ' (at character 1)`,
		"$.paths ":                         `expected . or [ or the end, found ' ' (at character 8)`,
		"$.x-n":                            `expected . or [ or the end, found '-' (at character 4)`,
		"$./orders":                        `expected a name, found '/'; names with other characters than letters, digits and _ are written ['name'] (at character 3)`,
		"$.1":                              `expected a name, found '1'; names with other characters than letters, digits and _ are written ['name'] (at character 3)`,
		"$[/orders]":                       `expected a quoted name, a number, * or ?, found '/' (at character 3)`,
		"$['a":                             "the string has no end (at character 3)",
		`$['\x']`:                          `there is no escape \x (at character 4)`,
		`$['\ud800']`:                      "the escape is no character: expected four hexadecimal digits, surrogates in pairs (at character 4)",
		"$['a' 'b']":                       `expected , or ], found '\'' (at character 7)`,
		"$[01]":                            `"01]" is no integer (at character 3)`,
		"$[-0]":                            `"-0]" is no integer (at character 3)`,
		"$[9007199254740992]":              "9007199254740992 is too large (at character 3)",
		"$[?@.a == @.*]":                   "a path that can select several values cannot be compared (at character 11)",
		"$[?1]":                            "a value alone is no condition: compare it with another one (at character 4)",
		"$[?length(@.a)]":                  "a value alone is no condition: compare it with another one (at character 4)",
		"$[?'a' in @.b]":                   "a value alone is no condition: compare it with another one (at character 4)",
		"$[?match(@, 'a') == 1]":           "match and search are true or false and cannot be compared (at character 4)",
		"$[?length(@.*) == 1]":             "a path that can select several values cannot be compared (at character 11)",
		"$[?count(1) == 1]":                "expected a path that begins with @ or $ (at character 10)",
		"$[?match(@)]":                     `too few arguments for match: expected a comma, found ')' (at character 11)`,
		"$[?length(@, 1) == 1]":            `too many arguments for length: expected ), found ',' (at character 12)`,
		"$[?lenght(@) == 1]":               "there is no function lenght: expected length, count, match, search or value (at character 4)",
		"$[?@.a == paid]":                  `"paid" is no value; a text stands in quotes (at character 11)`,
		"$[?@.a == 1.]":                    `"1." is no number (at character 11)`,
		"$[?(@.a]":                         `expected ), found ']' (at character 8)`,
		"$[?@.a =~ 'x']":                   `expected , or ], found '=' (at character 8)`,
		"$[?" + strings.Repeat("(", 200):   "the query is nested deeper than 100 levels (at character 104)",
		"$" + strings.Repeat(".a", 20_000): "a query may have 20000 characters (at character 1)",
		"$.\xff":                           "the query is not valid UTF-8 (at character 1)",
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			_, err := jsonpath.Parse(query)
			if err == nil {
				t.Fatalf("%s is read, want: %s", query, want)
			}
			if diff := cmp.Diff(want, err.Error()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMissTellsHowFarAQueryGets(t *testing.T) {
	t.Parallel()
	root := parse(t, shop)
	for query, want := range map[string]jsonpath.Miss{
		"$.path":                {Prefix: "$", Name: "path"},
		"$.paths['/order'].get": {Prefix: "$.paths", Name: "/order"},
		"$.paths.*.get.x":       {Prefix: "$.paths.*.get", Name: "x"},
		"$.paths[?@.put].put":   {Prefix: "$.paths"},
		"$.list[7]":             {Prefix: "$.list"},
		"$.paths .* ..put":      {Prefix: "$.paths .*"},
	} {
		q, err := jsonpath.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		got := q.Miss(root, &jsonpath.Budget{Steps: 1000})
		if got.Prefix != want.Prefix || got.Name != want.Name {
			t.Errorf("%s gets to %q and misses %q, want %q and %q", query, got.Prefix, got.Name, want.Prefix, want.Name)
		}
	}
}

func TestHostileQueriesEnd(t *testing.T) {
	t.Parallel()
	root := parse(t, strings.Repeat(`[{"a":`, 200)+`"`+strings.Repeat("a", 10_000)+`"`+strings.Repeat("}]", 200))
	for name, query := range map[string]string{
		"searches of searches":     "$" + strings.Repeat("..*", 50),
		"searches in filters":      "$..[?@..[?@..[?@..[?@..*]]]]",
		"counts of searches":       "$..[?count(@..*) > count($..*)]",
		"large expressions":        `$..[?search(@, '` + strings.Repeat("a{1000}", 100) + `')]`,
		"every element many times": "$" + strings.Repeat("..[*,*,*]", 10),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q, err := jsonpath.Parse(query)
			if err != nil {
				t.Fatal(err)
			}
			_, err = q.Select(root, &jsonpath.Budget{Steps: 100_000}) // without a budget it takes hours
			if !errors.Is(err, jsonpath.ErrTooMuch) {
				t.Errorf("error %v, want %v", err, jsonpath.ErrTooMuch)
			}
		})
	}
}

func FuzzSelect(f *testing.F) {
	for _, q := range []string{"$..a[?@.b == 'c' && !(@.d < 1)]", "$[1:2:-1, 'x']", `$[?match(@, 'a.*') || count(@..*) > 1]`, "$['\\u00e9']"} {
		f.Add(q)
	}
	var found diag.List
	root := node.Parse(&node.File{Name: "shop.json"}, []byte(shop), &found)
	f.Fuzz(func(t *testing.T, query string) {
		q, err := jsonpath.Parse(query)
		if err != nil {
			return
		}
		selected, err := q.Select(root, &jsonpath.Budget{Steps: 20_000})
		if err != nil {
			return
		}
		for _, l := range selected { // a normalized path selects the same value
			again, err := jsonpath.Parse(l.String())
			if err != nil {
				t.Fatalf("%s is no query: %v", l, err)
			}
			same, err := again.Select(root, &jsonpath.Budget{Steps: 20_000})
			if err != nil || len(same) != 1 || same[0].Node != l.Node {
				t.Fatalf("%s selects %d values, error %v; want the one", l, len(same), err)
			}
		}
	})
}
