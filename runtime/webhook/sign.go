package webhook

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"
)

// SignRequest signs a delivery with each of the secrets, as the vendor does: sets the signature, the timestamp and, where there is
// none, the id that is signed. The body is the one of the request, which is not read. For tests package webhooktest makes the
// request too. A secret whsk_ is the private Ed25519 key of Standard Webhooks.
func (s Scheme) SignRequest(r *http.Request, body []byte, at time.Time, secrets ...string) error {
	keys, keyErr := s.readKeys(secrets, s.toSign)
	v, err := s.compile(keys)
	if err := errors.Join(keyErr, err); err != nil {
		return err
	}
	if len(secrets) > 1 && s.Separator == "" {
		return s.complain(errors.New("a delivery has one signature, and several secrets are given"))
	}
	d := &delivery{r: r, body: body, url: s.URL, timestamp: formatTime(s.Timestamp.Form, at)}
	if s.ID.Header != "" {
		if r.Header.Get(s.ID.Header) == "" {
			r.Header.Set(s.ID.Header, "msg_"+rand.Text())
		}
		d.id = r.Header.Get(s.ID.Header)
	}
	if strings.Contains(s.Sign, "{params}") && !isForm(r) {
		sum := sha256.Sum256(body)
		query := r.URL.Query()
		query.Set(digestParam, hex.EncodeToString(sum[:]))
		r.URL.RawQuery = query.Encode()
	}
	if s.Timestamp.Header != "" {
		r.Header.Set(s.Timestamp.Header, d.timestamp)
	}
	items, err := v.signatures(d)
	r.Header.Set(s.Header, strings.Join(items, s.Separator))
	return err
}

// signatures are the items of the signature's header.
func (v *verifier) signatures(d *delivery) (items []string, err error) {
	s := v.scheme
	if s.Timestamp.Item != "" {
		items = append(items, s.Timestamp.Item+d.timestamp)
	}
	for _, k := range v.keys {
		if k.private != nil {
			text, err := v.sign.Expand(d)
			if err != nil {
				return nil, err
			}
			items = append(items, s.Ed25519+encode(s.Encoding, ed25519.Sign(k.private, []byte(text))))
			continue
		}
		sum, err := v.mac(d, k)
		if err != nil {
			return nil, err
		}
		items = append(items, s.Prefix+encode(s.Encoding, sum))
	}
	return items, nil
}
