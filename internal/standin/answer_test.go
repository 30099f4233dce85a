package standin_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/apigen-go/apigen/internal/standin"
	"github.com/apigen-go/apigen/internal/synth"
)

func TestAnswersAreWhatTheDocumentDeclares(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, do, accept string
		wish             standin.Wish
		status           int
		mediaType, body  string
	}{
		{"the first success", "GET /v1/items?limit=1", json, standin.Wish{}, 200, json, `"price":`},
		{"large integers", "GET /v1/items?limit=1", json, standin.Wish{Recipe: synth.Recipe{Optional: true}}, 200, json, "9007199254740993"},
		{"texts that are not ASCII", "GET /v1/items?limit=1", json, standin.Wish{Recipe: synth.Recipe{Optional: true, Foreign: true}}, 200, json, "Grü"},
		{"values that an enum does not list", "GET /v1/items?limit=1", json, standin.Wish{Recipe: synth.Recipe{Optional: true, UnknownEnums: true}}, 200, json, "morgen"},
		{"an error on demand", "GET /v1/items?limit=1", json, standin.Wish{Status: "404"}, 404, json, `{"title":"text"}`},
		{"the representation that is accepted", "GET /v1/items/1", "image/png", standin.Wish{}, 200, "image/png", "bytes"},
		{"XML", "GET /v1/items/1", "application/xml", standin.Wish{}, 200, "application/xml", "<thing></thing>"},
		{"text", "GET /v1/items/1", "text/plain", standin.Wish{}, 200, "text/plain", "Grüße"},
		{"no content", "GET /v1/items/latest", "", standin.Wish{}, 204, "", ""},
		{"no operation", "GET /v1/nothing", "", standin.Wish{}, 404, "", ""},
	}
	d := open(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var faults atomic.Int32
			s := &standin.Server{Document: d, Wish: func(*http.Request) standin.Wish { return c.wish }, Heard: func(_ *http.Request, x *standin.Exchange) {
				faults.Add(int32(len(x.Faults)))
			}}
			method, target, _ := strings.Cut(c.do, " ")
			r := httptest.NewRequest(method, target, nil)
			r.Header.Set("Accept", c.accept)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			body, err := io.ReadAll(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if w.Code != c.status || w.Header().Get("Content-Type") != c.mediaType || !strings.Contains(string(body), c.body) {
				t.Errorf("answered %d %q %s, want %d %q with %s in it", w.Code, w.Header().Get("Content-Type"), body, c.status, c.mediaType, c.body)
			}
			if strings.HasPrefix(c.do, "GET /v1/items?") && (w.Code == 200) != (w.Header().Get("X-Total") != "") {
				t.Errorf("the header X-Total is %q", w.Header().Get("X-Total"))
			}
			if needsKey := !strings.HasPrefix(c.do, "GET /v1/items/1"); needsKey != (faults.Load() > 0) {
				t.Errorf("%d faults were told", faults.Load())
			}
		})
	}
}
