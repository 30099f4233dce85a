package standin_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/standin"
)

func open(t *testing.T) *standin.Document {
	t.Helper()
	d, err := standin.Open(t.Context(), "testdata/shop.yaml", "")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const (
	json  = "application/json"
	form  = "application/x-www-form-urlencoded"
	parts = "multipart/form-data; boundary=b"
	key   = "X-Key: k"
)

// part is one part of a multipart body.
func part(header, content string) string {
	return "--b\r\nContent-Disposition: form-data; " + strings.ReplaceAll(header, "|", "\r\nContent-Type: ") + "\r\n\r\n" + content + "\r\n"
}

func TestEachKindOfFaultIsFound(t *testing.T) {
	t.Parallel()
	file := part(`name="file"; filename="a"|image/png`, "x")
	count := part(`name="count"`, "1")
	cases := []struct {
		name, do, header, mediaType, body string
		want                              string // "" for nothing to report
	}{
		{"a good list", "GET /v1/items?limit=5&tags=a&tags=b&ids=1,2&words=a%20b&pipes=1%7C2&filter[min]=1&filter[in][0]=1&filter[deep][a]=true&rows[0][n]=1&q=%7B%22x%22%3A1%7D&lat=1.5", key + "; X-Trace: 1,2; Cookie: session=s-1", "", "", ""},
		{"another method", "DELETE /v1/items", key, "", "", "no operation"},
		{"another path", "GET /v1/item", key, "", "", "no operation"},
		{"another base path", "GET /items?limit=1", key, "", "", "no operation"},
		{"an escaped segment is the same", "GET /v1/it%65ms?limit=1", key, "", "", ""},
		{"a required query parameter that is missing", "GET /v1/items", key, "", "", `query "limit": is required`},
		{"a number that is none", "GET /v1/items?limit=x", key, "", "", `query "limit": at '': got string, want integer`},
		{"a number that is too large", "GET /v1/items?limit=11", key, "", "", `query "limit"`},
		{"a value given twice", "GET /v1/items?limit=1&limit=2", key, "", "", "given 2 times"},
		{"a parameter that is not declared", "GET /v1/items?limit=1&more=1", key, "", "", `query "more": is not declared`},
		{"a list that is not to be exploded", "GET /v1/items?limit=1&ids=1&ids=2", key, "", "", `query "ids"`},
		{"a list whose items are no numbers", "GET /v1/items?limit=1&ids=1,b", key, "", "", `query "ids"`},
		{"a list with the wrong separator", "GET /v1/items?limit=1&pipes=1,2", key, "", "", `query "pipes"`},
		{"a deep object without brackets", "GET /v1/items?limit=1&filter=1", key, "", "", `query "filter"`},
		{"a deep object with the wrong type", "GET /v1/items?limit=1&filter[min]=x", key, "", "", "/min"},
		{"a list in a deep object with a gap", "GET /v1/items?limit=1&filter[in][1]=1", key, "", "", "item 0"},
		{"a nested value with the wrong type", "GET /v1/items?limit=1&filter[deep][a]=1", key, "", "", "/deep/a"},
		{"an object in a list without a required member", "GET /v1/items?limit=1&rows[0][m]=1", key, "", "", "missing property 'n'"},
		{"a parameter of JSON that is none", "GET /v1/items?limit=1&q=x", key, "", "", "no JSON"},
		{"a parameter of JSON that its schema forbids", "GET /v1/items?limit=1&q=%7B%7D", key, "", "", "missing property 'x'"},
		{"a member of an exploded object with the wrong type", "GET /v1/items?limit=1&lat=north", key, "", "", "/lat"},
		{"an exploded object by its own name", "GET /v1/items?limit=1&point[lat]=x", key, "", "", `query "point"`},
		{"a header with the wrong type", "GET /v1/items?limit=1", key + "; X-Trace: 1,b", "", "", `header "X-Trace"`},
		{"a cookie that its schema forbids", "GET /v1/items?limit=1", key + "; Cookie: session=x", "", "", `cookie "session"`},
		{"a cookie that is not declared", "GET /v1/items?limit=1", key + "; Cookie: other=x", "", "", `cookie "other": is not declared`},
		{"no credential", "GET /v1/items?limit=1", "", "", "", "security"},
		{"another credential", "GET /v1/items?limit=1", "Authorization: Bearer t", "", "", "the credentials of one of"},
		{"a credential too many", "GET /v1/items?limit=1", key + "; Authorization: Bearer t", "", "", "needs no credential of token"},
		{"a credential where none is needed", "GET /v1/items/1", key, "", "", "needs no credential of key"},
		{"the other alternative", "POST /v1/items", "Authorization: Bearer t", json, `{"name":"a","price":1}`, ""},
		{"a scheme of HTTP with another word", "POST /v1/items", "Authorization: Basic t", json, `{"name":"a","price":1}`, "security"},
		{"a credential in the query", "POST /v1/forms?api_key=1", "", "", "", ""},
		{"an empty credential", "POST /v1/forms?api_key=", "", "", "", "security"},
		{"a path argument with the wrong type", "GET /v1/items/x", "", "", "", `path "id"`},
		{"an exact segment comes first", "GET /v1/items/latest", key, "", "", ""},
		{"labels and matrices", "GET /v1/labels/.1,2/;x=1;y=2/x,1", "", "", "", ""},
		{"a label without its dot", "GET /v1/labels/1,2/;x=1/x,1", "", "", "", "a label begins with a dot"},
		{"a matrix without its semicolon", "GET /v1/labels/.1/x=1/x,1", "", "", "", "a matrix begins with a semicolon"},
		{"a matrix with the wrong type", "GET /v1/labels/.1/;x=a/x,1", "", "", "", `path "b"`},
		{"an object in the path with the wrong type", "GET /v1/labels/.1/;x=1/x,a", "", "", "", `path "c"`},
		{"a body that nobody asked for", "GET /v1/items?limit=1", key, json, "{}", "none is declared"},
		{"a body that is missing", "POST /v1/items", key, "", "", "body: is required"},
		{"a media type that is not declared", "POST /v1/items", key, "application/cbor", "x", "application/cbor is not declared"},
		{"a media type that is none", "POST /v1/items", key, "what ever", "x", "Content-Type"},
		{"a body that is no JSON", "POST /v1/items", key, json, "{", "body"},
		{"two values of JSON", "POST /v1/items", key, json, `{"name":"a","price":1} {}`, "body"},
		{"a body without a required member", "POST /v1/items", key, json, `{"name":"a"}`, "missing property 'price'"},
		{"a body with a member that is not declared", "POST /v1/items", key, json, `{"name":"a","price":1,"x":1}`, "additional properties 'x'"},
		{"a body with a member that is only read", "POST /v1/items", key, json, `{"name":"a","price":1,"id":1}`, "/id"},
		{"a text that is too long", "POST /v1/items", key, json, `{"name":"abcdef","price":1}`, "/name"},
		{"a number that is too small", "POST /v1/items", key, json, `{"name":"a","price":0.49999999999999999999}`, "/price"},
		{"a value that an enum does not list", "POST /v1/items", key, json, `{"name":"a","price":1,"kind":"old"}`, "/kind"},
		{"a date that is none", "POST /v1/items", key, json, `{"name":"a","price":1,"made":"2026-02-30"}`, "/made"},
		{"null where it may stand", "POST /v1/items", key, json, `{"name":"a","price":1,"note":null}`, ""},
		{"null where it may not stand", "POST /v1/items", key, json, `{"name":null,"price":1}`, "/name"},
		{"text of another type", "POST /v1/items", key, "text/csv; charset=utf-8", "a,b", ""},
		{"text that is no text", "POST /v1/items", key, "text/csv", "\xff", "UTF-8"},
		{"one of two alternatives", "PUT /v1/pets", "", json, `{"bark":true}`, ""},
		{"none of two alternatives", "PUT /v1/pets", "", json, `{"meow":1}`, "body"},
		{"XML with another root", "PUT /v1/pets", "", "application/xml", "<cat/>", `should be "pet"`},
		{"XML that is not well-formed", "PUT /v1/pets", "", "application/xml", "<pet>", "body"},
		{"a good form", "POST /v1/forms?api_key=1", "", form, "amount=1&lines[0][price]=2&tags=a&tags=b&codes=1,2&about=%7B%22a%22%3A1%7D", ""},
		{"a form without a required field", "POST /v1/forms?api_key=1", "", form, "tags=a", "missing property 'amount'"},
		{"a form with a number that is none", "POST /v1/forms?api_key=1", "", form, "amount=x", "/amount"},
		{"a form with a nested number that is none", "POST /v1/forms?api_key=1", "", form, "amount=1&lines[0][price]=x", "/lines/0/price"},
		{"a form with a list exploded that is not to be", "POST /v1/forms?api_key=1", "", form, "amount=1&codes=a,b", "/codes"},
		{"a form with JSON that its schema forbids", "POST /v1/forms?api_key=1", "", form, "amount=1&about=%7B%7D", "/about"},
		{"good parts", "POST /v1/uploads", "", parts, file + count + part(`name="about"|application/json`, `{"a":1}`) + "--b--\r\n", ""},
		{"parts without a required one", "POST /v1/uploads", "", parts, file + "--b--\r\n", "missing property 'count'"},
		{"a file without a name", "POST /v1/uploads", "", parts, part(`name="file"|image/png`, "x") + count + "--b--\r\n", "should have a name"},
		{"a part of another type", "POST /v1/uploads", "", parts, part(`name="file"; filename="a"|text/plain`, "x") + count + "--b--\r\n", "should be image/png"},
		{"a part of JSON that its schema forbids", "POST /v1/uploads", "", parts, file + count + part(`name="about"|application/json`, `{}`) + "--b--\r\n", "/about"},
		{"parts without an end", "POST /v1/uploads", "", parts, file + count, "body"},
	}
	d := open(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			method, target, _ := strings.Cut(c.do, " ")
			r := httptest.NewRequest(method, target, nil)
			for _, h := range strings.Split(c.header, "; ") {
				if name, value, ok := strings.Cut(h, ": "); ok {
					r.Header.Set(name, value)
				}
			}
			if c.mediaType != "" {
				r.Header.Set("Content-Type", c.mediaType)
			}
			check(t, d.Judge(r, []byte(c.body), nil), c.want)
		})
	}
}

func check(t *testing.T, x *standin.Exchange, want string) {
	t.Helper()
	var said []string
	for _, f := range x.Faults {
		said = append(said, f.String())
	}
	all := strings.Join(said, "\n")
	if want == "" && all != "" || !strings.Contains(all, want) || len(said) > 1 && !strings.HasPrefix(want, "the credentials") {
		t.Errorf("reported %q, want %q in it", all, want)
	}
}

var _ http.Handler = (*standin.Server)(nil)
