package durable

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/apigen-go/apigen/runtime/webhook"
)

// stored is a message as text: JSON, of which every database and every person can read a part.
type stored struct {
	Key      string      `json:"key,omitempty"`
	ID       string      `json:"id,omitempty"`
	Type     string      `json:"type,omitempty"`
	Header   http.Header `json:"header,omitempty"`
	Body     []byte      `json:"body"`
	Received time.Time   `json:"received"`
}

// Encode writes a message as text.
func Encode(m webhook.Message) (string, error) {
	text, err := json.Marshal(stored{armour(m.Key), armour(m.ID), armour(m.Type), mapped(m.Header, armour), m.Body, m.Received.Round(0)})
	return string(text), err
}

// Decode reads what Encode wrote.
func Decode(text string) (webhook.Message, error) {
	var s stored
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return webhook.Message{}, fmt.Errorf("a stored message does not decode: %w", err)
	}
	return webhook.Message{Key: strip(s.Key), ID: strip(s.ID), Type: strip(s.Type), Header: mapped(s.Header, strip), Body: s.Body,
		Received: s.Received}, nil
}

func mapped(h http.Header, change func(string) string) http.Header {
	if h == nil {
		return nil
	}
	changed := make(http.Header, len(h))
	for name, values := range h {
		for _, v := range values {
			changed[name] = append(changed[name], change(v))
		}
	}
	return changed
}

// prefix is before text that JSON cannot hold as it is: headers may have any bytes, and come back as they were.
const prefix = "base64:"

func armour(s string) string {
	if utf8.ValidString(s) && !strings.HasPrefix(s, prefix) {
		return s
	}
	return prefix + base64.StdEncoding.EncodeToString([]byte(s))
}

func strip(s string) string {
	text, ok := strings.CutPrefix(s, prefix)
	if !ok {
		return s
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return s
	}
	return string(b)
}
