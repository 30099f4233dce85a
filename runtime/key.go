package runtime

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"

	"github.com/apigen-go/apigen/runtime/internal/body"
	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/replay"
)

// defaultKeyHeader carries the caller's key where the document and the options name no header.
const defaultKeyHeader = "Idempotency-Key"

// chooseKey finds the idempotency key of the call, once: all attempts carry it. It is never derived from the payload, as
// two equal orders are two orders.
func (c *call) chooseKey() error {
	if replay.IsSafe(c.op.Method) {
		if c.set.key != "" {
			return fmt.Errorf("WithIdempotencyKey means nothing for a %s", c.op.Method)
		}
		return nil
	}
	c.keyHeader = c.op.KeyHeader
	if c.keyHeader == "" {
		c.keyHeader = c.set.keyHeader
	}
	if c.keyHeader == "" {
		c.keyHeader = c.headerByHand()
	}
	inBody, err := c.keyInBody()
	if err != nil {
		return err
	}
	c.key = cmp.Or(c.set.key, c.headerValue(c.keyHeader), inBody)
	if inBody != "" && inBody != c.key {
		return fmt.Errorf("the body's %s differs from the call's idempotency key", c.op.KeyField)
	}
	if own := pageKey(c.key, c.req.page); own != c.key {
		c.key, inBody = own, ""
	}
	return c.completeKey(inBody)
}

// completeKey makes a key if one is declared and none given, and puts it where it belongs.
func (c *call) completeKey(inBody string) error {
	if c.key == "" {
		if c.keyHeader == "" && c.op.KeyField == "" {
			return nil
		}
		c.key = replay.NewKey()
	}
	if err := replay.CheckKey(c.key); err != nil {
		return err
	}
	if c.keyHeader == "" && (c.op.KeyField == "" || c.body == nil) {
		c.keyHeader = defaultKeyHeader
	}
	if c.op.KeyField == "" || inBody != "" || c.body == nil || c.body.JSON == nil {
		return nil
	}
	c.body = body.FromBytes(c.body.MediaType, exact.WithMember(c.body.JSON, c.op.KeyField, exact.Quote(c.key)))
	return nil
}

// headerValue returns the value that the caller gave a header, by option or parameter.
func (c *call) headerValue(name string) string {
	if name == "" {
		return ""
	}
	name = http.CanonicalHeaderKey(name)
	for _, p := range c.set.header {
		if p.Name == name {
			return p.Value
		}
	}
	return c.req.header.Get(name)
}

// headerByHand finds a key that the caller set as a header. net/http repeats a request that carries one of these names.
func (c *call) headerByHand() string {
	for _, name := range [...]string{defaultKeyHeader, "X-Idempotency-Key"} {
		if c.headerValue(name) != "" {
			return name
		}
	}
	return ""
}

// keyInBody returns the key that the caller put into the declared member of the JSON body.
func (c *call) keyInBody() (string, error) {
	if c.op.KeyField == "" || c.body == nil || c.body.JSON == nil {
		return "", nil
	}
	if exact.Kind(exact.Trim(c.body.JSON)) != "object" {
		return "", errors.New("the body is not a JSON object")
	}
	member, ok := exact.Member(c.body.JSON, c.op.KeyField)
	if !ok {
		return "", nil
	}
	var value *string
	if err := exact.Decode(member, &value); err != nil {
		return "", fmt.Errorf("the body's %s is not a string", c.op.KeyField)
	}
	return OrZero(value), nil
}
