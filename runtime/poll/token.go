package poll

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// position is all that another process needs to go on waiting.
type position struct {
	Operation string `json:"op"`              // operationId, so that a token is not taken for that of another method
	Via       via    `json:"via"`             // what URL answers
	URL       string `json:"url"`             // to ask
	Final     string `json:"final,omitempty"` // where the result is; "" in the last answer of URL
}

// via is how an operation tells that it is done.
type via string

const (
	viaStatus   via = "status"   // the URL answers with a status
	viaLocation via = "location" // it answers 202 until it answers with the result
	viaResource via = "resource" // it answers with the result, which has a provisioningState
)

// ErrToken says that a resume token is not one of the method.
var ErrToken = errors.New("poll: not a resume token of this operation")

const (
	tokenPrefix = "p1." // form of the token
	maxToken    = 32 << 10
)

// token is the position as text that goes into any database, URL or file name.
func (p position) token() string {
	data, err := json.Marshal(p)
	if err != nil {
		panic("unreachable: strings are JSON: " + err.Error())
	}
	return tokenPrefix + base64.RawURLEncoding.EncodeToString(data)
}

// parseToken reads a token of the operation. The origin of its URLs is not judged here, but whenever one is asked.
func parseToken(token, operation string) (position, error) {
	body, ok := strings.CutPrefix(token, tokenPrefix)
	if !ok || len(token) > maxToken || strings.ContainsAny(body, "\r\n") { // which base64 would skip
		return position{}, ErrToken
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(body)
	if err != nil {
		return position{}, ErrToken
	}
	var p position
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if d.Decode(&p) != nil {
		return position{}, ErrToken
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return position{}, ErrToken
	}
	return p, p.check(operation)
}

func (p position) check(operation string) error {
	switch {
	case p.Operation != operation:
		return fmt.Errorf("%w: it is of %.100q", ErrToken, p.Operation)
	case p.Via != viaStatus && p.Via != viaLocation && p.Via != viaResource:
		return ErrToken
	}
	for _, target := range []string{p.URL, p.Final} {
		if target == "" && p.URL != "" { // no Final
			continue
		}
		if _, err := parseTarget(target); err != nil {
			return fmt.Errorf("%w: %w", ErrToken, err)
		}
	}
	return nil
}
