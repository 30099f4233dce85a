package poll

import (
	"net/http"
	"sync"

	"github.com/apigen-go/apigen/runtime"
)

// Tag asks for a thing only if it has changed (RFC 9110, section 13.1.2): it keeps the ETag of the version that was handled
// last, and sends it as If-None-Match. The call then ends with [runtime.ErrNotModified] if there is nothing new. The zero Tag
// asks for any version. It is safe for concurrent use, but calls with one Tag should follow each other, as those of [Every] do.
//
//	order, err := client.Orders.Get(ctx, id, tag.Option())
//	if err != nil {
//		return err // runtime.ErrNotModified: nothing new
//	}
//	...
//	tag.Keep()
type Tag struct {
	mu      sync.Mutex
	kept    string // sent
	arrived string // of the last success
}

// Option is the option of the call that asks.
func (t *Tag) Option() runtime.Option {
	return runtime.WithMiddleware(func(next runtime.Doer) runtime.Doer {
		return runtime.DoerFunc(func(r *http.Request) (*http.Response, error) {
			if kept := t.Value(); kept != "" {
				r.Header.Set("If-None-Match", kept)
			}
			resp, err := next.Do(r)
			if err == nil && resp.StatusCode/100 == 2 {
				t.mu.Lock()
				t.arrived = resp.Header.Get("ETag")
				t.mu.Unlock()
			}
			return resp, err
		})
	})
}

// Keep says that what came last is handled: it is not asked for again. Without it the next call gets it once more.
func (t *Tag) Keep() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = t.arrived
}

// Value is the ETag of what was handled last, "" if there is none. [NewTag] takes it in another process.
func (t *Tag) Value() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.kept
}

// NewTag returns the tag of a version that was handled before.
func NewTag(value string) *Tag { return &Tag{kept: value} }
