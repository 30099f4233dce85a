package replay

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
)

// NewKey returns a random UUID, version 4.
func NewKey() string {
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

// CheckKey refuses what an idempotency key cannot be.
func CheckKey(key string) error {
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
