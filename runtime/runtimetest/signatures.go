package runtimetest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// signatures is the part of group F about signed requests.
func signatures() []Case {
	return []Case{
		inBubble("F9", "each attempt has a signature of its own, of its own time, that verifies", freshSignature, Signatures),
		inBubble("F10", "a server whose clock is ten minutes ahead gets a signature by its own clock after the first 401", skewedClock, Signatures),
	}
}

const signingKey = "signing-key-0123456789abcdef"

// verify returns an error unless the request is signed as [Signature] says, within a minute of the server's clock.
func verify(h *hit, now time.Time) error {
	stamp := h.header.Get("X-Timestamp")
	sum := sha256.Sum256(h.body)
	mac := hmac.New(sha256.New, []byte(signingKey))
	mac.Write([]byte(strings.Join([]string{h.method, h.uri, stamp, hex.EncodeToString(sum[:])}, "\n")))
	at, err := strconv.ParseInt(stamp, 10, 64)
	off := now.Sub(time.Unix(at, 0))
	return all(err, that(hex.EncodeToString(mac.Sum(nil)) == h.header.Get("X-Signature"), "the signature does not verify"),
		that(off.Abs() <= time.Minute, "the timestamp is %v off", rough(off.Abs())))
}

func freshSignature(b *bench) error {
	s := b.site(statuses(503, 503, 200))
	c := b.client(s, Setup{MaxAttempts: 3, Base: 2 * time.Second, Cap: 8 * time.Second, Sign: &Signature{signingKey}})
	call := keyed()
	call.Key = "k-9"
	err := all(success(b.call(c, call)), attempts(s, 3))
	seen := make(map[string]bool)
	for _, h := range s.seen() {
		signature := h.header.Get("X-Signature")
		err = all(err, verify(h, h.at), that(!seen[signature], "two attempts have the same signature"))
		seen[signature] = true
	}
	return err
}

func skewedClock(b *bench) error {
	const ahead = 10 * time.Minute
	s := b.site(func(_ int, w http.ResponseWriter, h *hit) {
		now := time.Now().Add(ahead)
		status := 200
		if verify(h, now) != nil {
			status = 401
		}
		reply{status: status, header: []string{"Date", now.UTC().Format(http.TimeFormat)}}.write(w)
	})
	c := b.client(s, Setup{MaxAttempts: 3, Sign: &Signature{signingKey}})
	first := all(success(b.call(c, Call{})), attempts(s, 2))
	return all(first, success(b.call(c, Call{})), attempts(s, 3))
}
