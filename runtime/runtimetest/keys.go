package runtimetest

import (
	"encoding/json"
	"net/http"
	"strings"
)

// keys is group G: idempotency keys, and the headers of attempts.
func keys() []Case {
	return []Case{
		inBubble("G1", "a key of the client's own making is the same on all attempts of a call, and another for an equal call", automaticKey, Keys),
		inBubble("G2", "a GET has no key", keylessGet, Keys),
		inBubble("G3", "a key with a line feed or of 300 characters is refused before anything is sent", unfitKeys, Keys),
		inBubble("G4", "retries carry their number, first attempts do not", numberedRetries, Numbering),
		inBubble("G5", "a key that belongs into the body is filled in once, and kept on retries", bodyKey, KeyFields),
	}
}

func keyed() Call { return Call{Method: http.MethodPost, JSON: order, Keyed: true} }

func automaticKey(b *bench) error {
	s := b.site(statuses(503, 200, 503, 200))
	c := b.client(s, Setup{MaxAttempts: 3})
	err := all(success(b.call(c, keyed())), success(b.call(c, keyed())), attempts(s, 4))
	if err != nil {
		return err
	}
	hits := s.seen()
	return all(that(hits[0].key() != "", "there is no key"), that(hits[0].key() == hits[1].key(), "the retry has another key"),
		that(hits[0].key() != hits[2].key(), "two equal orders have the same key"))
}

func keylessGet(b *bench) error {
	s := b.site(statuses(503, 200))
	err := success(b.call(b.client(s, Setup{MaxAttempts: 3}), Call{}))
	for _, h := range s.seen() {
		err = all(err, that(h.key() == "", "a GET has the key %q", h.key()))
	}
	return err
}

func unfitKeys(b *bench) error {
	s := b.site(statuses(200))
	c := b.client(s, Setup{MaxAttempts: 3})
	var errs []error
	for _, key := range []string{"a\nb", strings.Repeat("k", 300), "schlüssel"} {
		call := keyed()
		call.Key = key
		errs = append(errs, failure(b.call(c, call)))
	}
	return all(all(errs...), attempts(s, 0))
}

func numberedRetries(b *bench) error {
	s := b.site(statuses(503, 503, 200))
	err := all(success(b.call(b.client(s, Setup{MaxAttempts: 3}), Call{})), attempts(s, 3))
	if err != nil {
		return err
	}
	hits := s.seen()
	numbers := make([]string, len(hits))
	for i, h := range hits {
		for name, values := range h.header {
			if strings.HasSuffix(name, "-Retry-Count") {
				numbers[i] += strings.Join(values, ",")
			}
		}
	}
	first := numbers[0] == "" || numbers[0] == "0" // some count from the first attempt on
	return that(first && numbers[1] == "1" && numbers[2] == "2", "the attempts carry %q", numbers)
}

func bodyKey(b *bench) error {
	s := b.site(statuses(503, 200, 503, 200, 200))
	c := b.client(s, Setup{MaxAttempts: 3})
	call := Call{Method: http.MethodPost, JSON: order, Field: true}
	err := all(success(b.call(c, call)), success(b.call(c, call)), attempts(s, 4))
	call.JSON = []byte(`{"sku": "TEA-100", "idempotency_key": "mine"}`)
	err = all(err, success(b.call(c, call)))
	if err != nil {
		return err
	}
	found := []string{}
	for _, h := range s.seen() {
		var body struct {
			Key string `json:"idempotency_key"`
		}
		err = all(err, json.Unmarshal(h.body, &body))
		found = append(found, body.Key)
	}
	return all(err, that(found[0] != "", "there is no key"), that(found[0] == found[1], "the retry has another key"),
		that(found[0] != found[2], "two equal orders have the same key"), that(found[4] == "mine", "the caller's key became %q", found[4]))
}
