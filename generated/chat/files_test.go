package chat_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	client "github.com/apigen-go/apigen/generated/chat"
	"github.com/apigen-go/apigen/runtime"
)

// binary is what no text encoding leaves alone.
var binary = []byte("\x00\xff\r\n--b\r\n\x1a\xfe")

func upload(name string, content io.Reader) client.UploadFileRequest {
	return client.UploadFileRequest{File: runtime.File{Name: name, Content: content}, Purpose: client.FilePurposeBatch}
}

func TestAFileGoesUpAndComesDownAsItWas(t *testing.T) {
	t.Parallel()
	_, c := vendor(t)
	in := upload(`a "b".jsonl`, bytes.NewReader(binary))
	in.ExpiresAfterDays = new(int64(2))
	file := must[*client.File](t)(c.Files.Upload(t.Context(), in))
	if file.Bytes != int64(len(binary)) || file.Filename != `a "b".jsonl` || file.Purpose != client.FilePurposeBatch {
		t.Errorf("file %+v", file)
	}
	if expires, ok := file.ExpiresAt.Get(); !ok || expires != file.CreatedAt+2*24*60*60 {
		t.Errorf("expires %d", expires)
	}
	down := must[io.ReadCloser](t)(c.Files.Download(t.Context(), file.ID))
	defer down.Close()
	got, err := io.ReadAll(down)
	if err != nil || !bytes.Equal(got, binary) {
		t.Errorf("came down as %q, %v", got, err)
	}
	if gone := must[*client.FileDeleted](t)(c.Files.Delete(t.Context(), file.ID)); !gone.Deleted {
		t.Errorf("deleted %+v", gone)
	}
	if _, err := c.Files.Download(t.Context(), file.ID); !errors.Is(err, runtime.ErrNotFound) {
		t.Errorf("after the deletion: %v", err)
	}
}

func TestAnUploadThatTheServerHasNotSeenIsRepeated(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	s.FailNext(1, http.StatusServiceUnavailable, "0.001") // with Retry-After: not executed
	file := must[*client.File](t)(c.Files.Upload(t.Context(), upload("a", bytes.NewReader(binary))))
	posts := s.Requests(http.MethodPost, "")
	if file.Bytes != int64(len(binary)) || len(posts) != 2 || !bytes.Equal(posts[0].Body, posts[1].Body) {
		t.Errorf("file %+v after %d requests, the same: %v", file, len(posts), len(posts) == 2)
	}
}

func TestAnUploadFromAPlainReaderIsSentOnce(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	s.FailNext(1, http.StatusServiceUnavailable, "0.001")
	_, err := c.Files.Upload(t.Context(), upload("a", io.MultiReader(strings.NewReader("once"))))
	if !errors.Is(err, runtime.ErrServer) || len(s.Requests("", "")) != 1 {
		t.Errorf("%d requests, %v", len(s.Requests("", "")), err)
	}
}

func TestFilesComeInPages(t *testing.T) {
	t.Parallel()
	s, c := vendor(t)
	for range 5 {
		must[*client.File](t)(c.Files.Upload(t.Context(), upload("a", strings.NewReader("x"))))
	}
	var ids []string
	for file, err := range c.Files.All(t.Context(), &client.FilesListParams{Limit: new(int64(2)), Purpose: new(client.FilePurposeBatch)}) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, file.ID)
	}
	if !slices.Equal(ids, []string{"file-5", "file-4", "file-3", "file-2", "file-1"}) || len(s.Requests(http.MethodGet, "")) != 3 {
		t.Errorf("files %v by %d requests", ids, len(s.Requests(http.MethodGet, "")))
	}
	none, err := c.Files.List(t.Context(), &client.FilesListParams{Purpose: new(client.FilePurpose("vision"))})
	if err != nil || len(none.Items) != 0 || none.HasMore() || !none.Body.LastID.IsNull() {
		t.Errorf("page %+v, %v", none, err)
	}
}
