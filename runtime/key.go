package runtime

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// defaultKeyHeader carries the caller's key where the document and the options name no header.
const defaultKeyHeader = "Idempotency-Key"

// chooseKey finds the idempotency key of the call, once: all attempts carry it. It is never derived from the payload, as
// two equal orders are two orders.
func (c *call) chooseKey() error {
	if isSafe(c.op.Method) {
		if c.set.key != "" {
			return fmt.Errorf("WithIdempotencyKey means nothing for a %s", c.op.Method)
		}
		return nil
	}
	c.keyHeader = c.op.KeyHeader
	if c.keyHeader == "" {
		c.keyHeader = c.set.keyHeader
	}
	inBody, err := c.keyInBody()
	if err != nil {
		return err
	}
	c.key = firstOf(c.set.key, c.headerValue(c.keyHeader), inBody)
	if inBody != "" && inBody != c.key {
		return fmt.Errorf("the body's %s differs from the call's idempotency key", c.op.KeyField)
	}
	return c.completeKey(inBody)
}

// completeKey makes a key if one is declared and none given, and puts it where it belongs.
func (c *call) completeKey(inBody string) error {
	if c.key == "" {
		if c.keyHeader == "" && c.op.KeyField == "" {
			return nil
		}
		c.key = newKey()
	}
	if err := checkKey(c.key); err != nil {
		return err
	}
	if c.keyHeader == "" && (c.op.KeyField == "" || c.body == nil) {
		c.keyHeader = defaultKeyHeader
	}
	if c.op.KeyField == "" || inBody != "" || c.body == nil || c.body.json == nil {
		return nil
	}
	filled, err := fillMember(c.body.json, c.op.KeyField, c.key)
	if err != nil {
		return fmt.Errorf("idempotency key in the body: %w", err)
	}
	c.body = bytesBody(c.body.mediaType, filled)
	return nil
}

// headerValue returns the value that the caller gave a header, by option or parameter.
func (c *call) headerValue(name string) string {
	if name == "" {
		return ""
	}
	name = http.CanonicalHeaderKey(name)
	for _, p := range c.set.header {
		if p.name == name {
			return p.value
		}
	}
	return c.req.header.Get(name)
}

// keyInBody returns the key that the caller put into the declared member of the JSON body.
func (c *call) keyInBody() (string, error) {
	if c.op.KeyField == "" || c.body == nil || c.body.json == nil {
		return "", nil
	}
	start, end, err := findMember(c.body.json, c.op.KeyField)
	if err != nil || start == end {
		return "", err
	}
	var value *string
	if err := decodeJSON(c.body.json[start:end], &value); err != nil {
		return "", fmt.Errorf("the body's %s is not a string", c.op.KeyField)
	}
	return OrZero(value), nil
}

// fillMember sets a member of a JSON object, in place of its empty value or as the first: the order of the others, which
// some signatures depend on, stays. `{"a":1}` becomes `{"idempotency_key":"...","a":1}`.
func fillMember(object []byte, name, value string) ([]byte, error) {
	start, end, err := findMember(object, name)
	if err != nil {
		return nil, err
	}
	quoted, err := encodeJSON(value)
	if err != nil {
		return nil, err
	}
	if start != end {
		return bytes.Join([][]byte{object[:start], quoted, object[end:]}, nil), nil
	}
	open := bytes.IndexByte(object, '{') + 1
	key, err := encodeJSON(name)
	if err != nil {
		return nil, err
	}
	member := append(append(key, ':'), quoted...)
	if rest := bytes.TrimLeft(object[open:], " \t\r\n"); len(rest) > 0 && rest[0] != '}' {
		member = append(member, ',')
	}
	return bytes.Join([][]byte{object[:open], member, object[open:]}, nil), nil
}

// findMember returns where the value of a member of a JSON object begins and ends, 0 and 0 if there is none.
func findMember(object []byte, name string) (start, end int, err error) {
	dec := json.NewDecoder(bytes.NewReader(object))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return 0, 0, errors.New("the body is not a JSON object")
	}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return 0, 0, err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return 0, 0, err
		}
		if t == name {
			end := int(dec.InputOffset())
			return end - len(value), end, nil
		}
	}
	return 0, 0, nil
}

// newKey is a random UUID, version 4.
func newKey() string {
	var id [16]byte
	rand.Read(id[:]) // never fails
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	text := make([]byte, 36)
	hex.Encode(text, id[:4])
	hex.Encode(text[9:], id[4:6])
	hex.Encode(text[14:], id[6:8])
	hex.Encode(text[19:], id[8:10])
	hex.Encode(text[24:], id[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text)
}

func checkKey(key string) error {
	if key == "" || len(key) > 255 {
		return fmt.Errorf("an idempotency key has 1 to 255 bytes, not %d", len(key))
	}
	for _, c := range []byte(key) {
		if c < ' ' || c > '~' {
			return errors.New("an idempotency key has printable ASCII characters only")
		}
	}
	return nil
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
