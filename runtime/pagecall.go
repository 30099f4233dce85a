package runtime

import (
	"context"
	"net/http"
	"net/url"
)

// PageReply is what the way to the next page may depend on, beside the body of the response.
type PageReply struct {
	URL    *url.URL    // that answered, redirects followed, without credentials
	Header http.Header // of the response
	JSON   []byte      // JSON body of the request; nil: none
}

// DoPage is [Do] for one page of a list. It is what package page calls.
func DoPage[T any](ctx context.Context, c *Client, req *Request, opts []Option) (*T, PageReply, error) {
	into := new(T)
	s := &pageSink{jsonSink: jsonSink{into: into}}
	err := c.do(ctx, req, opts, s)
	if err != nil && !isPartial(err) {
		return nil, PageReply{}, err
	}
	return into, s.reply, err
}

// pageSink decodes a page, and keeps what leads to the next one.
type pageSink struct {
	jsonSink
	reply PageReply
}

func (s *pageSink) read(a *attempt, resp *http.Response) error {
	s.reply = PageReply{URL: a.url, Header: resp.Header}
	if b := a.call.req.body; b != nil {
		s.reply.JSON = b.JSON
	}
	return s.jsonSink.read(a, resp)
}
