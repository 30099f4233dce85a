package change

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// verdicts compares what was found out about an operation: how it pages, streams, is waited for, is made safe to repeat.
func (c *comparer) verdicts(at place, old, new *api.Operation) {
	c.verdict(at, "paging-changed", "pages", pagingText(old.Paging), pagingText(new.Paging), "programs ask for pages as before, and may miss some")
	c.verdict(at, "stream-changed", "streams", streamText(old.Stream), streamText(new.Stream), "programs read the stream as before, and may fail on it")
	c.wait(at, old.Wait, new.Wait)
	c.verdict(at, "idempotency-changed", "idempotency key", keyText(old.Idempotency), keyText(new.Idempotency),
		"servers may not know the key that programs send, and do again what was done")
	c.verdict(at, "partial-changed", "failure within a success", partialText(old.Partial), partialText(new.Partial), "programs may take a failure for a success")
	if old, new := retryText(old), retryText(new); old != new {
		c.tellValues(at, "retry-changed", "repeated after a failure: was "+old+", is "+new, old, new, compatible("programs repeat as before"))
	}
}

// verdict tells of something that is otherwise. What was not there before breaks nothing.
func (c *comparer) verdict(at place, code, what, old, new, why string) {
	switch {
	case old == new:
	case old == "":
		c.tellValues(at, code, what+": "+new+" (was not)", "", new, compatible("programs go on without"))
	case new == "":
		c.tellValues(at, code, what+": not any more (was "+old+")", old, "", breaks(why))
	default:
		c.tellValues(at, code, what+": was "+old+", is "+new, old, new, breaks(why))
	}
}

func pagingText(p *api.Paging) string {
	if p == nil {
		return ""
	}
	parts := []string{"by " + string(p.Style)}
	for _, part := range []struct{ name, value string }{{"parameter", p.Param}, {"items", p.Items}, {"next", cmp.Or(p.Next, p.Header)}} {
		if part.value != "" {
			parts = append(parts, part.name+" "+part.value)
		}
	}
	return strings.Join(parts, ", ")
}

func streamText(s *api.Stream) string {
	if s == nil {
		return ""
	}
	text := s.Framing + " of " + mediaKey(s.Media)
	if s.End != "" {
		text += ", ends with " + s.End
	}
	if s.Switch != nil {
		text += fmt.Sprintf(", by %s: %s", s.Switch.Name, s.Switch.Value)
	}
	return text
}

func keyText(k *api.Idempotency) string {
	switch {
	case k == nil:
		return ""
	case k.Header != "":
		return "header " + k.Header
	}
	return "member " + k.Field
}

func partialText(p *api.Partial) string {
	if p == nil {
		return ""
	}
	return strings.TrimSpace(p.Flag + " " + p.Errors)
}

func retryText(op *api.Operation) string {
	text := "after what is always worth it"
	if op.Retry != nil {
		text = "after " + strings.Trim(strings.ReplaceAll(fmt.Sprint(op.Retry), " ", ", "), "[]")
		if len(op.Retry) == 0 {
			text = "never"
		}
	}
	if op.Repeatable {
		text += ", harmless"
	}
	return text
}

// wait compares how something that takes long is waited for. A state that ends the wait and that programs do not know makes them
// wait for ever.
func (c *comparer) wait(at place, old, new *api.Wait) {
	before, after := waitText(old), waitText(new)
	if old == nil || new == nil || before == after {
		c.verdict(at, "wait-changed", "waited for", before, after, "programs wait as before, and may wait for ever")
		return
	}
	wire := compatible("states that programs wait for are still there")
	ends := slices.Concat(old.Succeeded, old.Failed, old.Paused)
	for _, state := range slices.Concat(new.Succeeded, new.Failed, new.Paused) {
		if !slices.Contains(ends, state) {
			wire = breaks(fmt.Sprintf("programs do not know that %q ends it, and go on waiting", state))
		}
	}
	if old.Via != new.Via || old.Status != new.Status || old.Final != new.Final {
		wire = breaks("programs look for the state where it was")
	}
	c.tellValues(at, "wait-changed", "waited for: was "+before+", is "+after, before, after, wire)
}

func waitText(w *api.Wait) string {
	if w == nil {
		return ""
	}
	text := w.Via
	if w.Status != "" {
		text += " " + w.Status
	}
	for _, list := range []struct {
		name   string
		states []string
	}{{"succeeded", w.Succeeded}, {"failed", w.Failed}, {"paused", w.Paused}} {
		if len(list.states) > 0 {
			text += fmt.Sprintf(", %s: %s", list.name, strings.Join(list.states, " "))
		}
	}
	return text
}
