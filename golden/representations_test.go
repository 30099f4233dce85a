package golden_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	asked "github.com/apigen-go/apigen/golden/a_server_without_a_host_is_asked_for"
	bodies "github.com/apigen-go/apigen/golden/every_representation_of_a_body_has_a_method"
	patches "github.com/apigen-go/apigen/golden/merge_patches_set_clear_and_leave_alone"
	jobs "github.com/apigen-go/apigen/golden/optional_bodies_can_be_left_out"
	raw "github.com/apigen-go/apigen/golden/other_representations_of_a_response_come_as_they_are"
	texts "github.com/apigen-go/apigen/golden/parameters_in_other_media_types_are_text"
	headers "github.com/apigen-go/apigen/golden/response_headers_are_read_into_structs"
	servers "github.com/apigen-go/apigen/golden/several_servers_are_constants"
	clusters "github.com/apigen-go/apigen/golden/variables_of_servers_are_fields"
	"github.com/apigen-go/apigen/runtime"
)

// exchange is a server that answers every request alike and remembers the last one.
type exchange struct {
	status      int
	contentType string
	body        string
	header      http.Header

	request *http.Request
	sent    string
}

func (e *exchange) serve(t *testing.T) runtime.Option {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		e.request, e.sent = r, string(data)
		for name, values := range e.header {
			w.Header()[name] = values
		}
		w.Header().Set("Content-Type", e.contentType)
		w.WriteHeader(e.status)
		io.WriteString(w, e.body)
	}))
	t.Cleanup(s.Close)
	return runtime.WithBaseURL(s.URL)
}

func order() *exchange {
	return &exchange{status: 200, contentType: "application/json", body: `{"id":"o1"}`}
}

