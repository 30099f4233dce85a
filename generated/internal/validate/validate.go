// Package validate answers: does what goes over the wire follow the document?
//
// It is for tests: a handler in front of a server that judges every request, and every answer where asked to, by
// kin-openapi, whose reading of a document owes nothing to ours.
package validate

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"github.com/apigen-go/apigen/specs"
)

// Requests returns a handler that fails the test for each request that the document, such as "orders.yaml", does not
// allow, and lets it through to next all the same. Requests outside of the path of the document's first server, such
// as those for tokens, are not judged.
func Requests(t testing.TB, document string, next http.Handler) http.Handler {
	return newJudge(t, document, next, false)
}

// Exchanges is [Requests] and judges the answers too: a server that tells the truth passes.
func Exchanges(t testing.TB, document string, next http.Handler) http.Handler {
	return newJudge(t, document, next, true)
}

// judge holds what the document says.
type judge struct {
	t       testing.TB
	prefix  string // path of the first server: "/v1"
	router  routers.Router
	next    http.Handler
	answers bool
}

func newJudge(t testing.TB, document string, next http.Handler, answers bool) *judge {
	t.Helper()
	data, err := fs.ReadFile(specs.FS, document)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	j := &judge{t: t, prefix: prefix(t, doc), next: next, answers: answers}
	doc.Servers = nil                                                                            // the test's server stands elsewhere
	if j.router, err = legacy.NewRouter(doc, openapi3.DisableExamplesValidation()); err != nil { // package specs tests them
		t.Fatalf("%s: %v", document, err)
	}
	return j
}

// prefix returns the path of the document's first server, with the variables at their defaults.
func prefix(t testing.TB, doc *openapi3.T) string {
	t.Helper()
	text := doc.Servers[0].URL
	for name, v := range doc.Servers[0].Variables {
		text = strings.ReplaceAll(text, "{"+name+"}", v.Default)
	}
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(u.Path, "/")
}

// ServeHTTP judges the request, lets it through, and judges the answer.
func (j *judge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, ok := strings.CutPrefix(r.URL.EscapedPath(), j.prefix)
	if !ok || !strings.HasPrefix(path, "/") {
		j.next.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		j.t.Errorf("%s %s: the body cannot be read: %v", r.Method, path, err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	input, err := j.input(r, path, body)
	if err == nil {
		err = openapi3filter.ValidateRequest(r.Context(), input)
	}
	if err == nil && input.Options.ExcludeRequestBody {
		err = judgeForm(input.Route.Operation, body)
	}
	if err != nil {
		j.t.Errorf("the document does not allow %s %s: %v", r.Method, r.URL.RequestURI(), err)
	}
	if !j.answers || input == nil {
		j.next.ServeHTTP(w, r)
		return
	}
	recorder := httptest.NewRecorder()
	j.next.ServeHTTP(recorder, r)
	if err := j.judgeAnswer(r, input, recorder); err != nil {
		j.t.Errorf("the document does not allow this answer to %s %s: %v\n%s", r.Method, r.URL.RequestURI(), err, recorder.Body)
	}
	replay(w, recorder)
}

// input finds the operation. The router gets the escaped path, so that an escaped slash parts no segments.
func (j *judge) input(r *http.Request, path string, body []byte) (*openapi3filter.RequestValidationInput, error) {
	clone := r.Clone(r.Context())
	clone.URL = &url.URL{Path: path, RawQuery: r.URL.RawQuery}
	clone.Body = io.NopCloser(bytes.NewReader(body))
	route, params, err := j.router.FindRoute(clone)
	if err != nil {
		return nil, err
	}
	for name, value := range params {
		if params[name], err = url.PathUnescape(value); err != nil {
			return nil, err
		}
	}
	return &openapi3filter.RequestValidationInput{
		Request: clone, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			AuthenticationFunc:  openapi3filter.NoopAuthenticationFunc, // the servers check credentials themselves
			SkipSettingDefaults: true, MultiError: true, IncludeResponseStatus: true,
			RejectWhenRequestBodyNotSpecified: true, ExcludeRequestBody: isForm(route.Operation, clone),
		},
	}, nil
}

func (j *judge) judgeAnswer(r *http.Request, in *openapi3filter.RequestValidationInput, answer *httptest.ResponseRecorder) error {
	if strings.HasPrefix(answer.Header().Get("Content-Type"), "text/event-stream") {
		return nil // kin-openapi has no notion of events
	}
	err := openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: answer.Code, Header: answer.Header(), Options: in.Options,
		Body: io.NopCloser(bytes.NewReader(answer.Body.Bytes())),
	})
	return errors.Join(err, bodyWithoutContent(answer))
}

// bodyWithoutContent finds what kin-openapi overlooks: bytes behind a 204.
func bodyWithoutContent(answer *httptest.ResponseRecorder) error {
	if answer.Code == http.StatusNoContent && answer.Body.Len() > 0 {
		return errors.New("a 204 has a body")
	}
	return nil
}

func replay(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes()) // a client that has gone away is no fault of the server
}
