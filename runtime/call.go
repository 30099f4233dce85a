package runtime

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/body"
	"github.com/apigen-go/apigen/runtime/internal/breaker"
	"github.com/apigen-go/apigen/runtime/internal/replay"
)

// call is one invocation of a method: one intent of the caller, one idempotency key, one or more attempts.
type call struct {
	client *Client
	set    *settings
	op     *Operation
	req    *Request
	sink   sink // what becomes of a success

	base        *url.URL // whose origin the call stays in
	url         *url.URL
	body        *body.Body
	key         string // idempotency key; "" none
	keyHeader   string // header it goes into; "" none
	credentials []Authorizer
	repeatable  bool // replay-safe: executing it twice is executing it once

	started   time.Time
	attempts  int              // requests sent, redirects aside
	retries   int              // attempts that were retries
	waited    time.Duration    // the wait before the last of them
	early     bool             // a 425 was answered by a retry
	replayed  bool             // a 401 was answered by a new token
	deposited bool             // into the retry budget
	exhausted bool             // the retry budget was
	last      error            // of the attempt before
	breaker   *breaker.Breaker // that was asked last, nil without
	host      string           // of it
	slept     time.Duration    // before the attempt

	timed     bool           // a credential signs the time
	offset    int64          // of the API's clock when it last did
	corrected bool           // a signature with a wrong time was answered by one with the right time
	response  *http.Response // the last
	adopted   http.Header    // of the request as the middleware of the call left it; nil without
	kept      []byte         // body of a success, for the middleware of the call
	partial   error          // that the success reports; nil: none

	cancel context.CancelFunc // of Timeouts.Call, nil without
	open   bool               // the response is a stream that the caller closes
}

// do makes a call from beginning to end. It is what the generic functions around it have in common.
func (c *Client) do(ctx context.Context, req *Request, opts []Option, sink sink) error {
	set, err := c.settingsFor(opts)
	if req == nil || req.op == nil {
		return errors.New("a call without an operation: requests are made by NewRequest")
	}
	k := &call{client: c, set: set, op: req.op, req: req, sink: sink, body: req.body, started: time.Now()}
	if err != nil {
		return k.fail(err)
	}
	if set.timeouts.Call > 0 {
		ctx, k.cancel = context.WithTimeout(ctx, set.timeouts.Call)
	}
	if err = ctx.Err(); err == nil {
		err = k.prepare()
	}
	if err == nil {
		err = k.wrapped(ctx)
	}
	if err == nil {
		err = k.partial
	}
	if set.meta != nil {
		set.meta.IdempotencyKey, set.meta.Attempts = k.key, k.attempts
	}
	if !k.open {
		k.ended()
	}
	if err != nil {
		err = k.fail(err)
	}
	k.informCall(ctx, err)
	return err
}

// ended is called when nothing of the call is left: for a stream, when it is closed.
func (c *call) ended() {
	if c.cancel != nil {
		c.cancel()
	}
}

// prepare settles all that is the same for every attempt. Nothing is sent if it fails.
func (c *call) prepare() error {
	if err := c.req.err(); err != nil {
		return err
	}
	for _, step := range [...]func(*call) error{
		(*call).checkWalk, (*call).locate, (*call).holdBody, (*call).chooseKey, (*call).compressBody, (*call).chooseCredentials,
	} {
		if err := step(c); err != nil {
			return err
		}
	}
	c.repeatable = c.key != "" || c.op.Safe || replay.IsSafe(c.op.Method) || c.op.Method == http.MethodPut || c.op.Method == http.MethodDelete
	return nil
}

// locate finds the URL.
func (c *call) locate() (err error) {
	if c.base, err = c.set.baseFor(c.op); err != nil {
		return err
	}
	if c.url, err = c.req.target(c.base); err != nil {
		return err
	}
	for _, p := range c.set.query {
		c.addQuery(p)
	}
	if p, ok := c.set.version.inQuery(); ok {
		c.addQuery(p)
	}
	return nil
}

func (c *call) holdBody() (err error) {
	c.body, err = c.body.Buffered(c.set.buffer)
	return err
}

func (c *call) compressBody() (err error) {
	if c.set.compressed {
		c.body, err = c.body.Compressed()
	}
	return err
}

// canSendAgain reports whether the body can be read once more. out is nil if no attempt has ended.
func (c *call) canSendAgain(out *outcome) bool {
	return c.body == nil || c.body.Replay && (out == nil || !out.stuck)
}

// fail gives an error the facts of the call, unless it is a response that has them.
func (c *call) fail(err error) error {
	if isPartial(err) {
		return err
	}
	var api *APIError
	if errors.As(err, &api) {
		api.BudgetExhausted = c.exhausted
		return err
	}
	return &CallError{
		Operation: c.op.ID, Method: c.op.Method, Path: c.op.Path,
		IdempotencyKey: c.key, Attempts: c.attempts, BudgetExhausted: c.exhausted, Err: err,
	}
}

// interrupted is the error of a call whose context has ended: the context's error, and the last that the API said.
func (c *call) interrupted(ended error, out *outcome) error {
	err := out.err
	if out.api == nil && c.last != nil {
		err = c.last
	}
	if errors.Is(err, ended) {
		return err
	}
	return fmt.Errorf("%w: %w", ended, err)
}
