package main

import (
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/apigen-go/apigen/runtime"
)

// transfer moves bytes between this process and the server.
type transfer struct {
	name string
	run  func(ctx context.Context, url string, size int64) error
}

var transfers = []transfer{
	{"upload from a reader", upload},
	{"upload from a reader, by hand", uploadByHand},
	{"upload of a file in a form", uploadFile},
	{"upload of a file in a form, by hand", uploadFileByHand},
	{"download", download},
	{"download, by hand", downloadByHand},
}

var (
	opUpload    = runtime.Operation{ID: "upload", Method: "PUT", Path: "/upload"}
	opMultipart = runtime.Operation{ID: "multipart", Method: "POST", Path: "/multipart"}
	opDownload  = runtime.Operation{ID: "download", Method: "GET", Path: "/download", Accept: "application/octet-stream"}
)

// zeros is content without an end that costs nothing to make.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func content(size int64) io.Reader { return io.LimitReader(zeros{}, size) }

func upload(ctx context.Context, url string, size int64) error {
	return send(ctx, url, &opUpload, func(req *runtime.Request) { req.Body("application/octet-stream", content(size)) })
}

func uploadFile(ctx context.Context, url string, size int64) error {
	return send(ctx, url, &opMultipart, func(req *runtime.Request) {
		req.Multipart(struct {
			File runtime.File `json:"file"`
		}{runtime.File{Name: "zeros.bin", Content: content(size)}})
	})
}

func send(ctx context.Context, url string, op *runtime.Operation, fill func(*runtime.Request)) error {
	client, err := runtime.New(url)
	if err != nil {
		return err
	}
	req := runtime.NewRequest(op)
	fill(req)
	return runtime.DoEmpty(ctx, client, req, nil)
}

func download(ctx context.Context, url string, size int64) error {
	client, err := runtime.New(url)
	if err != nil {
		return err
	}
	body, err := runtime.DoStream(ctx, client, runtime.NewRequest(&opDownload), nil)
	if err != nil {
		return err
	}
	return drain(body, size)
}

func drain(body io.ReadCloser, size int64) error {
	defer body.Close()
	n, err := io.Copy(io.Discard, body)
	if err == nil && n != size {
		err = fmt.Errorf("got %d of %d bytes", n, size)
	}
	return err
}

func uploadByHand(ctx context.Context, url string, size int64) error {
	return sendByHand(ctx, "PUT", url+"/upload", "application/octet-stream", content(size))
}

func uploadFileByHand(ctx context.Context, url string, size int64) error {
	r, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() {
		part, err := form.CreateFormFile("file", "zeros.bin")
		if err == nil {
			_, err = io.Copy(part, content(size))
		}
		if err == nil {
			err = form.Close()
		}
		w.CloseWithError(err)
	}()
	return sendByHand(ctx, "POST", url+"/multipart", form.FormDataContentType(), r)
}

func sendByHand(ctx context.Context, method, url, contentType string, body io.Reader) error {
	r, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", contentType)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusNoContent {
		return fmt.Errorf("answered by %s", resp.Status)
	}
	return nil
}

func downloadByHand(ctx context.Context, url string, size int64) error {
	r, err := http.NewRequestWithContext(ctx, "GET", url+"/download", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	return drain(resp.Body, size)
}
