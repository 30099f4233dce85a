package webhook

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// Message is a delivery that has been verified: what a [Queue] holds. It can be written as JSON and read back.
type Message struct {
	Key      string      // in the dedup store: source and id; "" if events have no id
	ID       string      // as the sender gave it
	Type     string      // what kind of event, as the sender says: "order.paid"; "" if the scheme does not know where
	Header   http.Header // of the delivery, without Authorization and Cookie
	Body     []byte      // byte for byte
	Received time.Time   // by the clock of this machine
}

// Event is a message whose body has been decoded.
type Event[E any] struct {
	Message
	Data    E
	Attempt int // how often the event has been handed out, from 1
}

// kinds are the types under which a function may be registered for the message, the narrowest first: with an action also
// without it.
func (p parts) kinds(m Message) []string {
	if short := m.Header.Get(p.kind.Header); p.kind.Header != "" && short != m.Type {
		return []string{m.Type, short}
	}
	return []string{m.Type}
}

// parts says where the parts of a delivery are: what a scheme knows, unless an option says otherwise.
type parts struct {
	known      *verifier // nil of somebody else's verifier
	source     string
	id, kind   Place
	mediaTypes []string
	reply      func(body []byte) []byte
}

// message reads a delivery that has been verified. A body that should be JSON and is not is an error.
func (p parts) message(r *http.Request, body []byte) (Message, error) {
	header := r.Header.Clone()
	for _, secret := range []string{"Authorization", "Proxy-Authorization", "Cookie"} {
		header.Del(secret)
	}
	m := Message{Header: header, Body: body, Received: time.Now()}
	fields := m.fields()
	if fields != nil && (!json.Valid(body) || exact.TooDeep(body)) {
		return m, fmt.Errorf("%w: the body is not valid JSON", ErrMalformed)
	}
	m.Type = strings.Join(p.kind.values(r.Header, fields), ".")
	if id := p.idOf(r).values(r.Header, fields); len(id) > 0 {
		m.ID = id[0]
	}
	return m, nil
}

// fields is the body if it is JSON, which has members that can be looked up.
func (m Message) fields() []byte {
	if mediaType, _, _ := mime.ParseMediaType(m.Header.Get("Content-Type")); isJSON(mediaType) {
		return m.Body
	}
	return nil
}

// idOf is where the id of this delivery is: under the name of those headers that were verified. The other may be anybody's.
func (p parts) idOf(r *http.Request) Place {
	if p.known != nil && p.id == p.known.scheme.ID {
		return p.known.of(r).scheme.ID
	}
	return p.id
}

// values are what is found at a place, that of the header first.
func (p Place) values(h http.Header, body []byte) []string {
	found := []string{field(body, p.Field)}
	if p.Header != "" {
		found = append([]string{h.Get(p.Header)}, found...)
	}
	return slices.DeleteFunc(found, func(v string) bool { return v == "" })
}

// field is a string or a number of a JSON body, "" if there is none.
func field(body []byte, path string) string {
	value := exact.Trim(body)
	if path == "" {
		return ""
	}
	for name := range strings.SplitSeq(path, ".") {
		if exact.Kind(value) != "object" {
			return ""
		}
		value, _ = exact.Member(value, name)
	}
	switch exact.Kind(value) {
	case "string":
		return exact.Unquote(value)
	case "integer":
		return string(value)
	}
	return ""
}

// takes reports whether the media type of the body is expected.
func (p parts) takes(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	if len(p.mediaTypes) == 0 {
		return isJSON(mediaType)
	}
	for _, want := range p.mediaTypes {
		if strings.EqualFold(want, mediaType) {
			return true
		}
	}
	return false
}

func isJSON(mediaType string) bool {
	return mediaType == "application/json" || strings.HasSuffix(mediaType, "+json")
}

// decodeBody reads the body of a message into the value of a type: a form into url.Values, bytes and raw JSON as they are, all else
// as JSON.
func decodeBody[E any](m Message) (data E, err error) {
	err = decodeInto(m, &data)
	return data, err
}

func decodeInto(m Message, to any) (err error) {
	switch into := to.(type) {
	case *[]byte:
		*into = m.Body
	case *json.RawMessage:
		*into = m.Body
	case *url.Values:
		*into, err = url.ParseQuery(string(m.Body))
	default:
		err = exact.Decode(m.Body, into)
	}
	if err != nil {
		err = fmt.Errorf("webhook: decoding the event %q: %w", m.Type, err)
	}
	return err
}

// slackChallenge answers the request by which Slack tests a URL.
func slackChallenge(body []byte) []byte {
	if field(body, "type") != "url_verification" {
		return nil
	}
	return []byte(field(body, "challenge"))
}
