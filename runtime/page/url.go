package page

import (
	"errors"
	"net/url"
	"strings"

	"github.com/apigen-go/apigen/runtime"
)

// URL says that the response names the URL of the next page, absolute or relative to the URL that was asked for. It takes the
// place of path and query as it is: the parameters of the first request count only as far as the server repeats them. What
// [runtime.WithQuery] and the API's version add is added if the URL lacks it. For the value and more see [Cursor].
//
// A URL in another origin than the client's, or with user information, is an error of [Page.Next], and nothing is sent: the
// credentials would go there. It is [runtime.ErrCrossOrigin], also for a host of [runtime.WithAllowedHosts]; the same host by https in
// place of http is no other origin.
func URL(next any, more ...any) Next {
	n := cursor(runtime.PagePosition{In: inURL}, next, more)
	if !n.more || n.err != nil {
		return n
	}
	return Next{find: func(a arrival) Next { return n.resolved(a.reply.URL) }}
}

// Link says that the response names the URL of the next page in a Link header with the relation next (RFC 8288). Without one
// there is no next page; a header that mentions next but cannot be read is an error of [Page.Next]. For the rest see [URL].
func Link() Next {
	return Next{find: func(a arrival) Next {
		target, found, err := nextLink(a.reply.Header, a.reply.URL)
		if !found && err == nil {
			return Last()
		}
		n := Next{more: true, at: runtime.PagePosition{In: inURL, Value: target}, err: err}
		return n.resolved(a.reply.URL)
	}}
}

var errNoURL = errors.New("page: what leads to the next page is not a URL")

// resolved makes the URL an absolute one. Whether it may be asked for is decided when it is, as for a position that comes from
// another process.
func (n Next) resolved(base *url.URL) Next {
	if n.err != nil {
		n.at = runtime.PagePosition{}
		return n
	}
	u, err := base.Parse(strings.TrimSpace(n.at.Value))
	if err != nil {
		return Next{more: true, err: errNoURL} // the cause would print it
	}
	u.Fragment, u.RawFragment = "", ""
	n.at.Value = u.String()
	return n
}
