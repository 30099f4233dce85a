package runtime

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/runtime/internal/exact"
	"github.com/apigen-go/apigen/runtime/internal/header"
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// Some APIs answer 200 and say in the body that the call has failed, or that a part of it has:
//
//	{"ok": false, "error": "channel_not_found"}
//	{"data": {"order": null}, "errors": [{"message": "no such order"}]}
//
// The operation's facts say where. Such a call returns both what was decoded and a PartialError, and is never repeated: the
// server has answered.

// PartialCase says where the body of a success reports failure. Names are JSON's; a path has dots between names, and goes
// through every item of a list. The zero value is an operation whose successes are successes.
type PartialCase struct {
	Flag   string      // path of a boolean which is false if the call has failed: "ok"; "": none
	Errors string      // path of what went wrong: "errors", "results.error"; null, false, 0, "", {} and [] are nothing. "": the whole body, if Flag is false
	Body   PartialBody // a typed nil: (*Partial[[]ErrorItem])(nil); nil: no type is declared
}

// PartialError is a success that reports failure. The method that returns it returns the value of the body too. Find it with
// [errors.As].
type PartialError struct {
	Operation      string          // operationId
	Method, Path   string          // "POST", "/orders": the template
	StatusCode     int             // 200
	Header         http.Header     // of the response
	Raw            json.RawMessage // what went wrong, as received: the value of the member that tells, else the whole body; nil if it is missing
	Entries        []json.RawMessage
	Code           string // of the first entry, if it has what looks like one: "channel_not_found"
	RequestID      string // the vendor's id of the request, for its support
	IdempotencyKey string // key of the call, "" without
	Attempts       int    // requests sent
}

// Error prints method, path template, status, how much failed, a code, and the request id; nothing else of the body.
func (e *PartialError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %d %s, but it reports ", e.Method, e.Path, e.StatusCode, http.StatusText(e.StatusCode))
	if n := len(e.Entries); n > 1 {
		fmt.Fprintf(&b, "%d failures", n)
	} else {
		b.WriteString("a failure")
	}
	if e.Code != "" {
		b.WriteString(": " + e.Code)
	}
	if e.RequestID != "" {
		b.WriteString(" (request " + e.RequestID + ")")
	}
	writeAttempts(&b, e.Attempts, false)
	return b.String()
}

// GoString keeps headers and body, which may have secrets in them, out of %#v.
func (e *PartialError) GoString() string { return "&runtime.PartialError(" + e.Error() + ")" }

// Partial is a success that reports failure, with what the document declares for that.
type Partial[E any] struct {
	*PartialError
	Errors E // zero if the body does not say what went wrong
}

// Unwrap returns the PartialError.
func (e *Partial[E]) Unwrap() error { return e.PartialError }

// decode needs no receiver: tables of operations hold typed nils.
func (*Partial[E]) decode(p *PartialError) error {
	e := &Partial[E]{PartialError: p}
	if p.Raw != nil && exact.Decode(p.Raw, &e.Errors) != nil {
		return p
	}
	return e
}

// PartialBody is the type of what went wrong in a [PartialCase]: a typed nil, (*Partial[[]ErrorItem])(nil).
type PartialBody interface{ decode(*PartialError) error }

// isPartial reports whether the call has a value beside its error.
func isPartial(err error) bool {
	var partial *PartialError
	return errors.As(err, &partial)
}

// notePartial finds out whether a body that was decoded reports failure. It is no outcome of the attempt: for retries, the
// budget and the breaker, the attempt has succeeded.
func (a *attempt) notePartial(resp *http.Response, data []byte) {
	facts := &a.call.op.Partial
	a.call.partial = nil
	if facts.Flag == "" && facts.Errors == "" {
		return
	}
	raw, failed := facts.in(data)
	if !failed {
		return
	}
	e := &PartialError{
		Operation: a.call.op.ID, Method: a.call.op.Method, Path: a.call.op.Path,
		StatusCode: resp.StatusCode, Header: resp.Header, Raw: raw, Entries: entriesOf(raw), Code: codeOf(raw, data),
		RequestID: header.RequestID(resp.Header), IdempotencyKey: a.call.key, Attempts: a.call.attempts,
	}
	a.call.partial = e
	if facts.Body != nil {
		a.call.partial = facts.Body.decode(e)
	}
}

// in looks for failure in a body, and returns what the body says of it.
func (p *PartialCase) in(body []byte) (raw json.RawMessage, failed bool) {
	if p.Flag != "" {
		flag, ok := find(body, p.Flag)
		failed = ok && string(flag) == "false"
	}
	if p.Errors == "" {
		return json.RawMessage(body), failed
	}
	found, ok := find(body, p.Errors)
	if !ok || isNothing(found) {
		return nil, failed
	}
	return found, true
}

// find follows a path of members. Through a list it goes to all items, and returns the list of what it found in them.
func find(data []byte, path string) (json.RawMessage, bool) {
	data = exact.Trim(data)
	if path == "" {
		return data, true
	}
	if exact.Kind(data) == "array" {
		return findInItems(data, path)
	}
	if value, ok := exact.Member(data, path); ok {
		return value, true
	}
	name, rest, deeper := strings.Cut(path, ".")
	value, ok := exact.Member(data, name)
	if !ok || !deeper {
		return nil, false
	}
	return find(value, rest)
}

func findInItems(list []byte, path string) (json.RawMessage, bool) {
	var found [][]byte
	for item := range exact.Items(list) {
		if value, ok := find(item, path); ok && !isNothing(value) {
			found = append(found, value)
		}
	}
	return slices.Concat([]byte{'['}, bytes.Join(found, []byte{','}), []byte{']'}), len(found) > 0
}

// isNothing reports whether a value says that nothing went wrong.
func isNothing(value []byte) bool {
	switch exact.Kind(value) {
	case "array":
		for range exact.Items(value) {
			return false
		}
		return true
	case "object":
		for range exact.Members(value) {
			return false
		}
		return true
	}
	text := string(value)
	return text == "null" || text == "false" || text == `""` || text == "0"
}

// entriesOf are the items of a list, or the value alone.
func entriesOf(raw json.RawMessage) []json.RawMessage {
	if raw == nil {
		return nil
	}
	if exact.Kind(raw) != "array" {
		return []json.RawMessage{raw}
	}
	var entries []json.RawMessage
	for item := range exact.Items(raw) {
		entries = append(entries, item)
	}
	return entries
}

// codeOf is the code of the first entry, or of the body, as far as it is fit to print.
func codeOf(raw json.RawMessage, body []byte) string {
	for _, entry := range entriesOf(raw) {
		if code := redact.EntryCode(entry); code != "" {
			return code
		}
	}
	return redact.Code(exact.Trim(body))
}
