package golden_test

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	archive "github.com/apigen-go/apigen/golden/other_multipart_bodies_identify_their_parts"
	"github.com/apigen-go/apigen/runtime"
)

// anyPart is a part as mime/multipart reads it.
type anyPart struct {
	Header textproto.MIMEHeader
	Text   string
}

// receiveParts is a client of a server that reads parts, and what that has read.
func receiveParts(t *testing.T) (client *archive.Client, params *map[string]string, got *[]anyPart) {
	t.Helper()
	params, got = new(map[string]string), new([]anyPart)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind, p, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil {
			t.Error(err)
		}
		reader := multipart.NewReader(r.Body, p["boundary"])
		delete(p, "boundary")
		p["media type"] = kind
		*params, *got = p, nil
		for {
			part, err := reader.NextRawPart()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Error(err)
				return
			}
			text, _ := io.ReadAll(part)
			*got = append(*got, anyPart{part.Header, string(text)})
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(server.Close)
	client, err := archive.New(runtime.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	return client, params, got
}

func TestPartsOutsideOfFormsHaveNoFormNames(t *testing.T) {
	t.Parallel()
	client, params, got := receiveParts(t)
	for _, test := range []struct {
		name   string
		call   func(context.Context) error
		params map[string]string
		want   []anyPart
	}{
		{"related: the first part is the root", func(ctx context.Context) error {
			return client.Files.Upload(ctx, archive.FilesUploadRequest{
				Metadata: archive.FilesUploadRequestMetadata{Name: "Größe"},
				Media:    runtime.File{Name: "a.jpg", ContentType: "image/jpeg", Header: http.Header{"X-Made": {"2026"}}, Content: strings.NewReader("bytes")},
				Note:     new("*n*"),
				Previews: []runtime.File{{Content: strings.NewReader("1")}, {Content: strings.NewReader("2")}},
			})
		}, map[string]string{"media type": "multipart/related", "type": "application/json"}, []anyPart{
			{textproto.MIMEHeader{"Content-Type": {"application/json"}, "Content-Id": {"<metadata>"}}, `{"name":"Größe"}`},
			{textproto.MIMEHeader{"Content-Disposition": {`attachment; filename="a.jpg"`}, "Content-Type": {"image/jpeg"}, "Content-Id": {"<media>"},
				"X-Made": {"2026"}, "Content-Transfer-Encoding": {"binary"}}, "bytes"},
			{textproto.MIMEHeader{"Content-Type": {"text/markdown"}, "Content-Id": {"<the-note>"}}, "*n*"},
			{textproto.MIMEHeader{"Content-Disposition": {`attachment; filename="previews"`}, "Content-Type": {"application/octet-stream"}, "Content-Id": {"<previews>"}}, "1"},
			{textproto.MIMEHeader{"Content-Disposition": {`attachment; filename="previews"`}, "Content-Type": {"application/octet-stream"}, "Content-Id": {"<previews-2>"}}, "2"},
		}},
		{"mixed: the document's headers", func(ctx context.Context) error {
			return client.Batches.Create(ctx, archive.BatchesCreateRequest{First: &archive.BatchesCreateRequestFirst{N: new(int64(1))}, Second: new("2"), Third: new("3")})
		}, map[string]string{"media type": "multipart/mixed"}, []anyPart{
			{textproto.MIMEHeader{"Content-Disposition": {`form-data; name="first"`}, "Content-Type": {"application/vnd.step+json"}, "Content-Id": {"<first>"}, "X-Retries": {"3"}}, `{"n":1}`},
			{textproto.MIMEHeader{"Content-Disposition": {"inline"}, "Content-Type": {"text/plain; charset=utf-8"}, "Content-Id": {"<second>"}, "X-Any": {"plain"}}, "2"},
			{textproto.MIMEHeader{"Content-Type": {"text/plain; charset=utf-8"}, "Content-Id": {"<third>"}}, "3"},
		}},
	} {
		if err := test.call(t.Context()); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(test.params, *params); diff != "" {
			t.Errorf("%s: the Content-Type (-want +got)\n%s", test.name, diff)
		}
		if diff := cmp.Diff(test.want, *got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.name, diff)
		}
	}
}

func TestAFileMayBeOneOfSeveralThingsThatAPartIs(t *testing.T) {
	t.Parallel()
	client, _, got := receiveParts(t)
	kind := anyPart{textproto.MIMEHeader{"Content-Disposition": {`form-data; name="kind"`}}, "edit"}
	reference := `{"id":"r"}`
	for _, test := range []struct {
		name string
		body archive.EditsCreateRequest
		want []anyPart
	}{
		{"a file", archive.EditsCreateRequest{Video: archive.EditsCreateRequestVideo{File: &runtime.File{Name: "v.mp4", Content: strings.NewReader("v")}}}, []anyPart{kind,
			{textproto.MIMEHeader{"Content-Disposition": {`form-data; name="video"; filename="v.mp4"`}, "Content-Type": {"application/octet-stream"}, "X-Kind": {"plain"}}, "v"}}},
		{"a reference and a file", archive.EditsCreateRequest{
			Video: archive.EditsCreateRequestVideo{Reference: &archive.Reference{ID: "r"}},
			Still: &archive.EditsCreateRequestStill{File: &runtime.File{Header: http.Header{"X-Own": {"1"}}, Content: strings.NewReader("s")}},
		}, []anyPart{kind,
			{textproto.MIMEHeader{"Content-Disposition": {`form-data; name="video"`}, "Content-Type": {"application/json"}, "X-Kind": {"plain"}}, reference},
			{textproto.MIMEHeader{"Content-Disposition": {`form-data; name="still"; filename="still"`}, "Content-Type": {"application/octet-stream"}, "X-Own": {"1"}}, "s"}}},
	} {
		if err := client.Edits.Create(t.Context(), test.body); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(test.want, *got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.name, diff)
		}
	}
}
