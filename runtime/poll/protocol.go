package poll

import (
	"encoding/json"
	"net/http"
	"strings"
)

// The three protocols, in the order in which an answer is asked for them:
//
//	Azure-AsyncOperation, Operation-Location    GET it: {"status": "InProgress"}, in the end "Succeeded"; the result is elsewhere
//	202 and Location                            GET it: 202 until it is done, then the result
//	PUT or PATCH, {"properties": {"provisioningState": "Creating"}}    GET the resource itself, until it is "Succeeded"

// usual are the states of a protocol whose document names none.
var usual = States{
	Succeeded: []string{"succeeded", "success", "completed", "done", "finished"},
	Failed:    []string{"failed", "failure", "error", "errored", "canceled", "cancelled", "aborted", "expired", "timedout", "terminated"},
}

// begin reads the first answer. It reports whether there is something to ask for; if not, the operation is done.
func (p *Protocol) begin(a *answer, at *position) (bool, error) {
	location, err := a.link("Location")
	if err != nil {
		return false, err
	}
	status, err := a.statusLink()
	if err != nil {
		return false, err
	}
	replaces := p.Operation.Method == http.MethodPut || p.Operation.Method == http.MethodPatch
	switch {
	case status != "":
		at.Via, at.URL, at.Final = viaStatus, status, p.final(a, location, replaces)
	case location != "" && a.status == http.StatusAccepted:
		at.Via, at.URL = viaLocation, location
		if p.Final == "original-uri" {
			at.Final = a.url.String()
		}
	case replaces && a.url != nil && (a.status == http.StatusAccepted || isProvisioning(a.body)):
		at.Via, at.URL = viaResource, a.url.String()
	case a.status == http.StatusAccepted:
		return false, ErrNoStatus
	default:
		return false, nil
	}
	return true, nil
}

// statusLink is where the status is.
func (a *answer) statusLink() (string, error) {
	for _, name := range [...]string{"Azure-AsyncOperation", "Operation-Location"} {
		if link, err := a.link(name); link != "" || err != nil {
			return link, err
		}
	}
	return "", nil
}

// final is where the result will be; "" in the status itself.
func (p *Protocol) final(a *answer, location string, replaces bool) string {
	switch {
	case p.Final == "location":
		return location
	case p.Final == "original-uri", p.Final == "" && replaces:
		return a.url.String()
	case p.Final == "" && p.Operation.Method == http.MethodPost:
		return location
	}
	return ""
}

// read judges an answer, and follows what it says of the next one.
func (p *Protocol) read(a *answer, at *position) (string, verdict, error) {
	if err := a.follow(at); err != nil {
		return "", going, err
	}
	switch at.Via {
	case viaStatus:
		return p.readStatus(a)
	case viaLocation:
		return p.readLocation(a)
	}
	state := member(a.body, "properties.provisioningState")
	if state == "" && a.status != http.StatusAccepted {
		return "", succeeded, nil
	}
	return state, usual.judge(state), nil
}

// follow takes over where the answer says to ask from now on.
func (a *answer) follow(at *position) error {
	link, err := "", error(nil)
	switch at.Via {
	case viaStatus:
		link, err = a.statusLink()
	case viaLocation:
		if a.status == http.StatusAccepted {
			link, err = a.link("Location")
		}
	}
	if link != "" {
		at.URL = link
	}
	return err
}

func (p *Protocol) readStatus(a *answer) (string, verdict, error) {
	name := p.Status
	if name == "" {
		name = "status"
	}
	state := member(a.body, name)
	if state == "" && a.status != http.StatusAccepted {
		return "", going, ErrNoStatus
	}
	return state, p.states().judge(state), nil
}

func (p *Protocol) readLocation(a *answer) (string, verdict, error) {
	if a.status == http.StatusAccepted {
		return "", going, nil
	}
	state, states := member(a.body, "properties.provisioningState"), &usual
	if p.Status != "" {
		state, states = member(a.body, p.Status), p.states()
	}
	if state == "" {
		return "", succeeded, nil
	}
	return state, states.judge(state), nil
}

func (p *Protocol) states() *States {
	if len(p.States.Succeeded)+len(p.States.Failed) == 0 {
		return &usual
	}
	return &p.States
}

// isProvisioning tells resources that are not yet what they were asked to be.
func isProvisioning(body []byte) bool {
	state := member(body, "properties.provisioningState")
	return state != "" && usual.judge(state) == going
}

// member is the text at a path of a JSON object; "" if there is none.
func member(body []byte, path string) string {
	raw := json.RawMessage(body)
	for name := range strings.SplitSeq(path, ".") {
		var object map[string]json.RawMessage
		if json.Unmarshal(raw, &object) != nil {
			return ""
		}
		raw = object[name]
	}
	var text string
	if len(raw) == 0 || json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}
