package runtimetest

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
)

// secrets is the part of group E about what is told.
func secrets() []Case {
	return []Case{
		byItself(inBubble("E7", "a debug log has no secret in it", debugLog, Logs)), // some clients have one log for all of the process
		onSockets("E8", "the error of a broken connection has no query and no user information in it", connectionError),
		inBubble("E9", "a client and its credentials print no secret", printed, Credentials),
	}
}

func debugLog(b *bench) error {
	const answered, set = "canary-response-31aa", "canary-setcookie-02ce"
	var log buffer
	s := b.site(script(reply{status: 503, header: []string{"Set-Cookie", "session=" + set}, body: `{"token": "` + answered + `"}`},
		reply{status: 200, header: []string{"Set-Cookie", "session=" + set}, body: `{"token": "` + answered + `"}`}))
	setup := armed()
	setup.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	c := b.client(s, setup)
	b.call(c, Call{Method: http.MethodPost, JSON: []byte(`{"password": "` + canaryBody + `"}`), Key: "k-7"})
	b.call(c, Call{})
	return all(absent("the log", log.String(), canaryBearer, canaryKey, canaryQuery, canaryCookie, canaryBody, answered, set),
		that(log.String() != "", "the log is empty"))
}

func connectionError(b *bench) error {
	s := b.site(func(_ int, w http.ResponseWriter, _ *hit) { hangUp(w, "") })
	call := Call{Query: url.Values{"api_key": {canaryQuery}}}
	r := b.call(b.client(s, Setup{MaxAttempts: 1}), call)
	err := all(failure(r), absent("the error", fmt.Sprint(r.Err), canaryQuery))

	userinfo := Setup{MaxAttempts: 1, URL: strings.Replace(s.url, "://", "://user:"+canaryBody+"@", 1)}
	c, refused := b.try(userinfo)
	if refused != nil {
		return all(err, absent("the error", refused.Error(), canaryBody))
	}
	r = b.call(c, call)
	return all(err, absent("the error", fmt.Sprint(r.Err), canaryQuery, canaryBody))
}

func printed(b *bench) error {
	s := b.site(statuses(200))
	h, ok := b.client(s, armed()).(Holder)
	if !ok {
		return fmt.Errorf("the adapter of %s is no Holder", b.subject.Name())
	}
	var errs []error
	for _, value := range h.Held() {
		for _, verb := range []string{"%v", "%+v", "%#v"} {
			errs = append(errs, absent(fmt.Sprintf("%s of a %T", verb, value), fmt.Sprintf(verb, value), canaryBearer, canaryKey, canaryQuery, canaryCookie))
		}
		text, _ := json.Marshal(value) // what cannot be encoded tells nothing
		errs = append(errs, absent(fmt.Sprintf("JSON of a %T", value), string(text), canaryBearer, canaryKey, canaryQuery, canaryCookie))
	}
	return all(errs...)
}