func TestEveryRepresentationIsSentAsItsMediaType(t *testing.T) {
	t.Parallel()
	order1 := bodies.Order{ID: "o1", Note: new("a b")}
	for _, test := range []struct {
		name, contentType, body string
		call                    func(context.Context, *bodies.Client) (*bodies.Order, error)
	}{
		{"JSON", "application/json", `{"id":"o1","note":"a b"}`, func(ctx context.Context, c *bodies.Client) (*bodies.Order, error) {
			return c.Orders.Create(ctx, order1)
		}},
		{"the vendor's JSON, by an option", "application/vnd.acme+json", `{"id":"o1","note":"a b"}`, func(ctx context.Context, c *bodies.Client) (*bodies.Order, error) {
			return c.Orders.Create(ctx, order1, runtime.WithContentType("application/vnd.acme+json"))
		}},
		{"a form", "application/x-www-form-urlencoded", "id=o1&note=a%20b", func(ctx context.Context, c *bodies.Client) (*bodies.Order, error) {
			return c.Orders.CreateAsForm(ctx, order1)
		}},
		{"text", "text/csv", "id,note\no1,a b\n", func(ctx context.Context, c *bodies.Client) (*bodies.Order, error) {
			return c.Orders.CreateText(ctx, "id,note\no1,a b\n")
		}},
		{"bytes", "application/pdf", "%PDF", func(ctx context.Context, c *bodies.Client) (*bodies.Order, error) {
			return c.Orders.CreateBytes(ctx, strings.NewReader("%PDF"))
		}},
		{"bytes of another type", "image/gif", "GIF89a", func(ctx context.Context, c *bodies.Client) (*bodies.Order, error) {
			return c.Orders.CreateBytes(ctx, strings.NewReader("GIF89a"), runtime.WithContentType("image/gif"))
		}},
		{"a merge patch that clears", "application/merge-patch+json", `{"note":null}`, func(ctx context.Context, c *bodies.Client) (*bodies.Order, error) {
			return c.Orders.UpdateMergePatch(ctx, "o1", bodies.OrderPatch{Note: runtime.Null[string]()})
		}},
		{"a JSON patch", "application/json-patch+json", `[{"op":"remove","path":"/note"}]`, func(ctx context.Context, c *bodies.Client) (*bodies.Order, error) {
			op := bodies.OrdersUpdateJSONPatchRequestItem{Op: bodies.OrdersUpdateJSONPatchRequestItemOpRemove, Path: "/note"}
			return c.Orders.UpdateJSONPatch(ctx, "o1", []bodies.OrdersUpdateJSONPatchRequestItem{op})
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := order()
			client, err := bodies.New(e.serve(t))
			if err != nil {
				t.Fatal(err)
			}
			got, err := test.call(t.Context(), client)
			if err != nil || got.ID != "o1" {
				t.Fatalf("got %+v, %v", got, err)
			}
			want := []string{test.contentType, test.body}
			if diff := cmp.Diff(want, []string{e.request.Header.Get("Content-Type"), e.sent}); diff != "" {
				t.Errorf("content type and body (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAFileIsAFileInMultipartAndTextInJSON(t *testing.T) {
	t.Parallel()
	e := &exchange{status: 200, contentType: "application/json", body: `{"title":"t","image":"abc"}`}
	client, err := bodies.New(e.serve(t))
	if err != nil {
		t.Fatal(err)
	}
	photo := bodies.PhotoMultipart{Title: "t", Image: runtime.File{Name: "a.png", Content: strings.NewReader("\x89PNG")}}
	got, err := client.Orders.AddPhotoMultipart(t.Context(), "o1", photo)
	if err != nil || got.Image != "abc" {
		t.Fatalf("got %+v, %v", got, err)
	}
	if !strings.Contains(e.sent, `filename="a.png"`) || !strings.Contains(e.sent, "\x89PNG") {
		t.Errorf("the file is not among the parts:\n%q", e.sent)
	}
	if _, err := client.Orders.AddPhoto(t.Context(), "o1", bodies.Photo{Title: "t", Image: "abc"}); err != nil || e.sent != `{"title":"t","image":"abc"}` {
		t.Errorf("sent %s, %v", e.sent, err)
	}
}

func TestMergePatchesSetClearAndLeaveAlone(t *testing.T) {
	t.Parallel()
	e := &exchange{status: 200, contentType: "application/json", body: `{"id":"c1","name":"n","address":{"city":"x"}}`}
	client, err := patches.New(e.serve(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		patch patches.CustomerPatch
		want  string
	}{
		"nothing":                 {patches.CustomerPatch{}, `{}`},
		"a value":                 {patches.CustomerPatch{Name: runtime.Value("n")}, `{"name":"n"}`},
		"null":                    {patches.CustomerPatch{Name: runtime.Null[string]()}, `{"name":null}`},
		"an empty list":           {patches.CustomerPatch{Tags: runtime.Value([]string{})}, `{"tags":[]}`},
		"no list":                 {patches.CustomerPatch{Tags: runtime.Null[[]string]()}, `{"tags":null}`},
		"a member of a member":    {patches.CustomerPatch{Address: runtime.Value(&patches.AddressPatch{Street: runtime.Null[string]()})}, `{"address":{"street":null}}`},
		"no member":               {patches.CustomerPatch{Address: runtime.Null[*patches.AddressPatch]()}, `{"address":null}`},
		"a key of a map":          {patches.CustomerPatch{Meta: runtime.Value(map[string]*string{"a": nil, "b": new("c")})}, `{"meta":{"a":null,"b":"c"}}`},
		"what the server sets":    {patches.CustomerPatch{ID: runtime.Value("c2")}, `{}`},
		"a patch within a patch":  {patches.CustomerPatch{Parent: runtime.Value(&patches.CustomerPatch{Name: runtime.Null[string]()})}, `{"parent":{"name":null}}`},
		"a member without a name": {patches.CustomerPatch{Contact: runtime.Value(&patches.CustomerPatchContact{Value: runtime.Value("v")})}, `{"contact":{"value":"v"}}`},
	} {
		if _, err := client.Customers.Update(t.Context(), "c1", test.patch); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(anyJSON(t, test.want), anyJSON(t, e.sent)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if got := e.request.Header.Get("Content-Type"); got != "application/merge-patch+json" {
			t.Errorf("%s is sent as %s", name, got)
		}
	}
}

func TestOtherRepresentationsComeAsTheyAre(t *testing.T) {
	t.Parallel()
	e := &exchange{status: 200, contentType: "text/csv", body: "id\nr1\n"}
	client, err := raw.New(e.serve(t))
	if err != nil {
		t.Fatal(err)
	}
	stream, err := client.Reports.ListRaw(t.Context(), runtime.WithAccept("text/csv"))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(stream)
	if err != nil || string(data) != "id\nr1\n" || stream.Close() != nil {
		t.Errorf("got %q, %v", data, err)
	}
	if got := e.request.Header.Get("Accept"); got != "text/csv" {
		t.Errorf("asked for %q", got)
	}
	if _, err := client.Reports.List(t.Context()); err == nil {
		t.Error("CSV was read as JSON")
	}
	if got := e.request.Header.Get("Accept"); got != "application/json" {
		t.Errorf("the typed method asked for %q", got)
	}
}

func TestTextAndJSONAreToldApartByStatus(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		from exchange
		want raw.ReportsCheckResult
	}{
		{"JSON", exchange{status: 200, contentType: "application/json", body: `{"id":"r1"}`}, raw.ReportsCheckResult{OK: &raw.Report{ID: "r1"}}},
		{"text, by its range", exchange{status: 202, contentType: "text/plain", body: "soon"}, raw.ReportsCheckResult{StatusTwoXX: "soon"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			client, err := raw.New(test.from.serve(t))
			if err != nil {
				t.Fatal(err)
			}
			got, err := client.Reports.Check(t.Context(), "r1")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, *got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestHeadersOfResponsesAreRead(t *testing.T) {
	t.Parallel()
	e := &exchange{status: 200, contentType: "application/json", body: `["o1"]`, header: http.Header{
		"X-Total": {"9007199254740993"}, "X-Sort": {"sideways"}, "X-Fields": {"a, b"}, "Last-Modified": {"Tue, 02 Jan 2024 03:04:05 GMT"},
	}}
	client, err := headers.New(e.serve(t))
	if err != nil {
		t.Fatal(err)
	}
	var h headers.OrdersListHeaders
	if _, err := client.Orders.List(t.Context(), runtime.WithHeaders(&h)); err != nil {
		t.Fatal(err)
	}
	if h.Total != 9007199254740993 || *h.Sort != "sideways" || h.Filter != nil {
		t.Errorf("got %+v", h)
	}
	if diff := cmp.Diff([]string{"a", "b"}, h.Fields); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	if h.LastModified == nil || h.LastModified.Unix() != 1704164645 {
		t.Errorf("time %v", h.LastModified)
	}
}

func TestServersAreChosenByConstantsAndFields(t *testing.T) {
	t.Parallel()
	for name, pair := range map[string][2]string{
		"a constant":                    {servers.ServerSandbox, "https://sandbox.example.com/v1"},
		"a constant of an operation":    {servers.ServerUploads, "https://uploads.example.com"},
		"the default of every variable": {clusters.Server{}.URL(), clusters.BaseURL},
		"values of variables":           {clusters.Server{Region: clusters.ServerRegionUsEast, Port: "8443"}.URL(), "https://us_east.example.com:8443/v2"},
		"a variable without a default":  {clusters.ServerOnPremises{Tenant: "acme"}.URL(), "https://acme.example.com"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %s, want %s", name, pair[0], pair[1])
		}
	}
	e := &exchange{status: 204}
	client, err := servers.New(e.serve(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Shops.Upload(t.Context()); err != nil {
		t.Errorf("an operation with a server of its own did not go to the given one: %v", err)
	}
	if err := client.Shops.GetOld(t.Context()); err != nil || e.request.URL.Path != "/v0/old" {
		t.Errorf("a server that is a path led to %s, %v", e.request.URL.Path, err)
	}
}

func TestAMissingCredentialNamesTheOptions(t *testing.T) {
	t.Parallel()
	client, err := asked.New("https://api.example.com/api/v3")
	if err != nil {
		t.Fatal(err)
	}
	err = client.Nodes.List(t.Context())
	want := "client.WithBearerToken, or client.WithKeyAPIKey and client.WithTenantAPIKey"
	if !errors.Is(err, runtime.ErrNoCredentials) || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v\nwant ... %s", err, want)
	}
}

func TestBodiesThatAreLeftOutSendNothing(t *testing.T) {
	t.Parallel()
	e := &exchange{status: 204}
	client, err := jobs.New(e.serve(t))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for name, call := range map[string]func() error{
		"JSON of a GET":      func() error { return client.Jobs.List(ctx, nil) },
		"a form of a DELETE": func() error { return client.Jobs.Delete(ctx, nil) },
		"text":               func() error { return client.Jobs.NoteJobs(ctx, nil) },
		"bytes":              func() error { return client.Jobs.Update(ctx, nil) },
	} {
		if err := call(); err != nil || e.sent != "" || e.request.Header.Get("Content-Type") != "" {
			t.Errorf("%s: sent %q as %q, %v", name, e.sent, e.request.Header.Get("Content-Type"), err)
		}
	}
	if err := client.Jobs.List(ctx, &jobs.Query{}); err != nil || e.sent != "{}" {
		t.Errorf("an empty body is sent as %q, %v; defaults are the server's", e.sent, err)
	}
}

func TestParametersInOtherMediaTypesAreSentAsTheyAre(t *testing.T) {
	t.Parallel()
	e := &exchange{status: 204}
	client, err := texts.New(e.serve(t))
	if err != nil {
		t.Fatal(err)
	}
	params := &texts.ItemsSearchParams{
		Filter: &texts.ItemsSearchFilter{A: new("b")}, Rows: new("<r>1</r>"), Word: new("a&b"), Flag: new(""), Session: []string{"x", "y"},
	}
	if err := client.Items.Search(t.Context(), params); err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{"filter": {`{"a":"b"}`}, "rows": {"<r>1</r>"}, "word": {"a&b"}, "flag": {""}}
	if diff := cmp.Diff(want, map[string][]string(e.request.URL.Query())); diff != "" {
		t.Errorf("query (-want +got):\n%s", diff)
	}
	if got := e.request.Header.Get("Cookie"); got != "session=x; session=y" {
		t.Errorf("cookie %q", got)
	}
	if err := client.Items.SearchRaw(t.Context(), &texts.ItemsSearchRawParams{Q: &texts.ItemsSearchRawQ{A: new("b")}}); err != nil || e.request.URL.RawQuery != "%7B%22a%22:%22b%22%7D" && e.request.URL.RawQuery != "%7B%22a%22%3A%22b%22%7D" {
		t.Errorf("query string %q, %v", e.request.URL.RawQuery, err)
	}
}
