package generator

import (
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/plan"
)

// webhook explains an event, by "webhook order.paid" or by its method, "OnOrderPaid": what tells it from others, and how the
// configuration says otherwise. It is not ok if there is none of this name.
func (x explainer) webhook(name string) (text string, ok bool) {
	if x.api.Events == nil || x.webhooks == nil {
		return "", false
	}
	key, isKey := strings.CutPrefix(name, "webhook ")
	var b strings.Builder
	for _, e := range x.api.Events.List {
		method := x.eventMethod(e)
		if isKey && e.Key == key || method == strings.TrimPrefix(name, x.webhooks.Name+".") {
			x.event(&b, e, method)
		}
	}
	return b.String(), b.Len() > 0
}

// eventMethod is the method of an event: events of one key that are told alike are told by nothing else either.
func (x explainer) eventMethod(e api.Event) string {
	for _, list := range [][]*plan.WebhookEvent{x.webhooks.Told, x.webhooks.Untold} {
		for _, p := range list {
			if p.Pointer == string(e.Pointer) && p.Key == e.Key {
				return p.Method
			}
		}
	}
	return ""
}

func (x explainer) event(b *strings.Builder, e api.Event, method string) {
	fmt.Fprintf(b, "webhook %s  %s\nwebhooks.%s\n\n", e.Key, e.Pos, method)
	line := fmt.Sprintf("events: {%q: [TYPE]}", e.Key)
	if e.IsTold() {
		fmt.Fprintf(b, "told from other events: %s\n", e.Why)
	} else {
		fmt.Fprintf(b, "not told from other events, so it has a URL of its own: %s\n", e.Why)
		line = "type: {field: NAME}\n  " + line
	}
	switch s := x.api.Events; {
	case x.webhooks.Scheme == nil:
		b.WriteString("signed: the document does not say how; callers bring a verifier\n")
	case x.webhooks.Scheme.Known == s.Scheme && s.Scheme != "":
		fmt.Fprintf(b, "signed: %s, as %s\n", s.Scheme, s.Why)
	default:
		b.WriteString("signed: as the configuration says\n")
	}
	fmt.Fprintf(b, "\nto change that, in %s:\n  webhooks:\n    %s\n", ConfigName, strings.ReplaceAll(line, "\n  ", "\n    "))
}

// webhookNames are the events that can be asked for.
func (x explainer) webhookNames() []string {
	var out []string
	if x.api.Events != nil {
		for _, e := range x.api.Events.List {
			out = append(out, "webhook "+e.Key)
		}
	}
	return out
}
